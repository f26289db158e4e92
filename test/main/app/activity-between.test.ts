import { expect, test } from '@playwright/test';
import { activityBetween } from '../../../src-main/app/activity-between';
import type { AppState, MeetingWindow } from '../../../src-main/shared/app-state';
import type { Credential } from '../../../src-main/shared/credential';
import { aBot, aCredential, aMeeting, anAppState, idOf } from '../examples';

const later = '2026-11-21T09:30:00.000Z';
const since = later;
const before = aCredential(1, { accountId: 'account-1' });
const inBin = { ...before, deletedAt: later };
const { authorizedAt: _never, user: _nobody, ...unauthorized } = before;
const ada = { id: 'ada', displayName: 'Ada', email: '' };
const zoomsWords = { zoomCode: 'invalid_grant', zoomMessage: 'not to be written down', trackingId: 'WEB_1' };

const shown: MeetingWindow = {
  windowId: 'window-1',
  meetingKey: aMeeting().key,
  meetingId: aMeeting().meetingId,
  environment: 'zoom',
  topic: 'Town hall',
  role: 'host',
  credentialId: idOf(1),
  userName: 'User 1',
  phase: 'admitting',
  since,
};

const credentials = (...all: Credential[]): Partial<AppState> => ({ credentials: all });
const windows = (...all: Partial<MeetingWindow>[]): Partial<AppState> => ({
  meetingWindows: all.map((one) => ({ ...shown, ...one })),
});
const settings = (change: Partial<AppState['settings']>): Partial<AppState> => ({
  settings: { ...anAppState().settings, ...change },
});

/** What happened, what of the state was before, what is after, and what is written down of it. */
const table: [string, Partial<AppState>, Partial<AppState>, object[]][] = [
  ['nothing', credentials(before), credentials(before), []],
  ['a credential came', credentials(), credentials(before), [{ kind: 'credentialAdded', outcome: 'done' }]],
  [
    'it was given another name',
    credentials(before),
    credentials({ ...before, name: 'New' }),
    [{ kind: 'credentialDescribed', credentialName: 'New', about: 'was Credential 1' }],
  ],
  [
    'it was tagged',
    credentials(before),
    credentials({ ...before, tags: ['studio', 'night'] }),
    [{ kind: 'credentialDescribed', about: 'tags: studio, night' }],
  ],
  [
    'its tags were taken away',
    credentials({ ...before, tags: ['studio'] }),
    credentials(before),
    [{ kind: 'credentialDescribed', about: 'tags: none' }],
  ],
  [
    'another client ID',
    credentials(before),
    credentials({ ...before, clientId: 'client-9' }),
    [{ kind: 'clientChanged', about: 'client ID' }],
  ],
  [
    'another account ID',
    credentials(before),
    credentials({ ...before, accountId: 'account-9' }),
    [{ kind: 'clientChanged', about: 'account ID' }],
  ],
  [
    'both, and no secret any more',
    credentials(before),
    credentials({ ...before, clientId: 'client-9', accountId: 'account-9', hasClientSecret: false }),
    [{ kind: 'clientChanged', about: 'client ID, account ID, client secret removed' }],
  ],
  [
    'a secret for a public client',
    credentials({ ...before, hasClientSecret: false }),
    credentials(before),
    [{ kind: 'clientChanged', about: 'client secret added' }],
  ],
  ['a renewed token', credentials(before), credentials({ ...before, secretsGeneration: 2, renewedAt: later }), []],
  [
    'the first sign-in',
    credentials(unauthorized),
    credentials(before),
    [{ kind: 'authorized', zoomUser: 'User 1 <user1@example.com>' }],
  ],
  ['signed in again', credentials(before), credentials({ ...before, authorizedAt: later }), [{ kind: 'reauthorized' }]],
  [
    'signed in as another user',
    credentials(before),
    credentials({ ...before, authorizedAt: later, user: ada }),
    [{ kind: 'reauthorized', zoomUser: 'Ada', about: 'was User 1' }],
  ],
  [
    'a sign-in that failed',
    credentials(before),
    credentials({ ...before, lastError: { at: later, failure: { code: 'access_denied', ...zoomsWords } } }),
    [
      {
        kind: 'authorizationFailed',
        outcome: 'failed',
        code: 'access_denied',
        zoomCode: 'invalid_grant',
        trackingId: 'WEB_1',
      },
    ],
  ],
  [
    'an error of something else',
    credentials(before),
    credentials({ ...before, lastError: { at: later, failure: { code: 'offline' } } }),
    [],
  ],
  [
    'no network',
    credentials(before),
    credentials({ ...before, health: { kind: 'degraded', cause: { code: 'offline' }, since } }),
    [{ kind: 'refreshFailed', outcome: 'failed', code: 'offline' }],
  ],
  [
    'a client that Zoom refuses',
    credentials(before),
    credentials({
      ...before,
      health: { kind: 'misconfigured', cause: { code: 'invalid_client', zoomCode: 4702 }, since },
    }),
    [{ kind: 'clientRefused', outcome: 'failed', code: 'invalid_client', zoomCode: 4702 }],
  ],
  [
    'an end at Zoom',
    credentials(before),
    credentials({
      ...before,
      health: { kind: 'needsReauthorization', cause: { code: 'reauthorization_required' }, since },
    }),
    [{ kind: 'authorizationEnded', outcome: 'failed', code: 'reauthorization_required' }],
  ],
  [
    'what has not begun does not end',
    credentials(before),
    credentials({ ...before, health: { kind: 'needsReauthorization', cause: { code: 'not_authorized' }, since } }),
    [],
  ],
  [
    'well again',
    credentials({ ...before, health: { kind: 'degraded', cause: { code: 'offline' }, since } }),
    credentials(before),
    [{ kind: 'credentialRecovered', outcome: 'done' }],
  ],
  ['into the bin', credentials(before), credentials(inBin), [{ kind: 'credentialDeleted' }]],
  ['out of the bin', credentials(inBin), credentials(before), [{ kind: 'credentialRestored' }]],
  ['a purge is told by who does it', credentials(inBin), credentials(), []],
  ['gone without the bin', credentials(before), credentials(), [{ kind: 'credentialDeleted' }]],

  [
    'started as host',
    windows({}),
    windows({ phase: 'inMeeting' }),
    [{ kind: 'meetingStarted', topic: 'Town hall', zoomUser: 'User 1', meetingId: '81234567890' }],
  ],
  [
    'a bot is in a meeting, under its own name',
    windows({ botId: aBot(1).id, userName: 'Scribe', role: 'participant' }),
    windows({ botId: aBot(1).id, userName: 'Scribe', role: 'participant', phase: 'inMeeting' }),
    [{ kind: 'meetingJoined', about: 'as the bot “Scribe”' }],
  ],
  [
    'joined',
    windows({ role: 'participant' }),
    windows({ role: 'participant', phase: 'inMeeting' }),
    [{ kind: 'meetingJoined' }],
  ],
  [
    'not let in',
    windows({}),
    windows({ phase: 'failed', failure: { code: 'wrong_passcode', zoomCode: 3004 } }),
    [{ kind: 'meetingFailed', outcome: 'failed', code: 'wrong_passcode', zoomCode: 3004 }],
  ],
  ['left', windows({ phase: 'inMeeting' }), windows({ phase: 'ended' }), [{ kind: 'meetingLeft', outcome: 'done' }]],
  [
    'cut off',
    windows({ phase: 'inMeeting' }),
    windows({ phase: 'ended', failure: { code: 'offline' } }),
    [{ kind: 'meetingLeft', outcome: 'done', code: 'offline' }],
  ],
  ['its window was closed', windows({ phase: 'inMeeting' }), windows(), [{ kind: 'meetingLeft' }]],
  ['a window on the way was closed', windows({}), windows(), []],

  [
    'settings',
    settings({}),
    settings({ theme: 'dark', refreshMinutes: 1 }),
    [{ kind: 'settingsChanged', about: 'theme: system → dark, refreshMinutes: 5 → 1' }],
  ],
  [
    'another place for the secrets',
    settings({ keyringBackend: 'KWallet' }),
    settings({ secretStore: 'session', keyringBackend: 'GNOME Keyring' }),
    [{ kind: 'keyringChanged', about: 'secretStore: keychain → session, keyringBackend: KWallet → GNOME Keyring' }],
  ],
  ['a keyring seen for the first time', settings({}), settings({ keyringBackend: 'KWallet' }), []],
];

for (const [what, first, then, written] of table) {
  test(`written down between two states: ${what}`, () => {
    const happened = activityBetween(anAppState(first), anAppState(then));
    expect(happened).toHaveLength(written.length);
    expect(happened).toMatchObject(written);
    expect(JSON.stringify(happened)).not.toContain(zoomsWords.zoomMessage);
  });
}
