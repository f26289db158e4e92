import { randomUUID } from 'node:crypto';
import { request as httpRequest, type ServerResponse } from 'node:http';
import { HttpFake, type SeenRequest, sendJson } from '../http-fake';

type ZoomUserAnswer = {
  id: string;
  email: string;
  display_name: string;
  type?: number;
  pmi?: number;
  vanity_url?: string;
};

/**
 * As much of Zoom as one user of one app sees, over real HTTP: codes that count once, refresh tokens that rotate and count once,
 * access tokens that can be made to run out. `answer` takes over what a test wants to be different.
 */
export class ZoomFake {
  user: ZoomUserAnswer = { id: 'ada', email: 'ada@example.com', display_name: 'Ada' };
  meetings: object[] = [];
  refreshes = 0;
  /** What the next tokens are good for. */
  scope = 'user:read:user user:read:zak';
  /** Answers in place of this fake when it returns true. */
  answer: (request: SeenRequest, response: ServerResponse) => boolean = () => false;
  readonly revoked: string[] = [];
  private readonly codes = new Set<string>();
  private readonly refreshTokens = new Set<string>();
  private readonly accessTokens = new Set<string>();

  private constructor(readonly http: HttpFake) {
    http.answer = (request, response) => {
      if (!this.answer(request, response)) this.take(request, response);
    };
  }

  static async start(): Promise<ZoomFake> {
    return new ZoomFake(await HttpFake.start());
  }

  /** A user in the browser who says yes: comes back to the redirect address and stays for the last page. Returns its text. */
  async consent(authorizationUrl: URL, different: Record<string, string> = {}): Promise<string> {
    const code = `not-a-real-code-${randomUUID()}`;
    this.codes.add(code);
    const answer = new URLSearchParams({ code, state: authorizationUrl.searchParams.get('state') ?? '', ...different });
    return visit(`${authorizationUrl.searchParams.get('redirect_uri')}?${answer}`);
  }

  /** A user in the browser who says no. */
  async deny(authorizationUrl: URL): Promise<string> {
    const answer = new URLSearchParams({
      error: 'access_denied',
      state: authorizationUrl.searchParams.get('state') ?? '',
    });
    return visit(`${authorizationUrl.searchParams.get('redirect_uri')}?${answer}`);
  }

  /** An hour goes by. */
  expireAccessTokens(): void {
    this.accessTokens.clear();
  }

  /** The user removes the app. */
  endGrants(): void {
    this.accessTokens.clear();
    this.refreshTokens.clear();
  }

  requestsTo(path: string): SeenRequest[] {
    return this.http.requests.filter((request) => request.path === path);
  }

  private take({ path, query, headers, body }: SeenRequest, response: ServerResponse) {
    if (path === '/oauth/token') return this.giveTokens(new URLSearchParams(body), response);
    if (path === '/oauth/revoke') {
      this.revoked.push(new URLSearchParams(body).get('token') ?? '');
      return sendJson(response, 200, { status: 'success' });
    }
    if (!this.accessTokens.has(headers.authorization?.replace('Bearer ', '') ?? '')) {
      return sendJson(response, 401, { code: 124, message: 'Access token is expired.' });
    }
    if (path === '/v2/users/me') return sendJson(response, 200, this.user);
    if (path === '/v2/users/me/zak') return sendJson(response, 200, { token: 'not-a.real.zak' });
    if (path === '/v2/users/me/token') {
      return sendJson(response, 200, { token: `not-a.real.${query.get('type')}-for-${query.get('meeting_id')}` });
    }
    if (path.endsWith('/jointoken/local_recording')) {
      return sendJson(response, 200, { expire_in: 120, token: 'not-a.real.recording-token' });
    }
    if (path === '/v2/users/me/meetings' || path === '/v2/users/me/upcoming_meetings') {
      return sendJson(response, 200, { meetings: path.endsWith('/upcoming_meetings') ? [] : this.meetings });
    }
    if (path.startsWith('/v2/meetings/'))
      return sendJson(response, 200, { id: Number(path.slice(13)), password: 'not-real' });
    sendJson(response, 404, { code: 404, message: 'Not found.' });
  }

  private giveTokens(form: URLSearchParams, response: ServerResponse) {
    const isRefresh = form.get('grant_type') === 'refresh_token';
    if (isRefresh) this.refreshes += 1;
    const isGood = isRefresh
      ? this.refreshTokens.delete(form.get('refresh_token') ?? '')
      : this.codes.delete(form.get('code') ?? '');
    if (!isGood) return sendJson(response, 400, { error: 'invalid_grant', reason: 'Invalid Token!' });
    const tokens = {
      access_token: `not-a-real-access-token-${randomUUID()}`,
      refresh_token: `not-a-real-refresh-token-${randomUUID()}`,
      token_type: 'bearer',
      expires_in: 3_600,
      scope: this.scope,
    };
    this.accessTokens.add(tokens.access_token);
    this.refreshTokens.add(tokens.refresh_token);
    sendJson(response, 200, tokens);
  }
}

/** What a browser does with an address; `fetch` would say that it is none. */
export async function visit(address: string): Promise<string> {
  const { status, location, text } = await new Promise<{ status: number; location: string | undefined; text: string }>(
    (resolve, reject) => {
      httpRequest(address, { agent: false, headers: { connection: 'close' } }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, location: response.headers.location, text }),
        );
      })
        .on('error', reject)
        .end();
    },
  );
  return [302, 303].includes(status) && location ? visit(new URL(location, address).href) : text;
}
