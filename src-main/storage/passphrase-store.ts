import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../shared/app-error';
import { writeDurably } from './durable-file';
import { codeOf } from './error-code';
import { openSealedSecrets, saltBytes, saltOfSealed, sealSecrets } from './sealed-secrets';
import { type DeriveKey, keyFrom } from './sealed-text';
import type { SecretStore } from './secret-store';

/** Made of the passphrase once; while the store is open it is in memory, and the secrets are not. */
type Opened = { key: Buffer; salt: Buffer };

/**
 * Secrets in a file of the profile that only a passphrase opens, for a system without a keyring.
 * Whatever goes wrong, the file stays as it was. Before `unlock` or `create` everything throws AppError `passphrase_needed`;
 * after that `keychain_damaged`, `keychain_emptied` when the file has gone, or `records_not_saved`.
 */
export class PassphraseStore implements SecretStore {
  private opened: Opened | undefined;
  private lastTurn: Promise<unknown> = Promise.resolve();
  private readonly previous: string;
  private readonly deriveKey: DeriveKey;

  /**
   * @param options.onSetAside told the new name of a damaged file whose earlier generation has taken its place
   * @param options.deriveKey `keyFrom` for everybody but a test that has no half second to spare
   */
  constructor(
    private readonly options: {
      path: string;
      onSetAside: (name: string) => void;
      now: () => Date;
      deriveKey?: DeriveKey;
    },
  ) {
    this.previous = `${options.path}.previous`;
    this.deriveKey = options.deriveKey ?? keyFrom;
  }

  get isOpen(): boolean {
    return this.opened !== undefined;
  }

  /** @throws AppError `wrong_passphrase`, `keychain_damaged`, `keychain_emptied` */
  async unlock(passphrase: string): Promise<void> {
    return this.inTurn(async () => {
      this.opened = await this.openedBy(passphrase);
    });
  }

  /**
   * Begins an empty file. One that is there already is taken when the passphrase opens it; if not, it is moved aside,
   * because its own passphrase may come to somebody's mind again.
   */
  async create(passphrase: string): Promise<void> {
    return this.inTurn(async () => {
      try {
        this.opened = await this.openedBy(passphrase);
        return;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        if (error.code !== 'keychain_emptied') await this.setAside();
      }
      const salt = randomBytes(saltBytes);
      const opened = { salt, key: await this.deriveKey(passphrase, salt) };
      await this.write(new Map(), opened);
      this.opened = opened;
    });
  }

  /** The same secrets under another passphrase. @throws AppError `wrong_passphrase`; then nothing was changed */
  async changePassphrase(passphrase: string, newPassphrase: string): Promise<void> {
    return this.inTurn(async () => {
      const before = await this.openedBy(passphrase);
      const salt = randomBytes(saltBytes);
      const after = { salt, key: await this.deriveKey(newPassphrase, salt) };
      await this.write(await this.readWith(before), after);
      // The generation before this one still opens with the old passphrase, which may have become known.
      await rm(this.previous, { force: true });
      this.opened = after;
    });
  }

  /** After the secrets were moved elsewhere. */
  async destroy(): Promise<void> {
    return this.inTurn(async () => {
      this.opened = undefined;
      for (const path of [this.previous, this.options.path]) await rm(path, { force: true });
    });
  }

  async get(account: string): Promise<string | undefined> {
    return this.inTurn(async () => (await this.read()).get(account));
  }

  async set(account: string, secret: string): Promise<void> {
    return this.change((secrets) => secrets.set(account, secret));
  }

  async delete(account: string): Promise<void> {
    return this.change((secrets) => secrets.delete(account));
  }

  async accounts(): Promise<string[]> {
    return this.inTurn(async () => [...(await this.read()).keys()]);
  }

  /** What is under way still has the key, and must: a file sealed with a wiped one would be lost. */
  close(): void {
    this.opened = undefined;
  }

  private change(change: (secrets: Map<string, string>) => unknown): Promise<void> {
    return this.inTurn(async () => {
      const secrets = await this.read();
      change(secrets);
      await this.write(secrets, this.key());
    });
  }

  private async read(): Promise<Map<string, string>> {
    return this.readWith(this.key());
  }

  private async readWith({ key, salt }: Opened): Promise<Map<string, string>> {
    const file = await this.bytes();
    // Somebody put another file in its place: the key at hand does not fit it.
    if (!timingSafeEqual(saltOfSealed(file), salt)) throw new AppError('passphrase_needed');
    return openSealedSecrets(file, key);
  }

  private async write(secrets: Map<string, string>, { key, salt }: Opened): Promise<void> {
    try {
      await writeDurably(this.options.path, sealSecrets(secrets, key, salt), this.previous);
    } catch (cause) {
      throw new AppError('records_not_saved', { cause });
    }
  }

  private key(): Opened {
    if (!this.opened) throw new AppError('passphrase_needed');
    return this.opened;
  }

  private async openedBy(passphrase: string): Promise<Opened> {
    const file = await this.wholeBytes();
    const salt = Buffer.from(saltOfSealed(file));
    const key = await this.deriveKey(passphrase, salt);
    openSealedSecrets(file, key);
    return { key, salt };
  }

  /** A damaged file makes room for the generation before it, if that one is whole. */
  private async wholeBytes(): Promise<Buffer> {
    const file = await this.bytes();
    try {
      saltOfSealed(file);
      return file;
    } catch (damaged) {
      const before = await readFile(this.previous).catch(() => Buffer.alloc(0));
      try {
        saltOfSealed(before);
      } catch {
        throw damaged;
      }
      const aside = await this.setAside();
      await rename(this.previous, this.options.path);
      this.options.onSetAside(aside);
      return before;
    }
  }

  private async bytes(): Promise<Buffer> {
    try {
      return await readFile(this.options.path);
    } catch (cause) {
      throw new AppError(codeOf(cause) === 'ENOENT' ? 'keychain_emptied' : 'keychain_damaged', { cause });
    }
  }

  private async setAside(): Promise<string> {
    const aside = `${this.options.path}.set-aside-${this.options.now().toISOString().replace(/[:.]/g, '-')}`;
    await rename(this.options.path, aside);
    return basename(aside);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.lastTurn.then(work);
    this.lastTurn = turn.catch(() => {});
    return turn;
  }
}
