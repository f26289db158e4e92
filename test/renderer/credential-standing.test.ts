import { expect, test } from '@playwright/test';
import { AppErrorCode } from '../../src-main/shared/app-error';
import { healthAfter } from '../../src-main/shared/credential';
import { isUnderWay } from '../../src-main/shared/under-way';
import { credentialStanding, shownFailure, waitingForPerson } from '../../src-renderer/screens/credential-standing';
import { meetingWindowStanding } from '../../src-renderer/screens/meeting-window-phase';
import {
  busyState,
  deadCredential,
  limitedCredential,
  minutesFromNow,
  newCredential,
  readyCredential,
  sampleNow,
  wrongAppCredential,
} from './sample-state';

test('every health of a credential has a word and a shape of its own', () => {
  expect(
    [readyCredential, limitedCredential, deadCredential, newCredential, wrongAppCredential].map((credential) => {
      const { tone, word } = credentialStanding(credential, undefined);
      return `${tone}: ${word}`;
    }),
  ).toEqual([
    'ready: Ready',
    'attention: Offline',
    'problem: Sign in again',
    'idle: Not authorized yet',
    'problem: Set-up wrong',
  ]);
});

test('what will pass by itself is called by what is waited for', () => {
  const wordAfter = (code: AppErrorCode) => {
    const health = healthAfter({ ok: false, failure: { code } }, { kind: 'ready' }, sampleNow);
    return health.kind === 'degraded' ? credentialStanding({ ...readyCredential, health }, undefined).word : undefined;
  };
  const words = Object.fromEntries(
    AppErrorCode.options.flatMap((code) => {
      const word = wordAfter(code);
      return word === undefined ? [] : [[code, word]];
    }),
  );
  expect(words).toEqual({
    offline: 'Offline',
    zoom_unavailable: 'Zoom has trouble',
    rate_limited: 'Rate limited',
    keychain_locked: 'Keyring locked',
    keychain_unavailable: 'Keyring away',
    keyring_not_created: 'No keyring yet',
    keychain_hung: 'Keyring silent',
    keychain_damaged: 'Keyring damaged',
    passphrase_needed: 'Passphrase needed',
    network_intercepted: 'Waiting',
    renewed_elsewhere: 'Waiting',
    records_not_saved: 'Not saved',
  });
});

test('a state that wants something says since when', () => {
  expect(credentialStanding(deadCredential, undefined).since).toBe(minutesFromNow(-40));
  expect(credentialStanding(readyCredential, undefined).since).toBeUndefined();
});

test('a sign-in under way stands before whatever was', () => {
  expect(credentialStanding(deadCredential, busyState.signIns[0])).toMatchObject({
    tone: 'waiting',
    word: 'Signing in',
  });
});

test('the badge counts what waits for a person, not what passes by itself', () => {
  expect(waitingForPerson(busyState.credentials)).toBe(3);
  expect(waitingForPerson([readyCredential, limitedCredential])).toBe(0);
});

test('a failed or ended meeting window is not a meeting somebody is in', () => {
  const phases = [
    'queued',
    'preparing',
    'askingZoom',
    'waitingForHost',
    'admitting',
    'inMeeting',
    'failed',
    'ended',
  ] as const;
  expect(phases.filter((phase) => isUnderWay({ phase }))).toEqual([
    'queued',
    'preparing',
    'askingZoom',
    'waitingForHost',
    'admitting',
    'inMeeting',
  ]);
  const words = phases.map((phase) => meetingWindowStanding({ phase, since: minutesFromNow(0) }).word);
  expect(new Set(words).size).toBe(phases.length);
});

test('what is wrong now is shown before a signature that was refused some day', () => {
  const lastError = { failure: { code: 'signature_refused' }, at: minutesFromNow(-90) } as const;
  expect(shownFailure({ ...readyCredential, lastError })?.code).toBe('signature_refused');
  expect(shownFailure({ ...readyCredential, lastError, health: limitedCredential.health })?.code).toBe('offline');
});
