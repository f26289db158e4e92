import { createHash } from 'node:crypto';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { answerPage } from '../../../src-main/oauth/answer-page';
import { listenForRedirect } from '../../../src-main/oauth/loopback-redirect';
import { expectNoSeriousAxeFindings } from '../../support/axe';
import { pageEngineOptions } from '../../support/chromium';
import { type RawAnswer, sendRaw } from './raw-http';

test.use({ launchOptions: pageEngineOptions });

const state = 'not-a-real-state';

const answers: { name: string; status: number; request: (host: string) => string }[] = [
  {
    name: 'the redirect to the last page',
    status: 303,
    request: (host) => `GET /callback?code=c&state=${state} HTTP/1.1\r\nHost: ${host}`,
  },
  { name: 'the last page', status: 200, request: (host) => `GET /done HTTP/1.1\r\nHost: ${host}` },
  { name: 'a stray answer', status: 400, request: (host) => `GET /callback HTTP/1.1\r\nHost: ${host}` },
  { name: 'a foreign host', status: 403, request: () => 'GET /callback HTTP/1.1\r\nHost: evil.example' },
  { name: 'a wrong path', status: 404, request: (host) => `GET /favicon.ico HTTP/1.1\r\nHost: ${host}` },
  { name: 'a wrong method', status: 405, request: (host) => `POST /callback HTTP/1.1\r\nHost: ${host}` },
  { name: 'a long address', status: 414, request: (host) => `GET /${'x'.repeat(9_000)} HTTP/1.1\r\nHost: ${host}` },
];

function headersOf({ text }: RawAnswer): Headers {
  const [, ...lines] = text.slice(0, text.indexOf('\r\n\r\n')).split('\r\n');
  return new Headers(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
}

for (const { name, status, request } of answers) {
  test(`${name} (${status}) may not run, load, be framed, be kept or be told onwards`, async () => {
    const redirect = await listenForRedirect({ ports: 'any', state, issuer: 'https://zoom.us', onStray: () => {} });
    const { host } = new URL(redirect.redirectUri);
    await sendRaw(redirect.redirectUri, `GET /callback?code=c&state=${state} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    redirect.conclude({ ok: true, sentence: 'Over.' });
    const answer = await sendRaw(redirect.redirectUri, `${request(host)}\r\n\r\n`);
    redirect.close();
    expect(answer.status).toBe(status);
    const headers = headersOf(answer);
    const style = answer.text.match(/<style>([\s\S]*)<\/style>/)?.[1];
    const csp = headers.get('content-security-policy') ?? '';
    expect(csp).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    );
    if (style) expect(csp).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('connection')).toBe('close');
    expect([...headers.keys()].filter((key) => /^(access-control|set-cookie|server|x-powered-by)/.test(key))).toEqual(
      [],
    );
    expect(answer.text).not.toMatch(/<script|<link|<img|https?:/);
  });
}

test('whatever the sentence holds, it is text and can be read back', () => {
  const hostile = fc.array(
    fc.oneof(fc.constantFrom('<', '>', '&', '"', "'", '</p>', '<script>', '&lt;'), fc.string({ unit: 'binary' })),
  );
  fc.assert(
    fc.property(hostile, fc.boolean(), (parts, ok) => {
      const sentence = parts.join('');
      const page = answerPage(ok, sentence);
      const text = page.slice(page.indexOf('<p>') + 3, page.lastIndexOf('</p>'));
      expect(text).not.toMatch(/[<>"']/);
      const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
      expect(text.replace(/&[^;]*;/g, (entity) => entities[entity] ?? entity)).toBe(sentence);
    }),
  );
});

test('the last page can be read by everybody, in light and in dark', async ({ page }) => {
  for (const isGood of [true, false]) {
    await page.setContent(answerPage(isGood, 'Ada is signed in to Usher. You can close this tab.'));
    await expectNoSeriousAxeFindings(page);
  }
});
