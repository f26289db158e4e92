import { expect, test } from '@playwright/test';
import type { AppErrorCode } from '../../../src-main/shared/app-error';
import { type CredentialHealth, healthAfter } from '../../../src-main/shared/credential';
import { errorText } from '../../../src-main/shared/error-text';
import { codeOfZoomNumber, failureOfZoomError } from '../../../src-main/zoom/zoom-error-table';
import { now } from '../examples';

type Row = [number: number, status: number, code: AppErrorCode, health: CredentialHealth['kind'], action: string];

/** Every number of Zoom's that Usher knows, on a path where it has its first meaning, asked with a credential that was ready. */
const table: readonly Row[] = [
  [104, 400, 'missing_scope', 'needsReauthorization', 'authorize'],
  [124, 401, 'reauthorization_required', 'needsReauthorization', 'authorize'],
  [124, 400, 'reauthorization_required', 'needsReauthorization', 'authorize'],
  [200, 400, 'not_permitted', 'ready', 'retry'],
  [200, 200, 'not_permitted', 'ready', 'retry'],
  [300, 400, 'unexpected', 'ready', 'retry'],
  [404, 404, 'unexpected', 'ready', 'retry'],
  [429, 429, 'rate_limited', 'degraded', 'retry'],
  [4001, 429, 'rate_limited', 'degraded', 'retry'],
  [1001, 404, 'user_gone', 'needsReauthorization', 'authorize'],
  [1001, 400, 'user_gone', 'needsReauthorization', 'authorize'],
  [1005, 409, 'unexpected', 'ready', 'retry'],
  [1009, 400, 'unexpected', 'ready', 'retry'],
  [1010, 400, 'user_gone', 'needsReauthorization', 'authorize'],
  [1120, 400, 'user_gone', 'needsReauthorization', 'authorize'],
  [2001, 404, 'user_gone', 'needsReauthorization', 'authorize'],
  [2300, 400, 'unexpected', 'ready', 'retry'],
  [2306, 403, 'not_permitted', 'ready', 'retry'],
  [3000, 400, 'not_permitted', 'ready', 'retry'],
  [3001, 404, 'user_gone', 'needsReauthorization', 'authorize'],
  [3063, 400, 'not_permitted', 'ready', 'retry'],
  [3161, 400, 'not_permitted', 'ready', 'retry'],
  [4700, 401, 'missing_scope', 'needsReauthorization', 'authorize'],
  [4711, 400, 'missing_scope', 'needsReauthorization', 'authorize'],
  [12702, 400, 'meeting_not_found', 'ready', 'refreshMeetings'],
];

for (const [number, status, code, health, action] of table) {
  test(`Zoom’s ${number} with HTTP ${status} is ${code}: the credential is then ${health}, and one can ${action}`, () => {
    const failure = failureOfZoomError('/users/me', status, { code: number, message: 'Zoom’s own words.' });
    expect(failure).toMatchObject({ code, zoomCode: number, zoomMessage: 'Zoom’s own words.' });
    expect(healthAfter({ ok: false, failure }, { kind: 'ready' }, now).kind).toBe(health);
    const text = errorText(failure);
    expect(text.sentence).toMatch(/^[A-Z].{20,}\.$/);
    expect(text.action?.kind).toBe(action);
  });
}

test('no number that Usher knows is missing from the table', () => {
  const tested = new Set(table.map(([number]) => number));
  expect(Object.keys(codeOfZoomNumber).filter((number) => !tested.has(Number(number)))).toEqual([]);
});

for (const [path, number, code] of [
  ['/meetings/81234567890', 300, 'meeting_not_found'],
  ['/meetings/81234567890', 3001, 'meeting_not_found'],
  ['/meetings/81234567890/jointoken/local_recording', 3001, 'meeting_not_found'],
  ['/users/me/upcoming_meetings', 3001, 'user_gone'],
  ['/accounts/me/settings', 3001, 'unexpected'],
] as const) {
  test(`of ${path} the number ${number} says ${code}`, () => {
    expect(failureOfZoomError(path, 404, { code: number }).code).toBe(code);
  });
}

for (const [status, code] of [
  [400, 'unexpected'],
  [401, 'reauthorization_required'],
  [403, 'not_permitted'],
  [404, 'unexpected'],
  [429, 'rate_limited'],
  [500, 'zoom_unavailable'],
  [503, 'zoom_unavailable'],
] as const) {
  test(`HTTP ${status} with a number that nobody knows, or none, is ${code} (Z4)`, () => {
    expect(failureOfZoomError('/users/me', status, undefined)).toEqual({ code, zoomCode: status });
    expect(failureOfZoomError('/users/me', status, { code: 987654 }).code).toBe(code);
  });
}

test('whoever is gone is named, unless it is the credential’s own user (Z5)', () => {
  const gone = { code: 1001, message: 'User does not exist.' };
  expect(failureOfZoomError('/users/me/zak', 400, gone).subject).toBeUndefined();
  const failure = failureOfZoomError('/users/ada%40example.com/token?type=zak', 404, gone);
  expect(failure.subject).toBe('ada@example.com');
  expect(errorText(failure)).toMatchObject({
    sentence: expect.stringContaining('ada@example.com'),
    action: { kind: 'retry' },
  });
});

test('the missing scopes are those in brackets, for a user without the ones of admins (Z3)', () => {
  const failure = failureOfZoomError('/users/me/zak', 400, {
    code: 4711,
    message: 'Invalid access token, does not contain scopes:[user:read:zak, user:read:zak:admin].',
  });
  expect(failure.missingScopes).toEqual(['user:read:zak']);
  expect(errorText(failure).sentence).toContain('user:read:zak');
});
