import { expect, test } from '@playwright/test';
import { codeOfOAuthError, codeOfOAuthNumber, type OAuthStep } from '../../../src-main/oauth/oauth-error-table';
import type { AppErrorCode } from '../../../src-main/shared/app-error';
import { type CredentialHealth, healthAfter } from '../../../src-main/shared/credential';
import { errorText } from '../../../src-main/shared/error-text';
import { now } from '../examples';

type Health = CredentialHealth['kind'];
type Row = [number: number, what: string, code: AppErrorCode, health: Health, action: string];

/** Every number of Zoom's OAuth errors, told at a refresh with a credential that was ready. */
const table: readonly Row[] = [
  [4700, 'anything', 'authorization_failed', 'ready', 'authorize'],
  [4702, 'an unknown client', 'invalid_client', 'misconfigured', 'changeClient'],
  [4704, 'a wrong client', 'invalid_client', 'misconfigured', 'changeClient'],
  [4705, 'a grant type the app has not', 'authorization_failed', 'ready', 'authorize'],
  [4706, 'no client credentials', 'invalid_client', 'misconfigured', 'changeClient'],
  [4709, 'a redirect mismatch', 'redirect_mismatch', 'misconfigured', 'authorize'],
  [4711, 'a scope mismatch', 'missing_scope', 'needsReauthorization', 'authorize'],
  [4717, 'a disabled app', 'app_disabled', 'misconfigured', 'retry'],
  [4724, 'a bad token', 'reauthorization_required', 'needsReauthorization', 'authorize'],
  [4733, 'an expired code', 'authorization_failed', 'ready', 'authorize'],
  [4734, 'an invalid code', 'authorization_failed', 'ready', 'authorize'],
  [4735, 'an owner who is gone', 'user_gone', 'needsReauthorization', 'authorize'],
  [4737, 'a refused token', 'reauthorization_required', 'needsReauthorization', 'authorize'],
  [4738, 'an app that an admin disabled', 'app_disabled', 'misconfigured', 'retry'],
  [4740, 'a token without tolerance', 'reauthorization_required', 'needsReauthorization', 'authorize'],
  [4741, 'a later authorization', 'authorization_replaced', 'needsReauthorization', 'authorize'],
];

const rowOf: Readonly<Record<number, string>> = {
  4702: ' (O6)',
  4704: ' (O6)',
  4706: ' (O6)',
  4709: ' (O5)',
  4717: ' (O7)',
  4733: ' (O4)',
  4734: ' (O4)',
  4738: ' (O7)',
  4741: ' (O8)',
};

for (const [number, what, code, health, action] of table) {
  test(`${number}, ${what}, is ${code}: the credential is then ${health}, and one can ${action}${rowOf[number] ?? ''}`, () => {
    for (const text of [`Refused (${number})`, `Refused (${String(number).replace('4', '4,')}).`]) {
      expect(codeOfOAuthError('refresh', 'invalid_request', text)).toBe(code);
    }
    const failure = { code, zoomCode: number };
    expect(healthAfter({ ok: false, failure }, { kind: 'ready' }, now).kind).toBe(health);
    const text = errorText(failure);
    expect(text.sentence).toMatch(/^[A-Z].{20,}\.$/);
    expect(text.action?.kind).toBe(action);
  });
}

test('no number that Usher knows is missing from the table', () => {
  expect(table.map(([number]) => String(number)).sort()).toEqual(Object.keys(codeOfOAuthNumber).sort());
});

/** What OAuth's own word means where Zoom gives no number: for a code, a refresh token, an account. */
const words: readonly [error: string, code: AppErrorCode, refresh: AppErrorCode, account: AppErrorCode][] = [
  ['invalid_client', 'invalid_client', 'invalid_client', 'invalid_client'],
  ['unauthorized_client', 'invalid_client', 'invalid_client', 'invalid_client'],
  ['invalid_grant', 'authorization_failed', 'reauthorization_required', 'invalid_client'],
  ['invalid_request', 'authorization_failed', 'authorization_failed', 'invalid_client'],
  ['unsupported_grant_type', 'authorization_failed', 'authorization_failed', 'invalid_client'],
  ['access_denied', 'authorization_failed', 'authorization_failed', 'invalid_client'],
  ['expired_token', 'authorization_failed', 'authorization_failed', 'invalid_client'],
  ['a word of tomorrow', 'authorization_failed', 'authorization_failed', 'invalid_client'],
];
for (const [error, ...expected] of words) {
  test(`“${error}” is ${expected.join(', ')} for a code, a refresh token and an account (O9)`, () => {
    const steps: readonly OAuthStep[] = ['code', 'refresh', 'account'];
    expect(steps.map((step) => codeOfOAuthError(step, error))).toEqual(expected);
  });
}

test('OAuth’s word counts before a number that only says that something failed', () => {
  expect(codeOfOAuthError('refresh', 'invalid_grant', 'Code expired (4,733)')).toBe('reauthorization_required');
  expect(codeOfOAuthError('refresh', 'invalid_client', 'Failed (4700)')).toBe('invalid_client');
});

test('digits that only look like a number of Zoom’s mean nothing', () => {
  for (const reason of ['147020', '4,7170', 'x4702', '47.02', '']) {
    expect(codeOfOAuthError('refresh', 'invalid_grant', reason), reason).toBe('reauthorization_required');
  }
});
