import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** How the listener has to take one request. A number is the status of the page that turns it away. */
const Verdict = z.union([
  /** The sign-in goes on with it: 303 to the last page. */
  z.literal('accepted'),
  /** 400, and the user is told that an old tab answered. */
  z.literal('stray'),
  z.number(),
  /** Hung up without a page. */
  z.literal('closed'),
  /** Hung up; whether the page still gets through depends on how much the other side is sending. */
  z.literal('closed or 431'),
]);

/**
 * One request to the listener of a sign-in, byte for byte. In `request`, `{authority}`, `{port}`, `{issuer}` and `{state}` stand for
 * those of the sign-in that is waiting; `{state:lower}`, `{state:cut}`, `{state:percent}` and `{state:percent twice}` for what was done to its state;
 * `{x*9000}` for so many of that letter, `{headers*3000}` for so many header lines. What is no text is in `base64`.
 */
const CallbackCase = z
  .object({
    id: z.string(),
    request: z.string().optional(),
    base64: z.string().optional(),
    verdict: Verdict,
    why: z.string(),
  })
  .refine(({ request, base64 }) => (request === undefined) !== (base64 === undefined));
export type CallbackCase = z.infer<typeof CallbackCase>;

/** Corpus C3 of the reliability reference. */
export const callbacks: readonly CallbackCase[] = z
  .array(CallbackCase)
  .min(80)
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../data/oauth-callbacks.json'), 'utf8')));

/** The bytes of a case for the sign-in that is waiting. */
export function bytesOf(
  { request = '', base64 }: CallbackCase,
  waiting: { redirectUri: string; state: string; issuer: string },
): string | Buffer {
  if (base64 !== undefined) return Buffer.from(base64, 'base64');
  const { redirectUri, state, issuer } = waiting;
  const { host, port } = new URL(redirectUri);
  const percent = [...Buffer.from(state)].map((byte) => `%${byte.toString(16)}`).join('');
  return request
    .replaceAll('{authority}', host)
    .replaceAll('{port}', port)
    .replaceAll('{issuer}', encodeURIComponent(issuer))
    .replaceAll('{state}', state)
    .replaceAll('{state:lower}', state.toLowerCase())
    .replaceAll('{state:cut}', state.slice(0, -1))
    .replaceAll('{state:percent}', percent)
    .replaceAll('{state:percent twice}', percent.replaceAll('%', '%25'))
    .replaceAll(/\{headers\*(\d+)\}/g, (_all, count) =>
      Array.from({ length: Number(count) }, (_line, index) => `X-${index}: y\r\n`).join(''),
    )
    .replaceAll(/\{([a-z])\*(\d+)\}/g, (_all, letter: string, count) => letter.repeat(Number(count)));
}
