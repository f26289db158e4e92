import { expect, test } from '@playwright/test';
import type { CredentialId } from '../../../src-main/shared/credential';
import { waitUntil } from '../../support/wait-until';
import { codeFrom } from '../code-from';
import { now } from '../examples';
import { sendJson } from '../http-fake';
import { AppParts } from './app-parts';

let app: AppParts;
test.beforeEach(async () => {
  app = await AppParts.start();
  app.zoom.meetings = [
    { id: 81234567890, topic: 'Town hall', type: 2, start_time: '2026-11-21T10:00:00Z', duration: 60, host_id: 'ada' },
  ];
});
test.afterEach(() => app.close());

/** A host whose authorization Zoom has ended, and who tried to start the meeting. */
async function startFails() {
  await app.addApp();
  const credentialId = await app.addSignedIn();
  await app.meetings.refresh();
  const meetingKey = app.live.current.meetings[0]?.key;
  if (!meetingKey) throw new Error('there is no meeting');
  app.zoom.endGrants();
  await app.meetings.refresh();
  expect(await codeFrom(app.commands.startMeeting({ meetingKey }))).toBe('reauthorization_required');
  return { credentialId, meetingKey };
}

test('a start that failed for want of an authorization is run after the sign-in, once', async () => {
  const { credentialId, meetingKey } = await startFails();
  expect(app.live.current.waitingWishes).toMatchObject([{ credentialId, meetingKey, kind: 'start' }]);
  expect(app.views).toEqual([]);
  await app.commands.authorizeCredential({ credentialId });
  expect(app.live.current.meetingWindows).toMatchObject([{ meetingKey, role: 'host', credentialId }]);
  expect(app.live.current.waitingWishes).toEqual([]);
  await app.commands.authorizeCredential({ credentialId });
  expect(app.views).toHaveLength(1);
});

test('a join is a join again, as whoever was to join', async () => {
  const { credentialId, meetingKey } = await startFails();
  await codeFrom(app.commands.joinMeeting({ meetingKey, credentialId }));
  await app.commands.authorizeCredential({ credentialId });
  expect(app.live.current.meetingWindows).toMatchObject([{ role: 'participant', credentialId }]);
});

test('the window in which it failed is replaced by one that gets in, whether its card or the row signs in', async () => {
  const { credentialId, meetingKey } = await startFails();
  await app.commands.authorizeCredential({ credentialId });
  await waitUntil('the ticket', () => app.zoom.requestsTo('/v2/users/me/zak').length === 1);
  app.sessions.leaveAll();
  app.zoom.endGrants();
  await app.commands.startMeeting({ meetingKey });
  await waitUntil('the card', () => app.live.current.meetingWindows[0]?.phase === 'failed');
  expect(app.live.current.waitingWishes).toMatchObject([{ credentialId, kind: 'start' }]);
  const card = app.live.current.meetingWindows[0]?.windowId ?? '';
  await app.sessions.handlersOf(card).reauthorize(undefined);
  expect(app.live.current.meetingWindows).toMatchObject([{ phase: 'preparing', meetingKey }]);
  expect(app.views).toHaveLength(3);
});

test('closing the window in which it failed gives it up', async () => {
  const { credentialId, meetingKey } = await startFails();
  await app.commands.authorizeCredential({ credentialId });
  app.sessions.leaveAll();
  app.zoom.endGrants();
  await app.commands.startMeeting({ meetingKey });
  await waitUntil('the card', () => app.live.current.meetingWindows[0]?.phase === 'failed');
  app.sessions.leaveAll();
  expect(app.live.current.waitingWishes).toEqual([]);
  await app.commands.authorizeCredential({ credentialId });
  expect(app.live.current.meetingWindows).toEqual([]);
});

for (const [what, act] of [
  ['cancels the sign-in', (credentialId) => app.commands.cancelSignIn({ credentialId })],
  [
    'changes the client',
    (credentialId) => app.commands.changeClient({ credentialId, clientId: 'client-1', clientSecret: '' }),
  ],
  ['deletes the credential', (credentialId) => app.commands.deleteCredential({ credentialId })],
] satisfies [string, (credentialId: Awaited<ReturnType<typeof startFails>>['credentialId']) => Promise<unknown>][]) {
  test(`it is forgotten when the user ${what}`, async () => {
    const { credentialId } = await startFails();
    await act(credentialId);
    expect(app.live.current.waitingWishes).toEqual([]);
  });
}

test('it is forgotten when somebody else gets into that meeting', async () => {
  const { meetingKey } = await startFails();
  const other = await app.addSignedIn();
  await app.commands.joinMeeting({ meetingKey, credentialId: other });
  expect(app.live.current.waitingWishes).toEqual([]);
});

test('it is forgotten after ten minutes, also by a computer that slept', async () => {
  const { credentialId } = await startFails();
  app.clock.now = new Date(now.getTime() + 600_000);
  await app.commands.authorizeCredential({ credentialId });
  expect(app.views).toEqual([]);
  expect(app.live.current.waitingWishes).toEqual([]);
});

test.describe('when another user comes back', () => {
  /** Bob is who comes back, and the operator decides about him. */
  async function bobComesBack(credentialId: CredentialId, choice: 'replace' | 'addAsNew') {
    app.zoom.user = { id: 'bob', email: 'bob@example.com', display_name: 'Bob' };
    await app.commands.authorizeCredential({ credentialId });
    expect(app.views).toEqual([]);
    expect(app.live.current.waitingWishes).toHaveLength(1);
    await app.commands.decideArrival({ credentialId, choice });
  }

  test('and the credential becomes theirs, a join goes on as that user, invited or not', async () => {
    const { credentialId, meetingKey } = await startFails();
    await codeFrom(app.commands.joinMeeting({ meetingKey, credentialId }));
    app.zoom.meetings = [];
    await bobComesBack(credentialId, 'replace');
    expect(app.live.current.meetings).toEqual([]);
    expect(app.live.current.meetingWindows).toMatchObject([
      { meetingKey, role: 'participant', credentialId, userName: 'Bob' },
    ]);
    expect(app.live.current.waitingWishes).toEqual([]);
  });

  for (const [what, isInvited] of [
    ['is invited', true],
    ['does not know of it', false],
  ] as const) {
    test(`who ${what}, a start does not go on without its host, and a notice says why`, async () => {
      const { credentialId } = await startFails();
      if (!isInvited) app.zoom.meetings = [];
      await bobComesBack(credentialId, 'replace');
      expect(app.views).toEqual([]);
      expect(app.live.current.waitingWishes).toEqual([]);
      expect(app.live.current.notices).toMatchObject([{ credentialId, failure: { code: 'not_host' } }]);
    });
  }

  test('who is its host now, a start goes on as that host', async () => {
    const { credentialId, meetingKey } = await startFails();
    app.zoom.meetings = app.zoom.meetings.map((meeting) => ({ ...meeting, host_id: 'bob' }));
    await bobComesBack(credentialId, 'replace');
    expect(app.live.current.meetingWindows).toMatchObject([
      { meetingKey, role: 'host', credentialId, userName: 'Bob' },
    ]);
  });

  test('and the list cannot be had, what the user before was shown makes nobody a host', async () => {
    const { credentialId } = await startFails();
    app.zoom.answer = ({ path }, response) => {
      if (path.endsWith('meetings')) sendJson(response, 503, {});
      return path.endsWith('meetings');
    };
    await bobComesBack(credentialId, 'replace');
    expect(app.live.current.meetings).toEqual([]);
    expect(app.views).toEqual([]);
  });

  test('and gets a credential of their own, it waits on for its own user', async () => {
    const { credentialId, meetingKey } = await startFails();
    await bobComesBack(credentialId, 'addAsNew');
    expect(app.live.current.waitingWishes).toMatchObject([{ credentialId, meetingKey, kind: 'start' }]);
    app.zoom.user = { id: 'ada', email: 'ada@example.com', display_name: 'Ada' };
    await app.commands.authorizeCredential({ credentialId });
    expect(app.live.current.meetingWindows).toMatchObject([{ meetingKey, role: 'host', credentialId }]);
  });
});

test('what goes wrong then is said in a notice, since no row waits for it any more', async () => {
  const { credentialId } = await startFails();
  app.live.set({ meetings: [] });
  await app.commands.authorizeCredential({ credentialId });
  expect(app.live.current.notices).toMatchObject([{ credentialId, failure: { code: 'meeting_not_found' } }]);
});

test('what no sign-in can mend is not remembered', async () => {
  const { credentialId, meetingKey } = await startFails();
  await app.commands.authorizeCredential({ credentialId });
  app.sessions.leaveAll();
  app.zoom.answer = ({ path }, response) => {
    if (path === '/v2/users/me/zak') sendJson(response, 503, {});
    return path === '/v2/users/me/zak';
  };
  await app.commands.startMeeting({ meetingKey });
  await waitUntil('the card', () => app.live.current.meetingWindows[0]?.phase === 'failed');
  expect(app.live.current.waitingWishes).toEqual([]);
});
