import { expect, test } from '@playwright/test';
import { AppErrorCode, type Failure } from '../../../src-main/shared/app-error';
import { errorText } from '../../../src-main/shared/error-text';
import { registeredRedirectUris } from '../../../src-main/shared/redirect-addresses';

/** As bare as it can be, and with all that a failure may carry. */
function failuresOf(code: AppErrorCode): Failure[] {
  return [
    { code },
    {
      code,
      zoomCode: 4711,
      zoomMessage: 'Invalid access token, does not contain scopes.',
      trackingId: 'WEB_1234',
      retryAt: '2026-11-22T00:00:00.000Z',
      missingScopes: ['user:read:zak', 'user:read:token'],
      subject: 'Ada Lovelace',
    },
    { code, missingScopes: [], subject: 'usher.set-aside-1.json' },
  ];
}

for (const code of AppErrorCode.options) {
  test(`${code} has a sentence for people and one thing to do`, () => {
    for (const failure of failuresOf(code)) {
      const { sentence, action } = errorText(failure);
      expect(sentence).toMatch(/^\S.*\.$/);
      expect(sentence).not.toMatch(/\.\.$|undefined|null|NaN|\[object/);
      expect(sentence.length).toBeLessThan(220);
      // Words with underscores are ours or Zoom's, not a person's.
      expect(sentence).not.toMatch(/[a-z]_[a-z]/);
      expect(action?.label ?? 'Close').toMatch(/^[A-Z][A-Za-z ]+$/);
    }
  });
}

test('a missing scope is named, and without a name the sentence still reads well', () => {
  expect(errorText({ code: 'missing_scope', missingScopes: ['user:read:zak', 'user:read:token'] }).sentence).toContain(
    'user:read:zak or user:read:token',
  );
  expect(errorText({ code: 'missing_scope' }).sentence).toContain('lacks a scope. ');
});

test('a redirect mismatch says which address to register: the one that was sent, or all that may be', () => {
  const sent = String(registeredRedirectUris[1]);
  const named = (sentence: string) => sentence.match(/http:[^\s,]+/g);
  expect(named(errorText({ code: 'redirect_mismatch', subject: sent }).sentence)).toEqual([sent]);
  expect(named(errorText({ code: 'redirect_mismatch' }).sentence)).toEqual([...registeredRedirectUris]);
});

test('a keyring that was never created is not the same as one that cannot be reached', () => {
  expect(errorText({ code: 'keyring_not_created' }).sentence).toMatch(/has no keyring yet\. Create one/);
});

test('a later sign-in that has ended this one is named, if it was one of Usher’s (O8)', () => {
  const sentenceOf = (subject?: string) =>
    errorText({ code: 'authorization_replaced', ...(subject ? { subject } : {}) }).sentence;
  expect(sentenceOf('“Balcony”')).toContain('with the same app, with “Balcony”, has replaced this one');
  expect(sentenceOf()).toContain('with the same app has replaced this one');
});

test('the wrong user is named', () => {
  expect(errorText({ code: 'wrong_user', subject: 'ada@example.com' }).sentence).toMatch(/^ada@example\.com came back/);
});

test('a rate limit says when it opens again, if Zoom said so', () => {
  expect(errorText({ code: 'rate_limited', retryAt: '2026-11-22T00:00:00.000Z' }).sentence).toMatch(/again at .*\d/);
  expect(errorText({ code: 'rate_limited' }).sentence).toContain('Wait a moment');
});
