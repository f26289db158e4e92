import { AuthorizationServer, type TokenSet } from '../oauth/authorization-server';
import { Grant, type RenewalTurns } from '../oauth/grant';
import { AppError, failureOf } from '../shared/app-error';
import { authorizationsReplacedBy } from '../shared/authorizations-replaced-by';
import {
  type Credential,
  type CredentialId,
  type CredentialOutcome,
  healthAfter,
  inUse,
  type Revoked,
  type ZoomEnvironment,
  type ZoomUser,
} from '../shared/credential';
import { withTimeLimit } from '../shared/time-limit';
import type { ZoomCloud } from '../shared/zoom-cloud';
import type { CredentialSecrets, Secrets } from '../storage/credential-secrets';
import type { RenewalNotes } from '../storage/renewal-notes';
import { ZoomClient } from '../zoom/zoom-client';
import { AccountGrant } from './account-grant';
import { checkClient } from './check-client';
import type { Credentials } from './credentials';
import type { LiveState } from './live-state';

/** A renewal and a revocation; who deletes a credential is waiting. */
const revocationLimitMs = 8_000;

/**
 * How each credential speaks to Zoom: its secrets, its grant, and Zoom as it sees it. What Zoom answers is noted in the credential.
 * Secrets stay between the keychain, a grant and a request.
 */
export class ZoomAccess {
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
      credentials: Credentials;
      secrets: CredentialSecrets;
      renewals: RenewalNotes;
      cloudOf: (environment: ZoomEnvironment) => Promise<ZoomCloud>;
      fetch: typeof fetch;
      now: () => Date;
      /** The time at Zoom: tokens run out by it. */
      zoomNow: (environment: ZoomEnvironment) => Date;
    },
  ) {}

  /** Zoom as this credential sees it, one for all who ask. Whatever it answers is noted in the credential's health. */
  async clientOf(id: CredentialId): Promise<ZoomClient> {
    const credential = this.parts.credentials.getInUse(id);
    const known = this.clients.get(id);
    if (known) return known;
    const client = this.newClient(credential);
    this.clients.set(id, client);
    // A cloud that is not there yet, such as Practice Zoom without its key, is asked for again.
    client.catch(() => this.clients.delete(id));
    return client;
  }

  /** @throws AppError `secret_missing`, `keychain_locked`, `keychain_unavailable` */
  async serverOf(id: CredentialId): Promise<AuthorizationServer> {
    return this.serverFor(this.parts.credentials.get(id), (await this.secretsOf(id)).clientSecret);
  }

  /**
   * What signs for the Meeting SDK. Lives as long as one signature.
   * @throws AppError `secret_missing`, `keychain_locked`, `keychain_unavailable`
   */
  async signingPair(id: CredentialId): Promise<{ clientId: string; clientSecret: string }> {
    const { credentials } = this.parts;
    const { clientId } = credentials.getInUse(id);
    try {
      const clientSecret = await this.clientSecretOf(id);
      if (!clientSecret) throw new AppError('secret_missing');
      credentials.noteSecretsRead(id);
      return { clientId, clientSecret };
    } catch (error) {
      credentials.note(id, { ok: false, failure: failureOf(error) });
      throw error;
    }
  }

  /** @returns undefined where there is none to be found, as for a public client */
  async clientSecretOf(id: CredentialId): Promise<string | undefined> {
    return (await this.parts.secrets.read(id))?.clientSecret;
  }

  /**
   * Keeps another client secret, or none. From now on Zoom is spoken to with that one, and with the client ID that the credential then has.
   * @param endsGrant what its user granted is of no use to the new client
   * @throws AppError `keychain_locked`, `keychain_unavailable`
   */
  async putClientSecret(id: CredentialId, clientSecret: string | undefined, { endsGrant = false } = {}): Promise<void> {
    this.retire(id);
    await this.store(id, ({ refreshToken }) => ({
      ...(clientSecret ? { clientSecret } : {}),
      ...(refreshToken !== undefined && !endsGrant ? { refreshToken } : {}),
    }));
  }

  /**
   * Asks Zoom whether it lets a client in that nobody has kept yet.
   * @throws AppError as `checkClient`, or as `AuthorizationServer.accountCredentials`
   */
  async tryClient(
    client: Pick<Credential, 'environment' | 'clientId' | 'accountId'>,
    clientSecret: string | undefined,
  ): Promise<void> {
    const server = await this.serverFor(client, clientSecret);
    if (client.accountId === undefined) return checkClient(server);
    await server.accountCredentials(client.accountId);
  }

  /** Whom Zoom takes the credential for. What is mended in the app of an account, such as a scope, shows only in a new token. */
  async askWho(id: CredentialId): Promise<ZoomUser> {
    this.forgetAccountToken(id);
    return (await this.clientOf(id)).getMe();
  }

  /** Who is behind an authorization that nobody has taken over yet. */
  async userBehind(id: CredentialId, tokens: TokenSet): Promise<ZoomUser> {
    const { environment } = this.parts.credentials.getInUse(id);
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

  /** Takes over the tokens of a user who has come back from the browser. @throws AppError what the keychain throws */
  async adopt(id: CredentialId, tokens: TokenSet): Promise<void> {
    const grant = await this.grantOf(id);
    if (grant instanceof Grant) await this.untilStored(grant.adopt(tokens));
    this.showAccessToken(id, grant);
  }

  /**
   * What will end the authorization that is there now, when another has taken its place. Best effort, and nobody waits for it: one that
   * nobody uses runs out by itself.
   * @throws AppError `keychain_locked`, `keychain_unavailable`
   */
  async revocationOf(id: CredentialId): Promise<() => void> {
    const credential = this.parts.credentials.get(id);
    // A client secret that is lost must not keep anybody from putting another one in its place.
    const { clientSecret, refreshToken } = (await this.parts.secrets.read(id)) ?? {};
    const token = this.grants.get(id)?.currentAccessToken ?? refreshToken;
    return () => {
      if (!token || this.replaces(credential)) return;
      void this.serverFor(credential, clientSecret)
        .then((server) => server.revoke(token))
        .catch(() => {});
    };
  }

  /**
   * Asks Zoom to end the authorization of a credential that is put away. Never waits longer than eight seconds.
   * @throws AppError `keychain_locked`, `keychain_unavailable`: without its secrets Zoom cannot be asked
   */
  async endAuthorization(id: CredentialId): Promise<Revoked> {
    const credential = this.parts.credentials.get(id);
    const secrets = await this.parts.secrets.read(id);
    if (credential.kind !== 'user' || secrets?.refreshToken === undefined) return 'nothing';
    if (this.replaces(credential)) return 'kept';
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

  /** Takes its secrets from the keychain and forgets all that came of them. @throws AppError what the keychain throws */
  async forget(id: CredentialId): Promise<void> {
    await this.parts.secrets.delete(id);
    await this.parts.renewals.forget(id);
    this.grants.delete(id);
    this.clients.delete(id);
    this.hideAccessToken(id);
    this.retired.delete(id);
  }

  /**
   * Before the app quits: begins no refresh any more, and answers when those under way have stored what Zoom gave them.
   * A rotated refresh token that is lost is a lost sign-in.
   */
  async settle(): Promise<void> {
    this.isSettling = true;
    this.parts.credentials.stopNoting();
    await Promise.allSettled(this.renewals);
  }

  private async newClient({ id, environment, kind }: Credential): Promise<ZoomClient> {
    const { apiOrigin } = await this.parts.cloudOf(environment);
    return new ZoomClient({
      credentialId: id,
      environment,
      apiOrigin,
      fetch: this.parts.fetch,
      getAccessToken: (rejected) => this.freshAccessToken(id, rejected),
      onOutcome: (outcome) => this.hear(id, outcome),
      now: () => this.parts.zoomNow(environment),
      isOfAccount: kind === 'serverToServer',
    });
  }

  private hear(id: CredentialId, outcome: CredentialOutcome): void {
    this.parts.credentials.note(id, outcome);
    if (!outcome.ok && outcome.failure.code === 'app_scope_missing') this.forgetAccountToken(id);
  }

  private async freshAccessToken(id: CredentialId, rejected: string | undefined): Promise<string> {
    if (this.isSettling) throw new AppError('unexpected', { cause: 'Usher is quitting' });
    // Whoever got a client before it was put away has no use of it any more.
    this.parts.credentials.getInUse(id);
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
    const { credentials } = this.parts;
    if (scopes.length === 0 || !credentials.has(id)) return;
    if (credentials.get(id).scopes.join(' ') === scopes.join(' ')) return;
    void credentials.change(id, (credential) => ({ ...credential, scopes: [...scopes] }));
  }

  /** The windows count down to its end. */
  private showAccessToken(id: CredentialId, { accessTokenExpiresAt }: Grant | AccountGrant): void {
    const { live, credentials } = this.parts;
    if (accessTokenExpiresAt === undefined || !inUse(credentials.all).some((known) => known.id === id)) return;
    const expiresAt = new Date(accessTokenExpiresAt).toISOString();
    const shown = live.current.accessTokens;
    if (shown.some((one) => one.credentialId === id && one.expiresAt === expiresAt)) return;
    const others = shown.filter(({ credentialId }) => credentialId !== id);
    live.set({ accessTokens: [...others, { credentialId: id, expiresAt }] });
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
    const grant = this.grants.get(id) ?? this.newGrant(this.parts.credentials.get(id), server);
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

  /** Zoom may end all that this user gave this app: that would take the authorization away from a credential in use. */
  private replaces(credential: Credential): boolean {
    return authorizationsReplacedBy(credential, this.parts.credentials.all).length > 0;
  }

  private async secretsOf(id: CredentialId): Promise<Secrets> {
    const secrets = await this.parts.secrets.read(id);
    if (this.parts.credentials.get(id).hasClientSecret && !secrets?.clientSecret) throw new AppError('secret_missing');
    return secrets ?? {};
  }

  /** Answers when the keychain has them; the record then knows their generation, and what else it is told. */
  private async store(
    id: CredentialId,
    change: (secrets: Secrets) => Secrets,
    also: Pick<Credential, 'renewedAt'> = {},
  ): Promise<void> {
    const { credentials } = this.parts;
    const known = credentials.all.find((credential) => credential.id === id)?.secretsGeneration;
    const secretsGeneration = await this.parts.secrets.update(id, change, known);
    if (!credentials.has(id)) return;
    await credentials.change(id, (credential) => ({ ...credential, ...also, secretsGeneration }));
  }

  private refreshTokenStore(id: CredentialId, clientId: string) {
    const { credentials, secrets, now } = this.parts;
    return {
      load: () => secrets.refreshToken(id, credentials.get(id).secretsGeneration),
      save: (refreshToken: string) => {
        const kept = (stored: Secrets): Secrets => {
          // What was removed meanwhile must not come back: nobody would ever delete it again. Nor is it of use to another app.
          if (credentials.get(id).clientId !== clientId) throw new AppError('invalid_request');
          return { ...stored, refreshToken };
        };
        return this.store(id, kept, { renewedAt: now().toISOString() });
      },
    };
  }
}
