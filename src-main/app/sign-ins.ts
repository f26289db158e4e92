import type { AuthorizationServer, TokenSet } from '../oauth/authorization-server';
import { type SignedIn, signIn, signInTimeLimitMs, unlessEnded, type WaitingSignIn } from '../oauth/sign-in';
import { AppError, failureOf } from '../shared/app-error';
import type { Arrival, SignIn } from '../shared/app-state';
import type { Received } from '../shared/contract';
import { type CredentialId, CredentialName, type ZoomEnvironment } from '../shared/credential';
import { errorText } from '../shared/error-text';
import { registeredRedirectPorts } from '../shared/redirect-addresses';
import type { ZoomCloud } from '../shared/zoom-cloud';
import type { CredentialCare } from './credential-care';
import type { Credentials } from './credentials';
import type { LiveState } from './live-state';
import type { Notices } from './notices';
import type { ZoomAccess } from './zoom-access';

type SignInUnderWay = { controller: AbortController; waiting?: WaitingSignIn };
type HeldArrival = { shown: Arrival; tokens: TokenSet; timer: NodeJS.Timeout };

/** How a sign-in ended: as the credential's own user, or as another one, about whom somebody has to decide. */
export type SignInOutcome = 'authorized' | 'anotherUser';

/** How long the authorization of another user is held for a decision. */
const decisionLimitMs = 10 * 60_000;

/**
 * Sends users to the browser and takes what comes back: at most one sign-in for each credential, the newest.
 * The authorization of another user than the credential's own is held in memory only, until somebody decides.
 */
export class SignIns {
  private readonly underWay = new Map<CredentialId, SignInUnderWay>();
  private readonly arrivals = new Map<CredentialId, HeldArrival>();

  constructor(
    private readonly parts: {
      live: LiveState;
      notices: Notices;
      credentials: Credentials;
      access: ZoomAccess;
      care: CredentialCare;
      cloudOf: (environment: ZoomEnvironment) => Promise<ZoomCloud>;
      openBrowser: (url: URL) => Promise<void>;
      now: () => Date;
    },
  ) {}

  /**
   * The same credential stays, with the same ID, whoever it was authorized by before; another Zoom user changes nothing.
   * A second call for the same credential replaces the first.
   * @throws AppError as `signIn`, or what the keychain and the records throw
   */
  async authorize(id: CredentialId): Promise<SignInOutcome> {
    if (this.parts.credentials.getInUse(id).kind !== 'user') throw new AppError('invalid_request');
    this.cancel(id);
    this.throwAway(id);
    const underWay: SignInUnderWay = { controller: new AbortController() };
    this.underWay.set(id, underWay);
    const startedAt = this.parts.now();
    this.show(id, {
      credentialId: id,
      phase: 'waitingForBrowser',
      startedAt: startedAt.toISOString(),
      expiresAt: new Date(startedAt.getTime() + signInTimeLimitMs).toISOString(),
      strayAnswer: false,
      mustPaste: false,
    });
    try {
      const server = await this.parts.access.serverOf(id);
      return await this.keep(id, underWay, await this.askInBrowser(id, server, underWay));
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code !== 'authorization_cancelled') this.parts.credentials.noteSignInFailure(id, failure);
      throw error;
    } finally {
      // A newer sign-in of the same credential has taken its place; leave that one alone.
      if (this.underWay.get(id) === underWay) {
        this.underWay.delete(id);
        this.show(id, undefined);
      }
    }
  }

  cancel(id: CredentialId): void {
    this.underWay.get(id)?.controller.abort();
  }

  /** Ends whatever is under way for a credential, and throws away who has come back for it. */
  end(id: CredentialId): void {
    this.cancel(id);
    this.throwAway(id);
  }

  /** Before the app quits: nothing listens any more. */
  endAll(): void {
    for (const id of this.underWay.keys()) this.cancel(id);
    for (const id of this.arrivals.keys()) this.throwAway(id);
  }

  /** The page on which the user of a sign-in under way gives consent. */
  page(id: CredentialId): URL {
    const url = this.underWay.get(id)?.waiting?.authorizationUrl;
    if (!url) throw new AppError('invalid_request');
    return url;
  }

  /**
   * Takes the address on which the browser ended, where other programs have all of Usher's ports.
   * @throws AppError `wrong_answer_address` for any other address; the sign-in goes on waiting
   */
  pasteAnswer(id: CredentialId, address: string): void {
    if (!this.underWay.get(id)?.waiting?.paste(address)) throw new AppError('wrong_answer_address');
  }

  /**
   * What becomes of the other user who came back. Answers whose the authorization is now; what could not be kept can be decided again.
   * @throws AppError `invalid_request` when there is nobody, or no more; what the keychain and the records throw
   */
  async decide(id: CredentialId, choice: Received<'decideArrival'>['choice']): Promise<CredentialId> {
    if (choice === 'discard') {
      if (!this.arrivals.has(id)) throw new AppError('invalid_request');
      this.throwAway(id);
      this.parts.credentials.forgetError(id, 'wrong_user');
      return id;
    }
    const { shown, tokens } = this.take(id);
    try {
      return choice === 'replace' ? await this.replace(shown, tokens) : await this.addAsNew(shown, tokens);
    } catch (error) {
      this.hold(shown, tokens);
      throw error;
    }
  }

  private async replace({ credentialId, user }: Arrival, tokens: TokenSet): Promise<CredentialId> {
    await this.parts.care.adoptAnother(credentialId, tokens, user);
    return credentialId;
  }

  private async addAsNew({ credentialId, user }: Arrival, tokens: TokenSet): Promise<CredentialId> {
    const { credentials, care } = this.parts;
    const added = await care.duplicate(credentialId, CredentialName.safeParse(user.displayName).data);
    try {
      await care.adopt(added, tokens, user);
    } catch (error) {
      await care.erase(added).catch(() => {});
      throw error;
    }
    credentials.forgetError(credentialId, 'wrong_user');
    return added;
  }

  private async askInBrowser(
    id: CredentialId,
    server: AuthorizationServer,
    underWay: SignInUnderWay,
  ): Promise<SignedIn> {
    const { environment, hasClientSecret } = this.parts.credentials.get(id);
    return signIn({
      server,
      issuer: (await this.parts.cloudOf(environment)).oauthOrigin,
      ports: hasClientSecret ? registeredRedirectPorts : 'any',
      openBrowser: (url) => {
        // The sign-in goes on: the page can be opened again, and its link copied.
        this.parts.openBrowser(url).catch((error: unknown) => this.parts.notices.add(failureOf(error), id));
      },
      onWaiting: (waiting) => {
        underWay.waiting = waiting;
        if (!waiting.isListening) this.change(id, underWay, { mustPaste: true });
      },
      onStray: () => this.change(id, underWay, { strayAnswer: true }),
      onAnswer: () => this.change(id, underWay, { phase: 'exchangingCode' }),
      signal: underWay.controller.signal,
      timeLimitMs: signInTimeLimitMs,
    });
  }

  /** Nothing is kept before Zoom has said who came back and that the scopes suffice to ask. */
  private async keep(
    id: CredentialId,
    underWay: SignInUnderWay,
    { tokens, conclude }: SignedIn,
  ): Promise<SignInOutcome> {
    const { credentials, access, care } = this.parts;
    try {
      const user = await unlessEnded(access.userBehind(id, tokens), {
        signal: underWay.controller.signal,
        timeLimitMs: signInTimeLimitMs,
      });
      const own = credentials.getInUse(id).user;
      if (own && own.id !== user.id) {
        const expiresAt = new Date(this.parts.now().getTime() + decisionLimitMs).toISOString();
        this.hold({ credentialId: id, user, expiresAt }, tokens);
        const failure = { code: 'wrong_user', subject: user.email || user.displayName } as const;
        credentials.noteRefusal(id, failure);
        const { sentence } = errorText(failure);
        conclude({ ok: false, sentence: `${sentence} Usher asks what to do with this sign-in.` });
        return 'anotherUser';
      }
      await care.adopt(id, tokens, user);
      conclude({ ok: true, sentence: `${user.displayName} is signed in to Usher. You can close this tab.` });
      return 'authorized';
    } catch (error) {
      conclude({ ok: false, sentence: errorText(failureOf(error)).sentence });
      throw error;
    }
  }

  private hold(shown: Arrival, tokens: TokenSet): void {
    const { credentialId, expiresAt } = shown;
    const left = Date.parse(expiresAt) - this.parts.now().getTime();
    const timer = setTimeout(() => this.throwAway(credentialId), Math.max(left, 0));
    this.arrivals.set(credentialId, { shown, tokens, timer });
    this.showArrivals();
  }

  private take(id: CredentialId): HeldArrival {
    const held = this.arrivals.get(id);
    if (!held) throw new AppError('invalid_request');
    clearTimeout(held.timer);
    this.arrivals.delete(id);
    this.showArrivals();
    return held;
  }

  private throwAway(id: CredentialId): void {
    if (!this.arrivals.has(id)) return;
    const { tokens } = this.take(id);
    // An authorization that nobody will use runs out by itself too.
    void this.parts.access
      .serverOf(id)
      .then((server) => server.revoke(tokens.accessToken))
      .catch(() => {});
  }

  private showArrivals(): void {
    this.parts.live.set({ arrivals: [...this.arrivals.values()].map(({ shown }) => shown) });
  }

  private change(id: CredentialId, underWay: SignInUnderWay, change: Partial<SignIn>): void {
    const shown = this.parts.live.current.signIns.find((known) => known.credentialId === id);
    if (shown && this.underWay.get(id) === underWay) this.show(id, { ...shown, ...change });
  }

  private show(id: CredentialId, shown: SignIn | undefined): void {
    const others = this.parts.live.current.signIns.filter((known) => known.credentialId !== id);
    this.parts.live.set({ signIns: shown ? [...others, shown] : others });
  }
}
