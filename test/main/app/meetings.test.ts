import { expect, test } from '@playwright/test';
import { decodeJwt } from 'jose';
import { type AppErrorCode, failureOf } from '../../../src-main/shared/app-error';
import { MeetingKey } from '../../../src-main/shared/meeting';
import type { SdkReport } from '../../../src-main/shared/meeting-page';
import { waitUntil } from '../../support/wait-until';
import { now } from '../examples';
import { sendJson } from '../http-fake';
import { AppParts } from './app-parts';

const townHall = {
  id: 81234567890,
  topic: 'Town hall',
  type: 2,
  start_time: '2026-11-21T10:00:00Z',
  duration: 60,
  host_id: 'ada',
};

let app: AppParts;
test.beforeEach(async () => {
  app = await AppParts.start();
  app.zoom.meetings = [townHall];
});
test.afterEach(() => app.close());

async function codeFrom(work: Promise<unknown>): Promise<AppErrorCode | 'done'> {
  return work.then(
    () => 'done' as const,
    (error: unknown) => failureOf(error).code,
  );
}

const shown = () => app.live.current.meetings.map(({ topic, isRunning }) => `${topic}${isRunning ? ' (running)' : ''}`);

/** The live list is asked with `type=live`; nothing runs unless a test says so. */
let live: object[];
test.beforeEach(() => {
  live = [];
  app.zoom.answer = ({ path, query }, response) => {
    const isLive = path === '/v2/users/me/meetings' && query.get('type') === 'live';
    if (isLive) sendJson(response, 200, { meetings: live });
    return isLive;
  };
});

test.describe('refreshing', () => {
  test('shows what Zoom lists, and when it was asked', async () => {
    const id = await app.addSignedIn();
    await app.meetings.refresh();
    expect(shown()).toEqual(['Town hall']);
    expect(app.live.current.feeds).toEqual([{ credentialId: id, refreshedAt: now.toISOString() }]);
    expect(app.live.current.isRefreshing).toBe(false);
  });

  test('with nobody signed in asks nobody', async () => {
    await app.addUser();
    await app.meetings.refresh();
    expect(app.live.current).toMatchObject({ meetings: [], feeds: [], isRefreshing: false });
    expect(app.zoom.http.requests).toEqual([]);
  });

  test('callers that ask at once share one round', async () => {
    await app.addSignedIn();
    const asked = () => app.zoom.requestsTo('/v2/users/me/upcoming_meetings').length;
    const refreshing: boolean[] = [];
    app.live.subscribe(({ isRefreshing }) => refreshing.push(isRefreshing));
    await Promise.all([app.meetings.refresh(), app.meetings.refresh(), app.meetings.refresh()]);
    expect(asked()).toBe(1);
    expect(refreshing).toContain(true);
    await app.meetings.refresh();
    expect(asked()).toBe(2);
  });

  test('of one credential leaves the others alone, and whoever asks for all meanwhile gets all', async () => {
    const first = await app.addSignedIn();
    app.zoom.user = { id: 'bob', email: 'bob@example.com', display_name: 'Bob' };
    const other = await app.addSignedIn();
    await app.meetings.refresh({ only: [other] });
    expect(app.live.current.feeds.map(({ credentialId }) => credentialId)).toEqual([other]);
    expect(app.meetings.askedAt.has(first)).toBe(false);
    const asked = app.zoom.requestsTo('/v2/users/me/upcoming_meetings').length;
    await Promise.all([app.meetings.refresh({ only: [other] }), app.meetings.refresh(), app.meetings.refresh()]);
    expect(app.zoom.requestsTo('/v2/users/me/upcoming_meetings')).toHaveLength(asked + 3);
    expect(app.meetings.askedAt.get(first)).toEqual({ list: now.getTime(), running: now.getTime() });
  });

  test('only for what runs is one request, and leaves what it was not about as it is', async () => {
    const id = await app.addSignedIn();
    await app.meetings.refresh();
    const before = app.live.current;
    const asked = app.zoom.http.requests.length;
    app.clock.now = new Date(now.getTime() + 60_000);
    await app.meetings.refresh({ only: [], running: [id] });
    expect(app.zoom.http.requests.slice(asked).map(({ query }) => query.get('type'))).toEqual(['live']);
    expect(app.live.current.meetings, 'nothing has changed').toBe(before.meetings);
    expect(app.live.current.feeds).toEqual([{ credentialId: id, refreshedAt: now.toISOString() }]);
    expect(app.meetings.askedAt.get(id)).toEqual({ list: now.getTime(), running: app.clock.now.getTime() });

    app.clock.now = new Date(townHall.start_time);
    live = [townHall];
    await app.meetings.refresh({ only: [], running: [id] });
    expect(app.live.current.meetings.map(({ isRunning }) => isRunning)).toEqual([true]);
    live = [];
    await app.meetings.refresh({ only: [], running: [id] });
    expect(app.live.current.meetings.map(({ isRunning }) => isRunning)).toEqual([false]);
  });

  test('only for what runs asks for the list of whoever has none yet', async () => {
    const id = await app.addSignedIn();
    await app.meetings.refresh({ only: [], running: [id] });
    expect(shown()).toEqual(['Town hall']);
  });

  test('that fails keeps the rows, says why, and when they were fresh', async () => {
    const id = await app.addSignedIn();
    await app.meetings.refresh();
    app.zoom.answer = ({ path }, response) => {
      if (path.startsWith('/v2/')) sendJson(response, 503, {}, { 'x-zm-trackingid': 'WEB_1' });
      return path.startsWith('/v2/');
    };
    app.clock.now = new Date(now.getTime() + 60_000);
    await app.meetings.refresh();
    expect(shown()).toEqual(['Town hall']);
    expect(app.live.current.feeds).toEqual([
      {
        credentialId: id,
        refreshedAt: now.toISOString(),
        failure: { code: 'zoom_unavailable', zoomCode: 503, trackingId: 'WEB_1' },
      },
    ]);
    app.zoom.answer = () => false;
    await app.meetings.refresh();
    expect(app.live.current.feeds).toEqual([{ credentialId: id, refreshedAt: app.clock.now.toISOString() }]);
  });

  test('one that fails does not spoil the others', async () => {
    const ended = await app.addSignedIn();
    await app.meetings.refresh();
    app.zoom.endGrants();
    app.zoom.user = { id: 'bob', email: 'bob@example.com', display_name: 'Bob' };
    const well = await app.addSignedIn();
    app.zoom.meetings = [{ ...townHall, id: 99999999999, topic: 'Stand-up', host_id: 'bob' }];
    await app.meetings.refresh();
    expect(shown()).toEqual(['Stand-up', 'Town hall']);
    // In the order in which they were heard of.
    const feedOf = (id: string) => app.live.current.feeds.find(({ credentialId }) => credentialId === id);
    expect(feedOf(ended)).toMatchObject({ failure: { code: 'reauthorization_required' } });
    expect(feedOf(well)).toBeDefined();
    expect(feedOf(well)).not.toHaveProperty('failure');
  });

  test('a slow one is told of, too, when the others have been told already', async () => {
    const slow = await app.addSignedIn();
    const quick = await app.addSignedIn();
    const held: (() => void)[] = [];
    const first = app.zoom.http.requests.at(-1)?.headers.authorization;
    app.zoom.answer = (request, response) => {
      if (request.headers.authorization === first) return false;
      held.push(() => response.writeHead(503).end());
      return true;
    };
    const refreshed = app.meetings.refresh();
    const feedOf = (id: string) => app.live.current.feeds.find(({ credentialId }) => credentialId === id);
    await waitUntil('the quick one to be told of', () => feedOf(quick) !== undefined);
    await waitUntil('the slow one to have asked', () => held.length > 0);
    app.zoom.answer = (request, response) => {
      if (request.headers.authorization === first) return false;
      response.writeHead(503).end();
      return true;
    };
    for (const answer of held) answer();
    await refreshed;
    expect(feedOf(slow)).toMatchObject({ failure: { code: 'zoom_unavailable' } });
  });

  test('a credential whose grant has ended is not asked again and again, and keeps its rows', async () => {
    await app.addSignedIn();
    await app.meetings.refresh();
    app.zoom.endGrants();
    await app.meetings.refresh();
    const asked = app.zoom.http.requests.length;
    await app.meetings.refresh();
    expect(app.zoom.http.requests).toHaveLength(asked);
    expect(shown()).toEqual(['Town hall']);
    expect(app.live.current.feeds).toMatchObject([
      { failure: { code: 'reauthorization_required' }, refreshedAt: now.toISOString() },
    ]);
  });

  test('a credential that was removed takes its rows with it', async () => {
    const id = await app.addSignedIn();
    await app.meetings.refresh();
    await app.commands.deleteCredential({ credentialId: id });
    expect(app.live.current).toMatchObject({ meetings: [], feeds: [] });
  });

  test('a credential that is removed during a round is not in its result', async () => {
    const id = await app.addSignedIn();
    await app.meetings.refresh();
    const { answer } = app.zoom;
    let removing: Promise<void> | undefined;
    app.zoom.answer = (request, response) => {
      if (request.path.startsWith('/v2/')) removing ??= app.commands.deleteCredential({ credentialId: id });
      return answer(request, response);
    };
    await app.meetings.refresh();
    await removing;
    expect(app.live.current).toMatchObject({ meetings: [], feeds: [], isRefreshing: false });
  });

  test('a credential that signs in during a round is asked in the next, without another click', async () => {
    await app.addSignedIn();
    app.zoom.user = { id: 'bob', email: 'bob@example.com', display_name: 'Bob' };
    const second = await app.addUser();
    const slow = app.meetings.refresh();
    await Promise.all([slow, app.commands.authorizeCredential({ credentialId: second, confirmed: true })]);
    expect(app.live.current.feeds.map(({ credentialId }) => credentialId)).toContain(second);
  });

  test('two users of one meeting see one row', async () => {
    await app.addSignedIn();
    app.zoom.user = { id: 'bob', email: 'bob@example.com', display_name: 'Bob' };
    await app.addSignedIn();
    await app.meetings.refresh();
    expect(app.live.current.meetings).toHaveLength(1);
    expect(app.live.current.meetings[0]?.sources.map(({ isHost }) => isHost)).toEqual([true, false]);
  });
});

test.describe('attending', () => {
  /** A user of a public client, and an app credential that signs. */
  async function signIn() {
    const signer = await app.addApp();
    const id = await app.addSignedIn();
    await app.meetings.refresh();
    const key = app.live.current.meetings[0]?.key;
    if (!key) throw new Error('there is no meeting');
    return { id, signer, key };
  }
  const pageOf = (index: number) => app.sessions.handlersOf(app.views[index]?.request.windowId ?? '');

  test('as host takes a fresh ZAK, the passcode and a signature for the role', async () => {
    const { key } = await signIn();
    await app.commands.startMeeting({ meetingKey: key });
    const ticket = await pageOf(0).takeTicket(undefined);
    expect(ticket).toMatchObject({
      meetingNumber: '81234567890',
      passWord: 'not-real',
      userName: 'Ada',
      userEmail: 'ada@example.com',
      zak: 'not-a.real.zak',
    });
    expect(decodeJwt(ticket.signature)).toMatchObject({ appKey: 'client-2', mn: '81234567890', role: 1 });
    expect(app.zoom.requestsTo('/v2/users/me/zak')).toHaveLength(1);
  });

  test('as participant claims no host', async () => {
    const { id, key } = await signIn();
    await app.commands.joinMeeting({ meetingKey: key, credentialId: id });
    expect(decodeJwt((await pageOf(0).takeTicket(undefined)).signature)).toMatchObject({ role: 0 });
    expect(app.live.current.meetingWindows[0]?.role).toBe('participant');
  });

  test('on behalf of its user a window brings that token and no ZAK', async () => {
    const { id, key } = await signIn();
    await app.commands.joinMeeting({ meetingKey: key, credentialId: id, onBehalf: true });
    const ticket = await pageOf(0).takeTicket(undefined);
    expect(ticket.obfToken).toBe('not-a.real.onbehalf-for-81234567890');
    expect(ticket).not.toHaveProperty('zak');
    expect(app.zoom.requestsTo('/v2/users/me/zak')).toEqual([]);
  });

  test('to record, a window brings the permission of the host beside its own key', async () => {
    const { key } = await signIn();
    await app.commands.startMeeting({ meetingKey: key, record: true });
    expect(await pageOf(0).takeTicket(undefined)).toMatchObject({
      zak: 'not-a.real.zak',
      recordingToken: 'not-a.real.recording-token',
    });
  });

  test('an invited user gets the passcode from the invitation', async () => {
    app.zoom.meetings = [];
    app.zoom.answer = ({ path }, response) => {
      const isInvitation = path === '/v2/users/me/upcoming_meetings';
      if (isInvitation)
        sendJson(response, 200, { meetings: [{ ...townHall, is_host: false, passcode: 'not-real-either' }] });
      return isInvitation;
    };
    const { key } = await signIn();
    await app.commands.joinMeeting({ meetingKey: key });
    expect((await pageOf(0).takeTicket(undefined)).passWord).toBe('not-real-either');
    expect(JSON.stringify(app.live.current)).not.toContain('not-real');
    expect(app.zoom.requestsTo('/v2/meetings/81234567890')).toEqual([]);
  });

  test('who joins as somebody else gets the passcode that the host can read', async () => {
    const { key } = await signIn();
    const other = await app.addSignedIn();
    await app.commands.joinMeeting({ meetingKey: key, credentialId: other });
    expect((await pageOf(0).takeTicket(undefined)).passWord).not.toBe('');
    expect(app.zoom.requestsTo('/v2/meetings/81234567890')).toHaveLength(1);
  });

  for (const [what, message, named] of [
    ['says which', 'scopes:[meeting:read:meeting, meeting:read:meeting:admin]', 'meeting:read:meeting'],
    ['does not say which', 'No permission.', 'meeting:read:meeting'],
  ] as const) {
    test(`without the scope for passcodes, when Zoom ${what}, the host still starts; what is missing is the last error`, async () => {
      const { id, key } = await signIn();
      app.zoom.answer = ({ path }, response) => {
        if (path.startsWith('/v2/meetings/')) sendJson(response, 400, { code: 4711, message });
        return path.startsWith('/v2/meetings/');
      };
      await app.commands.startMeeting({ meetingKey: key });
      expect((await pageOf(0).takeTicket(undefined)).zak).toBe('not-a.real.zak');
      await waitUntil('the refusal', () => app.credentials.get(id).lastError !== undefined);
      expect(app.credentials.get(id)).toMatchObject({
        health: { kind: 'ready' },
        lastError: { failure: { code: 'missing_scope', missingScopes: [named] } },
      });
      app.sessions.leaveAll();
      await app.commands.startMeeting({ meetingKey: key });
      expect(app.views).toHaveLength(2);
    });
  }

  test('a double click mints once and opens one window', async () => {
    const { key } = await signIn();
    await Promise.all([app.commands.startMeeting({ meetingKey: key }), app.commands.startMeeting({ meetingKey: key })]);
    await pageOf(0).takeTicket(undefined);
    expect(app.views).toHaveLength(1);
    expect(app.zoom.requestsTo('/v2/users/me/zak')).toHaveLength(1);
  });

  test('what cannot be is said without a window', async () => {
    const { key } = await signIn();
    expect(await codeFrom(app.commands.startMeeting({ meetingKey: MeetingKey.parse('zoom:1:any') }))).toBe(
      'meeting_not_found',
    );
    app.zoom.endGrants();
    await app.meetings.refresh();
    expect(await app.commands.startMeeting({ meetingKey: key }).catch(failureOf)).toMatchObject({
      code: 'reauthorization_required',
      zoomMessage: 'Invalid Token!',
    });
    expect(app.views).toEqual([]);
  });

  test('a ZAK that Zoom does not give ends in the card of the window, and in the health of the credential', async () => {
    const { id, key } = await signIn();
    app.zoom.answer = ({ path }, response) => {
      if (path === '/v2/users/me/zak') sendJson(response, 400, { code: 4711, message: 'scopes:[user:read:zak]' });
      return path === '/v2/users/me/zak';
    };
    await app.commands.startMeeting({ meetingKey: key });
    await waitUntil('the card', () => app.live.current.meetingWindows[0]?.phase === 'failed');
    expect(app.live.current.meetingWindows[0]?.failure).toMatchObject({
      code: 'missing_scope',
      missingScopes: ['user:read:zak'],
    });
    expect(app.credentials.get(id).lastError?.failure.code).toBe('missing_scope');
  });

  test('a refused signature stands with its signer until somebody gets in by it', async () => {
    const { signer, key } = await signIn();
    const report = async (...reports: SdkReport[]) => {
      await app.commands.startMeeting({ meetingKey: key });
      const page = pageOf(app.views.length - 1);
      await page.takeTicket(undefined);
      for (const one of reports) await page.report(one);
      app.sessions.leaveAll();
    };
    const verdict = { kind: 'verdict', httpStatus: 200, errorMessage: '' } as const;
    await report({ ...verdict, errorCode: 3712 });
    await app.care.test(signer);
    expect(app.credentials.get(signer).lastError?.failure.code).toBe('signature_refused');
    await report({ ...verdict, errorCode: 0 }, { kind: 'joined' });
    expect(app.credentials.get(signer)).not.toHaveProperty('lastError');
  });

  test('the secret of the signer that is gone ends in the card of the window', async () => {
    const { signer, key } = await signIn();
    app.keychainProcess.items.delete(signer);
    await app.commands.startMeeting({ meetingKey: key });
    await waitUntil('the card', () => app.live.current.meetingWindows[0]?.failure?.code === 'secret_missing');
    expect(app.views[0]?.calls).toEqual(['showSdk', 'showRoom']);
  });
});
