import { expect, test } from '@playwright/test';
import { codeOfOAuthError, codeOfOAuthNumber } from '../../../src-main/oauth/oauth-error-table';
import { type CredentialHealth, healthAfter } from '../../../src-main/shared/credential';
import { errorText } from '../../../src-main/shared/error-text';
import { now } from '../examples';
import { oauthErrorCodes } from '../zoom-error-codes';

/** A code is met by whoever has not signed in yet, the rest by what was well until then. */
const before: { readonly [Step in 'code' | 'refresh' | 'account']: CredentialHealth } = {
  code: { kind: 'needsReauthorization', cause: { code: 'not_authorized' }, since: now.toISOString() },
  refresh: { kind: 'ready' },
  account: { kind: 'ready' },
};

for (const { met, what, number, error, status = 400, code, health, action, row } of oauthErrorCodes) {
  const name = number ?? `“${error}” with ${status}`;
  test(`${name}, ${what}, at the step “${met}” is ${code}: then ${health}, and one can ${action}${row ? ` (${row})` : ''}`, () => {
    const reasons = number ? [`Refused (${number})`, `Refused (4,${String(number).slice(1)}).`] : [''];
    for (const reason of reasons) expect(codeOfOAuthError(met, error, reason)).toBe(code);
    const failure = { code, zoomCode: number ?? error };
    expect(healthAfter({ ok: false, failure }, before[met], now).kind).toBe(health);
    const text = errorText(failure);
    expect(text.sentence).toMatch(/^[A-Z].{20,}\.$/);
    expect(text.action?.kind).toBe(action);
  });
}

test('no number that Usher knows is missing from the list', () => {
  const listed = new Set(oauthErrorCodes.flatMap(({ number }) => (number ? [String(number)] : [])));
  expect([...listed].sort()).toEqual(Object.keys(codeOfOAuthNumber).sort());
});

test('what an app for a whole account is told never asks for a sign-in: nobody can', () => {
  const ofAccount = oauthErrorCodes.filter(({ met }) => met === 'account');
  expect(ofAccount.length).toBeGreaterThan(20);
  for (const { error, code, action } of ofAccount) {
    expect(action, error).not.toBe('authorize');
    expect(errorText({ code }).sentence, error).not.toMatch(/reauthorize|sign(ing)?[- ]in/i);
  }
});

test('OAuth’s word counts before a number that only says that something failed', () => {
  expect(codeOfOAuthError('refresh', 'invalid_grant', 'Code expired (4,733)')).toBe('reauthorization_required');
  expect(codeOfOAuthError('refresh', 'invalid_grant', 'Failed (4700)')).toBe('reauthorization_required');
  expect(codeOfOAuthError('refresh', 'invalid_client', 'Failed (4700)')).toBe('invalid_client');
});

test('digits that only look like a number of Zoom’s mean nothing', () => {
  for (const reason of ['147020', '4,7170', 'x4702', '47.02', '']) {
    expect(codeOfOAuthError('refresh', 'invalid_grant', reason), reason).toBe('reauthorization_required');
  }
});

test('a revocation that Zoom does not take says nothing about how to sign in', () => {
  for (const error of ['invalid_grant', 'invalid_request', 'a_word_of_tomorrow'])
    expect(codeOfOAuthError('revoke', error)).toBe('unexpected');
});
