import { randomUUID } from 'node:crypto';
import { AuthorizationServer, type TokenSet } from '../oauth/authorization-server';
import { Grant, type RenewalTurns } from '../oauth/grant';
import { AppError, type AppErrorCode, type Failure, failureOf } from '../shared/app-error';
import { authorizationsReplacedBy } from '../shared/authorizations-replaced-by';
import type { NewCredential, Received } from '../shared/contract';
import {
  type Credential,
  type CredentialHealth,
  type CredentialId,
  type CredentialOutcome,
  healthAfter,
  inUse,
  isUsable,
  type Revoked,
  type ZoomEnvironment,
  type ZoomUser,
} from '../shared/credential';
import type { Definition, ImportOutcome } from '../shared/definitions-file';
import { withTimeLimit } from '../shared/time-limit';
import type { ZoomCloud } from '../shared/zoom-cloud';
import type { CredentialSecrets, Secrets } from '../storage/credential-secrets';
import type { Records } from '../storage/records';
import type { RenewalNotes } from '../storage/renewal-notes';
import { ZoomClient } from '../zoom/zoom-client';
import { AccountGrant } from './account-grant';
import { checkClient } from './check-client';
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

/** A renewal and a revocation; who deletes a credential is waiting. */
const revocationLimitMs = 8_000;

/** What is to be kept of a definition from a file. Without its secret it is there, and says what it misses. */
export type Addition = { definition: Definition; clientSecret?: string };
/** A credential that takes over what the definition says; its sign-in stays. */
export type Replacement = Addition & { id: CredentialId };

/**
 * Every credential, what it may do at Zoom and how it stands: added, changed, used, tested, found wanting, put away.
 * Its health changes here and nowhere else. Secrets stay between the keychain, a grant and a request.
 */
export class Credentials {
  private readonly grants = new Map<CredentialId, Grant | AccountGrant>();
  private readonly clients = new Map<CredentialId, Promise<ZoomClient>>();
  /** Grants of a client that has been changed, until they have stored what they were given. */
  private readonly retired = new Map<CredentialId, Promise<void>>();
  /** Whatever may be about to store a refresh token. */
  private readonly renewals = new Set<Promise<unknown>>();
  private isSettling = false;

  constructor(
    private readonly parts: {
      live: LiveState;
      notices: Notices;
      records: Records;
      secrets: CredentialSecrets;
      renewals: RenewalNotes;
      cloudOf: (environment: ZoomEnvironment) => Promise<ZoomCloud>;
      fetch: typeof fetch;
      now: () => Date;
      /** The time at Zoom: tokens run out by it. */
      zoomNow: (environment: ZoomEnvironment) => Date;
    },
  ) {}

  /** Those in the bin among them. */
  get all(): readonly Credential[] {
    return this.parts.live.current.credentials;
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

  /**
   * Keeps a new credential: its secret first, then its record, so that no record is left without what it needs. Where Zoom can be asked
   * about it already, it is, and nobody waits for that.
   * @throws AppError `keychain_locked`, `keychain_unavailable`, `records_not_saved`; then nothing is kept
   */
  async add(input: NewCredential): Promise<CredentialId> {
    const { kind, environment, name, tags = [], clientId, clientSecret, accountId } = input;
    const id = randomUUID() as CredentialId;
    const now = this.parts.now().toISOString();
    const credential: Credential = {
      id,
      kind,
      environment,
      name,
      tags,
      clientId,
      ...(accountId ? { accountId } : {}),
      hasClientSecret: clientSecret !== '',
      scopes: [],
      addedAt: now,
      secretsGeneration: 1,
      health: kind === 'user' ? notAuthorized(now) : { kind: 'ready' },
    };
    await this.parts.secrets.update(id, () => (clientSecret ? { clientSecret } : {}));
    try {
      await this.saveStrictly(id, (all) => [...all, credential]);
    } catch (error) {
      await this.parts.secrets.delete(id).catch(() => {});
      throw error;
    }
    if (kind !== 'user') void this.testOneByOne([id]);
    return id;
  }

  /**
   * Keeps all of this or nothing of it. The secrets go first and the records last, at one stroke: until then each step can be undone.
   * What fails is part of the answer, since it also has to say what could not be undone.
   */
  async keepTogether(additions: readonly Addition[], replacements: readonly Replacement[]): Promise<ImportOutcome> {
    const undo: (() => Promise<void>)[] = [];
    try {
      const now = this.parts.now().toISOString();
      const added: Credential[] = [];
      for (const addition of additions) {
        const id = randomUUID() as CredentialId;
        // Also after a failure: the keyring may have stored what it did not acknowledge.
        undo.push(() => this.parts.secrets.delete(id));
        const { clientSecret } = addition;
        await this.parts.secrets.update(id, () => (clientSecret ? { clientSecret } : {}));
        added.push(recordOf(addition, id, now));
      }
      for (const { id, definition, clientSecret } of replacements) {
        if (definition.hasClientSecret && clientSecret === undefined) continue;
        const before = await this.clientSecretOf(id);
        const put = (secret: string | undefined) =>
          this.store(id, ({ clientSecret: _other, ...rest }) => ({
            ...rest,
            ...(secret ? { clientSecret: secret } : {}),
          }));
        this.retire(id);
        undo.push(() => put(before));
        await put(clientSecret);
      }
      const kept = this.all.map((known) => {
        const replacement = replacements.find(({ id }) => id === known.id);
        return replacement ? replacedBy(replacement, known) : known;
      });
      await this.saveTogether(kept, added);
      const untested = added.filter(({ health }) => health.kind === 'ready').map(({ id }) => id);
      void this.testOneByOne([...untested, ...replacements.flatMap(({ id }) => [id, ...this.siblingsOf(id)])]);
      return { kind: 'kept', added: added.map(({ id }) => id), replaced: replacements.map(({ id }) => id) };
    } catch (error) {
      const steps = await Promise.allSettled(undo.map((step) => step()));
      return {
        kind: 'takenBack',
        failure: failureOf(error),
        left: steps.filter(({ status }) => status === 'rejected').length,
      };
    }
  }

  /** @returns undefined where there is none to be found, as for a public client */
  async clientSecretOf(id: CredentialId): Promise<string | undefined> {
    return (await this.parts.secrets.read(id))?.clientSecret;
  }

  /**
   * The same app once more, with its secret; nobody has signed in with it.
   * @throws AppError as `add`, and `secret_missing`
   */
  async duplicate(id: CredentialId, name?: string): Promise<CredentialId> {
    const { kind, environment, name: known, tags, clientId, accountId, hasClientSecret } = this.getInUse(id);
    const { clientSecret = '' } = await this.secretsOf(id);
    return this.add({
      kind,
      environment,
      name: this.freeName(name ?? known),
      tags,
      clientId,
      clientSecret: hasClientSecret ? clientSecret : '',
      ...(accountId ? { accountId } : {}),
    });
  }

  /** @throws AppError `records_not_saved` */
  async describe(id: CredentialId, { name, tags }: Pick<Credential, 'name' | 'tags'>): Promise<void> {
    this.getInUse(id);
    await this.saveOne(id, (credential) => ({ ...credential, name, tags: [...new Set(tags)] }));
  }

  /**
   * Another client ID, secret or account, once Zoom has let it in. Another client ID is another app: what its user granted the old one ends.
   * Whatever else uses the same app is tested again, and shows how it stands.
   * @throws AppError as `checkClient`, `keychain_locked`, `keychain_unavailable`; then nothing is changed
   */
  async changeClient(
    id: CredentialId,
    { clientId, clientSecret, accountId }: Omit<Received<'changeClient'>, 'credentialId'>,
  ): Promise<void> {
    const { accountId: _before, ...before } = this.getInUse(id);
    const needsSecret = before.kind !== 'user';
    if ((needsSecret && clientSecret === '') || (before.kind === 'serverToServer') !== (accountId !== undefined))
      throw new AppError('invalid_request');
    const changed = { ...before, clientId, hasClientSecret: clientSecret !== '', ...(accountId ? { accountId } : {}) };
    await this.checkClientOf(changed, clientSecret || undefined);
    const isAnotherApp = clientId !== before.clientId;
    const old = await this.secretsOf(id);
    const oldAccessToken = this.grants.get(id)?.currentAccessToken;
    this.retire(id);
    await this.store(id, ({ refreshToken }) => ({
      ...(clientSecret ? { clientSecret } : {}),
      ...(refreshToken !== undefined && !isAnotherApp ? { refreshToken } : {}),
    }));
    await this.change(id, ({ accountId: _account, authorizedAt, renewedAt, lastError, ...credential }) => ({
      ...credential,
      clientId,
      hasClientSecret: clientSecret !== '',
      ...(accountId ? { accountId } : {}),
      ...(isAnotherApp && before.kind === 'user'
        ? { scopes: [], health: notAuthorized(this.parts.now().toISOString()) }
        : {
            ...(authorizedAt ? { authorizedAt } : {}),
            ...(renewedAt ? { renewedAt } : {}),
            ...(lastError ? { lastError } : {}),
          }),
    }));
    const oldToken = oldAccessToken ?? old.refreshToken;
    if (isAnotherApp && oldToken) this.revokeQuietly(before, old.clientSecret, oldToken);
    void this.testOneByOne([id, ...this.siblingsOf(id)]);
  }

  /**
   * Asks Zoom now, and notes what it says. Where nobody has signed in there is only the client to ask about.
   * @throws AppError what is wrong with it
   */
  async test(id: CredentialId): Promise<void> {
    const { kind, authorizedAt } = this.getInUse(id);
    if (kind === 'serverToServer') {
      this.forgetAccountToken(id);
      return void (await (await this.clientOf(id)).getMe());
    }
    if (kind === 'user' && authorizedAt !== undefined) {
      const user = await (await this.clientOf(id)).getMe();
      await this.change(id, (credential) => (credential.user?.id === user.id ? { ...credential, user } : credential));
      return;
    }
    try {
      await checkClient(await this.serverOf(id));
    } catch (error) {
      this.note(id, { ok: false, failure: failureOf(error) });
      throw error;
    }
    if (kind === 'app') return this.note(id, { ok: true });
    await this.change(id, ({ lastError, ...credential }) => ({
      ...credential,
      health: isUnauthorized(credential) ? credential.health : notAuthorized(this.parts.now().toISOString()),
    }));
  }

  /** Who is behind an authorization that nobody has taken over yet. */
  async userBehind(id: CredentialId, tokens: TokenSet): Promise<ZoomUser> {
    const { environment } = this.getInUse(id);
    const { apiOrigin } = await this.parts.cloudOf(environment);
    const firstLook = new ZoomClient({
      credentialId: id,
      environment,
      apiOrigin,
      fetch: this.parts.fetch,
      getAccessToken: async () => tokens.accessToken,
      onOutcome: () => {},
      now: () => this.parts.zoomNow(environment),
    });
    return firstLook.getMe();
  }

  /**
   * Takes over the authorization of a user who has come back from the browser. What it may have ended at Zoom is tested.
   * @throws AppError what the keychain throws; then nothing is changed
   */
  async adopt(id: CredentialId, tokens: TokenSet, user: ZoomUser): Promise<void> {
    if (this.getInUse(id).kind !== 'user') throw new AppError('invalid_request');
    const grant = await this.grantOf(id);
    if (grant instanceof Grant) await this.untilStored(grant.adopt(tokens));
    this.showAccessToken(id, grant);
    const now = this.parts.now().toISOString();
    await this.change(id, ({ lastError: _cleared, ...credential }) => ({
      ...credential,
      user,
      scopes: tokens.scopes,
      authorizedAt: now,
      lastSuccessAt: now,
      health: { kind: 'ready' },
    }));
    void this.testOneByOne(authorizationsReplacedBy(this.get(id), this.all).map((other) => other.id));
  }

  /** As `adopt`, where the authorization is another user's: that of the user before is ended at Zoom, if Zoom can be told. */
  async adoptAnother(id: CredentialId, tokens: TokenSet, user: ZoomUser): Promise<void> {
    const before = this.getInUse(id);
    const { clientSecret, refreshToken } = await this.secretsOf(id);
    const token = this.grants.get(id)?.currentAccessToken ?? refreshToken;
    await this.adopt(id, tokens, user);
    if (token) this.revokeQuietly(before, clientSecret, token);
  }

  /** Somebody has decided about the other user who came back: that is no error of the credential any more. */
  forgetWrongUser(id: CredentialId): void {
    void this.change(id, ({ lastError, ...credential }) =>
      lastError && lastError.failure.code !== 'wrong_user' ? { ...credential, lastError } : credential,
    );
  }

  /** Best effort: an authorization that nobody will use runs out by itself. */
  async revoke(id: CredentialId, token: string): Promise<void> {
    await (await this.serverOf(id)).revoke(token).catch(() => {});
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

  /**
   * Asks Zoom to end the authorization of a credential that is put away. Never waits longer than eight seconds.
   * @throws AppError `keychain_locked`, `keychain_unavailable`: without its secrets Zoom cannot be asked
   */
  async endAuthorization(id: CredentialId): Promise<Revoked> {
    const credential = this.get(id);
    const secrets = await this.parts.secrets.read(id);
    if (credential.kind !== 'user' || secrets?.refreshToken === undefined) return 'nothing';
    // Zoom may end all that this user gave this app: that would take the authorization away from a credential in use.
    if (authorizationsReplacedBy(credential, this.all).length > 0) return 'kept';
    try {
      await withTimeLimit(revocationLimitMs, async () => {
        // Zoom documents the access token for this, not the refresh token.
        const token = await this.untilStored(this.grantOf(id).then((grant) => grant.getAccessToken()));
        await (await this.serverOf(id)).revoke(token);
      });
      return 'yes';
    } catch (error) {
      return healthAfter({ ok: false, failure: failureOf(error) }, { kind: 'ready' }, this.parts.now()).kind ===
        'needsReauthorization'
        ? 'nothing'
        : 'no';
    }
  }

  /**
   * Forgets a credential. The secrets go first: no record means nobody would find them again.
   * @throws AppError `keychain_locked`, `keychain_unavailable`, `records_not_saved`
   */
  async erase(id: CredentialId): Promise<void> {
    this.get(id);
    await this.parts.secrets.delete(id);
    await this.parts.renewals.forget(id);
    this.grants.delete(id);
    this.clients.delete(id);
    this.hideAccessToken(id);
    this.retired.delete(id);
    await this.saveStrictly(id, (all) => all.filter((known) => known.id !== id));
  }

  /** Zoom as this credential sees it, one for all who ask. Whatever it answers is noted in the credential's health. */
  async clientOf(id: CredentialId): Promise<ZoomClient> {
    const { environment } = this.getInUse(id);
    const known = this.clients.get(id);
    if (known) return known;
    const client = this.newClient(id, environment);
    this.clients.set(id, client);
    // A cloud that is not there yet, such as Practice Zoom without its key, is asked for again.
    client.catch(() => this.clients.delete(id));
    return client;
  }

  private async newClient(id: CredentialId, environment: ZoomEnvironment): Promise<ZoomClient> {
    const isOfAccount = this.get(id).kind === 'serverToServer';
    const { apiOrigin } = await this.parts.cloudOf(environment);
    return new ZoomClient({
      credentialId: id,
      environment,
      apiOrigin,
      fetch: this.parts.fetch,
      getAccessToken: (rejected) => this.freshAccessToken(id, rejected),
      onOutcome: (outcome) => this.note(id, outcome),
      now: () => this.parts.zoomNow(environment),
      isOfAccount,
    });
  }

  /**
   * What signs for the Meeting SDK. Lives as long as one signature.
   * @throws AppError `secret_missing`, `keychain_locked`, `keychain_unavailable`
   */
  async signingPair(id: CredentialId): Promise<{ clientId: string; clientSecret: string }> {
    const { clientId } = this.getInUse(id);
    try {
      const secrets = await this.parts.secrets.read(id);
      if (!secrets?.clientSecret) throw new AppError('secret_missing');
      this.noteSecretsRead(id);
      return { clientId, clientSecret: secrets.clientSecret };
    } catch (error) {
      this.note(id, { ok: false, failure: failureOf(error) });
      throw error;
    }
  }

  /** An app credential may be used for nothing else for days: what was wrong with its keyring is over, and nothing but that. */
  private noteSecretsRead(id: CredentialId): void {
    const { kind, health } = this.get(id);
    if (kind !== 'app' || health.kind === 'ready' || !isAboutTheKeyring.has(health.cause.code)) return;
    void this.change(id, ({ lastError, ...credential }) => ({
      ...credential,
      ...(lastError && !isAboutTheKeyring.has(lastError.failure.code) ? { lastError } : {}),
      health: { kind: 'ready' },
    }));
  }

  /** What the door said of a credential's signature: shown with it, though its other uses may go on. */
  noteRefusal(id: CredentialId, failure: Failure): void {
    if (!this.isKnown(id)) return;
    void this.change(id, (credential) => ({
      ...credential,
      lastError: { failure, at: this.parts.now().toISOString() },
    }));
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
        credential.kind === 'user' && credential.authorizedAt === undefined
          ? { kind: 'needsReauthorization', cause: { code: 'not_authorized' }, since }
          : { kind: 'ready' },
    }));
  }

  /**
   * Before the app quits: begins no refresh any more, and answers when those under way have stored what Zoom gave them.
   * A rotated refresh token that is lost is a lost sign-in.
   */
  async settle(): Promise<void> {
    this.isSettling = true;
    await Promise.allSettled(this.renewals);
  }

  private async freshAccessToken(id: CredentialId, rejected: string | undefined): Promise<string> {
    if (this.isSettling) throw new AppError('unexpected', { cause: 'Usher is quitting' });
    // Whoever got a client before it was put away has no use of it any more.
    this.getInUse(id);
    return this.untilStored(this.accessTokenOf(id, rejected));
  }

  private async accessTokenOf(id: CredentialId, rejected: string | undefined): Promise<string> {
    const grant = await this.grantOf(id);
    const accessToken = await grant.getAccessToken(rejected);
    this.showAccessToken(id, grant);
    this.keepScopes(id, grant.scopes);
    return accessToken;
  }

  /** Zoom may tell other scopes with a renewal than with the sign-in; where it repeats none, they are the same. */
  private keepScopes(id: CredentialId, scopes: readonly string[]): void {
    if (scopes.length === 0 || !this.isKnown(id) || isSame(this.get(id).scopes, scopes)) return;
    void this.change(id, (credential) => ({ ...credential, scopes: [...scopes] }));
  }

  /** The windows count down to its end. */
  private showAccessToken(id: CredentialId, { accessTokenExpiresAt }: Grant | AccountGrant): void {
    if (accessTokenExpiresAt === undefined || !inUse(this.all).some((known) => known.id === id)) return;
    const expiresAt = new Date(accessTokenExpiresAt).toISOString();
    const shown = this.parts.live.current.accessTokens;
    if (shown.some((one) => one.credentialId === id && one.expiresAt === expiresAt)) return;
    const others = shown.filter(({ credentialId }) => credentialId !== id);
    this.parts.live.set({ accessTokens: [...others, { credentialId: id, expiresAt }] });
  }

  private hideAccessToken(id: CredentialId): void {
    const others = this.parts.live.current.accessTokens.filter(({ credentialId }) => credentialId !== id);
    if (others.length < this.parts.live.current.accessTokens.length) this.parts.live.set({ accessTokens: others });
  }

  private untilStored<T>(work: Promise<T>): Promise<T> {
    this.renewals.add(work);
    return work.finally(() => this.renewals.delete(work));
  }

  private async grantOf(id: CredentialId): Promise<Grant | AccountGrant> {
    const known = this.grants.get(id);
    if (known) return known;
    await this.retired.get(id);
    const server = await this.serverOf(id);
    // Two callers may have come this far at once; they must share one grant, or both would spend the refresh token.
    const grant = this.grants.get(id) ?? this.newGrant(this.get(id), server);
    this.grants.set(id, grant);
    return grant;
  }

  private newGrant(
    { id, environment, clientId, accountId }: Credential,
    server: AuthorizationServer,
  ): Grant | AccountGrant {
    const zoomNow = () => this.parts.zoomNow(environment);
    if (accountId !== undefined) return new AccountGrant(server, accountId, zoomNow);
    const inTurn: RenewalTurns = (work) => this.parts.renewals.inTurn(id, work);
    return new Grant(server, this.refreshTokenStore(id, clientId), inTurn, zoomNow);
  }

  /** What is mended in the Zoom app, such as a scope, shows in a new token only. */
  private forgetAccountToken(id: CredentialId): void {
    const grant = this.grants.get(id);
    if (grant instanceof AccountGrant) grant.forget();
  }

  /** What a grant of the client as it was has under way is still stored before the next one begins. */
  private retire(id: CredentialId): void {
    const grant = this.grants.get(id);
    this.grants.delete(id);
    this.hideAccessToken(id);
    if (grant instanceof Grant) this.retired.set(id, grant.settled());
  }

  /** @throws AppError `secret_missing`, `keychain_locked`, `keychain_unavailable` */
  async serverOf(id: CredentialId): Promise<AuthorizationServer> {
    return this.serverFor(this.get(id), (await this.secretsOf(id)).clientSecret);
  }

  private async serverFor(
    { environment, clientId }: Pick<Credential, 'environment' | 'clientId'>,
    clientSecret: string | undefined,
  ): Promise<AuthorizationServer> {
    const { oauthOrigin } = await this.parts.cloudOf(environment);
    return new AuthorizationServer({
      oauthOrigin,
      clientId,
      clientSecret,
      fetch: this.parts.fetch,
      now: () => this.parts.zoomNow(environment),
    });
  }

  private async checkClientOf(
    { environment, clientId, accountId }: Pick<Credential, 'environment' | 'clientId' | 'accountId'>,
    clientSecret: string | undefined,
  ): Promise<void> {
    const server = await this.serverFor({ environment, clientId }, clientSecret);
    if (accountId === undefined) return checkClient(server);
    await server.accountCredentials(accountId);
  }

  private revokeQuietly(credential: Credential, clientSecret: string | undefined, token: string): void {
    if (authorizationsReplacedBy(credential, this.all).length > 0) return;
    void this.serverFor(credential, clientSecret)
      .then((server) => server.revoke(token))
      .catch(() => {});
  }

  private async secretsOf(id: CredentialId): Promise<Secrets> {
    const secrets = await this.parts.secrets.read(id);
    if (this.get(id).hasClientSecret && !secrets?.clientSecret) throw new AppError('secret_missing');
    return secrets ?? {};
  }

  /** Answers when the keychain has them; the record then knows their generation, and what else it is told. */
  private async store(
    id: CredentialId,
    change: (secrets: Secrets) => Secrets,
    also: Pick<Credential, 'renewedAt'> = {},
  ): Promise<void> {
    const known = this.all.find((credential) => credential.id === id)?.secretsGeneration;
    const secretsGeneration = await this.parts.secrets.update(id, change, known);
    if (!this.isKnown(id)) return;
    await this.change(id, (credential) => ({
      ...credential,
      ...also,
      secretsGeneration,
    }));
  }

  private isKnown(id: CredentialId): boolean {
    return this.all.some((known) => known.id === id);
  }

  private refreshTokenStore(id: CredentialId, clientId: string) {
    return {
      load: () => this.parts.secrets.refreshToken(id, this.get(id).secretsGeneration),
      save: (refreshToken: string) => {
        const kept = (secrets: Secrets): Secrets => {
          // What was removed meanwhile must not come back: nobody would ever delete it again. Nor is it of use to another app.
          if (this.get(id).clientId !== clientId) throw new AppError('invalid_request');
          return { ...secrets, refreshToken };
        };
        return this.store(id, kept, { renewedAt: this.parts.now().toISOString() });
      },
    };
  }

  /** Others of the same app: what is wrong with its client is wrong with all of them. */
  private siblingsOf(id: CredentialId): CredentialId[] {
    const { environment, clientId } = this.get(id);
    return inUse(this.all)
      .filter((other) => other.id !== id && other.environment === environment && other.clientId === clientId)
      .map((other) => other.id);
  }

  /** Each shows how it stands; nobody waits for that. */
  private async testOneByOne(ids: readonly CredentialId[]): Promise<void> {
    for (const id of ids) await this.test(id).catch(() => {});
  }

  /** The name, with a number behind it if another credential has it already. */
  freeName(name: string): string {
    const taken = new Set(this.all.map((known) => known.name));
    if (!taken.has(name)) return name;
    const base = name.replace(/ \(\d+\)$/, '');
    for (let number = 2; ; number++) {
      const suffix = ` (${number})`;
      const candidate = `${[...base].slice(0, 100 - suffix.length).join('')}${suffix}`;
      if (!taken.has(candidate)) return candidate;
    }
  }

  private note(id: CredentialId, outcome: CredentialOutcome): void {
    // What fails because Usher quits says nothing about a credential.
    if (this.isSettling || !inUse(this.all).some((known) => known.id === id)) return;
    const now = this.parts.now();
    void this.change(id, ({ lastError, ...credential }) => {
      const failure = outcome.ok ? undefined : this.withCulprit(credential, outcome.failure);
      // Only a sign-in leaves something behind that a success does not prove: the scopes of its time.
      const isProven = outcome.ok && credential.kind !== 'user';
      const health: CredentialHealth = isProven
        ? { kind: 'ready' }
        : healthAfter(failure ? { ok: false, failure } : outcome, credential.health, now);
      if (!failure)
        return {
          ...credential,
          ...(health.kind !== 'ready' && lastError ? { lastError } : {}),
          health,
          lastSuccessAt: now.toISOString(),
        };
      return { ...credential, health, lastError: { failure, at: now.toISOString() } };
    });
    if (!outcome.ok && outcome.failure.code === 'app_scope_missing') this.forgetAccountToken(id);
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

  /** A sign-in that failed says nothing about the grant that is there already. */
  noteSignInFailure(id: CredentialId, failure: Failure): void {
    const known = this.all.find((credential) => credential.id === id);
    if (!known || !isUsable(known)) return this.note(id, { ok: false, failure });
    this.noteRefusal(id, failure);
  }

  /**
   * Shown at once; answers when it is kept, or a notice says that it is not.
   * What is only younger is not worth a write: a success after a success stays in memory until something changes.
   */
  private async change(id: CredentialId, change: (credential: Credential) => Credential): Promise<void> {
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

  /** What comes of a whole file is kept for good, or undone. @throws AppError `records_not_saved`, `records_newer` */
  private async saveTogether(kept: readonly Credential[], added: readonly Credential[]): Promise<void> {
    const before = this.all;
    try {
      await this.save([...kept, ...added]);
    } catch (error) {
      const others = this.all.filter(({ id }) => !added.some((credential) => credential.id === id));
      const undone = others.map((known) => (kept.includes(known) ? before.find(({ id }) => id === known.id) : known));
      await this.save(undone.flatMap((known) => known ?? [])).catch(() => {});
      throw error;
    }
  }

  /** Shown at once: whatever comes while the disk is slow builds on it. Answers when it is kept. */
  private async save(credentials: readonly Credential[]): Promise<void> {
    this.parts.live.set({ credentials: [...credentials] });
    await this.parts.records.saveCredentials(credentials);
  }
}

function notAuthorized(since: string): CredentialHealth {
  return { kind: 'needsReauthorization', cause: { code: 'not_authorized' }, since };
}

function isUnauthorized({ health }: Pick<Credential, 'health'>): boolean {
  return health.kind === 'needsReauthorization' && health.cause.code === 'not_authorized';
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function failureKey({ lastError }: Credential): string {
  const failure: Failure | undefined = lastError?.failure;
  return failure ? `${failure.code}:${failure.zoomCode ?? ''}` : '';
}

/** A credential that comes from a file. Where its secret did not come along, that is what is wrong with it. */
function recordOf({ definition, clientSecret }: Addition, id: CredentialId, now: string): Credential {
  const { kind, environment, name, tags, clientId, accountId, hasClientSecret } = definition;
  const isIncomplete = hasClientSecret && clientSecret === undefined;
  return {
    id,
    kind,
    environment,
    name,
    tags,
    clientId,
    ...(accountId ? { accountId } : {}),
    hasClientSecret,
    scopes: [],
    addedAt: now,
    secretsGeneration: 1,
    health: isIncomplete
      ? { kind: 'misconfigured', cause: { code: 'secret_missing' }, since: now }
      : kind === 'user'
        ? notAuthorized(now)
        : { kind: 'ready' },
  };
}

/** What a file says about a credential that is here. How well it is now, a test will show. */
function replacedBy({ definition }: Replacement, { accountId: _before, ...known }: Credential): Credential {
  const { name, tags, accountId, hasClientSecret } = definition;
  return { ...known, name, tags, hasClientSecret, ...(accountId ? { accountId } : {}) };
}
