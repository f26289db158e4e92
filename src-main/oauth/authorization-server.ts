import * as oauth from 'oauth4webapi';
import { z } from 'zod';
import { AppError } from '../shared/app-error';
import { failureOfFetch, isIntercepted } from '../shared/network-fault';
import { parseJson } from '../shared/parse-json';
import { withTimeLimit } from '../shared/time-limit';
import { codeOfOAuthError, type OAuthStep } from './oauth-error-table';

/** What the token endpoint gave. The access token lives in memory only. */
export type TokenSet = {
  accessToken: string;
  /** Milliseconds since the epoch, by the clock that was handed in. */
  expiresAt: number;
  /** Zoom rotates it with every refresh; absent only if Zoom leaves it out, and then the old one stays. */
  refreshToken: string | undefined;
  /** Granted scopes, as Zoom names them. */
  scopes: string[];
};

/** One answer of the authorization server, on its way from the redirect to the token endpoint. */
type CodeExchange = { answer: URLSearchParams; state: string; redirectUri: string; codeVerifier: string };

const requestTimeoutMs = 20_000;
const maxLifetimeSeconds = 24 * 3600;

const TokenReply = z.looseObject({ expires_in: z.unknown() });

/**
 * Zoom's OAuth endpoints for one client (Zoom docs: integrations/oauth): confidential with Basic authentication,
 * or public without a secret. Always PKCE with S256 (RFC 7636), because Zoom's own default is `plain`.
 */
export class AuthorizationServer {
  private readonly server: oauth.AuthorizationServer;
  private readonly client: oauth.Client;
  private readonly authentication: oauth.ClientAuth;

  constructor(
    private readonly options: {
      /** `https://zoom.us`, or `http://127.0.0.1:PORT` for Practice Zoom: the only plain HTTP that is let through. */
      oauthOrigin: string;
      clientId: string;
      clientSecret: string | undefined;
      fetch: typeof fetch;
      now: () => Date;
    },
  ) {
    const { oauthOrigin, clientId, clientSecret } = options;
    this.server = {
      issuer: oauthOrigin,
      authorization_endpoint: `${oauthOrigin}/oauth/authorize`,
      token_endpoint: `${oauthOrigin}/oauth/token`,
      revocation_endpoint: `${oauthOrigin}/oauth/revoke`,
    };
    this.client = { client_id: clientId };
    // Zoom compares the pair as it is; RFC 6749's form-encoding of it would change secrets with special characters.
    this.authentication = clientSecret
      ? (_server, _client, _body, headers) => {
          headers.set('authorization', `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`);
        }
      : oauth.None();
  }

  /**
   * Where the browser is sent (RFC 6749, section 4.1.1). No `scope`: Zoom grants what the app is registered for.
   */
  async authorizationUrl(request: { redirectUri: string; state: string; codeVerifier: string }): Promise<URL> {
    const url = new URL(`${this.options.oauthOrigin}/oauth/authorize`);
    url.searchParams.set('response_type', 'code');
    url.searchParams.set('client_id', this.options.clientId);
    url.searchParams.set('redirect_uri', request.redirectUri);
    url.searchParams.set('state', request.state);
    url.searchParams.set('code_challenge', await oauth.calculatePKCECodeChallenge(request.codeVerifier));
    url.searchParams.set('code_challenge_method', 'S256');
    return url;
  }

  /**
   * Exchanges the code of an authorization response for tokens.
   * @throws AppError `access_denied`, `authorization_failed`, `invalid_client`, `app_disabled`, `app_disabled_by_admin`, `app_set_up_wrong`,
   *   `redirect_mismatch`, `missing_scope`, `reauthorization_required`, `offline`, `rate_limited`, `zoom_unavailable`
   */
  async exchangeCode({ answer, state, redirectUri, codeVerifier }: CodeExchange): Promise<TokenSet> {
    return this.translated('code', answer.get('code') ?? '', async (signal) => {
      const parameters = oauth.validateAuthResponse(this.server, this.client, answer, state);
      const response = await oauth.authorizationCodeGrantRequest(
        this.server,
        this.client,
        this.authentication,
        parameters,
        redirectUri,
        codeVerifier,
        this.requestOptions(signal),
      );
      refuseOutage(response);
      return this.tokenSet(
        await oauth.processAuthorizationCodeResponse(this.server, this.client, await withSaneLifetime(response)),
      );
    });
  }

  /**
   * One refresh (RFC 6749, section 6). Never tried again by itself: a rotated token must not be spent twice.
   * @throws AppError `reauthorization_required`, `authorization_replaced`, `invalid_client`, `app_disabled`, `app_disabled_by_admin`,
   *   `app_set_up_wrong`, `redirect_mismatch`, `missing_scope`, `offline`, `rate_limited`, `zoom_unavailable`
   */
  async refresh(refreshToken: string): Promise<TokenSet> {
    return this.translated('refresh', refreshToken, async (signal) => {
      const response = await oauth.refreshTokenGrantRequest(
        this.server,
        this.client,
        this.authentication,
        refreshToken,
        this.requestOptions(signal),
      );
      refuseOutage(response);
      return this.tokenSet(
        await oauth.processRefreshTokenResponse(this.server, this.client, await withSaneLifetime(response)),
      );
    });
  }

  /**
   * A server-to-server app's access token (Zoom docs: internal-apps/s2s-oauth). There is no refresh token: the next one is asked for alike.
   * @throws AppError `invalid_client`, `account_refused` (also for an account ID that is not the app's), `app_disabled`,
   *   `app_disabled_by_admin`, `app_set_up_wrong`, `app_scope_missing`, `offline`, `rate_limited`, `zoom_unavailable`
   */
  async accountCredentials(accountId: string): Promise<TokenSet> {
    return this.translated('account', accountId, async (signal) => {
      const response = await oauth.genericTokenEndpointRequest(
        this.server,
        this.client,
        this.authentication,
        'account_credentials',
        { account_id: accountId },
        this.requestOptions(signal),
      );
      refuseOutage(response);
      return this.tokenSet(
        await oauth.processGenericTokenEndpointResponse(this.server, this.client, await withSaneLifetime(response)),
      );
    });
  }

  /** Asks Zoom to end a grant (RFC 7009); the caller decides what a failure means. */
  async revoke(token: string): Promise<void> {
    await this.translated('revoke', token, async (signal) => {
      const response = await oauth.revocationRequest(
        this.server,
        this.client,
        this.authentication,
        token,
        this.requestOptions(signal),
      );
      await oauth.processRevocationResponse(response);
    });
  }

  private requestOptions(signal: AbortSignal) {
    return {
      [oauth.customFetch]: (url: string, init: object) => this.options.fetch(url, init),
      [oauth.allowInsecureRequests]: this.options.oauthOrigin.startsWith('http://127.0.0.1:'),
      signal,
    };
  }

  private tokenSet(reply: oauth.TokenEndpointResponse): TokenSet {
    // A lifetime of 0 or of years is somebody's mistake; an early refresh costs nothing.
    const lifetime = Math.min(Math.max(reply.expires_in ?? 0, 0), maxLifetimeSeconds);
    return {
      accessToken: reply.access_token,
      expiresAt: this.options.now().getTime() + lifetime * 1000,
      refreshToken: reply.refresh_token,
      scopes: (reply.scope ?? '').split(/[\s,]+/).filter(Boolean),
    };
  }

  /**
   * @param secret the code or token that is sent; older answers of Zoom repeat it in their text
   */
  private async translated<T>(step: OAuthStep, secret: string, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await withTimeLimit(requestTimeoutMs, ask);
    } catch (error) {
      if (error instanceof AppError) throw error;
      if (error instanceof oauth.AuthorizationResponseError) {
        const code = error.error === 'access_denied' ? 'access_denied' : 'authorization_failed';
        throw new AppError(code, { cause: error, zoomCode: error.error });
      }
      if (error instanceof oauth.ResponseBodyError) {
        const said = [error.cause.reason, error.cause.error_description].find((text) => typeof text === 'string');
        const reason = said?.replaceAll(secret, '…');
        const details = {
          cause: error,
          zoomCode: error.error,
          ...trackingIdOf(error.response),
          ...(reason ? { zoomMessage: reason.slice(0, 300) } : {}),
        };
        throw new AppError(codeOfOAuthError(step, error.error, reason), details);
      }
      if (error instanceof oauth.WWWAuthenticateChallengeError) throw new AppError('invalid_client', { cause: error });
      // What is not OAuth, such as the page of a hotel network or half an answer, says nothing about the grant.
      if (error instanceof oauth.OperationProcessingError) throw new AppError('zoom_unavailable', { cause: error });
      if (error instanceof oauth.UnsupportedOperationError) throw new AppError('unexpected', { cause: error });
      const { code, ...details } = failureOfFetch(error);
      throw new AppError(code, { ...details, cause: error });
    }
  }
}

/**
 * Tokens whose lifetime makes no sense are tokens all the same: to refuse them would lose the refresh token that came with them.
 * Such a lifetime is left out, which makes it the shortest.
 */
async function withSaneLifetime(response: Response): Promise<Response> {
  if (response.status !== 200) return response;
  const text = await response
    .clone()
    .text()
    .catch(() => '');
  const { expires_in: lifetime, ...body } = TokenReply.safeParse(parseJson(text)).data ?? {};
  if (lifetime === undefined || Number.parseFloat(String(lifetime)) >= 0) return response;
  return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });
}

/** An outage page says nothing about the grant, whatever its body looks like, and whoever is in between says nothing at all. */
function refuseOutage(response: Response): void {
  if (isIntercepted(response)) throw new AppError('network_intercepted', { zoomCode: response.status });
  if (response.status < 500 && response.status !== 429) return;
  const code = response.status === 429 ? 'rate_limited' : 'zoom_unavailable';
  throw new AppError(code, { zoomCode: response.status, ...trackingIdOf(response) });
}

function trackingIdOf(response: Response): { trackingId?: string } {
  const trackingId = response.headers.get('x-zm-trackingid');
  return trackingId ? { trackingId } : {};
}
