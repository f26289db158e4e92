import { expect, test } from '@playwright/test';
import { type AppErrorCode, failureOf } from '../../../src-main/shared/app-error';
import type { Bot, BotId, BotProfile } from '../../../src-main/shared/bot';
import type { CredentialId } from '../../../src-main/shared/credential';
import type { Meeting } from '../../../src-main/shared/meeting';
import { waitUntil } from '../../support/wait-until';
import { aBot, aBotRule, aMeeting, idOf, now } from '../examples';
import { AppParts } from './app-parts';

const minute = 60_000;

let app: AppParts;
let as: CredentialId;
let meeting: Meeting;
test.beforeEach(async () => {
  app = await AppParts.start();
  as = await app.addSignedIn();
  await app.addApp();
  meeting = aMeeting({ sources: [{ credentialId: as, isHost: true }] });
  app.live.set({ meetings: [meeting] });
  app.bots.start();
});
test.afterEach(() => app.close());

const { id: _id, bounds: _bounds, ...profile } = aBot(1);
const add = (different: Partial<BotProfile> = {}) =>
  app.bots.save(undefined, { ...profile, credentialId: as, ...different });
const shown = () => app.live.current.bots;
const windows = () => app.live.current.meetingWindows;
const named = (botId: BotId) => shown().profiles.find(({ id }) => id === botId)?.name;

async function codeFrom(work: Promise<unknown>): Promise<AppErrorCode | 'done'> {
  return work.then(
    () => 'done' as const,
    (error: unknown) => failureOf(error).code,
  );
}

/** It is so many minutes later, and Usher looks. */
function later(minutes: number): void {
  app.clock.now = new Date(now.getTime() + minutes * minute);
  app.bots.look();
}

async function ruleFor(botId: BotId): Promise<void> {
  await app.bots.saveRule(aBotRule(1, { botId }));
}

/** The page in the bot's window tells main that it is in, with so many others. */
async function isIn(participants: number): Promise<void> {
  const handlers = app.sessions.handlersOf(app.live.current.meetingWindows[0]?.windowId ?? '');
  await handlers.takeTicket(undefined);
  await handlers.report({ kind: 'joined' });
  await handlers.report({ kind: 'participants', count: participants, hasHost: true });
}

test.describe('the list', () => {
  test('a bot is added, changed and copied, and every change is on the disk', async () => {
    const botId = await add({ name: 'Scribe' });
    await app.bots.save(botId, { ...profile, credentialId: as, name: 'Scribe of the hall' });
    const copy = await app.bots.duplicate(botId);
    expect(named(copy)).toBe('Scribe of the hall (2)');
    expect(named(await app.bots.duplicate(copy))).toBe('Scribe of the hall (3)');
    expect((app.disk.store.bots as Bot[]).map(({ name }) => name)).toEqual(shown().profiles.map(({ name }) => name));
    expect(await codeFrom(app.bots.save(idOf(9) as string as BotId, profile))).toBe('invalid_request');
  });

  test('a new bot that the disk does not take is not there: who tries again does not get two', async () => {
    app.disk.isFull = true;
    expect(await codeFrom(add())).toBe('records_not_saved');
    expect(shown().profiles).toEqual([]);
    app.disk.isFull = false;
    await add();
    expect(shown().profiles).toHaveLength(1);
  });

  test('a bot that is deleted takes its rules along, and both come back', async () => {
    const botId = await add();
    await ruleFor(botId);
    await app.bots.delete(botId);
    expect(shown()).toMatchObject({ profiles: [], rules: [] });
    expect(app.disk.store).toMatchObject({ bots: [], botRules: [] });
    await app.bots.restore(botId);
    expect(shown().profiles.map(({ id }) => id)).toEqual([botId]);
    expect(shown().rules).toEqual([aBotRule(1, { botId })]);
    expect(await codeFrom(app.bots.restore(botId))).toBe('invalid_request');
  });

  test('a rule is changed under its ID, deleted, and taken back as it was', async () => {
    const botId = await add();
    await ruleFor(botId);
    await app.bots.saveRule(aBotRule(1, { botId, leadMinutes: 15 }));
    expect(shown().rules.map(({ leadMinutes }) => leadMinutes)).toEqual([15]);
    await app.bots.deleteRule(aBotRule(1).id);
    expect(shown().rules).toEqual([]);
    expect(await codeFrom(app.bots.saveRule(aBotRule(1, { botId: idOf(9) as string as BotId })))).toBe(
      'invalid_request',
    );
  });

  test('where a window was is kept for a bot that wants it there again, and for no other', async () => {
    const bounds = { x: 10, y: 20, width: 800, height: 600 };
    const beside = await add();
    const again = await add({ place: 'remembered' });
    for (const botId of [beside, again]) app.bots.placed(botId, bounds);
    expect(shown().profiles.map((bot) => bot.bounds)).toEqual([undefined, bounds]);
    await waitUntil('the disk', () => (app.disk.store.bots as Bot[])[1]?.bounds !== undefined);
    await app.bots.save(again, { ...profile, credentialId: as, place: 'remembered' });
    expect(shown().profiles[1]?.bounds).toEqual(bounds);
    expect([beside, again].map((botId) => app.bots.placeOf(botId))).toEqual(['beside', bounds]);
  });
});

test.describe('launching', () => {
  test('opens a window with the bot’s name, as its user; once more shows it', async () => {
    const botId = await add({ name: 'Scribe' });
    await app.bots.launch(botId, meeting.key);
    expect(app.views.map(({ request }) => [request.title, request.botId])).toEqual([['Scribe · Town hall', botId]]);
    expect(windows()).toMatchObject([{ botId, userName: 'Scribe', credentialId: as, role: 'participant' }]);
    await app.bots.launch(botId, meeting.key);
    expect(app.views).toHaveLength(1);
    expect(app.views[0]?.calls).toContain('focus');
  });

  test('a bot goes into several meetings at once', async () => {
    const other = aMeeting({ meetingId: '99999999999', topic: 'Retro', sources: meeting.sources });
    app.live.set({ meetings: [meeting, other] });
    const botId = await add();
    await app.bots.launch(botId, meeting.key);
    await app.bots.launch(botId, other.key);
    expect(windows().map(({ topic }) => topic)).toEqual(['Town hall', 'Retro']);
  });

  test('several bots of several users are in one meeting, each in a window of its own', async () => {
    app.zoom.user = { id: 'bob', email: 'bob@example.com', display_name: 'Bob' };
    const bob = await app.addSignedIn();
    await app.bots.launch(await add({ name: 'Scribe' }), meeting.key);
    await app.bots.launch(await add({ name: 'Timekeeper', credentialId: bob }), meeting.key);
    expect(windows().map(({ userName, credentialId }) => [userName, credentialId])).toEqual([
      ['Scribe', as],
      ['Timekeeper', bob],
    ]);
  });

  test('a second window of the same Zoom user would throw the first one out, so it is refused, and the first one named', async () => {
    await app.bots.launch(await add({ name: 'Scribe' }), meeting.key);
    const second = app.bots.launch(await add({ name: 'Timekeeper' }), meeting.key);
    expect(failureOf(await second.catch((error: unknown) => error))).toEqual({
      code: 'already_in_meeting',
      subject: 'Scribe',
    });
    expect(app.views).toHaveLength(1);
  });

  test('on behalf of their user bots are in a meeting beside that user, each in a window of its own', async () => {
    await app.meetings.attend(meeting.key, { kind: 'start' });
    const scribe = await add({ name: 'Scribe', wish: 'onBehalf' });
    await app.bots.launch(scribe, meeting.key);
    await app.bots.launch(await add({ name: 'Timekeeper', wish: 'onBehalf' }), meeting.key);
    await app.bots.launch(scribe, meeting.key);
    expect(windows().map(({ userName, isOnBehalf }) => [userName, isOnBehalf])).toEqual([
      ['Ada', undefined],
      ['Scribe', true],
      ['Timekeeper', true],
    ]);
  });

  test('as the host a bot starts what its user hosts, and nothing else', async () => {
    const botId = await add({ wish: 'start' });
    await app.bots.launch(botId, meeting.key);
    expect(windows()).toMatchObject([{ role: 'host' }]);
    const invited = aMeeting({ meetingId: '99999999999', sources: [{ credentialId: as, isHost: false }] });
    app.live.set({ meetings: [meeting, invited] });
    expect(await codeFrom(app.bots.launch(botId, invited.key))).toBe('not_host');
    expect(await codeFrom(app.bots.launchNamed(botId, { meetingId: '99999999999' }))).toBe('not_host');
    expect(await codeFrom(app.bots.launchNamed(botId, { meetingId: '81111111111' }))).toBe('not_host');
  });

  test('into a meeting that somebody has pasted, with its passcode, and without the preview where there is nothing to switch on', async () => {
    const botId = await add({ name: 'Scribe' });
    await app.drafts.read('Meeting ID: 999 9999 9999\nPasscode: not-real');
    await app.commands.launchBotIntoDraft({ botId, draftId: app.live.current.draft?.draftId ?? '', at: 0 });
    expect(app.live.current.draft).toBeUndefined();
    expect(windows()).toMatchObject([{ botId, userName: 'Scribe', meetingId: '99999999999' }]);
    const ticket = await app.sessions.handlersOf(windows()[0]?.windowId ?? '').takeTicket(undefined);
    expect(ticket).toMatchObject({ userName: 'Scribe', passWord: 'not-real', skipsPreview: true });
  });

  test('a bot with a microphone or a camera gets the preview to switch them on', async () => {
    await app.bots.launch(await add({ hasCameraOff: false }), meeting.key);
    const ticket = await app.sessions.handlersOf(windows()[0]?.windowId ?? '').takeTicket(undefined);
    expect(ticket).not.toHaveProperty('skipsPreview');
  });

  test('a bot whose credential is gone says what it needs', async () => {
    const botId = await add({ credentialId: idOf(9) });
    expect(await codeFrom(app.bots.launch(botId, meeting.key))).toBe('login_required');
    expect(await codeFrom(app.bots.launchNamed(botId, { meetingId: '99999999999' }))).toBe('login_required');
    expect(await codeFrom(app.bots.launch(botId, aMeeting({ meetingId: '98888888888' }).key))).toBe(
      'meeting_not_found',
    );
  });
});

test.describe('a rule', () => {
  test('announces its bot, launches it, and does not do so again when it has left', async () => {
    const botId = await add();
    await ruleFor(botId);
    later(56);
    expect(shown().announcements).toEqual([]);
    later(57);
    expect(shown().announcements).toMatchObject([
      { botId, meetingKey: meeting.key, launchesAt: '2026-11-21T09:58:00.000Z' },
    ]);
    expect(app.views).toEqual([]);
    later(58);
    expect(app.views).toHaveLength(1);
    expect(shown().announcements).toEqual([]);
    app.sessions.leave(windows()[0]?.windowId ?? '');
    later(59);
    later(60);
    expect(app.views).toHaveLength(1);
  });

  test('that somebody cancels keeps its bot out, also where the meeting is moved and Usher starts anew', async () => {
    const botId = await add();
    await ruleFor(botId);
    later(57);
    app.bots.cancel(botId, meeting.key);
    expect(shown().announcements).toEqual([]);
    await waitUntil('the disk', () => (app.disk.store.botLaunches as unknown[]).length > 0);
    expect(app.disk.store.botLaunches).toMatchObject([{ botId, outcome: 'cancelled' }]);
    later(58);
    const moved = aMeeting({ startTime: '2026-11-21T10:20:00.000Z', sources: meeting.sources });
    app.live.set({ meetings: [moved] });
    for (const minutes of [60, 77, 78, 80]) later(minutes);
    expect(app.views).toEqual([]);
    expect(app.disk.store.botLaunches).toMatchObject([{ startTime: moved.startTime }]);
  });

  test('that cannot do what it should says so once', async () => {
    const botId = await add({ wish: 'start' });
    await ruleFor(botId);
    app.live.set({ meetings: [aMeeting({ sources: [{ credentialId: as, isHost: false }] })] });
    for (const minutes of [57, 58, 59, 60]) later(minutes);
    await waitUntil('the notice', () => app.live.current.notices.length > 0);
    expect(app.live.current.notices).toMatchObject([{ failure: { code: 'not_host' }, credentialId: as }]);
    expect(app.disk.store.botLaunches).toHaveLength(1);
  });

  test('is looked after by itself when the list of meetings changes', async () => {
    await ruleFor(await add());
    app.clock.now = new Date(now.getTime() + 57 * minute);
    app.live.set({ meetings: [{ ...meeting }] });
    await waitUntil('the announcement', () => shown().announcements.length > 0);
  });
});

test.describe('leaving', () => {
  test('a bot that is alone leaves when its minutes are over, and says before when that will be', async () => {
    const botId = await add({ leaving: { until: { kind: 'meetingEnd' }, whenAloneMinutes: 5 } });
    await app.bots.launch(botId, meeting.key);
    await isIn(2);
    later(1);
    expect(shown().departures).toEqual([]);
    const { windowId = '' } = windows()[0] ?? {};
    await app.sessions.handlersOf(windowId).report({ kind: 'participants', count: 1, hasHost: true });
    later(2);
    expect(shown().departures).toEqual([{ windowId, at: '2026-11-21T09:07:00.000Z', because: 'alone' }]);
    later(6.9);
    expect(windows()).toHaveLength(1);
    later(7);
    expect(windows()).toEqual([]);
    expect(app.views[0]?.calls).toContain('close');
  });

  test('the window of a bot whose meeting has ended closes by itself; that of a person stays with its card', async () => {
    await app.bots.launch(await add(), meeting.key);
    await isIn(2);
    const other = aMeeting({ meetingId: '99999999999', sources: meeting.sources });
    app.live.set({ meetings: [meeting, other] });
    await app.meetings.attend(other.key, { kind: 'join' });
    const [bot, person] = windows().map(({ windowId }) => app.sessions.handlersOf(windowId));
    await person?.takeTicket(undefined);
    await person?.report({ kind: 'joined' });
    for (const page of [bot, person]) await page?.report({ kind: 'ended' });
    later(1);
    expect(windows()).toMatchObject([{ meetingId: '99999999999', phase: 'ended' }]);
  });
});
