import { expect, test } from '@playwright/test';
import { AppErrorCode } from '../../../src-main/shared/app-error';
import { type CredentialHealth, healthAfter, isUsable, lastErrorAfter } from '../../../src-main/shared/credential';
import { aCredential, now } from '../examples';

type Kind = CredentialHealth['kind'];

const earlier = '2026-11-20T00:00:00.000Z';
const kinds: readonly Kind[] = ['ready', 'degraded', 'needsReauthorization', 'misconfigured'];

function healthOf(kind: Kind): CredentialHealth {
  return kind === 'ready'
    ? { kind }
    : { kind, cause: { code: 'unexpected', zoomMessage: 'the cause so far' }, since: earlier };
}

/** What each code leads to from `ready`, `degraded`, `needsReauthorization` and `misconfigured`, in this order; `.` is "stays as it is". */
const table: { [Code in AppErrorCode]: string } = {
  not_authorized: 'N N N N',
  reauthorization_required: 'N N N N',
  authorization_replaced: 'N N N N',
  renewal_interrupted: 'N N N N',
  renewed_elsewhere: 'D D . .',
  backup_restored: 'N N N N',
  user_gone: 'N N N N',
  wrong_user: '. . . .',
  access_denied: '. . . .',
  authorization_timed_out: '. . . .',
  authorization_cancelled: '. . . .',
  authorization_failed: '. . . .',
  redirect_mismatch: 'M M M M',
  redirect_port_busy: '. . . .',
  browser_not_opened: '. . . .',
  wrong_answer_address: '. . . .',
  authorization_would_replace: '. . . .',
  not_revoked: '. . . .',
  invalid_client: 'M M M M',
  app_disabled: 'M M M M',
  app_disabled_by_admin: 'M M M M',
  app_set_up_wrong: 'M M M M',
  account_refused: 'M M M M',
  app_scope_missing: 'M M M M',
  missing_scope: 'N N N N',
  not_permitted: '. . . .',
  token_not_issued: '. . . .',
  meeting_not_found: '. . . .',
  entry_refused: '. . . .',
  not_host: '. . . .',
  wrong_passcode: '. . . .',
  meeting_not_started: '. . . .',
  not_admitted: '. . . .',
  login_required: '. . . .',
  another_meeting_running: '. . . .',
  no_signer: '. . . .',
  recording_needs_host: '. . . .',
  signature_refused: '. . . .',
  vault_key_lost: '. . . .',
  host_key_locked: '. . . .',
  host_key_missing: '. . . .',
  no_key_setter: '. . . .',
  person_gone: '. . . .',
  plan_changed: '. . . .',
  codec_unreachable: '. . . .',
  codec_certificate_changed: '. . . .',
  codec_refused: '. . . .',
  codec_password_missing: '. . . .',
  codec_websocket_off: '. . . .',
  codec_restarting: '. . . .',
  codec_busy: '. . . .',
  codec_not_permitted: '. . . .',
  codec_command_failed: '. . . .',
  codec_no_answer: '. . . .',
  codec_in_call: '. . . .',
  codec_call_failed: '. . . .',
  codec_call_cut: '. . . .',
  connector_silent: '. . . .',
  key_in_history: '. . . .',
  room_not_invited: '. . . .',
  asked_too_soon: '. . . .',
  host_key_refused: '. . . .',
  host_present: '. . . .',
  claim_unanswered: '. . . .',
  signature_expired: '. . . .',
  zak_refused: '. . . .',
  meeting_refused: '. . . .',
  meeting_engine_failed: '. . . .',
  meeting_timed_out: '. . . .',
  meeting_left: '. . . .',
  meeting_over: '. . . .',
  meeting_full: '. . . .',
  meeting_locked: '. . . .',
  removed_by_host: '. . . .',
  already_in_meeting: '. . . .',
  registration_required: '. . . .',
  email_required: '. . . .',
  real_name_required: '. . . .',
  captcha_required: '. . . .',
  web_join_blocked: '. . . .',
  blocked_by_admin: '. . . .',
  host_inactive: '. . . .',
  app_not_allowed_outside: '. . . .',
  encrypted_end_to_end: '. . . .',
  room_connector_missing: '. . . .',
  authorizer_absent: '. . . .',
  authorizer_left: '. . . .',
  obf_refused: '. . . .',
  recording_token_refused: '. . . .',
  connection_lost: '. . . .',
  meeting_engine_outdated: '. . . .',
  rate_limited: 'D D . .',
  offline: 'D D . .',
  network_intercepted: 'D D . .',
  zoom_unavailable: 'D D . .',
  clock_off: '. . . .',
  keychain_unavailable: 'D D . .',
  keychain_locked: 'D D . .',
  keyring_not_created: 'D D . .',
  keychain_hung: 'D D . .',
  keychain_damaged: 'D D . .',
  keychain_emptied: 'M M M M',
  secret_missing: 'M M M M',
  passphrase_needed: 'D D . .',
  wrong_passphrase: '. . . .',
  records_damaged: '. . . .',
  records_recovered: '. . . .',
  records_rolled_back: '. . . .',
  records_changed_elsewhere: '. . . .',
  records_not_saved: 'D D . .',
  records_newer: '. . . .',
  file_unreadable: '. . . .',
  file_not_written: '. . . .',
  invalid_request: '. . . .',
  restart_advised: '. . . .',
  unexpected: '. . . .',
};
const kindOfLetter: Readonly<Record<string, Kind>> = { D: 'degraded', N: 'needsReauthorization', M: 'misconfigured' };

for (const code of AppErrorCode.options) {
  test(`${code} moves a credential's health exactly as the table says`, () => {
    const letters = table[code].split(' ');
    for (const [index, kind] of kinds.entries()) {
      const before = healthOf(kind);
      const cause = { code, zoomCode: 4711 };
      const after = healthAfter({ ok: false, failure: cause }, before, now);
      const expected = kindOfLetter[letters[index] ?? ''];

      // The same state for another reason began when it began.
      const since = kind === expected ? earlier : now.toISOString();
      expect(after, kind).toEqual(expected ? { kind: expected, cause, since } : before);
    }
  });
}

test('a success makes any credential ready and forgets why it was not', () => {
  for (const kind of kinds) expect(healthAfter({ ok: true }, healthOf(kind), now)).toEqual({ kind: 'ready' });
});

test('a success with one scope does not bring another one back', () => {
  const missing = healthAfter(
    { ok: false, failure: { code: 'missing_scope', missingScopes: ['user:read:zak'] } },
    healthOf('ready'),
    now,
  );
  expect(healthAfter({ ok: true }, missing, now)).toBe(missing);
});

for (const code of ['missing_scope', 'app_scope_missing'] as const) {
  test(`what only one feature lacks leaves the rest of the credential alone (${code})`, () => {
    const after = (...missingScopes: string[]) =>
      healthAfter({ ok: false, failure: { code, missingScopes } }, healthOf('ready'), now).kind;
    for (const scope of [
      'meeting:read:meeting',
      'user:read:token',
      'meeting:read:local_recording_token',
      'meeting:read:live_streaming_token:admin',
      'meeting:read:local_archiving_token:admin',
      'user:update:user',
      'user:read:list_users:admin',
      'account:read:settings:admin',
    ])
      expect(after(scope), scope).toBe('ready');
    for (const scope of [
      'user:read:user',
      'user:read:zak',
      'user:read:token:admin',
      'meeting:read:list_meetings:admin',
    ])
      expect(after(scope), scope).not.toBe('ready');
    // Zoom did not say which: it may be any.
    expect(after()).not.toBe('ready');
  });
}

test('that somebody else is gone says nothing about the credential that asked', () => {
  const gone = { code: 'user_gone', subject: 'ada@example.com' } as const;
  expect(healthAfter({ ok: false, failure: gone }, healthOf('ready'), now)).toEqual({ kind: 'ready' });
});

test('a bad network never ends a grant, however often it is met', () => {
  let health = healthOf('ready');
  for (const code of ['offline', 'zoom_unavailable', 'rate_limited', 'offline', 'keychain_locked'] as const) {
    health = healthAfter({ ok: false, failure: { code } }, health, now);
  }
  expect(health.kind).toBe('degraded');
});

test('what Zoom has declared dead does not come back to life by a bad network', () => {
  const dead = healthAfter({ ok: false, failure: { code: 'reauthorization_required' } }, healthOf('ready'), now);
  expect(healthAfter({ ok: false, failure: { code: 'offline' } }, dead, now)).toBe(dead);
});

test('a success, and what will pass by itself, leave a refused signature standing: only the door of a meeting proves one', () => {
  const ready = healthOf('ready');
  const refused = { failure: { code: 'signature_refused' }, at: earlier } as const;
  expect(lastErrorAfter({ ok: true }, { health: ready, lastError: refused }, now)).toBe(refused);
  const offline = { ok: false, failure: { code: 'offline' } } as const;
  const away = healthAfter(offline, ready, now);
  expect(lastErrorAfter(offline, { health: away, lastError: refused }, now)).toBe(refused);
  const untold = { ok: false, failure: { code: 'not_permitted' } } as const;
  const newer = { failure: untold.failure, at: now.toISOString() };
  expect(lastErrorAfter(untold, { health: ready, lastError: refused }, now)).toEqual(newer);
});

test('any other last error is over with the next success, unless the credential is not well by that', () => {
  const lastError = { failure: { code: 'missing_scope' }, at: earlier } as const;
  expect(lastErrorAfter({ ok: true }, { health: healthOf('ready'), lastError }, now)).toBeUndefined();
  expect(lastErrorAfter({ ok: true }, { health: healthOf('needsReauthorization'), lastError }, now)).toBe(lastError);
});

test('a credential is of use while it is ready or will pass by itself', () => {
  const usable = kinds.filter((kind) => isUsable(aCredential(1, { health: healthOf(kind) })));
  expect(usable).toEqual(['ready', 'degraded']);
});
