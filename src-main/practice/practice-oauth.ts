import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import { consentPage, oauthErrorPage } from './consent-page';
import { readForm, readJson, single } from './practice-body';
import { practiceAccount, practiceOwner, practiceUsers } from './practice-people';
import type { PracticeClient, PracticeGrant, PracticeState, StateData } from './practice-state';
import { accessTokenLifetimeSeconds, hashOf, newClientId, type PracticeTokens, randomText } from './practice-tokens';

const codeLifetimeMs = 5 * 60_000;
const refreshTokenLifetimeMs = 90 * 24 * 3600_000;
const consentLifetimeSeconds = 15 * 60;
const maxClients = 500;
/** Of one user for one client; the oldest makes room. */
const maxGrants = 20;

/** The scopes of a user-managed app that does what Usher does. */
const defaultScopes: readonly string[] = [
  'user:read:user',
  'user:read:zak',
  'user:read:token',
  'meeting:read:list_meetings',
  'meeting:read:list_upcoming_meetings',
  'meeting:read:meeting',
  'meeting:read:invitation',
  'meeting:write:sip_dialing',
  'meeting:write:meeting',
  'meeting:update:meeting',
  'meeting:delete:meeting',
  'meeting:update:status',
  'meeting:write:registrant',
  'user:read:list_schedulers',
  'user:read:list_assistants',
  'meeting:read:local_recording_token',
  'meeting:read:live_streaming_token',
  'user:update:user',
];

/** The scopes of a server-to-server app that looks after other people's meetings. */
const defaultAccountScopes: readonly string[] = [
  ...defaultScopes,
  'meeting:read:local_archiving_token',
  'user:read:list_users',
  'account:read:settings',
].map((scope) => `${scope}:admin`);

export type RegisteredClient = { clientId: string; clientSecret?: string; accountId?: string };

/** An app that users sign in to, or one that acts on the whole practice account by itself. */
export type ClientRegistration = { name: string; scopes?: string[] } & (UserApp | { isServerToServer: true });
type UserApp = {
  /** `http://127.0.0.1:PORT/path`: compared to the letter for a confidential client, without its port for a public one. */
  redirectUris: string[];
  isPublic: boolean;
  isServerToServer?: never;
};

const RedirectUri = z
  .string()
  .max(500)
  .regex(/^http:\/\/127\.0\.0\.1(:\d{1,5})?\/[\w\-./~]*$/, 'http://127.0.0.1:PORT/path')
  .refine((uri) => Number(uri.match(/:(\d+)\//)?.[1] ?? 80) <= 65_535, 'no such port');
const RegistrationFields = z.object({
  client_name: z.string().trim().min(1).max(80),
  redirect_uris: z.array(RedirectUri).max(10).default([]),
  grant_types: z.tuple([z.literal('account_credentials')]).optional(),
  token_endpoint_auth_method: z.enum(['client_secret_basic', 'none']),
  scope: z
    .string()
    .max(2000)
    .regex(/^[a-z_]+(:[a-z_]+)+( [a-z_]+(:[a-z_]+)+)*$/)
    .optional(),
});
const Registration = RegistrationFields.refine(
  (app) => app.redirect_uris.length > 0 === (app.grant_types === undefined),
  { path: ['redirect_uris'], message: 'an app that users sign in to needs one, and no other app has any' },
).refine((app) => app.grant_types === undefined || app.token_endpoint_auth_method === 'client_secret_basic', {
  path: ['token_endpoint_auth_method'],
  message: 'a server-to-server app has a secret',
});

const ConsentRequest = z.object({
  clientId: z.string(),
  redirectUri: z.string(),
  codeChallenge: z.string().optional(),
  state: z.string().optional(),
});

/** RFC 8252, section 7.3, as Zoom does it since 2026-09-28. */
function withoutPort(uri: string): string {
  return uri.replace(/^(http:\/\/127\.0\.0\.1):\d{1,5}\//, '$1/');
}

function mayRedirect(client: PracticeClient, redirectUri: string): boolean {
  if (!client.isPublic) return client.redirectUris.includes(redirectUri);
  if (!RedirectUri.safeParse(redirectUri).success) return false;
  return client.redirectUris.some((registered) => withoutPort(registered) === withoutPort(redirectUri));
}

function sameText(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}

/** An error of the OAuth endpoints in Zoom's own shape: `reason`, not `error_description`. */
function refused(error: string, reason: string): Response {
  return Response.json({ reason, error }, { status: 400, headers: noStore });
}

const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' };
const invalidClient = () => refused('invalid_client', 'Invalid client_id or client_secret');
const invalidCode = () => refused('invalid_grant', 'Invalid authorization code');
const invalidToken = () => refused('invalid_grant', 'Invalid Token!');
const badRequest = () => refused('invalid_request', 'Bad Request');
const unsupportedGrantType = () => refused('unsupported_grant_type', 'unsupported grant type');

/**
 * Practice Zoom's authorization server: registration, consent, tokens, revocation (Zoom docs: integrations/oauth; RFC 6749,
 * 7636, 7009). One grant for each consent; its refresh token rotates and only the newest one counts.
 */
export class PracticeOAuth {
  readonly routes: Hono;

  constructor(
    private readonly state: PracticeState,
    private readonly tokens: PracticeTokens,
    private readonly now: () => Date,
    private readonly reuseEndsGrant: () => boolean,
  ) {
    this.routes = new Hono()
      .post('/practice/clients', (c) => this.answerRegistration(c.req.raw))
      .get('/oauth/authorize', (c) => this.answerAuthorization(new URL(c.req.url).searchParams))
      .post('/oauth/authorize', (c) => this.answerDecision(c.req.raw))
      .post('/oauth/token', (c) => this.answerToken(c.req.raw))
      .post('/oauth/revoke', (c) => this.answerRevocation(c.req.raw));
  }

  /** @throws ZodError when a redirect URI or a scope cannot be registered */
  async register(registration: ClientRegistration): Promise<RegisteredClient> {
    const isForAccount = registration.isServerToServer === true;
    const isPublic = !isForAccount && registration.isPublic;
    const { scope, ...parsed } = Registration.parse({
      client_name: registration.name,
      ...(isForAccount ? { grant_types: ['account_credentials'] } : { redirect_uris: registration.redirectUris }),
      token_endpoint_auth_method: isPublic ? 'none' : 'client_secret_basic',
      scope: registration.scopes?.join(' '),
    });
    const client: PracticeClient = {
      clientId: newClientId(),
      name: parsed.client_name,
      redirectUris: parsed.redirect_uris,
      isPublic,
      scopes: scope?.split(' ') ?? [...(isForAccount ? defaultAccountScopes : defaultScopes)],
      ...(isForAccount ? { accountId: practiceAccount.id } : {}),
    };
    await this.state.update((state) => {
      if (state.clients.length >= maxClients) throw new Error('Practice Zoom has no room for another app');
      return [{ ...state, clients: [...state.clients, client] }, undefined];
    });
    if (client.isPublic) return { clientId: client.clientId };
    const clientSecret = this.tokens.clientSecret(client.clientId);
    this.tokens.onIssued(clientSecret);
    return { clientId: client.clientId, clientSecret, ...(client.accountId ? { accountId: client.accountId } : {}) };
  }

  client(clientId: string | undefined): PracticeClient | undefined {
    return this.state.current.clients.find((client) => client.clientId === clientId);
  }

  /** Ends grants as the user does who removes the app: their tokens are dead at once. */
  async endGrants(which: { clientId?: string; userId?: string }): Promise<void> {
    await this.state.update((state) => [
      {
        ...state,
        grants: state.grants.filter(
          (grant) =>
            (which.clientId !== undefined && grant.clientId !== which.clientId) ||
            (which.userId !== undefined && grant.userId !== which.userId),
        ),
      },
      undefined,
    ]);
  }

  /** In the shape of RFC 7591. A page in a browser must not register apps, and it cannot hide where it comes from. */
  private async answerRegistration(request: Request): Promise<Response> {
    if (request.headers.has('origin')) {
      return Response.json({ error: 'access_denied', error_description: 'Not from a web page.' }, { status: 403 });
    }
    const parsed = Registration.safeParse(await readJson(request));
    if (!parsed.success) {
      const isRedirect = parsed.error.issues.some((issue) => issue.path[0] === 'redirect_uris');
      return Response.json(
        {
          error: isRedirect ? 'invalid_redirect_uri' : 'invalid_client_metadata',
          error_description: z.prettifyError(parsed.error),
        },
        { status: 400 },
      );
    }
    const { client_name: name, redirect_uris: redirectUris, token_endpoint_auth_method: method, scope } = parsed.data;
    const { clientId, clientSecret, accountId } = await this.register({
      name,
      ...(parsed.data.grant_types ? { isServerToServer: true } : { redirectUris, isPublic: method === 'none' }),
      ...(scope ? { scopes: scope.split(' ') } : {}),
    });
    return Response.json(
      {
        client_id: clientId,
        ...(clientSecret ? { client_secret: clientSecret } : {}),
        ...(accountId ? { account_id: accountId } : {}),
      },
      { status: 201, headers: noStore },
    );
  }

  private async answerAuthorization(parameters: URLSearchParams): Promise<Response> {
    const client = this.client(single(parameters, 'client_id'));
    if (!client) return oauthErrorPage(400, 4702, 'Invalid client ID: Practice Zoom does not know this app.');
    const redirectUri = single(parameters, 'redirect_uri');
    if (!redirectUri) return oauthErrorPage(400, 4700, 'Invalid redirect: redirect_uri is missing.');
    if (!mayRedirect(client, redirectUri)) {
      return oauthErrorPage(400, 4709, `Invalid redirect: ${redirectUri} is not registered for ${client.name}.`);
    }
    if (single(parameters, 'response_type') !== 'code') {
      return oauthErrorPage(400, 4700, 'Invalid request: response_type has to be "code".');
    }
    const codeChallenge = single(parameters, 'code_challenge');
    // Zoom also takes "plain", and takes it for meant when the method is missing; nobody should rely on that.
    const isS256 = single(parameters, 'code_challenge_method') === 'S256' && /^[\w-]{43}$/.test(codeChallenge ?? '');
    if (parameters.has('code_challenge') || client.isPublic) {
      if (!isS256)
        return oauthErrorPage(400, 4700, 'Invalid request: a code_challenge with the method S256 is needed.');
    }
    const state = single(parameters, 'state');
    if (parameters.getAll('state').length > 1 || (state?.length ?? 0) > 2000) {
      return oauthErrorPage(400, 4700, 'Invalid request: state is too long or given more than once.');
    }
    const sealed = await this.tokens.seal(
      'consent',
      {
        clientId: client.clientId,
        redirectUri,
        ...(codeChallenge ? { codeChallenge } : {}),
        ...(state ? { state } : {}),
      },
      consentLifetimeSeconds,
    );
    return consentPage({ clientName: client.name, scopes: client.scopes, redirectUri, users: practiceUsers, sealed });
  }

  private async answerDecision(request: Request): Promise<Response> {
    const origin = request.headers.get('origin');
    if (origin !== null && origin !== new URL(request.url).origin) {
      return oauthErrorPage(403, 4700, 'Invalid request: this decision was not made on the page of Practice Zoom.');
    }
    const form = await readForm(request);
    const asked = await this.tokens.unseal('consent', single(form, 'request') ?? '', ConsentRequest);
    const client = this.client(asked?.clientId);
    if (!asked || !client)
      return oauthErrorPage(400, 4700, 'Invalid request: this page is too old. Start the sign-in again.');
    const back = new URL(asked.redirectUri);
    const decision = single(form, 'decision');
    const user = practiceUsers.find((known) => known.id === single(form, 'user'));
    if (decision === 'deny') back.searchParams.set('error', 'access_denied');
    else if (decision === 'allow' && user) {
      const code = randomText(32);
      this.tokens.onIssued(code);
      const now = this.now().getTime();
      const kept = {
        hash: hashOf(code),
        clientId: client.clientId,
        userId: user.id,
        redirectUri: asked.redirectUri,
        ...(asked.codeChallenge ? { codeChallenge: asked.codeChallenge } : {}),
        expiresAt: now + codeLifetimeMs,
      };
      await this.state.update((state) => [
        { ...state, codes: [...state.codes.filter((other) => other.expiresAt > now), kept] },
        undefined,
      ]);
      back.searchParams.set('code', code);
    } else return oauthErrorPage(400, 4700, 'Invalid request: choose a user, then Allow or Deny.');
    if (asked.state !== undefined) back.searchParams.set('state', asked.state);
    return new Response(null, {
      status: 302,
      headers: { location: back.href, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
    });
  }

  private async answerToken(request: Request): Promise<Response> {
    const form = await readForm(request);
    const grantType = single(form, 'grant_type');
    const client = this.authenticated(request, form);
    const { origin } = new URL(request.url);
    if (!client) return invalidClient();
    // Each app has the grant types of its kind and no other.
    if (client.accountId !== undefined && grantType === 'account_credentials')
      return this.answerAccount(client, form, origin);
    if (client.accountId !== undefined && grantType) return unsupportedGrantType();
    if (grantType === 'authorization_code') return this.answerCode(client, form, origin);
    if (grantType === 'refresh_token') return this.answerRefresh(client, form, origin);
    return grantType ? unsupportedGrantType() : badRequest();
  }

  private async answerCode(client: PracticeClient, form: URLSearchParams, origin: string): Promise<Response> {
    const code = single(form, 'code');
    const redirectUri = single(form, 'redirect_uri');
    if (!code || !redirectUri) return badRequest();
    const verifier = single(form, 'code_verifier');
    const now = this.now().getTime();
    const { grant, refreshToken } = this.newGrant(client, now);
    const outcome = await this.state.update((state): readonly [StateData, Response | PracticeGrant] => {
      const known = state.codes.find((kept) => kept.hash === hashOf(code));
      if (!known || known.clientId !== client.clientId) return [state, invalidCode()];
      // Whatever it was good for, the code is spent with this attempt.
      const spent = { ...state, codes: state.codes.filter((kept) => kept !== known && kept.expiresAt > now) };
      if (known.expiresAt <= now) return [spent, invalidCode()];
      if (known.redirectUri !== redirectUri) return [spent, refused('invalid_grant', 'Redirect URI mismatch')];
      const challenge = verifier === undefined ? undefined : createHash('sha256').update(verifier).digest('base64url');
      if (challenge !== known.codeChallenge) return [spent, refused('invalid_grant', 'Invalid code verifier')];
      const made = { ...grant, userId: known.userId };
      return [{ ...spent, grants: withGrant(spent.grants, made, now) }, made];
    });
    return outcome instanceof Response ? outcome : this.tokenAnswer(outcome, refreshToken, origin);
  }

  /** Zoom gives such an app an access token and nothing to renew it with: whoever has the secret asks again. */
  private async answerAccount(
    { clientId, accountId, scopes }: PracticeClient,
    form: URLSearchParams,
    origin: string,
  ): Promise<Response> {
    if (accountId === undefined || single(form, 'account_id') !== accountId) return badRequest();
    return this.accessTokenAnswer({ grantId: accountId, clientId, userId: practiceOwner.id, scopes }, origin);
  }

  private async answerRefresh(client: PracticeClient, form: URLSearchParams, origin: string): Promise<Response> {
    const refreshToken = single(form, 'refresh_token');
    if (!refreshToken) return badRequest();
    const now = this.now().getTime();
    const next = `${refreshToken.split('.')[0]}.${randomText(48)}`;
    const grant = await this.state.update((state): readonly [StateData, PracticeGrant | undefined] => {
      const known = grantOf(state, refreshToken, client);
      if (!known) return [state, undefined];
      const others = state.grants.filter((other) => other !== known);
      if (known.refreshTokenHash !== hashOf(refreshToken)) {
        return [this.reuseEndsGrant() ? { ...state, grants: others } : state, undefined];
      }
      if (known.expiresAt <= now) return [{ ...state, grants: others }, undefined];
      const rotated = { ...known, refreshTokenHash: hashOf(next), expiresAt: now + refreshTokenLifetimeMs };
      return [{ ...state, grants: [...others, rotated] }, rotated];
    });
    return grant ? this.tokenAnswer(grant, next, origin) : invalidToken();
  }

  /** Takes the access token or the refresh token; a token that is not known is as good as revoked (RFC 7009, section 2.2). */
  private async answerRevocation(request: Request): Promise<Response> {
    const form = await readForm(request);
    const client = this.authenticated(request, form);
    if (!client) return invalidClient();
    const token = single(form, 'token');
    if (!token) return badRequest();
    const access = await this.tokens.readAccessToken(token);
    await this.state.update((state) => {
      const held = grantOf(state, token, client);
      const isCurrent = held?.refreshTokenHash === hashOf(token);
      const isItsAccessToken = (grant: PracticeGrant) =>
        typeof access === 'object' && access.grantId === grant.grantId && access.clientId === client.clientId;
      const grants = state.grants.filter((grant) => !(isItsAccessToken(grant) || (isCurrent && grant === held)));
      return [grants.length === state.grants.length ? state : { ...state, grants }, undefined];
    });
    return Response.json({ status: 'success' });
  }

  /** Basic for a confidential client, nothing but the client ID for a public one; never the one for the other. */
  private authenticated(request: Request, form: URLSearchParams): PracticeClient | undefined {
    const header = request.headers.get('authorization');
    if (header === null) {
      const client = this.client(single(form, 'client_id'));
      return client?.isPublic && !form.has('client_secret') ? client : undefined;
    }
    const pair = Buffer.from(header.match(/^Basic ([\w+/=-]+)$/i)?.[1] ?? '', 'base64').toString('utf8');
    const colon = pair.indexOf(':');
    const client = this.client(pair.slice(0, Math.max(colon, 0)));
    if (!client || client.isPublic) return undefined;
    return sameText(pair.slice(colon + 1), this.tokens.clientSecret(client.clientId)) ? client : undefined;
  }

  private newGrant(client: PracticeClient, now: number) {
    const grantId = randomText(16);
    const refreshToken = `${grantId}.${randomText(48)}`;
    const grant = {
      grantId,
      clientId: client.clientId,
      scopes: client.scopes,
      refreshTokenHash: hashOf(refreshToken),
      expiresAt: now + refreshTokenLifetimeMs,
    };
    return { grant, refreshToken };
  }

  private async tokenAnswer(grant: PracticeGrant, refreshToken: string, origin: string): Promise<Response> {
    this.tokens.onIssued(refreshToken);
    return this.accessTokenAnswer(grant, origin, { refresh_token: refreshToken });
  }

  private async accessTokenAnswer(
    access: Parameters<PracticeTokens['issueAccessToken']>[0],
    origin: string,
    more: { refresh_token?: string } = {},
  ): Promise<Response> {
    return Response.json(
      {
        access_token: await this.tokens.issueAccessToken(access),
        token_type: 'bearer',
        ...more,
        expires_in: accessTokenLifetimeSeconds,
        scope: access.scopes.join(' '),
        api_url: origin,
      },
      { headers: noStore },
    );
  }
}

/** A refresh token begins with the name of its grant, so that an outdated one can be told from an unknown one. */
function grantOf(state: StateData, refreshToken: string, client: PracticeClient): PracticeGrant | undefined {
  const grantId = refreshToken.split('.')[0];
  return state.grants.find((grant) => grant.grantId === grantId && grant.clientId === client.clientId);
}

/** The ones that were not used for longest come first, because a refresh moves a grant to the end. */
function withGrant(grants: readonly PracticeGrant[], grant: PracticeGrant, now: number): PracticeGrant[] {
  const alive = grants.filter((other) => other.expiresAt > now);
  const similar = alive.filter((other) => other.clientId === grant.clientId && other.userId === grant.userId);
  const surplus = similar.slice(0, Math.max(0, similar.length + 1 - maxGrants));
  return [...alive.filter((other) => !surplus.includes(other)), grant];
}
