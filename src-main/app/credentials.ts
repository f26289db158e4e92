import { AppError, type AppErrorCode, type Failure, failureOf } from '../shared/app-error';
import {
  type Credential,
  type CredentialHealth,
  type CredentialId,
  type CredentialOutcome,
  healthAfter,
  inUse,
  isUsable,
  lastErrorAfter,
  notAuthorized,
} from '../shared/credential';
import type { Records } from '../storage/records';
import { freeName } from './free-name';
import type { LiveState } from './live-state';
import type { Notices } from './notices';

const saysThatSecretsAreLost: ReadonlySet<AppErrorCode> = new Set(['secret_missing', 'keychain_emptied']);
/** What is over once the secrets could be read. */
const isAboutTheKeyring: ReadonlySet<AppErrorCode> = new Set([
  ...saysThatSecretsAreLost,
  'keychain_unavailable',
  'keychain_locked',
  'keyring_not_created',
  'keychain_hung',
  'keychain_damaged',
  'passphrase_needed',
]);

/**
 * Every credential as it is shown and kept, and how it stands: a change is seen at once, and kept for good, or undone, or said not to be
 * kept. What an outcome means for their health is noted here and nowhere else. Of their secrets nothing is known here.
 */
export class Credentials {
  private isQuitting = false;

  constructor(private readonly parts: { live: LiveState; notices: Notices; records: Records; now: () => Date }) {}

  /** Those in the bin among them. */
  get all(): readonly Credential[] {
    return this.parts.live.current.credentials;
  }

  has(id: CredentialId): boolean {
    return this.all.some((known) => known.id === id);
  }

  /** @throws AppError `invalid_request` for an ID that is not, or no longer, known */
  get(id: CredentialId): Credential {
    const credential = this.all.find((known) => known.id === id);
    if (!credential) throw new AppError('invalid_request');
    return credential;
  }

  /** @throws AppError `invalid_request` also for one that is in the bin */
  getInUse(id: CredentialId): Credential {
    const credential = this.get(id);
    if (credential.deletedAt !== undefined) throw new AppError('invalid_request');
    return credential;
  }

  /** The name, with a number behind it if another credential has it already. */
  freeName(name: string): string {
    return freeName(
      name,
      this.all.map((known) => known.name),
    );
  }

  /** @throws AppError `records_not_saved`, `records_newer`; then nothing is kept */
  async keep(added: Credential): Promise<void> {
    await this.saveStrictly(added.id, (all) => [...all, added]);
  }

  /** What comes of a whole file is kept for good, or undone. @throws AppError `records_not_saved`, `records_newer` */
  async keepTogether(changed: readonly Credential[], added: readonly Credential[]): Promise<void> {
    const before = this.all;
    const kept = before.map((known) => changed.find(({ id }) => id === known.id) ?? known);
    try {
      await this.save([...kept, ...added]);
    } catch (error) {
      const others = this.all.filter(({ id }) => !added.some((credential) => credential.id === id));
      const undone = others.map((known) => (kept.includes(known) ? before.find(({ id }) => id === known.id) : known));
      await this.save(undone.flatMap((known) => known ?? [])).catch(() => {});
      throw error;
    }
  }

  /** @throws AppError `records_not_saved` */
  async describe(id: CredentialId, { name, tags }: Pick<Credential, 'name' | 'tags'>): Promise<void> {
    this.getInUse(id);
    await this.saveOne(id, (credential) => ({ ...credential, name, tags: [...new Set(tags)] }));
  }

  /**
   * From now on nothing uses it; a renewal under way may still store what it is given.
   * @throws AppError `records_not_saved`
   */
  async putAway(id: CredentialId): Promise<void> {
    this.getInUse(id);
    await this.saveOne(id, (credential) => ({ ...credential, deletedAt: this.parts.now().toISOString() }));
    this.parts.notices.dropFor(id);
  }

  /** @throws AppError `records_not_saved` */
  async bringBack(id: CredentialId): Promise<void> {
    if (this.get(id).deletedAt === undefined) throw new AppError('invalid_request');
    await this.saveOne(id, ({ deletedAt: _gone, ...credential }) => credential);
  }

  /** @throws AppError `records_not_saved` */
  async remove(id: CredentialId): Promise<void> {
    await this.saveStrictly(id, (all) => all.filter((known) => known.id !== id));
  }

  /**
   * Shown at once; answers when it is kept, or a notice says that it is not.
   * What is only younger is not worth a write: a success after a success stays in memory until something changes.
   */
  async change(id: CredentialId, change: (credential: Credential) => Credential): Promise<void> {
    const before = this.get(id);
    const after = change(before);
    const credentials = this.all.map((known) => (known.id === id ? after : known));
    const isOnlyYounger =
      before.authorizedAt === after.authorizedAt &&
      before.secretsGeneration === after.secretsGeneration &&
      before.health.kind === after.health.kind &&
      isSame(before.scopes, after.scopes) &&
      isSame(before.user, after.user) &&
      failureKey(before) === failureKey(after);
    if (after.health.kind === 'ready' && before.health.kind !== 'ready') this.parts.notices.dropFor(id);
    if (isOnlyYounger) return this.parts.live.set({ credentials });
    // The records keep what the disk does not take, and try again.
    await this.save(credentials).catch((error: unknown) => this.parts.notices.add(failureOf(error)));
  }

  /** What came of a request with this credential, in its health and as its last error or success. */
  note(id: CredentialId, outcome: CredentialOutcome): void {
    if (this.isQuitting || !inUse(this.all).some((known) => known.id === id)) return;
    const now = this.parts.now();
    void this.change(id, ({ lastError, ...credential }) => {
      const failure = outcome.ok ? undefined : this.withCulprit(credential, outcome.failure);
      // Only a sign-in leaves something behind that a success does not prove: the scopes of its time.
      const isProven = outcome.ok && credential.kind !== 'user';
      const health: CredentialHealth = isProven
        ? { kind: 'ready' }
        : healthAfter(failure ? { ok: false, failure } : outcome, credential.health, now);
      const wrong = lastErrorAfter(failure ? { ok: false, failure } : outcome, { health, lastError }, now);
      return {
        ...credential,
        ...(wrong ? { lastError: wrong } : {}),
        health,
        ...(outcome.ok ? { lastSuccessAt: now.toISOString() } : {}),
      };
    });
  }

  /** A sign-in that failed says nothing about the grant that is there already. */
  noteSignInFailure(id: CredentialId, failure: Failure): void {
    const known = this.all.find((credential) => credential.id === id);
    if (!known || !isUsable(known)) return this.note(id, { ok: false, failure });
    this.noteRefusal(id, failure);
  }

  /** What the door said of a credential's signature: shown with it, though its other uses may go on. */
  noteRefusal(id: CredentialId, failure: Failure): void {
    if (!this.has(id)) return;
    void this.change(id, (credential) => ({
      ...credential,
      lastError: { failure, at: this.parts.now().toISOString() },
    }));
  }

  /** What no request will say to be over: another user who came back, once somebody has decided; a refused signature, once one was taken. */
  forgetError(id: CredentialId, code: 'wrong_user' | 'signature_refused'): void {
    if (!this.has(id) || this.get(id).lastError?.failure.code !== code) return;
    void this.change(id, ({ lastError: _over, ...credential }) => credential);
  }

  /** What the place where secrets are kept says of this credential's: how they were lost, or that they are there. */
  noteSecrets(id: CredentialId, lost: Failure | undefined): void {
    if (lost) return this.note(id, { ok: false, failure: lost });
    const { health } = this.get(id);
    if (health.kind !== 'misconfigured' || !saysThatSecretsAreLost.has(health.cause.code)) return;
    const since = this.parts.now().toISOString();
    void this.change(id, ({ lastError: _over, ...credential }) => ({
      ...credential,
      health:
        credential.kind === 'user' && credential.authorizedAt === undefined ? notAuthorized(since) : { kind: 'ready' },
    }));
  }

  /** An app credential may be used for nothing else for days: what was wrong with its keyring is over, and nothing but that. */
  noteSecretsRead(id: CredentialId): void {
    const { kind, health } = this.get(id);
    if (kind !== 'app' || health.kind === 'ready' || !isAboutTheKeyring.has(health.cause.code)) return;
    void this.change(id, ({ lastError, ...credential }) => ({
      ...credential,
      ...(lastError && !isAboutTheKeyring.has(lastError.failure.code) ? { lastError } : {}),
      health: { kind: 'ready' },
    }));
  }

  /** Before the app quits: what fails because of that says nothing about a credential. */
  stopNoting(): void {
    this.isQuitting = true;
  }

  /** Names the credentials whose later sign-in may have ended this one: Zoom does not say which it was. */
  private withCulprit(credential: Credential, failure: Failure): Failure {
    if (failure.code !== 'authorization_replaced') return failure;
    const later = this.all.filter(
      ({ id, environment, clientId, user, authorizedAt = '' }) =>
        id !== credential.id &&
        environment === credential.environment &&
        clientId === credential.clientId &&
        user?.id === credential.user?.id &&
        authorizedAt > (credential.authorizedAt ?? ''),
    );
    return later.length > 0 ? { ...failure, subject: later.map(({ name }) => `“${name}”`).join(' or ') } : failure;
  }

  private saveOne(id: CredentialId, change: (credential: Credential) => Credential): Promise<void> {
    return this.saveStrictly(id, (all) => all.map((known) => (known.id === id ? change(known) : known)));
  }

  /** What somebody asked for is kept for good, or undone. @throws AppError `records_not_saved`, `records_newer` */
  private async saveStrictly(
    id: CredentialId,
    change: (all: readonly Credential[]) => readonly Credential[],
  ): Promise<void> {
    const at = this.all.findIndex((known) => known.id === id);
    const before = this.all.slice(Math.max(at, 0), at + 1);
    try {
      await this.save(change(this.all));
    } catch (error) {
      const others = this.all.filter((known) => known.id !== id);
      await this.save([...others.slice(0, Math.max(at, 0)), ...before, ...others.slice(Math.max(at, 0))]).catch(
        () => {},
      );
      throw error;
    }
  }

  /** Shown at once: whatever comes while the disk is slow builds on it. Answers when it is kept. */
  private async save(credentials: readonly Credential[]): Promise<void> {
    this.parts.live.set({ credentials: [...credentials] });
    await this.parts.records.saveCredentials(credentials);
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function failureKey({ lastError }: Credential): string {
  const failure: Failure | undefined = lastError?.failure;
  return failure ? `${failure.code}:${failure.zoomCode ?? ''}` : '';
}
