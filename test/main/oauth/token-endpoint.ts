import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { AuthorizationServer } from '../../../src-main/oauth/authorization-server';

export type TokenRequest = { method: string; path: string; headers: IncomingHttpHeaders; form: URLSearchParams };
export type Reply = (response: ServerResponse, request: IncomingMessage) => void | Promise<void>;

type IssuedCode = { challenge: string; redirectUri: string };

/** An answer of the token endpoint, such as Zoom's `{"reason":"Invalid Token!","error":"invalid_grant"}`. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
}

/** Hangs up without an answer. */
export const hangUp: Reply = (response) => {
  response.destroy();
};

/**
 * A strict authorization server on a real port: recomputes S256, takes a code and a refresh token once, rotates,
 * and ends a whole grant when a spent refresh token comes again.
 */
export class TokenEndpoint {
  /** All requests of `/oauth/token` and `/oauth/revoke`, in order. */
  readonly requests: TokenRequest[] = [];
  /** How often a refresh token came that had been spent before. */
  reuses = 0;
  /** In seconds; what the next tokens live. */
  lifetime = 3600;
  /** What an answer waits for after it was decided on: what was spent is spent by then. */
  holdBack: () => Promise<unknown> = async () => {};
  private readonly codes = new Map<string, IssuedCode>();
  private readonly challenges = new Set<string>();
  private readonly replies: Reply[] = [];
  private readonly spent = new Set<string>();
  private refreshToken = 'not-a-real-refresh-token-0';
  private issued = 0;

  private constructor(
    readonly origin: string,
    readonly close: () => Promise<void>,
  ) {}

  static async start(): Promise<TokenEndpoint> {
    let endpoint: TokenEndpoint | undefined;
    const server = createServer((request, response) => {
      // As in HttpFake: an idle socket and a stopped clock do not go together.
      response.setHeader('connection', 'close');
      void endpoint?.serve(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const close = () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    endpoint = new TokenEndpoint(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, close);
    return endpoint;
  }

  /** What the next requests are answered instead, one each. */
  answerNext(...replies: Reply[]): void {
    this.replies.push(...replies);
  }

  client(options: { clientSecret?: string; now?: () => Date; fetch?: typeof fetch } = {}): AuthorizationServer {
    return new AuthorizationServer({
      oauthOrigin: this.origin,
      clientId: 'not-a-real-client',
      clientSecret: options.clientSecret,
      fetch: options.fetch ?? fetch,
      now: options.now ?? (() => new Date('2026-11-21T10:00:00Z')),
    });
  }

  /** The refresh token that works right now. */
  get currentRefreshToken(): string {
    return this.refreshToken;
  }

  /** The user allows it. @returns where the browser is sent: the redirect URI with a fresh code and the state */
  allow(authorizationUrl: URL): URL {
    const asked = authorizationUrl.searchParams;
    const challenge = asked.get('code_challenge') ?? '';
    if (asked.get('code_challenge_method') !== 'S256') throw new Error('A sign-in without S256.');
    if (this.challenges.has(challenge)) throw new Error('A code challenge came twice.');
    this.challenges.add(challenge);
    const code = `not-a-real-code-${randomBytes(12).toString('hex')}`;
    const redirectUri = asked.get('redirect_uri') ?? '';
    this.codes.set(code, { challenge, redirectUri });
    const back = new URL(redirectUri);
    back.searchParams.set('code', code);
    back.searchParams.set('state', asked.get('state') ?? '');
    return back;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin);
    if (url.pathname === '/oauth/authorize') {
      // Consent, as short as it can be.
      const allow = `/allow?${encodeURIComponent(url.href)}`;
      response.writeHead(200, { 'content-type': 'text/html' }).end(`<a href="${allow}">Allow</a>`);
      return;
    }
    if (url.pathname === '/allow') {
      response.writeHead(302, { location: this.allow(new URL(decodeURIComponent(url.search.slice(1)))).href }).end();
      return;
    }
    if (!['/oauth/token', '/oauth/revoke'].includes(url.pathname)) {
      response.writeHead(404).end();
      return;
    }
    const form = new URLSearchParams(await text(request));
    this.requests.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, form });
    const reply = this.replies.shift() ?? this.judge(form);
    await this.holdBack();
    await reply(response, request);
  }

  private judge(form: URLSearchParams): Reply {
    if (form.get('grant_type') === 'authorization_code') return this.exchange(form);
    if (form.get('grant_type') === 'refresh_token') return this.refresh(form.get('refresh_token') ?? '');
    if (form.has('token')) return json(200, { status: 'success' });
    return json(400, { reason: 'unsupported grant type', error: 'unsupported_grant_type' });
  }

  private exchange(form: URLSearchParams): Reply {
    const code = form.get('code') ?? '';
    const issued = this.codes.get(code);
    this.codes.delete(code);
    const verifier = form.get('code_verifier') ?? '';
    const isRight =
      issued !== undefined &&
      /^[\w\-.~]{43,128}$/.test(verifier) &&
      createHash('sha256').update(verifier).digest('base64url') === issued.challenge &&
      form.get('redirect_uri') === issued.redirectUri;
    if (!isRight) return json(400, { reason: 'Invalid authorization code', error: 'invalid_grant' });
    // The access token says which code it came from, so that crossed sign-ins would show.
    return this.tokens(`not-a-real-access-token-of-${code}`);
  }

  private refresh(refreshToken: string): Reply {
    if (this.spent.has(refreshToken)) {
      this.reuses += 1;
      this.refreshToken = '';
    }
    if (refreshToken !== this.refreshToken) return json(400, { reason: 'Invalid Token!', error: 'invalid_grant' });
    this.spent.add(refreshToken);
    return this.tokens(`not-a-real-access-token-${this.issued + 1}`);
  }

  private tokens(accessToken: string): Reply {
    this.issued += 1;
    this.refreshToken = `not-a-real-refresh-token-${this.issued}`;
    return json(200, {
      access_token: accessToken,
      token_type: 'bearer',
      refresh_token: this.refreshToken,
      expires_in: this.lifetime,
      scope: 'user:read:user user:read:zak',
      api_url: 'https://api.zoom.us',
    });
  }
}
