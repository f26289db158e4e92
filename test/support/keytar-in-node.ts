import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { KeychainProcess, KeychainReply } from '../../src-main/shared/keychain-process';

const built = resolve(import.meta.dirname, '../../out/main/keytar-process.cjs');

/** The real process that holds keytar, on this desktop, without Electron around it. */
export function startKeytarInNode(env: NodeJS.ProcessEnv): KeychainProcess {
  if (!existsSync(built)) throw new Error('Usher is not built: run `npm run build` first.');
  const child = fork(resolve(import.meta.dirname, 'parent-port-shim.cjs'), [built], { env, stdio: 'ignore' });
  return {
    post: (request) => void child.send(request),
    onReply: (listener) => child.on('message', (reply) => listener(reply as KeychainReply)),
    onExit: (listener) => child.once('exit', () => listener()),
    kill: () => void child.kill('SIGKILL'),
  };
}
