import type { SecretStore } from './secret-store';

/** Secrets in memory, until Usher ends. For a system without a keyring, when the operator has chosen so. */
export class SessionStore implements SecretStore {
  private readonly items = new Map<string, string>();

  async get(account: string): Promise<string | undefined> {
    return this.items.get(account);
  }

  async set(account: string, secret: string): Promise<void> {
    this.items.set(account, secret);
  }

  async delete(account: string): Promise<void> {
    this.items.delete(account);
  }

  async accounts(): Promise<string[]> {
    return [...this.items.keys()];
  }

  close(): void {
    this.items.clear();
  }
}
