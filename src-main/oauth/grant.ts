import { AppError, type AppErrorCode, failureOf } from '../shared/app-error';
import type { AuthorizationServer, TokenSet } from './authorization-server';

/** Where the refresh token of one credential is kept. `save` answers when the token is stored for good. */
export type RefreshTokenStore = { load(): Promise<string | undefined>; save(refreshToken: string): Promise<void> };

/** What is known, outside of this process too, of the renewal that was begun last. */
export type RenewalTurn = {
  note: {
    /** Was this refresh token sent before, without anybody knowing what came of it? */
    isAbout: (refreshToken: string) => boolean;
    /** Another process has got what Zoom gave for it, and is about to store that. */
    isElsewhere: boolean;
  };
  /** Before a refresh token is sent. Answers when that is noted for good. */
  begin: (refreshToken: string) => Promise<void>;
  /** What Zoom gave for it cannot be stored yet. */
  hold: () => Promise<void>;
  /** It is known what came of it. */
  end: () => Promise<void>;
};

/** Lets one renewal of this grant go on at a time, among all processes. @throws AppError `renewed_elsewhere`, or what the work throws */
export type RenewalTurns = <T>(work: (turn: RenewalTurn) => Promise<T>) => Promise<T>;

/** Refreshed this long before its end, so that a token never dies on its way to Zoom. */
const earlyMs = 5 * 60_000;
/** Between two attempts to store what could not be stored: doubled each time. */
const firstSavePauseMs = 1_000;
const longestSavePauseMs = 60_000;

/** The token was sent, and nobody can say what Zoom did with it. */
const isOutcomeUnknown: ReadonlySet<AppErrorCode> = new Set(['offline', 'zoom_unavailable', 'unexpected']);
/** Zoom's word on the refresh token itself. */
const isRefused: ReadonlySet<AppErrorCode> = new Set(['reauthorization_required', 'authorization_replaced']);

/**
 * One user's authorization of the app, as it exists only for those who have signed in: hands out access tokens, refreshing them when they run out.
 * Owns the access token; never lets out the refresh token.
 */
export class Grant {
  private tokens: TokenSet | undefined;
  /** Tokens whose refresh token could not be stored yet: the only copy of it there is. */
  private unsaved: TokenSet | undefined;
  private savePauseMs = firstSavePauseMs;
  private saveTimer: NodeJS.Timeout | undefined;
  /** The change of tokens under way; whoever asks meanwhile gets what comes of it. */
  private renewal: Promise<string> | undefined;

  constructor(
    private readonly server: AuthorizationServer,
    private readonly store: RefreshTokenStore,
    private readonly inTurn: RenewalTurns,
    private readonly now: () => Date,
  ) {}

  /** Takes over the tokens of a sign-in: the refresh token is stored before anyone sees the access token. */
  async adopt(tokens: TokenSet): Promise<void> {
    // A refresh that is still under way would store the old sign-in's token over the new one.
    await this.settled();
    await this.renew(() => this.inTurn((turn) => this.keep(tokens, turn)));
  }

  /**
   * @param rejected an access token that Zoom has refused; only if it is still the current one does that cost a refresh
   * @throws AppError as `AuthorizationServer.refresh`, `secret_missing` when the refresh token is gone, `renewal_interrupted` when it is dead
   *   because an earlier renewal was cut off, `renewed_elsewhere`, or what the store throws
   */
  async getAccessToken(rejected?: string): Promise<string> {
    const current = this.tokens;
    if (current && this.isFresh(current, rejected) && this.unsaved === undefined) return current.accessToken;
    // Callers that ask at once share one refresh: Zoom rotates the refresh token every time.
    return this.renewal ?? this.renew(() => this.inTurn((turn) => this.refresh(turn, rejected)));
  }

  /** Answers when no change of tokens is under way any more, however it went. */
  async settled(): Promise<void> {
    while (this.renewal) await this.renewal.catch(() => {});
  }

  /** For a revocation: the access token that is at hand, if one is. */
  get currentAccessToken(): string | undefined {
    return this.tokens?.accessToken;
  }

  /** When that one runs out, in milliseconds since 1970. */
  get accessTokenExpiresAt(): number | undefined {
    return this.tokens?.expiresAt;
  }

  /** The scopes that one was given; none, where Zoom did not repeat them. */
  get scopes(): readonly string[] {
    return this.tokens?.scopes ?? [];
  }

  private renew(work: () => Promise<string>): Promise<string> {
    this.renewal = work().finally(() => {
      this.renewal = undefined;
    });
    return this.renewal;
  }

  private isFresh({ accessToken, expiresAt }: TokenSet, rejected: string | undefined): boolean {
    return accessToken !== rejected && expiresAt - earlyMs > this.now().getTime();
  }

  private async refresh(turn: RenewalTurn, rejected: string | undefined): Promise<string> {
    const { unsaved } = this;
    if (unsaved) {
      await this.keep(unsaved, turn);
      if (this.isFresh(unsaved, rejected)) return unsaved.accessToken;
    }
    const refreshToken = await this.store.load();
    if (refreshToken === undefined) throw new AppError('secret_missing');
    if (turn.note.isElsewhere && turn.note.isAbout(refreshToken)) throw new AppError('renewed_elsewhere');
    return this.keep(await this.spend(refreshToken, turn), turn);
  }

  private async keep(tokens: TokenSet, turn: RenewalTurn): Promise<string> {
    if (tokens.refreshToken !== undefined) await this.save(tokens, tokens.refreshToken, turn);
    this.tokens = tokens;
    await turn.end();
    return tokens.accessToken;
  }

  /**
   * Sends a refresh token once. A token that was replaced while we asked was not refused for itself: the newer one gets its chance, once.
   * What nobody knows the end of stays noted: if Zoom then refuses that token, it was the cut that lost it, and no person at Zoom.
   */
  private async spend(refreshToken: string, turn: RenewalTurn): Promise<TokenSet> {
    const wasCutOff = turn.note.isAbout(refreshToken);
    await turn.begin(refreshToken);
    try {
      return await this.server.refresh(refreshToken);
    } catch (error) {
      const failure = failureOf(error);
      if (isOutcomeUnknown.has(failure.code)) throw error;
      if (isRefused.has(failure.code)) {
        const newer = await this.store.load();
        if (newer !== undefined && newer !== refreshToken) {
          await turn.begin(newer);
          return this.server.refresh(newer);
        }
        if (wasCutOff) {
          const { code: _refused, ...details } = failure;
          throw new AppError('renewal_interrupted', { ...details, cause: error });
        }
      }
      if (!wasCutOff) await turn.end();
      throw error;
    }
  }

  private async save(tokens: TokenSet, refreshToken: string, turn: RenewalTurn): Promise<void> {
    this.unsaved = tokens;
    try {
      await this.store.save(refreshToken);
    } catch (error) {
      // Whose credential is gone, or has become another app's, has no use of it.
      if (failureOf(error).code === 'invalid_request') this.unsaved = undefined;
      else this.saveLater();
      await turn.hold();
      throw error;
    }
    this.unsaved = undefined;
    this.savePauseMs = firstSavePauseMs;
    clearTimeout(this.saveTimer);
  }

  /** Nobody may ask for a token for hours; until it is stored, the end of Usher is the end of the sign-in. */
  private saveLater(): void {
    clearTimeout(this.saveTimer);
    this.saveTimer = setTimeout(() => void this.saveAgain().catch(() => {}), this.savePauseMs);
    this.saveTimer.unref();
    this.savePauseMs = Math.min(this.savePauseMs * 2, longestSavePauseMs);
  }

  private async saveAgain(): Promise<void> {
    await this.settled();
    const { unsaved } = this;
    if (unsaved) await this.renew(() => this.inTurn((turn) => this.keep(unsaved, turn)));
  }
}
