import { AppError, type AppErrorCode, type Failure, failureOf } from '../shared/app-error';
import type { SecretStoreChoice } from '../shared/contract';
import { type Credential, CredentialId } from '../shared/credential';
import type { KeyringStanding, KeyringTestStep, SecretStoreKind } from '../shared/keyring-standing';
import type { Settings } from '../shared/settings';
import { ChosenStore } from '../storage/chosen-store';
import { codecPasswordAccount, isCodecPasswordAccount } from '../storage/codec-password';
import { copySecrets } from '../storage/copied-secrets';
import { failureOfLook } from '../storage/keychain';
import type { PassphraseStore } from '../storage/passphrase-store';
import type { Records } from '../storage/records';
import type { SecretStore } from '../storage/secret-store';
import { testAccount, testStore } from '../storage/store-test';
import type { SystemKeyring } from '../storage/system-keyring';
import { vaultAccount } from '../storage/vault-key';
import type { Credentials } from './credentials';
import type { LiveState } from './live-state';
import type { Notices } from './notices';

/** How long somebody may take to type the password of the keyring. */
const unlockLimitMs = 60_000;

/** The keyring is read by a process of its own, whose start must not compete with that of Usher. */
const firstLookMs = 3_000;

const ownBackends = { session: 'Memory of this session', passphrase: 'Sealed file' } as const;

const statesByCode: { readonly [Code in AppErrorCode]?: KeyringStanding['state'] } = {
  keychain_locked: 'locked',
  keychain_unavailable: 'absent',
  keyring_not_created: 'absent',
  keychain_hung: 'hung',
  keychain_damaged: 'damaged',
  keychain_emptied: 'emptied',
  passphrase_needed: 'passphraseNeeded',
};

/** What is known before anybody has asked: nothing holds up the start, and nothing makes the system ask for a password. */
export function uncheckedKeyring({ secretStore, keyringBackend }: Settings): KeyringStanding {
  return {
    store: secretStore,
    backend: secretStore === 'keychain' ? (keyringBackend ?? 'System keyring') : ownBackends[secretStore],
    state: secretStore === 'passphrase' ? 'passphraseNeeded' : 'unchecked',
    isUnlocking: false,
    leftovers: 0,
  };
}

/**
 * Where the secrets are kept, how that place is, and what is done about it. It learns from every use and asks for nothing by itself:
 * a keyring is only looked into when it is open or somebody needs a secret, and only unlocked when somebody has clicked.
 */
export class KeyringCare {
  /** The one store that all secrets go through, whichever was chosen. */
  readonly store: ChosenStore;
  private unlocking: { controller: AbortController; ended: Promise<void> } | undefined;
  /** Whether the accounts in the store were compared with the records since the store was last unreadable. */
  private isReconciled = false;
  private firstLook: NodeJS.Timeout | undefined;

  constructor(
    private readonly parts: {
      live: LiveState;
      notices: Notices;
      records: Records;
      stores: { keychain: SecretStore; session: SecretStore; passphrase: PassphraseStore };
      keyring: SystemKeyring;
      credentials: () => Pick<Credentials, 'noteSecrets'>;
      /** The secrets can be read again: what failed for that is worth another try. */
      onReadable: () => void;
      now: () => Date;
    },
  ) {
    this.store = new ChosenStore(parts.stores[this.kind], (failure) => this.noteOutcome(failure));
  }

  /**
   * Once Usher is up: a store that is open without anybody being asked for it is compared with the records, so that what is lost is known
   * before it is needed. Any other store says nothing until it is.
   */
  start(): void {
    this.firstLook = setTimeout(() => void this.lookOnce(), firstLookMs);
  }

  /** A look that wakes nothing and reads nothing. */
  async check(): Promise<void> {
    if (this.kind === 'passphrase') {
      return this.note(this.parts.stores.passphrase.isOpen ? undefined : { code: 'passphrase_needed' });
    }
    if (this.kind === 'session') return this.note(undefined);
    const refusal = failureOfLook(await this.parts.keyring.look());
    if (this.kind !== 'keychain') return;
    this.note(refusal?.failure);
    if (!refusal) this.change({ backend: await this.backend() });
  }

  /**
   * Lets the system ask for the keyring's password, and waits for it. A second call waits for the same prompt.
   * @throws AppError as the keyring is afterwards; not when it was cancelled here
   */
  async unlock(): Promise<void> {
    if (!this.unlocking) {
      const controller = new AbortController();
      const ended = this.runUnlock(controller.signal).finally(() => {
        this.unlocking = undefined;
        this.change({ isUnlocking: false });
      });
      this.unlocking = { controller, ended };
      this.change({ isUnlocking: true });
    }
    return this.unlocking.ended;
  }

  cancelUnlock(): void {
    this.unlocking?.controller.abort();
  }

  /** Writes, reads, compares and deletes an entry of its own, in the store that is in use. */
  async test(): Promise<KeyringTestStep[]> {
    this.isReconciled = false;
    return this.testing(this.store);
  }

  /**
   * Keeps the secrets elsewhere from now on. The new place is tested first; then the secrets are taken along, if the old one can be read,
   * and deleted there only when all of them were seen in the new one.
   * @returns whether they came along, or there were none
   * @throws AppError of the new store, or of the old one when it fails half-way; then everything stays as it was
   */
  async choose(choice: SecretStoreChoice): Promise<{ moved: boolean }> {
    const { keychain, passphrase, session } = this.parts.stores;
    if (choice.store === this.kind) return { moved: true };
    const target = { keychain, passphrase, session }[choice.store];
    if (choice.store === 'passphrase') await passphrase.create(choice.passphrase);
    const trouble = (await this.testing(target)).find(({ failure }) => failure)?.failure;
    if (trouble) throw new AppError(trouble.code, trouble);

    const former: { store?: SecretStore; accounts?: string[] | undefined; hasStaying?: boolean } = {};
    await this.store.exchangeBy(async (current) => {
      former.store = current;
      const own = await this.ownAccountsIn(current);
      // It seals a file that outlives the session.
      const stays = (account: string) => choice.store === 'session' && account === vaultAccount;
      former.accounts = own?.filter((account) => !stays(account));
      former.hasStaying = own?.some(stays) ?? false;
      if (former.accounts?.includes(vaultAccount)) await this.keepOtherVault(current, target);
      const takeBack = await copySecrets(current, target, former.accounts ?? []);
      const { secretStore, keyringBackend } = this.parts.live.current.settings;
      try {
        await this.changeSettings(({ keyringBackend: _former, ...settings }) => ({
          ...settings,
          secretStore: choice.store,
        }));
      } catch (error) {
        // It may have been noted to be written later.
        await this.changeSettings((settings) => ({
          ...settings,
          secretStore,
          ...(keyringBackend === undefined ? {} : { keyringBackend }),
        })).catch(() => {});
        await takeBack();
        throw error;
      }
      return target;
    });
    if (former.store === session) await this.bringVault(target);
    this.isReconciled = false;
    this.change({ ...uncheckedKeyring(this.parts.live.current.settings), state: 'ready', failure: undefined });
    this.dropNotices();
    if (former.accounts && former.store) await this.clear(former.store, former.accounts, former.hasStaying);
    void this.reconcile();
    this.parts.onReadable();
    return { moved: former.accounts !== undefined || !this.hasStored };
  }

  /** @throws AppError `wrong_passphrase`, `keychain_damaged`, `keychain_emptied` */
  async unlockWithPassphrase(passphrase: string): Promise<void> {
    if (this.kind !== 'passphrase') throw new AppError('invalid_request');
    try {
      await this.parts.stores.passphrase.unlock(passphrase);
    } catch (error) {
      this.noteOutcome(failureOf(error));
      throw error;
    }
    this.note(undefined);
    void this.reconcile();
    this.parts.onReadable();
  }

  /** @throws AppError `wrong_passphrase`; then nothing was changed */
  async changePassphrase(passphrase: string, newPassphrase: string): Promise<void> {
    if (this.kind !== 'passphrase') throw new AppError('invalid_request');
    await this.parts.stores.passphrase.changePassphrase(passphrase, newPassphrase);
    this.note(undefined);
  }

  /** Deletes what no credential and no room system here knows, after another look at what that is. */
  async deleteLeftovers(): Promise<void> {
    for (const account of this.leftoversIn(await this.store.accounts())) await this.store.delete(account);
    this.change({ leftovers: 0 });
  }

  /** Nothing waits for a prompt any more. */
  close(): void {
    clearTimeout(this.firstLook);
    this.cancelUnlock();
    for (const store of Object.values(this.parts.stores)) store.close();
  }

  private get kind(): SecretStoreKind {
    return this.parts.live.current.settings.secretStore;
  }

  private async lookOnce(): Promise<void> {
    if (this.kind !== 'keychain' || this.isReconciled) return;
    const state = await this.parts.keyring.look();
    if (state === 'ready' && this.kind === 'keychain' && !this.isReconciled) await this.reconcile();
  }

  private async runUnlock(signal: AbortSignal): Promise<void> {
    const state = await this.parts.keyring.unlock({ limitMs: unlockLimitMs, signal });
    const refusal = failureOfLook(state);
    this.note(refusal?.failure);
    if (!refusal) return this.parts.onReadable();
    if (!signal.aborted) throw refusal;
  }

  private async testing(store: SecretStore): Promise<KeyringTestStep[]> {
    return testStore(store, () => performance.now());
  }

  /** Ours, and what belongs to no credential; undefined when the store cannot be read. The leftovers may be somebody else's. */
  private async ownAccountsIn(store: SecretStore): Promise<string[] | undefined> {
    const accounts = await store.accounts().catch(() => undefined);
    const leftovers = new Set(accounts && this.leftoversIn(accounts));
    return accounts?.filter((account) => !leftovers.has(account) && account !== testAccount);
  }

  /** While secrets were kept for one session, the key that seals host keys stayed where it was before. */
  private async bringVault(target: SecretStore): Promise<void> {
    const { keychain, passphrase } = this.parts.stores;
    for (const store of [keychain, passphrase]) {
      if (store === target) continue;
      const staying = await store.get(vaultAccount).catch(() => undefined);
      if (staying === undefined || (await target.get(vaultAccount).catch(() => staying)) !== undefined) continue;
      await target.set(vaultAccount, staying).catch(() => {});
    }
  }

  /** Another directory, which was put aside, may still be sealed with it. */
  private async keepOtherVault(current: SecretStore, target: SecretStore): Promise<void> {
    const [ours, other] = await Promise.all([
      current.get(vaultAccount),
      target.get(vaultAccount).catch(() => undefined),
    ]);
    if (other !== undefined && other !== ours) await target.set(`${vaultAccount}-before`, other);
  }

  /** What cannot be deleted there is no loss: it is a copy. */
  private async clear(store: SecretStore, accounts: readonly string[], hasStaying = false): Promise<void> {
    const { passphrase } = this.parts.stores;
    if (store === passphrase && !hasStaying) return passphrase.destroy().catch(() => {});
    for (const account of accounts) await store.delete(account).catch(() => {});
  }

  private noteOutcome(failure: Failure | undefined): void {
    this.note(failure);
    if (!failure && !this.isReconciled) void this.reconcile();
  }

  /** What a use of the store says about it. A failure that is not the store's says nothing. */
  private note(reported: Failure | undefined): void {
    const { keyring } = this.parts.live.current;
    const failure: Failure | undefined = this.isLost(reported) ? { code: 'keychain_emptied' } : reported;
    const state = failure ? statesByCode[failure.code] : 'ready';
    if (!state) return;
    // An open store that has lost everything stays so until its items are seen again.
    if (state === 'ready' && keyring.state === 'emptied' && this.isReconciled) return;
    if (state !== 'ready' && reported?.code !== 'keychain_emptied') this.isReconciled = false;
    if (keyring.state === state && keyring.failure?.code === failure?.code) return;
    this.change({ state, failure, checkedAt: this.parts.now().toISOString() });
    if (state === 'ready') this.dropNotices();
  }

  /** "No keyring yet" is not what it is where the records say that something was stored in one. */
  private isLost(failure: Failure | undefined): boolean {
    return failure?.code === 'keyring_not_created' && this.hasStored;
  }

  /** Whether the records say that there are secrets. */
  private get hasStored(): boolean {
    return this.parts.live.current.credentials.some(hasStoredSecrets);
  }

  private dropNotices(): void {
    for (const notice of this.parts.live.current.notices)
      if (statesByCode[notice.failure.code]) this.parts.notices.dismiss(notice.id);
  }

  /**
   * Compares what the store has with what the records say was stored. The records are outside of the keyring: only they can tell
   * "lost" from "never stored". Nothing is deleted or overwritten.
   */
  private async reconcile(): Promise<void> {
    this.isReconciled = true;
    const backend = await this.backend();
    // Known before the store is asked: what is stored meanwhile is not missed.
    const known = new Set(this.parts.live.current.credentials.filter(hasStoredSecrets).map(({ id }) => id));
    let accounts: ReadonlySet<string>;
    try {
      accounts = new Set(await this.store.accounts());
    } catch {
      this.isReconciled = false;
      return;
    }
    const expected = this.parts.live.current.credentials.filter(({ id }) => known.has(id));
    const missing = expected.filter(({ id }) => !accounts.has(id));
    const isEmptied = missing.length > 0 && missing.length === expected.length && this.kind !== 'session';
    const { keyringBackend } = this.parts.live.current.settings;
    const failure: Failure = isEmptied
      ? {
          code: 'keychain_emptied',
          ...(this.isAnother(backend) ? { subject: `${keyringBackend}, but ${backend} answers now` } : {}),
        }
      : { code: 'secret_missing' };
    for (const { id } of expected) {
      this.parts.credentials().noteSecrets(id, accounts.has(id) ? undefined : failure);
    }
    this.change({ backend, leftovers: this.leftoversIn([...accounts]).length });
    if (isEmptied) {
      this.change({ state: 'emptied', failure, checkedAt: this.parts.now().toISOString() });
      return this.parts.notices.add(failure);
    }
    this.change({ state: 'ready', failure: undefined, checkedAt: this.parts.now().toISOString() });
    await this.rememberBackend(backend);
  }

  private isAnother(backend: string): boolean {
    const { keyringBackend } = this.parts.live.current.settings;
    return this.kind === 'keychain' && keyringBackend !== undefined && keyringBackend !== backend;
  }

  private async rememberBackend(keyringBackend: string): Promise<void> {
    const { settings } = this.parts.live.current;
    if (this.kind !== 'keychain' || settings.keyringBackend === keyringBackend) return;
    // What is not remembered is asked for at the next start.
    await this.changeSettings((known) => ({ ...known, keyringBackend })).catch(() => {});
  }

  /** Shown at once, as whatever else changes a setting does: on a slow disk the later one would undo the earlier. */
  private async changeSettings(change: (settings: Settings) => Settings): Promise<void> {
    const settings = change(this.parts.live.current.settings);
    const saving = this.parts.records.saveSettings(settings);
    this.parts.live.set({ settings });
    await saving;
  }

  private async backend(): Promise<string> {
    const { kind } = this;
    return kind === 'keychain' ? this.parts.keyring.name() : ownBackends[kind];
  }

  private leftoversIn(accounts: readonly string[]): string[] {
    const known = new Set<string>([
      ...this.parts.live.current.credentials.map(({ id }) => id),
      ...this.parts.records.codecs.map(({ id }) => codecPasswordAccount(id)),
    ]);
    const isUshers = (account: string) => CredentialId.safeParse(account).success || isCodecPasswordAccount(account);
    return accounts.filter((account) => isUshers(account) && !known.has(account));
  }

  private change(change: { [Key in keyof KeyringStanding]?: KeyringStanding[Key] | undefined }): void {
    const { failure: _former, ...before } = this.parts.live.current.keyring;
    const { failure, ...rest } = { ...this.parts.live.current.keyring, ...change };
    this.parts.live.set({ keyring: { ...before, ...rest, ...(failure ? { failure } : {}) } as KeyringStanding });
  }
}

/** Whether something of this credential has to be in the store. */
function hasStoredSecrets({ hasClientSecret, authorizedAt, secretsGeneration }: Credential): boolean {
  return hasClientSecret || authorizedAt !== undefined || secretsGeneration > 0;
}
