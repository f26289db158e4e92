import { mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { LiveState } from '../../../src-main/app/live-state';
import { MeetingSessions } from '../../../src-main/app/meeting-sessions';
import { PracticeAttendance } from '../../../src-main/app/practice-attendance';
import { AppError, type AppErrorCode, failureOf } from '../../../src-main/shared/app-error';
import { MeetingWindow } from '../../../src-main/shared/app-state';
import type { JoinPlan } from '../../../src-main/shared/join-plan';
import { type MeetingTicket, type PracticeRoom, RoomView, type SdkReport } from '../../../src-main/shared/meeting-page';
import { waitUntil } from '../../support/wait-until';
import { aMeeting, anAppState, idOf, now } from '../examples';
import { HttpFake, sendJson } from '../http-fake';
import { RecordingView } from './recording-view';

const meeting = aMeeting({ environment: 'practice' });
const plan: JoinPlan = {
  role: 'host',
  access: 'zak',
  as: idOf(1),
  asBecause: 'isHost',
  signer: idOf(1),
  signerBecause: 'hasOwnSecret',
  userName: 'Ada',
};
const refusedZak: SdkReport = { kind: 'verdict', httpStatus: 200, errorCode: 124, errorMessage: 'Token has expired.' };
const expiredSignature: SdkReport = {
  kind: 'verdict',
  httpStatus: 200,
  errorCode: 200,
  errorMessage: 'The signature has expired.',
};

const ticket: MeetingTicket = {
  meetingNumber: meeting.meetingId,
  passWord: 'not-real',
  userName: 'Ada',
  userEmail: 'ada@example.com',
  signature: 'not-a-real-signature',
  zak: 'not-a-real-zak',
  webEndpoint: 'zoom.us',
};

let server: HttpFake;
let room: PracticeRoom;
test.beforeEach(async () => {
  room = {
    meetingId: meeting.meetingId,
    topic: meeting.topic,
    startedAt: now.toISOString(),
    standing: { kind: 'inMeeting' },
    ended: false,
    mayRecord: false,
    waiting: [],
    participants: [{ participantId: 'p1', displayName: 'Ada', role: 'host', isSelf: true }],
  };
  server = await HttpFake.start(({ path }, response) =>
    sendJson(response, path.startsWith('/practice/rooms/') ? 200 : 404, room),
  );
});
test.afterEach(async () => {
  mock.timers.reset();
  await server.close();
});

const minutesLater = (minutes: number) => new Date(now.getTime() + minutes * 60_000).toISOString();

function start() {
  const clock = { now };
  const live = new LiveState(anAppState());
  const views: RecordingView[] = [];
  const asked: string[] = [];
  const world = { isReplacing: false };
  const sessions = new MeetingSessions({
    live,
    openView: (request) => {
      const view = new RecordingView(request);
      views.push(view);
      return view;
    },
    practiceAttendance: new PracticeAttendance({ origin: async () => server.origin, fetch }),
    reauthorize: async (credentialId) => {
      asked.push(`reauthorize ${credentialId}`);
      if (world.isReplacing) throw new AppError('authorization_would_replace', { subject: '“Twin”' });
    },
    showMeetings: () => asked.push('showMeetings'),
    unlockKeyring: async () => void asked.push('unlockKeyring'),
    showCredentials: () => asked.push('showCredentials'),
    showSettings: () => asked.push('showSettings'),
    askToReauthorize: (credentialId) => asked.push(`askToReauthorize ${credentialId}`),
    loadingAtOnce: 2,
    now: () => clock.now,
    random: () => 0.5,
  });
  let minted = 0;
  const mint = async (): Promise<MeetingTicket> => {
    minted += 1;
    return { ...ticket, signature: `not-a-real-signature-${minted}`, zak: `not-a-real-zak-${minted}` };
  };
  const open = (different: { mint?: typeof mint; meeting?: typeof meeting; plan?: Partial<JoinPlan> } = {}) => {
    sessions.open(
      different.meeting ?? meeting,
      { ...plan, ...different.plan },
      {
        mint: different.mint ?? mint,
        onJoined: () => {},
        onRefused: ({ code }) => asked.push(`refused: ${code}`),
        onReauthorize: () => asked.push('remember'),
        onGivenUp: () => asked.push('forget'),
      },
    );
    const view = views.at(-1);
    if (!view) throw new Error('no window was opened');
    return { view, page: sessions.handlersOf(view.request.windowId) };
  };
  /** As far as the SDK's join call. */
  const openAndAsk = async (different: Parameters<typeof open>[0] = {}) => {
    const opened = open(different);
    await opened.page.takeTicket(undefined);
    await opened.page.report({ kind: 'joining' });
    return opened;
  };
  return {
    sessions,
    live,
    views,
    asked,
    world,
    clock,
    open,
    openAndAsk,
    /** Also the timers, where they are mocked. */
    passes: (seconds: number) => {
      clock.now = new Date(clock.now.getTime() + seconds * 1_000);
      mock.timers.tick(seconds * 1_000);
    },
    minted: () => minted,
    shown: () => live.current.meetingWindows,
  };
}

async function codeFrom(work: Promise<unknown>): Promise<AppErrorCode | 'done'> {
  return work.then(
    () => 'done' as const,
    (error: unknown) => failureOf(error).code,
  );
}

test.describe('from the click to the meeting', () => {
  for (const [minutes, zak] of [
    [0, 'not-a-real-zak-1'],
    [1, 'not-a-real-zak-1'],
    [2, 'not-a-real-zak-2'],
    [480, 'not-a-real-zak-2'],
    [-480, 'not-a-real-zak-2'],
  ] as const) {
    test(`a ZAK of ${minutes} minutes ago at the hand-over is ${zak.slice(-1) === '1' ? 'used' : 'minted anew: the computer slept'} (Z12)`, async () => {
      const { open, clock, minted } = start();
      const { page } = open();
      clock.now = new Date(now.getTime() + minutes * 60_000);
      expect(await page.takeTicket(undefined)).toMatchObject({ zak });
      expect(minted()).toBe(Number(zak.slice(-1)));
      expect(await codeFrom(page.takeTicket(undefined))).toBe('invalid_request');
    });
  }

  test('a fresh ZAK that cannot be had after a sleep ends in the card, as any other (Z12)', async () => {
    const { open, clock, shown } = start();
    const mints = [Promise.resolve({} as MeetingTicket), Promise.reject(new AppError('reauthorization_required'))];
    mints[1]?.catch(() => {});
    const { page } = open({ mint: async () => mints.shift() ?? ({} as MeetingTicket) });
    clock.now = new Date(now.getTime() + 8 * 3_600_000);
    expect(await codeFrom(page.takeTicket(undefined))).toBe('reauthorization_required');
    expect(shown()[0]).toMatchObject({ phase: 'failed', failure: { code: 'reauthorization_required' } });
  });

  test('its title, which task bars show, keeps the topic to itself where topics are hidden', () => {
    const { open, live } = start();
    live.set({ settings: { ...live.current.settings, hideTopics: true } });
    expect(open().view.request.title).toBe('Ada · A meeting');
  });

  test('the window is there at once, says who comes as what, and the ticket is minted meanwhile', async () => {
    const { open, shown, minted } = start();
    const { view } = open();
    expect(view.calls).toEqual(['showSdk']);
    expect(view.request).toMatchObject({ title: 'Ada · Town hall', isPractice: true });
    expect(shown()).toEqual([
      {
        windowId: view.request.windowId,
        meetingKey: meeting.key,
        meetingId: meeting.meetingId,
        environment: 'practice',
        topic: 'Town hall',
        role: 'host',
        credentialId: idOf(1),
        userName: 'Ada',
        phase: 'preparing',
        since: now.toISOString(),
      },
    ]);
    expect(minted()).toBe(1);
  });

  test('every phase is shown, with the moment at which it began', async () => {
    const { open, shown, clock, views } = start();
    const phases: string[] = [];
    const look = () => phases.push(`${shown()[0]?.phase} ${shown()[0]?.since.slice(17, 19)}`);
    const { page } = open();
    look();
    await page.takeTicket(undefined);
    clock.now = new Date(now.getTime() + 1_000);
    await page.report({ kind: 'joining' });
    look();
    clock.now = new Date(now.getTime() + 2_000);
    await page.report({ kind: 'joining' });
    look();
    await page.report({ kind: 'verdict', httpStatus: 200, errorCode: 0, errorMessage: '' });
    look();
    clock.now = new Date(now.getTime() + 3_000);
    await page.report({ kind: 'joined' });
    look();
    clock.now = new Date(now.getTime() + 4_000);
    await page.report({ kind: 'ended' });
    look();
    expect(phases).toEqual([
      'preparing 00',
      'askingZoom 01',
      'askingZoom 01',
      'admitting 02',
      'inMeeting 03',
      'ended 04',
    ]);
    expect(views[0]?.calls).toEqual(['showSdk', 'showRoom']);
    for (const view of views[0]?.rooms ?? []) expect(RoomView.safeParse(view).success).toBe(true);
  });

  test('the ticket is handed out once', async () => {
    const { open } = start();
    const { page } = open();
    expect(await page.takeTicket(undefined)).toMatchObject({ zak: 'not-a-real-zak-1' });
    expect(await codeFrom(page.takeTicket(undefined))).toBe('invalid_request');
  });

  test('nothing of the ticket is ever in the state or in what the room page is told', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { open, live, passes } = start();
    const { page, view } = open();
    const states = [JSON.stringify(live.current)];
    live.subscribe((state) => states.push(JSON.stringify(state)));
    await page.takeTicket(undefined);
    await page.report({ kind: 'joining' });
    await page.report(refusedZak);
    passes(10);
    await page.takeTicket(undefined);
    await page.report(refusedZak);
    const told = [...states, JSON.stringify(view.rooms), JSON.stringify(await page.getRoom(undefined))].join('\n');
    expect(told).toContain('zak_refused');
    expect(told).not.toMatch(/not-a-real|not-real/);
  });

  test('a second click shows the window that is there, in every phase in which somebody is on the way or in', async () => {
    const { sessions, open, views, minted, shown } = start();
    const { page, view } = open();
    const clickAgain = () =>
      sessions.open(meeting, plan, {
        mint: async () => Promise.reject(new Error('minted twice')),
        onJoined: () => {},
        onRefused: () => {},
        onReauthorize: () => {},
        onGivenUp: () => {},
      });
    clickAgain();
    await page.takeTicket(undefined);
    await page.report({ kind: 'joining' });
    clickAgain();
    await page.report({ kind: 'joined' });
    clickAgain();
    expect(view.calls).toEqual(['showSdk', 'focus', 'focus', 'focus']);
    expect([views.length, minted(), shown().length]).toEqual([1, 1, 1]);
  });

  test('the same meeting with another credential, and another meeting with the same, have windows of their own', () => {
    const { open, views, shown } = start();
    open();
    open({ plan: { as: idOf(2) } });
    open({ meeting: aMeeting({ environment: 'practice', meetingId: '99999999999' }) });
    open({ meeting: aMeeting({ environment: 'zoom' }) });
    expect(views).toHaveLength(4);
    expect(shown()).toHaveLength(4);
    expect(views.map(({ request }) => request.isPractice)).toEqual([true, true, true, false]);
  });

  test('after a failure a click opens a new window in place of the old one', async () => {
    const { open, openAndAsk, views, shown } = start();
    const { page, view } = await openAndAsk();
    await page.report({ kind: 'verdict', httpStatus: 200, errorCode: 3712, errorMessage: 'Signature is invalid.' });
    open();
    expect(view.calls).toEqual(['showSdk', 'showRoom', 'close']);
    expect(views).toHaveLength(2);
    expect(shown().map(({ windowId, phase }) => [windowId, phase])).toEqual([
      [views[1]?.request.windowId, 'preparing'],
    ]);
  });
});

test.describe('many windows at once', () => {
  const as = (number: number) => ({ plan: { as: idOf(number) } });
  const phases = (live: LiveState) => live.current.meetingWindows.map(({ phase }) => phase);

  test('come two at a time; the others wait for their turn, without a ticket and without a limit', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { open, openAndAsk, live, minted, sessions } = start();
    const first = await openAndAsk(as(1));
    open(as(2));
    const third = open(as(3));
    open(as(4));
    expect(phases(live)).toEqual(['askingZoom', 'preparing', 'queued', 'queued']);
    expect([third.view.calls, minted()]).toEqual([['showRoom'], 2]);
    expect(await codeFrom(third.page.takeTicket(undefined))).toBe('invalid_request');
    await first.page.report({ kind: 'joined' });
    expect(phases(live)).toEqual(['inMeeting', 'preparing', 'preparing', 'queued']);
    expect([third.view.calls, minted()]).toEqual([['showRoom', 'showSdk'], 3]);
    sessions.leaveAll();
  });

  test('make room for the next when one fails, or is closed, and one that is closed in the queue is not brought back', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { open, live, sessions } = start();
    const [first, second, third] = [1, 2, 3, 4, 5].map((number) => open(as(number)));
    sessions.leave(third?.view.request.windowId ?? '');
    first?.view.request.onPageGone('oom');
    expect(phases(live)).toEqual(['failed', 'preparing', 'preparing', 'queued']);
    sessions.leave(second?.view.request.windowId ?? '');
    expect(phases(live)).toEqual(['failed', 'preparing', 'preparing']);
    sessions.leaveAll();
  });

  test('are all left without one more coming up', () => {
    const { open, minted, sessions, shown } = start();
    for (const number of [1, 2, 3, 4]) open(as(number));
    sessions.leaveAll();
    expect([shown(), minted()]).toEqual([[], 2]);
  });
});

test.describe('a refusal', () => {
  const refusals: [SdkReport, AppErrorCode][] = [
    [{ kind: 'verdict', httpStatus: 200, errorCode: 3712, errorMessage: 'Signature is invalid.' }, 'signature_refused'],
    [{ kind: 'verdict', httpStatus: 200, errorCode: 3004, errorMessage: '' }, 'wrong_passcode'],
    [{ kind: 'verdict', httpStatus: 0, errorCode: -1, errorMessage: '' }, 'offline'],
    [{ kind: 'verdict', httpStatus: 503, errorCode: -1, errorMessage: '' }, 'zoom_unavailable'],
    [{ kind: 'refused', errorCode: 3610, errorMessage: 'Meeting does not exist.' }, 'meeting_not_found'],
    [{ kind: 'broken', reason: 'could not load /sdk/x.js' }, 'meeting_engine_failed'],
  ];
  for (const [report, code] of refusals) {
    test(`${JSON.stringify(report)} ends in Usher's own card: ${code}`, async () => {
      const { openAndAsk, shown } = start();
      const { page, view } = await openAndAsk();
      await page.report(report);
      expect(shown()[0]).toMatchObject({ phase: 'failed', failure: { code } });
      expect(view.calls).toEqual(['showSdk', 'showRoom']);
      expect((await page.getRoom(undefined)).meetingWindow.failure?.code).toBe(code);
      // What the dying SDK page says afterwards changes nothing.
      for (const late of [
        { kind: 'joined' },
        { kind: 'ended' },
        { kind: 'joining' },
        ...refusals.map(([refusal]) => refusal),
      ] as SdkReport[])
        await page.report(late);
      expect(shown()[0]?.failure?.code).toBe(code);
      expect(view.calls).toEqual(['showSdk', 'showRoom']);
    });
  }

  for (const [what, refused, again] of [
    ['ZAK', refusedZak, { kind: 'verdict', httpStatus: 200, errorCode: 3136, errorMessage: 'Token error' }],
    ['signature that has run out (R6)', expiredSignature, { kind: 'refused', errorCode: 3705, errorMessage: '' }],
  ] as const) {
    test(`of the ${what} is worth exactly one fresh ticket, ten seconds after the first`, async () => {
      mock.timers.enable({ apis: ['setTimeout'] });
      const { openAndAsk, shown, minted, passes } = start();
      const { page, view } = await openAndAsk();
      passes(3);
      await page.report(refused);
      expect(shown()[0]).toMatchObject({ phase: 'reconnecting', rejoin: { attempt: 1, of: 1 } });
      passes(6);
      expect(minted()).toBe(1);
      passes(1);
      expect(shown()[0]?.phase).toBe('preparing');
      expect(await page.takeTicket(undefined)).toMatchObject({ zak: 'not-a-real-zak-2' });
      await page.report({ kind: 'joining' });
      passes(20);
      await page.report(again);
      const { failure } = shown()[0] ?? {};
      expect(shown()[0]?.phase).toBe('failed');
      expect(failure?.code).toMatch(/^zak_refused$|^signature_expired$/);
      expect(minted()).toBe(2);
      expect(view.calls).toEqual(['showSdk', 'showRoom', 'showSdk', 'showRoom']);
    });
  }

  test('of the ZAK is not spoilt by what the SDK of the first attempt says after its verdict', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { openAndAsk, shown, minted, passes } = start();
    const { page } = await openAndAsk();
    await page.report(refusedZak);
    // Measured: wire code 124 becomes 3610, wire code 3136 becomes 3623.
    await page.report({ kind: 'refused', errorCode: 3610, errorMessage: 'Token has expired.' });
    await page.report({ kind: 'refused', errorCode: 3623, errorMessage: 'Token error' });
    expect(shown()[0]?.phase).toBe('reconnecting');
    passes(10);
    await page.report({ kind: 'refused', errorCode: 3623, errorMessage: 'Token error' });
    expect(shown()[0]?.phase).toBe('preparing');
    expect(minted()).toBe(2);
  });

  test('after "try again" is worth a fresh ticket once more', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { openAndAsk, shown, minted, passes } = start();
    const { page } = await openAndAsk();
    for (let attempt = 0; attempt < 2; attempt++) {
      await page.report(refusedZak);
      passes(10);
      await page.takeTicket(undefined);
      await page.report(refusedZak);
      expect(shown()[0]?.phase).toBe('failed');
      await page.tryAgain(undefined);
      expect(shown()[0]).toMatchObject({ phase: 'preparing' });
      expect(shown()[0]).not.toHaveProperty('failure');
      await page.takeTicket(undefined);
    }
    expect(minted()).toBe(5);
  });

  for (const [what, error, code] of [
    ['the keyring is locked', new AppError('keychain_locked'), 'keychain_locked'],
    ['something of ours breaks', new TypeError('x is not a function'), 'unexpected'],
  ] as const) {
    test(`before there is a ticket, because ${what}, is shown at once, whether the page has asked or not`, async () => {
      for (const asksFirst of [true, false]) {
        const { open, shown } = start();
        const { page, view } = open({ mint: () => Promise.reject(error) });
        const taken = asksFirst ? codeFrom(page.takeTicket(undefined)) : undefined;
        await turn();
        expect(shown()[0]).toMatchObject({ phase: 'failed', failure: { code } });
        expect(view.calls).toEqual(['showSdk', 'showRoom']);
        expect(await (taken ?? codeFrom(page.takeTicket(undefined)))).toBe(asksFirst ? code : 'invalid_request');
      }
    });
  }

  test('that is really a page that died is "the meeting engine failed", and says how it died', async () => {
    const { openAndAsk, shown } = start();
    const { view } = await openAndAsk();
    view.request.onPageGone('oom');
    expect(shown()[0]).toMatchObject({
      phase: 'failed',
      failure: { code: 'meeting_engine_failed', zoomMessage: 'oom' },
    });
  });
});

test.describe('a time limit', () => {
  const patientMs = 20_000;
  /** By then the user has been told, whatever happened. */
  const promisedMs = 30_000;

  for (const [phase, until] of [
    ['preparing', async () => {}],
    ['askingZoom', async (page: ReturnType<MeetingSessions['handlersOf']>) => page.report({ kind: 'joining' })],
  ] as const) {
    test(`ends a silent "${phase}" in Usher's own card`, async () => {
      mock.timers.enable({ apis: ['setTimeout'] });
      const { open, shown } = start();
      const { page, view } = open();
      await page.takeTicket(undefined);
      await until(page);
      mock.timers.tick(patientMs);
      expect(shown()[0]?.phase).toBe(phase);
      mock.timers.tick(promisedMs - patientMs);
      expect(shown()[0]).toMatchObject({ phase: 'failed', failure: { code: 'meeting_timed_out' } });
      expect(view.calls).toEqual(['showSdk', 'showRoom']);
    });
  }

  test('leaves Zoom its time where the computer needed long to load the page', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    for (const [loaded, answer] of [
      [5, 20],
      [15, 12],
      [24, 5],
    ] as const) {
      const { open, shown, passes } = start();
      const { page } = open();
      await page.takeTicket(undefined);
      passes(loaded);
      await page.report({ kind: 'joining' });
      passes(answer - 1);
      // Saying it again prolongs nothing.
      await page.report({ kind: 'joining' });
      expect(shown()[0]?.phase).toBe('askingZoom');
      passes(1);
      expect(shown()[0]?.failure?.code).toBe('meeting_timed_out');
      expect((loaded + answer) * 1_000).toBeLessThan(promisedMs);
    }
  });

  test('holds when the clock is set while the page loads', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    for (const hours of [-1, 1]) {
      const { open, shown, clock } = start();
      const { page } = open();
      await page.takeTicket(undefined);
      clock.now = new Date(clock.now.getTime() + hours * 3_600_000);
      await page.report({ kind: 'joining' });
      expect(shown()[0]?.phase).toBe('askingZoom');
      mock.timers.tick(promisedMs);
      expect(shown()[0]?.failure?.code).toBe('meeting_timed_out');
    }
  });

  test('begins anew with a fresh ZAK, which comes at once where the refusal took its time', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { openAndAsk, shown, passes, minted } = start();
    const { page } = await openAndAsk();
    passes(patientMs / 1000);
    await page.report(refusedZak);
    expect([shown()[0]?.phase, minted()]).toEqual(['preparing', 2]);
    passes(patientMs / 1000);
    expect(shown()[0]?.phase).toBe('preparing');
    mock.timers.tick(promisedMs - patientMs);
    expect(shown()[0]?.failure?.code).toBe('meeting_timed_out');
  });

  test('begins anew with "try again"', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { openAndAsk, shown } = start();
    const { page } = await openAndAsk();
    mock.timers.tick(promisedMs);
    await page.tryAgain(undefined);
    mock.timers.tick(patientMs);
    expect(shown()[0]?.phase).toBe('preparing');
    mock.timers.tick(promisedMs - patientMs);
    expect(shown()[0]?.failure?.code).toBe('meeting_timed_out');
  });

  test('does not end a meeting that one is in, nor a window that is closed', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { openAndAsk, open, sessions, shown } = start();
    const { page } = await openAndAsk();
    await page.report({ kind: 'joined' });
    const { view } = open({ plan: { as: idOf(2) } });
    sessions.leave(view.request.windowId);
    mock.timers.tick(10 * promisedMs);
    expect(shown().map(({ phase }) => phase)).toEqual(['inMeeting']);
    expect(view.calls).toEqual(['showSdk', 'close']);
  });
});

test.describe('in the practice room', () => {
  async function enter(different: Parameters<ReturnType<typeof start>['openAndAsk']>[0] = {}) {
    const parts = start();
    const { page, view } = await parts.openAndAsk(different);
    await page.report({ kind: 'practiceVerdict', participantId: 'p 1/é' });
    await waitUntil('the room', () => view.rooms.some((shown) => shown.room !== undefined));
    return { ...parts, page, view };
  }
  const path = '/practice/rooms/p%201%2F%C3%A9';

  test('the window shows the room in place of the SDK, with who is in it', async () => {
    const { page, view, shown, sessions } = await enter();
    expect(view.calls).toEqual(['showSdk', 'showRoom']);
    expect(shown()[0]?.phase).toBe('inMeeting');
    expect((await page.getRoom(undefined)).room).toEqual(room);
    expect(server.paths[0]).toBe(path);
    sessions.leaveAll();
  });

  test('Practice Zoom is shown the permission to record, by those who have one', async () => {
    const recordings = () => server.requests.filter((request) => request.path === `${path}/recording`);
    const { sessions } = await enter();
    sessions.leaveAll();
    expect(recordings()).toEqual([]);
    const recorder = await enter({ mint: async () => ({ ...ticket, recordingToken: 'not.a-real.token' }) });
    await waitUntil('the permission to be shown', () => recordings().length > 0);
    expect(recordings().map(({ method, body }) => [method, JSON.parse(body)])).toEqual([
      ['POST', { recordingToken: 'not.a-real.token' }],
    ]);
    recorder.sessions.leaveAll();
  });

  test('who comes is shown within seconds, and what has not changed is not told again', async () => {
    const { view, sessions } = await enter();
    const told = () => view.rooms.filter((shown) => shown.room !== undefined).length;
    const before = told();
    await waitUntil('a second look', () => server.requests.length >= 2);
    expect(told()).toBe(before);
    room.participants.push({ participantId: 'p2', displayName: 'Bob', role: 'participant', isSelf: false });
    await waitUntil('the newcomer', () => view.rooms.at(-1)?.room?.participants.length === 2);
    sessions.leaveAll();
  });

  test('the SDK has no say any more', async () => {
    const { page, view, shown, sessions } = await enter();
    await page.report({ kind: 'refused', errorCode: 1, errorMessage: 'Fail to join the meeting.' });
    await page.report({ kind: 'practiceVerdict', participantId: 'somebody else' });
    await page.report({ kind: 'ended' });
    expect(shown()[0]?.phase).toBe('inMeeting');
    expect(view.calls).toEqual(['showSdk', 'showRoom']);
    expect(server.paths.join()).not.toContain('somebody');
    sessions.leaveAll();
  });

  test('a room that ends for all ends the session and is left', async () => {
    const { page, view, shown } = await enter();
    await page.endForAll(undefined);
    expect(server.requests.some((request) => request.method === 'POST' && request.path === `${path}/end`)).toBe(true);
    room = { ...room, standing: { kind: 'left', reasonCode: 1 }, ended: true };
    await waitUntil('the end', () => shown()[0]?.phase === 'ended');
    expect(view.calls).toEqual(['showSdk', 'showRoom', 'showRoom']);
    expect((await page.getRoom(undefined)).room).toBeUndefined();
  });

  test('"Leave" closes the window, tells the room, and nobody looks at the room again', async () => {
    const { page, shown, sessions, view } = await enter();
    await page.leave(undefined);
    await waitUntil('the room to be told', () =>
      server.requests.some((request) => request.method === 'POST' && request.path === `${path}/leave`),
    );
    expect(shown()).toEqual([]);
    expect(view.calls.at(-1)).toBe('close');
    expect(await codeFrom(page.getRoom(undefined))).toBe('invalid_request');
    expect(() => sessions.show(view.request.windowId)).toThrow(AppError);
    const looks = () => server.requests.filter((request) => request.method === 'GET').length;
    const before = looks();
    // Another window's look comes at least a second later than this one's would.
    const other = await enter();
    await waitUntil('the other window to look twice', () => looks() >= before + 2);
    other.sessions.leaveAll();
    expect(looks()).toBe(before + 2);
  });

  test('its waiting room has the limit of any other, and leads in', async () => {
    room = { ...room, standing: { kind: 'waitingRoom' }, participants: [] };
    const { shown, sessions } = await enter();
    expect(shown()[0]).toMatchObject({ phase: 'waitingRoom', waitsUntil: minutesLater(15) });
    room = { ...room, standing: { kind: 'inMeeting' } };
    await waitUntil('the door', () => shown()[0]?.phase === 'inMeeting');
    sessions.leaveAll();
  });

  test('one that is ended for all while somebody stands in its waiting room says so', async () => {
    room = { ...room, standing: { kind: 'waitingRoom' }, participants: [] };
    const { shown, sessions } = await enter();
    room = { ...room, standing: { kind: 'left', reasonCode: 1 }, ended: true };
    await waitUntil('the end', () => shown()[0]?.phase === 'ended');
    sessions.leaveAll();
  });

  test('a line that is down is the phase of the window, until it is back', async () => {
    const { shown, view, sessions } = await enter();
    room = { ...room, standing: { kind: 'reconnecting' } };
    await waitUntil('the loss', () => shown()[0]?.phase === 'reconnecting');
    room = { ...room, standing: { kind: 'inMeeting' } };
    await waitUntil('the way back', () => shown()[0]?.phase === 'inMeeting');
    expect(view.calls).toEqual(['showSdk', 'showRoom']);
    sessions.leaveAll();
  });

  for (const [what, standing, expected] of [
    [
      'a line that is gone for good is joined anew',
      { kind: 'disconnected', errorCode: 4001, errorMessage: '' },
      { phase: 'reconnecting', failure: { code: 'connection_lost' }, rejoin: { attempt: 1 } },
    ],
    [
      'who is sent out is told so',
      { kind: 'left', reasonCode: 6 },
      { phase: 'ended', failure: { code: 'removed_by_host' } },
    ],
  ] as const) {
    test(what, async () => {
      const { shown, sessions } = await enter();
      room = { ...room, standing, ended: true };
      await waitUntil('the news', () => shown()[0]?.phase === expected.phase);
      expect(shown()[0]).toMatchObject(expected);
      sessions.leaveAll();
    });
  }

  for (const [what, standing, expected] of [
    ['a locked door', { kind: 'disconnected', errorCode: 4006, errorMessage: '' }, 'meeting_locked'],
    ['a no from the waiting room', { kind: 'left', reasonCode: 7 }, 'removed_by_host'],
  ] as const) {
    test(`${what} ends in the card`, async () => {
      room = { ...room, standing, ended: true };
      const parts = start();
      const { page } = await parts.openAndAsk();
      await page.report({ kind: 'practiceVerdict', participantId: 'p1' });
      await waitUntil('the card', () => parts.shown()[0]?.phase === 'failed');
      expect(parts.shown()[0]?.failure?.code).toBe(expected);
    });
  }

  test('a room that cannot be told is left all the same', async () => {
    const { page, shown } = await enter();
    server.answer = (_request, response) => void response.destroy();
    await page.close(undefined);
    expect(shown()).toEqual([]);
  });

  test('a look that fails is no news', async () => {
    const { page, view, shown, sessions } = await enter();
    const looks = server.requests.length;
    server.answer = (_request, response) => sendJson(response, 500, {});
    await waitUntil('a failed look', () => server.requests.length > looks);
    server.answer = (_request, response) => void response.destroy();
    await waitUntil('a lost look', () => server.requests.length > looks + 1);
    expect(shown()[0]?.phase).toBe('inMeeting');
    expect((await page.getRoom(undefined)).room).toEqual(room);
    server.answer = (_request, response) => sendJson(response, 200, { ...room, topic: 'Back again' });
    await waitUntil('the room again', () => view.rooms.at(-1)?.room?.topic === 'Back again');
    sessions.leaveAll();
  });
});

test.describe('closing', () => {
  test('frees everything, however the window went', async () => {
    const { sessions, open, shown } = start();
    const { view, page } = open();
    view.request.onClosed();
    view.request.onClosed();
    expect(shown()).toEqual([]);
    for (const call of [
      page.takeTicket(undefined),
      page.getRoom(undefined),
      page.report({ kind: 'joined' }),
      page.tryAgain(undefined),
      page.leave(undefined),
    ]) {
      expect(await codeFrom(call)).toBe('invalid_request');
    }
    expect(() => sessions.leave(view.request.windowId)).toThrow(AppError);
    view.request.onPageGone('killed');
    expect(shown()).toEqual([]);
  });

  test('while the ticket is being minted leaves nothing that fails later', async () => {
    const { open, shown, sessions } = start();
    let fail: (error: Error) => void = () => {};
    const { view } = open({
      mint: () =>
        new Promise((_resolve, reject) => {
          fail = reject;
        }),
    });
    sessions.leave(view.request.windowId);
    fail(new AppError('offline'));
    await turn();
    expect(shown()).toEqual([]);
    expect(view.calls).toEqual(['showSdk', 'close']);
  });

  test('all windows at once leaves none', () => {
    const { open, sessions, shown, views } = start();
    for (const number of [1, 2, 3]) open({ plan: { as: idOf(number) } });
    sessions.leaveAll();
    expect(shown()).toEqual([]);
    expect(views.map(({ calls }) => calls.at(-1))).toEqual(['close', 'close', 'close']);
  });
});

test('the cards lead on: reauthorize this credential, unlock the keyring, show the list, the credentials or the settings', async () => {
  const { openAndAsk, asked, shown } = start();
  const { page } = await openAndAsk();
  await page.report({ kind: 'broken', reason: 'x' });
  await page.reauthorize(undefined);
  await page.showMeetings(undefined);
  await page.showCredentials(undefined);
  await page.unlockKeyring(undefined);
  await page.showSettings(undefined);
  expect(asked).toEqual([
    'refused: meeting_engine_failed',
    'remember',
    `reauthorize ${idOf(1)}`,
    'showMeetings',
    'showCredentials',
    'unlockKeyring',
    'showSettings',
  ]);
  for (const window of shown()) expect(MeetingWindow.safeParse(window).success).toBe(true);
});

test('when another user comes back from the browser, the card leads on to the decision', async () => {
  const { openAndAsk, asked, live } = start();
  const { page } = await openAndAsk();
  await page.report({ kind: 'broken', reason: 'x' });
  live.set({
    arrivals: [
      {
        credentialId: idOf(1),
        user: { id: 'bob', displayName: 'Bob', email: 'bob@example.com' },
        expiresAt: now.toISOString(),
      },
    ],
  });
  await page.reauthorize(undefined);
  expect(asked.slice(-2)).toEqual([`reauthorize ${idOf(1)}`, 'showCredentials']);
});

test('where a sign-in would end another authorization, the card says so and Usher’s own window asks (O8)', async () => {
  const { openAndAsk, asked, world } = start();
  const { page } = await openAndAsk();
  await page.report({ kind: 'broken', reason: 'x' });
  world.isReplacing = true;
  await expect(page.reauthorize(undefined)).rejects.toThrow('authorization_would_replace');
  expect(asked.slice(-3)).toEqual(['remember', `reauthorize ${idOf(1)}`, `askToReauthorize ${idOf(1)}`]);
});

test('closing a window that failed gives the meeting up; closing one that got in does not', async () => {
  const { openAndAsk, sessions, asked, open } = start();
  const failed = await openAndAsk();
  await failed.page.report({ kind: 'broken', reason: 'x' });
  sessions.leave(failed.view.request.windowId);
  expect(asked).toContain('forget');
  const well = open({ plan: { as: idOf(2) } });
  sessions.leave(well.view.request.windowId);
  expect(asked.filter((what) => what === 'forget')).toHaveLength(1);
});

test.describe('a host who has not come', () => {
  const notStarted = { kind: 'verdict', httpStatus: 200, errorCode: 3008, errorMessage: '' } as const;

  /** A window whose host is awaited, and what a next answer of Zoom's is like. */
  async function awaitHost() {
    mock.timers.enable({ apis: ['setTimeout'] });
    const parts = start();
    const opened = await parts.openAndAsk({ plan: { role: 'participant' } });
    await opened.page.report(notStarted);
    const ask = async (report: SdkReport) => {
      await opened.page.takeTicket(undefined);
      await opened.page.report({ kind: 'joining' });
      await opened.page.report(report);
    };
    return { ...parts, ...opened, ask };
  }

  test('is not waited for by whoever comes as the host', async () => {
    const { openAndAsk, shown } = start();
    const { page } = await openAndAsk();
    await page.report(notStarted);
    expect(shown()[0]).toMatchObject({ phase: 'failed', failure: { code: 'meeting_not_started' } });
  });

  test('is waited for with a countdown, and asked after every twenty seconds with a fresh ticket', async () => {
    const { shown, view, passes, ask, minted } = await awaitHost();
    expect(shown()[0]).toMatchObject({ phase: 'waitingForHost', waitsUntil: minutesLater(10) });
    expect(view.calls).toEqual(['showSdk', 'showRoom']);
    passes(19);
    expect(minted()).toBe(1);
    passes(1);
    expect(minted()).toBe(2);
    await ask(notStarted);
    expect(shown()[0]).toMatchObject({ phase: 'waitingForHost', waitsUntil: minutesLater(10) });
    passes(20);
    await ask({ kind: 'joined' });
    expect(shown()[0]?.phase).toBe('inMeeting');
    expect(shown()[0]).not.toHaveProperty('waitsUntil');
  });

  test('is not waited for longer than the settings say', async () => {
    const { shown, passes, ask, asked } = await awaitHost();
    for (let again = 0; again < 30; again += 1) {
      expect(shown()[0]?.phase).toBe('waitingForHost');
      passes(20);
      await ask(notStarted);
    }
    expect(shown()[0]).toMatchObject({ phase: 'failed', failure: { code: 'meeting_not_started' } });
    expect(asked).toEqual([]);
  });

  test('is asked after at once when somebody wants that, though not twice in ten seconds', async () => {
    const { page, passes, minted } = await awaitHost();
    await page.tryAgain(undefined);
    await page.tryAgain(undefined);
    expect(minted()).toBe(1);
    passes(10);
    expect(minted()).toBe(2);
    passes(60);
    expect(minted()).toBe(2);
  });

  test('what the page of the last attempt still says changes nothing', async () => {
    const { page, shown } = await awaitHost();
    await page.report({ kind: 'refused', errorCode: 1, errorMessage: 'Fail to join the meeting.' });
    await page.report({ kind: 'ended' });
    expect(shown()[0]?.phase).toBe('waitingForHost');
  });

  test('who stops waiting is not brought back', async () => {
    const { page, shown, passes, minted } = await awaitHost();
    await page.leave(undefined);
    passes(60);
    expect([shown(), minted()]).toEqual([[], 1]);
  });

  test('the user on whose behalf a window joins is waited for in the same way', async () => {
    const { shown, passes, ask } = await awaitHost();
    passes(20);
    await ask({ kind: 'refused', errorCode: 4017, errorMessage: '' });
    expect(shown()[0]).toMatchObject({ phase: 'waitingForAuthorizer', waitsUntil: minutesLater(10) });
    passes(20);
    await ask({ kind: 'joined' });
    expect(shown()[0]?.phase).toBe('inMeeting');
  });

  test('another refusal meanwhile ends in the card', async () => {
    const { shown, passes, ask } = await awaitHost();
    passes(20);
    await ask({ kind: 'verdict', httpStatus: 200, errorCode: 3001, errorMessage: 'Meeting does not exist.' });
    expect(shown()[0]).toMatchObject({ phase: 'failed', failure: { code: 'meeting_not_found' } });
  });
});

test.describe('after Zoom has said yes', () => {
  const yes = { kind: 'verdict', httpStatus: 200, errorCode: 0, errorMessage: '' } as const;

  test('people have a quarter of an hour to open the door of the waiting room', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { openAndAsk, shown } = start();
    const { page } = await openAndAsk();
    await page.report(yes);
    expect(shown()[0]?.waitsUntil).toBe(minutesLater(15));
    mock.timers.tick(14 * 60_000);
    expect(shown()[0]?.phase).toBe('admitting');
    await page.report({ kind: 'joined' });
    mock.timers.tick(3_600_000);
    expect(shown()[0]?.phase).toBe('inMeeting');
    expect(shown()[0]).not.toHaveProperty('waitsUntil');
  });

  test('whoever stands in the waiting room is told so, and waits no longer for that; whoever is in hears nothing of it', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { openAndAsk, shown, clock } = start();
    const { page } = await openAndAsk();
    await page.report(yes);
    clock.now = new Date(minutesLater(5));
    await page.report({ kind: 'waitingRoom' });
    expect(shown()[0]).toMatchObject({ phase: 'waitingRoom', since: minutesLater(5), waitsUntil: minutesLater(15) });
    clock.now = new Date(minutesLater(6));
    await page.report({ kind: 'waitingRoom' });
    expect(shown()[0]?.since).toBe(minutesLater(5));
    await page.report({ kind: 'joined' });
    await page.report({ kind: 'waitingRoom' });
    expect(shown()[0]).toMatchObject({ phase: 'inMeeting', joinedAt: minutesLater(6) });
    await page.report({ kind: 'reconnecting' });
    clock.now = new Date(minutesLater(7));
    await page.report({ kind: 'joined' });
    expect(shown()[0], 'it is the same stay').toMatchObject({ since: minutesLater(7), joinedAt: minutesLater(6) });
  });

  test('a door that stays shut ends in the card', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { openAndAsk, shown, live } = start();
    live.set({ settings: { ...live.current.settings, waitingRoomMinutes: 5 } });
    const { page } = await openAndAsk();
    await page.report(yes);
    mock.timers.tick(5 * 60_000);
    expect(shown()[0]).toMatchObject({ phase: 'failed', failure: { code: 'not_admitted' } });
  });

  test('a network that goes while the meeting opens ends in the card, unless it comes back in time', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { openAndAsk, shown } = start();
    const { page } = await openAndAsk();
    await page.report(yes);
    await page.report({ kind: 'network', isOnline: false });
    mock.timers.tick(20_000);
    await page.report({ kind: 'network', isOnline: true });
    mock.timers.tick(600_000);
    expect(shown()[0]?.phase).toBe('admitting');
    await page.report({ kind: 'network', isOnline: false });
    mock.timers.tick(30_000);
    expect(shown()[0]).toMatchObject({ phase: 'failed', failure: { code: 'offline' } });
  });

  test('a network that comes back before Zoom has answered does not lift the limit on its answer', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { openAndAsk, shown } = start();
    const { page } = await openAndAsk();
    await page.report({ kind: 'joining' });
    await page.report({ kind: 'network', isOnline: true });
    mock.timers.tick(30_000);
    expect(shown()[0]).toMatchObject({ phase: 'failed', failure: { code: 'meeting_timed_out' } });
  });

  test('whoever leaves from the waiting room wants no card', async () => {
    const { openAndAsk, sessions, shown } = start();
    const { page, view } = await openAndAsk();
    await page.report(yes);
    sessions.left(view.request.windowId);
    expect(view.calls.at(-1)).toBe('close');
    expect(shown()).toEqual([]);
  });

  test('a meeting that ends for a reason of Zoom’s says which', async () => {
    const { openAndAsk, shown } = start();
    const { page } = await openAndAsk();
    await page.report(yes);
    await page.report({ kind: 'joined' });
    await page.report({ kind: 'refused', errorCode: 3009, errorMessage: 'You have been removed.' });
    expect(shown()[0]).toMatchObject({ phase: 'ended', failure: { code: 'removed_by_host', zoomCode: 3009 } });
  });
});

test('only a practice meeting has a practice room, whatever a page says', async () => {
  const { open, shown } = start();
  const { page } = open({ meeting: { ...meeting, environment: 'zoom' } });
  await page.takeTicket(undefined);
  await page.report({ kind: 'practiceVerdict', participantId: 'not-a-real-participant' });
  expect(shown()[0]?.phase).toBe('preparing');
});

test('how many are in a meeting is told by its page or its practice room, for as long as one is in', async () => {
  const { openAndAsk, sessions, shown } = start();
  const { page: early } = await openAndAsk({ meeting: { ...meeting, environment: 'zoom' } });
  await early.report({ kind: 'participants', count: 4, hasHost: true });
  expect(shown()[0]).not.toHaveProperty('participants');
  await early.report({ kind: 'joined' });
  await early.report({ kind: 'participants', count: 4, hasHost: true });
  expect(shown()[0]?.participants).toBe(4);
  await early.report({ kind: 'ended' });
  expect(shown()[0]).not.toHaveProperty('participants');

  const { page } = await openAndAsk();
  await page.report({ kind: 'practiceVerdict', participantId: 'not-a-real-participant' });
  await expect.poll(() => shown()[1]?.participants).toBe(1);
  sessions.leaveAll();
});

test('a seat that the practice room no longer knows is the end of the meeting here', async () => {
  const { openAndAsk, shown } = start();
  server.answer = (_request, response) => sendJson(response, 404, {});
  const { page } = await openAndAsk();
  await page.report({ kind: 'practiceVerdict', participantId: 'not-a-real-participant' });
  await expect.poll(() => shown()[0]).toMatchObject({ phase: 'ended', failure: { code: 'meeting_left' } });
});

test.describe('a meeting that is lost', () => {
  const disconnected = { kind: 'refused', errorCode: 4001, errorMessage: '' } as const;

  /** A window that has been in for a while. */
  async function inMeeting() {
    mock.timers.enable({ apis: ['setTimeout'] });
    const parts = start();
    const opened = await parts.openAndAsk({ plan: { role: 'participant' } });
    await opened.page.report({ kind: 'joined' });
    parts.passes(300);
    const ask = async (report: SdkReport) => {
      await opened.page.takeTicket(undefined);
      await opened.page.report({ kind: 'joining' });
      await opened.page.report(report);
    };
    return { ...parts, ...opened, ask, phase: () => parts.shown()[0]?.phase };
  }

  test('is joined again by itself, with a countdown, a reason and a fresh access key', async () => {
    const { page, shown, view, passes, ask, minted, phase } = await inMeeting();
    await page.report(disconnected);
    expect(shown()[0]).toMatchObject({
      phase: 'reconnecting',
      failure: { code: 'connection_lost', zoomCode: 4001 },
      rejoin: { attempt: 1, of: 5 },
    });
    expect(view.calls.at(-1)).toBe('showRoom');
    passes(1);
    expect(minted()).toBe(1);
    passes(1);
    expect([minted(), phase(), shown()[0]?.rejoin]).toEqual([2, 'preparing', { attempt: 1, of: 5 }]);
    await ask({ kind: 'joined' });
    expect(phase()).toBe('inMeeting');
    expect(Object.keys(shown()[0] ?? {})).toEqual(expect.not.arrayContaining(['rejoin', 'waitsUntil', 'failure']));
  });

  test('is given up after five tries in vain, none within ten seconds of another', async () => {
    const { page, shown, passes, ask, minted, phase } = await inMeeting();
    await page.report(disconnected);
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      expect(shown()[0]).toMatchObject({ phase: 'reconnecting', rejoin: { attempt } });
      let waited = 0;
      for (; minted() === attempt && waited < 120; waited += 1) passes(1);
      waits.push(waited);
      await ask({ kind: 'verdict', httpStatus: 0, errorCode: -1, errorMessage: '' });
    }
    expect(waits).toEqual([2, 10, 10, 16, 30]);
    expect(shown()[0]).toMatchObject({ phase: 'ended', failure: { code: 'offline' } });
    passes(600);
    expect([minted(), phase()]).toEqual([6, 'ended']);
  });

  test('that is lost again and again has no more than five tries, unless it stood for a minute', async () => {
    const { page, shown, passes, ask } = await inMeeting();
    await page.report(disconnected);
    for (const attempt of [1, 2]) {
      expect(shown()[0]?.rejoin?.attempt).toBe(attempt);
      passes(30);
      await ask({ kind: 'joined' });
      passes(30);
      await page.report(disconnected);
    }
    passes(30);
    await ask({ kind: 'joined' });
    passes(60);
    await page.report(disconnected);
    expect(shown()[0]?.rejoin?.attempt).toBe(1);
  });

  test('is first left to the SDK, which may find its way back by itself', async () => {
    const { page, shown, view, passes, minted, phase } = await inMeeting();
    await page.report({ kind: 'reconnecting' });
    expect([phase(), shown()[0]?.waitsUntil, view.calls.at(-1)]).toEqual(['reconnecting', undefined, 'showSdk']);
    passes(50);
    await page.report({ kind: 'joined' });
    passes(600);
    expect([phase(), minted()]).toEqual(['inMeeting', 1]);
    await page.report({ kind: 'reconnecting' });
    passes(60);
    expect(shown()[0]).toMatchObject({ phase: 'reconnecting', failure: { code: 'connection_lost' } });
    passes(2);
    expect(minted()).toBe(2);
  });

  test('by a page that died comes back too', async () => {
    const { view, passes, ask, phase } = await inMeeting();
    view.request.onPageGone('crashed');
    expect(phase()).toBe('reconnecting');
    passes(2);
    await ask({ kind: 'joined' });
    expect(phase()).toBe('inMeeting');
  });

  test('changes nothing in the state that was told before', async () => {
    const { page, shown, passes } = await inMeeting();
    await page.report(disconnected);
    const [told] = shown();
    const before = structuredClone(told);
    await page.tryAgain(undefined);
    passes(60);
    expect(told).toEqual(before);
  });

  test('is left for good when a person says so, at any moment of the way back', async () => {
    for (const when of ['before the try', 'during the try']) {
      const { page, shown, passes, minted } = await inMeeting();
      await page.report(disconnected);
      if (when === 'during the try') passes(2);
      const before = minted();
      await page.leave(undefined);
      passes(600);
      expect([shown(), minted()]).toEqual([[], before]);
      mock.timers.reset();
    }
  });

  test('can be joined at once, though not twice in ten seconds, and the countdown says so', async () => {
    const { page, shown, passes, ask, minted, clock } = await inMeeting();
    await page.report(disconnected);
    await page.tryAgain(undefined);
    expect(minted()).toBe(2);
    await ask(disconnected);
    expect(shown()[0]?.rejoin?.attempt).toBe(2);
    await page.tryAgain(undefined);
    expect(shown()[0]?.waitsUntil).toBe(new Date(clock.now.getTime() + 10_000).toISOString());
    expect(minted()).toBe(2);
    passes(10);
    expect(minted()).toBe(3);
  });

  for (const [errorCode, code] of [
    [3009, 'removed_by_host'],
    [4004, 'meeting_over'],
    [4008, 'already_in_meeting'],
    [6603, 'blocked_by_admin'],
  ] as const) {
    test(`for good (${code}) is not joined again`, async () => {
      const { page, shown, passes, minted } = await inMeeting();
      await page.report({ kind: 'refused', errorCode, errorMessage: '' });
      expect(shown()[0]).toMatchObject({ phase: 'ended', failure: { code } });
      passes(600);
      expect(minted()).toBe(1);
    });
  }

  test('because the user that it was there for has left, is joined again when they are back', async () => {
    const { page, passes, ask, phase } = await inMeeting();
    await page.report({ kind: 'refused', errorCode: 4019, errorMessage: '' });
    expect(phase()).toBe('reconnecting');
    passes(2);
    await ask({ kind: 'refused', errorCode: 4017, errorMessage: '' });
    expect(phase()).toBe('waitingForAuthorizer');
    passes(20);
    await ask({ kind: 'joined' });
    expect(phase()).toBe('inMeeting');
  });

  test('and needs its user to sign in, ends in the card that says so', async () => {
    const { page, shown, passes } = await inMeeting();
    await page.report(disconnected);
    passes(2);
    for (const _ of ['the first key', 'a fresh one']) {
      await page.takeTicket(undefined);
      await page.report(refusedZak);
      passes(10);
    }
    expect(shown()[0]).toMatchObject({ phase: 'ended', failure: { code: 'zak_refused' } });
  });
});
