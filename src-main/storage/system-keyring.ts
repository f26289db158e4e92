import { type KeyringState, lookAtSecretService, nameOfSecretService, unlockSecretService } from './secret-service';

/** The operating system's keyring from outside: how it is and what it is called, without any secret of it. */
export type SystemKeyring = {
  /** Neither prompts nor hangs. */
  look(): Promise<KeyringState>;
  /** Prompts. @returns how the keyring is afterwards */
  unlock(options: { limitMs: number; signal: AbortSignal }): Promise<KeyringState>;
  /** As its users know it. */
  name(): Promise<string>;
};

/** Only on Linux may there be none, or one of several; elsewhere it asks for its password by itself when it is used. */
export function systemKeyring(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): SystemKeyring {
  if (platform === 'linux')
    return {
      look: () => lookAtSecretService(environment),
      unlock: (options) => unlockSecretService(environment, options),
      name: async () => (await nameOfSecretService(environment)) ?? 'Secret Service',
    };
  const name = platform === 'darwin' ? 'macOS Keychain' : 'Windows Credential Manager';
  return { look: async () => 'ready', unlock: async () => 'ready', name: async () => name };
}
