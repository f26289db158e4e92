import { type SignedIn, signIn } from '../../../src-main/oauth/sign-in';
import type { TokenEndpoint } from './token-endpoint';

export type RunningSignIn = {
  /** Where the browser was sent. */
  url: URL;
  redirectUri: string;
  result: Promise<SignedIn>;
  controller: AbortController;
  /** What was told on the way, in order. */
  events: ('waiting' | 'browser' | 'stray' | 'answer')[];
};

/** A sign-in whose browser is opened, with nobody in it yet. */
export async function startSignIn(
  endpoint: TokenEndpoint,
  options: { clientSecret?: string; ports?: readonly number[]; timeLimitMs?: number; onAnswer?: () => void } = {},
): Promise<RunningSignIn> {
  const controller = new AbortController();
  const events: RunningSignIn['events'] = [];
  let result: Promise<SignedIn> | undefined;
  const url = await new Promise<URL>((resolve, reject) => {
    result = signIn({
      server: endpoint.client(options.clientSecret === undefined ? {} : { clientSecret: options.clientSecret }),
      issuer: endpoint.origin,
      ports: options.ports ?? 'any',
      openBrowser: (address) => {
        events.push('browser');
        resolve(address);
      },
      onWaiting: () => events.push('waiting'),
      onStray: () => events.push('stray'),
      onAnswer: () => {
        events.push('answer');
        options.onAnswer?.();
      },
      signal: controller.signal,
      timeLimitMs: options.timeLimitMs ?? 60_000,
    });
    result.catch(reject);
  });
  if (result === undefined) throw new Error('The browser was opened before the sign-in began.');
  return { url, redirectUri: url.searchParams.get('redirect_uri') ?? '', result, controller, events };
}
