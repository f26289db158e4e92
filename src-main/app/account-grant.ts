import type { AuthorizationServer, TokenSet } from '../oauth/authorization-server';

/** As early as for a user's grant: a token must not run out on its way to Zoom. */
const earlyMs = 5 * 60_000;

/**
 * The access token of a server-to-server app (grant type `account_credentials`). It lives an hour and there is nothing to refresh it with:
 * the next one is asked for with the client's own ID and secret. Whoever asks at once shares one request.
 */
export class AccountGrant {
  private tokens: TokenSet | undefined;
  private renewal: Promise<string> | undefined;

  constructor(
    private readonly server: Pick<AuthorizationServer, 'accountCredentials'>,
    private readonly accountId: string,
    private readonly now: () => Date,
  ) {}

  /**
   * @param rejected an access token that Zoom has refused; only if it is still the current one does that cost a request
   * @throws AppError as `AuthorizationServer.accountCredentials`
   */
  async getAccessToken(rejected?: string): Promise<string> {
    const current = this.tokens;
    const isFresh = current && current.accessToken !== rejected && current.expiresAt - earlyMs > this.now().getTime();
    if (isFresh) return current.accessToken;
    this.renewal ??= this.renew().finally(() => {
      this.renewal = undefined;
    });
    return this.renewal;
  }

  /** For a revocation, as of a user's grant. */
  get currentAccessToken(): string | undefined {
    return this.tokens?.accessToken;
  }

  /** When that one runs out, in milliseconds since 1970. */
  get accessTokenExpiresAt(): number | undefined {
    return this.tokens?.expiresAt;
  }

  /** The scopes that one was given. */
  get scopes(): readonly string[] {
    return this.tokens?.scopes ?? [];
  }

  /** The next token will be a new one: this one has the scopes that the app had when it was given. */
  forget(): void {
    this.tokens = undefined;
  }

  private async renew(): Promise<string> {
    this.tokens = await this.server.accountCredentials(this.accountId);
    return this.tokens.accessToken;
  }
}
