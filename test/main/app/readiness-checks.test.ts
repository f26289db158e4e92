import { mock } from 'node:test';
import { expect, test } from '@playwright/test';
import type { AppErrorCode } from '../../../src-main/shared/app-error';
import type { CredentialId } from '../../../src-main/shared/credential';
import type { Meeting } from '../../../src-main/shared/meeting';
import { waitUntil } from '../../support/wait-until';
import { now } from '../examples';
import { sendJson } from '../http-fake';
import { AppParts } from './app-parts';

const minute = 60_000;
const hour = 60 * minute;
const meetingId = 81234567890;

let app: AppParts;
let user: CredentialId;
/** Paths that Zoom answers with something else than usual. */
let lies: Map<string, { status: number; body: unknown; headers?: Record<string, string> }>;
let signerId: CredentialId;

test.beforeEach(async () => {
  app = await AppParts.start();
  lies = new Map();
  app.zoom.answer = ({ path, query }, response) => {
    // Nothing runs.
    const lie = query.get('type') === 'live' ? { status: 200, body: { meetings: [] } } : lies.get(path);
    if (lie) sendJson(response, lie.status, lie.body, lie.headers);
    return lie !== undefined;
  };
  user = await app.addSignedIn();
  signerId = await app.addApp();
});
test.afterEach(async () => {
  mock.timers.reset();
  await app.close();
});

/** Zoom lists meetings that Ada hosts and that begin so many minutes from now, one for each number. */
async function list(...minutes: number[]): Promise<Meeting> {
  app.zoom.meetings = minutes.map((ahead, index) => ({
    id: meetingId + index,
    topic: `Town hall ${index + 1}`,
    type: 2,
    start_time: new Date(now.getTime() + ahead * minute).toISOString(),
    duration: 60,
    host_id: 'ada',
  }));
  await app.meetings.refreshAnew();
  const [meeting] = app.live.current.meetings;
  if (!meeting) throw new Error('no meeting is listed');
  return meeting;
}

/** What is written down of the ZAKs that were asked for. */
async function minted() {
  await app.activity.list({ limit: 1 });
  return app.activityLog.written
    .filter(({ kind }) => kind === 'tokenMinted')
    .map(({ credentialName, outcome, about, code }) => ({ credentialName, outcome, about, code }));
}

function mints(): number {
  return app.zoom.requestsTo('/v2/users/me/zak').length;
}

function risks(): AppErrorCode[] {
  return app.live.current.risks.map(({ failure }) => failure.code);
}

function pass(milliseconds: number): void {
  app.clock.now = new Date(app.clock.now.getTime() + milliseconds);
}

const meetingPath = `/v2/meetings/${meetingId}`;

test.describe('before a meeting', () => {
  test('a key is minted and thrown away, the meeting compared, and nothing is at risk', async () => {
    await list(58);
    await app.readiness.look();
    expect(mints()).toBe(1);
    expect(app.zoom.requestsTo(meetingPath)).toHaveLength(1);
    expect(risks()).toEqual([]);
    await app.readiness.look();
    expect(mints()).toBe(1);
    expect(await minted()).toEqual([
      { credentialName: 'Front desk', outcome: 'done', about: 'as a check, and thrown away', code: undefined },
    ]);
    expect(JSON.stringify([app.live.current, app.activityLog.written])).not.toContain('not-a.real.zak');
  });

  test('nothing is asked while it is more than an hour ahead', async () => {
    await list(61);
    await app.readiness.look();
    expect(mints()).toBe(0);
  });

  test('each of the three rungs asks once', async () => {
    await list(58);
    for (let minutes = 0; minutes < 60; minutes += 1) {
      await app.readiness.look();
      pass(minute);
    }
    expect(app.zoom.requestsTo(meetingPath)).toHaveLength(3);
  });

  const found: [what: string, code: AppErrorCode, spoil: () => unknown][] = [
    ['the grant was ended', 'reauthorization_required', () => app.zoom.endGrants()],
    ['the keyring is locked', 'keychain_locked', () => Object.assign(app.keyring, { state: 'locked' })],
    [
      'the keyring service is gone',
      'keychain_unavailable',
      () => Object.assign(app.keyring, { state: 'noSessionBus' }),
    ],
    ['Zoom is down', 'zoom_unavailable', () => lies.set('/v2/users/me/zak', { status: 503, body: {} })],
    [
      'the app lost its scope',
      'missing_scope',
      () => lies.set('/v2/users/me/zak', { status: 400, body: { code: 4711, message: 'scopes:[user:read:zak].' } }),
    ],
    [
      'the account forbids it',
      'not_permitted',
      () => lies.set('/v2/users/me/zak', { status: 403, body: { code: 200, message: 'No permission.' } }),
    ],
    [
      'the meeting has another host by now',
      'not_host',
      () => lies.set(meetingPath, { status: 200, body: { id: meetingId, host_id: 'somebody-else' } }),
    ],
    [
      'the meeting was deleted',
      'meeting_not_found',
      () => lies.set(meetingPath, { status: 404, body: { code: 3001, message: 'Meeting does not exist.' } }),
    ],
    ['the clock is off', 'clock_off', () => Object.assign(app.world, { clockSkewMs: -3 * minute })],
    [
      'nothing can sign',
      'no_signer',
      () => app.live.set({ credentials: app.credentials.all.filter(({ id }) => id !== signerId) }),
    ],
    ['the network is gone', 'offline', () => Object.assign(app.world, { isOnline: false })],
  ];
  for (const [what, code, spoil] of found) {
    test(`it is at risk when ${what}: ${code}`, async () => {
      const meeting = await list(14);
      spoil();
      await app.readiness.look();
      expect(app.live.current.risks).toMatchObject([
        { meetingKey: meeting.key, credentialId: user, failure: { code }, rung: 15 },
      ]);
    });
  }

  test('a scope that the grant never had is known without asking', async () => {
    await list(14);
    app.live.set({
      credentials: app.credentials.all.map((known) =>
        known.id === user ? { ...known, scopes: ['user:read:user'] } : known,
      ),
    });
    await app.readiness.look();
    expect(app.live.current.risks).toMatchObject([
      { failure: { code: 'missing_scope', missingScopes: ['user:read:zak'] } },
    ]);
    expect(mints()).toBe(0);
  });

  test('a clock that is a little off is no risk, and one that is far off is named with how much', async () => {
    await list(14);
    app.world.clockSkewMs = 59_000;
    await app.readiness.look();
    expect(risks()).toEqual([]);
    app.world.clockSkewMs = 3 * hour;
    pass(9.5 * minute);
    await app.readiness.look();
    expect(app.live.current.risks[0]?.failure).toEqual({ code: 'clock_off', subject: '3 h' });
  });

  test('one that was moved is listed anew, and tried at its new time', async () => {
    await list(14);
    const start_time = new Date(now.getTime() + 50 * minute).toISOString();
    lies.set(meetingPath, { status: 200, body: { id: meetingId, host_id: 'ada', start_time } });
    app.zoom.meetings = app.zoom.meetings.map((meeting) => ({ ...meeting, start_time }));
    await app.readiness.look();
    await waitUntil('the new time', () => app.live.current.meetings[0]?.startTime === start_time);
    await app.readiness.look();
    expect(risks()).toEqual([]);
    expect(mints()).toBe(2);
  });

  test('of a series the occurrence is compared, not the first time', async () => {
    await list(14);
    const starts = [-24 * 60, 14, 24 * 60].map((ahead) => new Date(now.getTime() + ahead * minute).toISOString());
    lies.set(meetingPath, {
      status: 200,
      body: { id: meetingId, host_id: 'ada', occurrences: starts.map((start_time) => ({ start_time })) },
    });
    const listed = app.zoom.requestsTo('/v2/users/me/upcoming_meetings').length;
    await app.readiness.look();
    expect(risks()).toEqual([]);
    expect(app.zoom.requestsTo('/v2/users/me/upcoming_meetings')).toHaveLength(listed);
  });

  test('of somebody else only the way in is tried: Zoom tells its details to the host alone', async () => {
    await list(14);
    app.live.set({
      meetings: app.live.current.meetings.map((meeting) => ({
        ...meeting,
        sources: [{ credentialId: user, isHost: false }],
      })),
    });
    await app.readiness.look();
    expect(mints()).toBe(1);
    expect(app.zoom.requestsTo(meetingPath)).toEqual([]);
  });
});

test.describe('a risk ends', () => {
  test('when a new sign-in makes another plan possible, at once', async () => {
    await list(14);
    app.zoom.endGrants();
    await app.readiness.look();
    expect(risks()).toEqual(['reauthorization_required']);
    await app.signIns.authorize(user);
    await app.readiness.look();
    expect(risks()).toEqual([]);
  });

  test('when what was in the way has passed, without anybody asking', async () => {
    await list(14);
    app.keyring.state = 'locked';
    await app.readiness.look();
    app.keyring.state = 'ready';
    await app.readiness.look();
    expect(risks()).toEqual(['keychain_locked']);
    pass(minute);
    await app.readiness.look();
    expect(risks()).toEqual([]);
  });

  test('when a person asks and it works, without waiting for that, and so do the others of that credential', async () => {
    const { key } = await list(14, 40);
    app.keyring.state = 'locked';
    await app.readiness.look();
    app.keyring.state = 'ready';
    await app.commands.checkMeeting({ meetingKey: key });
    expect(risks()).toEqual([]);
  });

  test('when somebody gets in after all, and does not come back when that window closes', async () => {
    const { key } = await list(14);
    lies.set('/v2/users/me/zak', { status: 503, body: {} });
    await app.readiness.look();
    expect(risks()).toEqual(['zoom_unavailable']);
    expect(await minted()).toMatchObject([{ outcome: 'failed', code: 'zoom_unavailable' }]);
    lies.clear();
    await app.commands.startMeeting({ meetingKey: key });
    const [view] = app.views;
    const page = app.sessions.handlersOf(view?.request.windowId ?? '');
    await page.takeTicket(undefined);
    await page.report({ kind: 'joining' });
    await app.readiness.look();
    expect(risks()).toEqual([]);
    app.sessions.leaveAll();
    await app.readiness.look();
    expect(risks()).toEqual([]);
  });

  test('when another credential can start it in place of the dead one', async () => {
    await list(14);
    app.zoom.endGrants();
    await app.readiness.look();
    const second = await app.addSignedIn();
    await app.meetings.refreshAnew();
    await app.readiness.look();
    expect(app.live.current.meetings[0]?.sources.map(({ credentialId }) => credentialId)).toContain(second);
    expect(risks()).toEqual([]);
  });
});

test.describe('nobody is flooded', () => {
  test('meetings of one user share a key, and no more than two checks run at once, with a pause behind each', async () => {
    let running = 0;
    let most = 0;
    await list(10, 11, 12, 13, 14);
    const before = app.zoom.answer;
    app.zoom.answer = (request, response) => {
      if (!request.path.startsWith('/v2/meetings/')) return before(request, response);
      running += 1;
      most = Math.max(most, running);
      setTimeout(() => {
        running -= 1;
        sendJson(response, 200, { id: meetingId, host_id: 'ada' });
      }, 20);
      return true;
    };
    await app.readiness.look();
    expect(mints()).toBe(1);
    expect(most).toBe(2);
    expect(app.pauses.every((pause) => pause === 1_000)).toBe(true);
    expect(app.pauses.length).toBeGreaterThanOrEqual(3);
  });

  test('callers that ask at once share one round', async () => {
    await list(14);
    await Promise.all([app.readiness.look(), app.readiness.look(), app.readiness.look()]);
    expect(mints()).toBe(1);
  });

  test('without a network Zoom is not asked, and what is far off is not at risk', async () => {
    await list(14, 90);
    const asked = app.zoom.http.requests.length;
    app.world.isOnline = false;
    pass(48 * hour);
    app.clock.now = now;
    for (let round = 0; round < 5; round += 1) await app.readiness.look();
    expect(app.zoom.http.requests).toHaveLength(asked);
    expect(risks()).toEqual(['offline']);
  });

  test('an app that was enabled again at Zoom is well again after the daily check (O7)', async () => {
    app.zoom.answer = (_request, response) => {
      sendJson(response, 400, { error: 'invalid_request', reason: 'The app has been disabled (4,717)' });
      return true;
    };
    await app.care.test(signerId).catch(() => {});
    expect(app.credentials.get(signerId).health.kind).toBe('misconfigured');
    app.zoom.answer = () => false;
    pass(48 * hour);
    await app.readiness.look();
    expect(app.credentials.get(signerId).health).toEqual({ kind: 'ready' });
  });

  test('a scope for the details of meetings that is missing is no risk: the host comes in all the same', async () => {
    lies.set(meetingPath, { status: 400, body: { code: 4711, message: 'scopes:[meeting:read:meeting]' } });
    await list(14);
    await app.readiness.look();
    expect(risks()).toEqual([]);
    expect(app.credentials.get(user).health).toEqual({ kind: 'ready' });
  });

  test('after a wake nothing is asked for some seconds, and then once', async () => {
    await list(14);
    mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    app.readiness.start();
    app.readiness.resumed();
    mock.timers.tick(4_999);
    mock.timers.reset();
    expect(mints()).toBe(0);
  });

  test('after it was stopped nothing is asked any more', async () => {
    mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    app.readiness.start();
    app.readiness.stop();
    app.live.set({ isRefreshing: true });
    mock.timers.tick(hour);
    mock.timers.reset();
    expect(mints()).toBe(0);
  });
});

test.describe('the day of a credential', () => {
  test('an app proves that its secret is there, a user that a key can be had', async () => {
    app.readiness.start();
    pass(2 * hour);
    await app.readiness.look();
    const successes = app.credentials.all.map(({ lastSuccessAt }) => lastSuccessAt);
    expect(successes).toEqual([app.clock.now.toISOString(), app.clock.now.toISOString()]);
    expect(mints()).toBe(1);
  });

  test('one that Zoom has ended meanwhile is known before anybody needs it', async () => {
    app.readiness.start();
    app.zoom.endGrants();
    pass(2 * hour);
    await app.readiness.look();
    expect(app.credentials.get(user).health.kind).toBe('needsReauthorization');
    const asked = () => app.zoom.http.requests.filter(({ body }) => body.includes('grant_type=refresh_token')).length;
    expect(asked()).toBe(1);
    pass(25 * hour);
    await app.readiness.look();
    expect(asked()).toBe(1);
  });
});
