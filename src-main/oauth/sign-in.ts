import * as oauth from 'oauth4webapi';
import { AppError, failureOf } from '../shared/app-error';
import { errorText } from '../shared/error-text';
import type { AuthorizationServer, TokenSet } from './authorization-server';
import { type Conclusion, listenForRedirect } from './loopback-redirect';

/** How long the user may stay in the browser. Zoom's code itself lives five minutes, counted from the consent. */
export const signInTimeLimitMs = 10 * 60_000;

/** A sign-in that came back with tokens. They are to be kept only after `conclude({ ok: true })` would be true. */
export type SignedIn = { tokens: TokenSet; conclude(conclusion: Conclusion): void };

/** A sign-in that waits for its user. `paste` takes the address on which the browser ended, if nothing listens there. */
export type WaitingSignIn = { authorizationUrl: URL; isListening: boolean; paste: (address: string) => boolean };

/**
 * The authorization code flow in the system browser (RFC 8252): open a port, send the user out, take one answer, exchange its code.
 * The port is open only while this runs; after a cancel nothing is handed out, even if Zoom had already been asked.
 * @param options.onWaiting told once the browser is on its way, for "open again", "copy link" and "paste the address"
 * @throws AppError as `AuthorizationServer.exchangeCode`, or `redirect_port_busy`, `authorization_timed_out`, `authorization_cancelled`
 */
export async function signIn(options: {
  server: AuthorizationServer;
  issuer: string;
  ports: 'any' | readonly number[];
  openBrowser: (url: URL) => void;
  onWaiting: (waiting: WaitingSignIn) => void;
  onStray: () => void;
  onAnswer: () => void;
  signal: AbortSignal;
  timeLimitMs: number;
}): Promise<SignedIn> {
  const state = oauth.generateRandomState();
  const codeVerifier = oauth.generateRandomCodeVerifier();
  const redirect = await listenForRedirect({
    ports: options.ports,
    state,
    issuer: options.issuer,
    onStray: options.onStray,
  });
  try {
    const { redirectUri } = redirect;
    const url = await options.server.authorizationUrl({ redirectUri, state, codeVerifier });
    options.signal.throwIfAborted();
    options.onWaiting({ authorizationUrl: url, isListening: redirect.isListening, paste: redirect.paste });
    options.openBrowser(url);
    const answer = await unlessEnded(redirect.answer, options);
    options.onAnswer();
    const tokens = await unlessEnded(
      options.server.exchangeCode({ answer, state, redirectUri, codeVerifier }),
      options,
    );
    return { tokens, conclude: redirect.conclude };
  } catch (error) {
    if (options.signal.aborted) {
      redirect.close();
      throw new AppError('authorization_cancelled', { cause: error });
    }
    const failed = withRedirectUri(error, redirect.redirectUri);
    redirect.conclude({ ok: false, sentence: errorText(failureOf(failed)).sentence });
    throw failed;
  }
}

/** Which of Usher's addresses it was that the app does not know, for whoever is to register it. */
function withRedirectUri(error: unknown, redirectUri: string): unknown {
  if (!(error instanceof AppError) || error.code !== 'redirect_mismatch') return error;
  return new AppError('redirect_mismatch', { ...error.failure, subject: redirectUri, cause: error.cause });
}

/**
 * What is waited for, unless the user cancels first or the time for it runs out.
 * @throws AppError `authorization_cancelled`, `authorization_timed_out`, or what the wait ends with
 */
export async function unlessEnded<T>(
  awaited: Promise<T>,
  { signal, timeLimitMs }: { signal: AbortSignal; timeLimitMs: number },
): Promise<T> {
  let stop: () => void = () => {};
  const ending = new Promise<never>((_resolve, reject) => {
    const timer = setTimeout(() => reject(new AppError('authorization_timed_out')), timeLimitMs);
    const cancel = () => reject(new AppError('authorization_cancelled'));
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    stop = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
    };
  });
  return Promise.race([awaited, ending]).finally(stop);
}
