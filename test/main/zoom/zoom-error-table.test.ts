import { expect, test } from '@playwright/test';
import { healthAfter, withoutSignIn } from '../../../src-main/shared/credential';
import { errorText } from '../../../src-main/shared/error-text';
import { codeOfZoomNumber, failureOfZoomError } from '../../../src-main/zoom/zoom-error-table';
import { now } from '../examples';
import { apiErrorCodes } from '../zoom-error-codes';

for (const { met, method, number, status, what, code, health, action, missingScopes, row } of apiErrorCodes) {
  test(`${number} with HTTP ${status} at ${method ?? 'GET'} ${met}, ${what}, is ${code}: then ${health}, and one can ${action}${row ? ` (${row})` : ''}`, () => {
    const failure = failureOfZoomError(met, status, { code: number, message: 'Zoom’s own words.' }, false, method);
    expect(failure).toMatchObject({ code, zoomCode: number, zoomMessage: 'Zoom’s own words.' });
    // Also where Zoom does not name them.
    expect(failure.missingScopes).toEqual(missingScopes);
    expect(healthAfter({ ok: false, failure }, { kind: 'ready' }, now).kind).toBe(health);
    const text = errorText(failure);
    expect(text.sentence).toMatch(/^\S.{20,}\.$/);
    expect(text.action?.kind).toBe(action);
  });
}

test('no number that Usher knows is missing from the list', () => {
  const listed = new Set(apiErrorCodes.map(({ number }) => number));
  expect(Object.keys(codeOfZoomNumber).filter((number) => !listed.has(Number(number)))).toEqual([]);
});

test('an app for a whole account is told the scopes for admins, and never to sign in (Z3)', () => {
  const message = 'does not contain scopes:[user:read:user, user:read:user:admin].';
  const named = failureOfZoomError('/users/me', 400, { code: 4711, message }, true);
  expect(named.missingScopes).toEqual(['user:read:user:admin']);
  const unnamed = failureOfZoomError('/users/ada/token?type=zak', 400, { code: 4700 }, true);
  expect(unnamed.missingScopes).toEqual(['user:read:token:admin']);
  for (const failure of apiErrorCodes.map(({ code }) => withoutSignIn({ code }))) {
    const { sentence, action } = errorText(failure);
    expect(action?.kind, failure.code).not.toBe('authorize');
    expect(sentence, failure.code).not.toMatch(/reauthorize|sign(ing)?[- ]in/i);
  }
});

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

test('what was entered wrongly is named in the words of the dialog, each once', () => {
  const refused = (...fields: string[]) =>
    failureOfZoomError(
      '/users/me/meetings',
      400,
      { code: 300, errors: fields.map((field) => ({ field })) },
      false,
      'POST',
    );
  expect(refused('start_time', 'timezone', 'settings.jbh_time').subject).toBe('start, settings');
  expect(errorText(refused('password')).sentence).toContain('(passcode)');
  expect(refused('something.new').subject).toBeUndefined();
  expect(refused().subject).toBeUndefined();
});
