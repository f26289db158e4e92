/**
 * Where secrets are kept, each under its account: the system's keychain, the memory of one session, or a file sealed by a passphrase.
 * Every call ends within seconds. A store that cannot be read throws; only one that was read may say that there is nothing.
 */
export type SecretStore = {
  /** @returns undefined when the store is open and has nothing under this account */
  get(account: string): Promise<string | undefined>;
  /** Answers when the store has it for good and gives it back unchanged. */
  set(account: string, secret: string): Promise<void>;
  /** Deleting what is not there is no failure. */
  delete(account: string): Promise<void>;
  /** Every account that has something in the store. */
  accounts(): Promise<string[]>;
  /** For good: nothing is opened or started any more. */
  close(): void;
};
