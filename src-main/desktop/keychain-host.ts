import { utilityProcess } from 'electron';
import type { KeychainProcess } from '../shared/keychain-process';

/** Starts the process that holds keytar. @param path the built `keytar-process` file */
export function startKeychainProcess(path: string): KeychainProcess {
  const child = utilityProcess.fork(path, [], { serviceName: 'Usher keychain', stdio: 'ignore' });
  return {
    post: (request) => child.postMessage(request),
    onReply: (listener) => child.on('message', listener),
    onExit: (listener) => child.once('exit', () => listener()),
    kill: () => child.kill(),
  };
}
