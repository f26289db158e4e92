import { expect, test } from '@playwright/test';
import { failureOf } from '../../../src-main/shared/app-error';
import { sendJson } from '../http-fake';
import { AppParts } from './app-parts';

let app: AppParts;
test.beforeEach(async () => {
  app = await AppParts.start();
});
test.afterEach(() => app.close());

const townHall = {
  id: 81234567890,
  topic: 'Town hall',
  type: 2,
  start_time: '2026-11-21T10:00:00Z',
  duration: 60,
  host_id: 'ada',
};

const draft = () => app.live.current.draft;
const ticket = () => app.sessions.handlersOf(app.views[0]?.request.windowId ?? '').takeTicket(undefined);

test('what a text names is shown, and nothing is joined by that', async () => {
  await app.commands.readMeetingText({
    text: 'Topic: Night shift\nMeeting ID: 812 3456 7890\nPasscode: not-a-real-one',
  });
  expect(draft()).toMatchObject({
    from: 'field',
    meetings: [{ meetingId: '81234567890', topic: 'Night shift', hasPasscode: true, isRegistrants: false }],
  });
  expect(app.views).toEqual([]);
  expect(JSON.stringify(app.live.current)).not.toContain('not-a-real-one');
});

test('why a text names nothing is shown; an empty one is no draft', async () => {
  await app.commands.readMeetingText({ text: 'https://evilzoom.us/j/81234567890' });
  expect(draft()).toMatchObject({ meetings: [], reason: 'notZoom' });
  await app.commands.readMeetingText({ text: ' \n' });
  expect(draft()).toBeUndefined();
});

test('a meeting that no list has is joined as whoever was chosen, with what the text says', async () => {
  await app.addApp();
  const id = await app.addSignedIn();
  await app.commands.readMeetingText({ text: 'Meeting ID: 812 3456 7890 Passcode: 4711' });
  await app.commands.joinDraft({ draftId: draft()?.draftId ?? '', at: 0, credentialId: id });
  expect(await ticket()).toMatchObject({ meetingNumber: '81234567890', passWord: '4711', zak: 'not-a.real.zak' });
  expect(app.live.current.meetingWindows).toMatchObject([{ topic: 'Meeting 812 3456 7890', role: 'participant' }]);
  expect(draft()).toBeUndefined();
});

test('a registrant’s own link takes its token to the door', async () => {
  await app.addApp();
  const id = await app.addSignedIn();
  const { environment } = app.credentials.get(id);
  expect(environment).toBe('zoom');
  await app.commands.readMeetingText({ text: 'https://zoom.us/w/81234567890?tk=not-a-real-token&pwd=not-real.1' });
  expect(JSON.stringify(app.live.current)).not.toContain('not-a-real-token');
  await app.commands.joinDraft({ draftId: draft()?.draftId ?? '', at: 0, credentialId: id });
  expect(await ticket()).toMatchObject({ tk: 'not-a-real-token', passWord: 'not-real.1' });
});

test('a listed meeting keeps its topic, and the passcode that Zoom tells comes before one that may be old', async () => {
  await app.addApp();
  const id = await app.addSignedIn();
  app.zoom.meetings = [townHall];
  await app.meetings.refresh();
  await app.commands.readMeetingText({ text: 'Meeting ID: 812 3456 7890 Passcode: 4711' });
  await app.commands.joinDraft({ draftId: draft()?.draftId ?? '', at: 0, credentialId: id });
  expect(app.live.current.meetingWindows).toMatchObject([{ topic: 'Town hall' }]);
  expect((await ticket()).passWord).toBe('not-real');
});

test('what a link said about the way in is gone with it: the next join from the list takes nothing of it along', async () => {
  await app.addApp();
  const id = await app.addSignedIn();
  app.zoom.meetings = [townHall];
  await app.meetings.refresh();
  const token = async () => {
    const { tk } = await app.sessions.handlersOf(app.views.at(-1)?.request.windowId ?? '').takeTicket(undefined);
    app.sessions.leaveAll();
    return tk;
  };
  await app.commands.readMeetingText({ text: 'https://zoom.us/w/81234567890?tk=not-a-real-token' });
  await app.commands.joinDraft({ draftId: draft()?.draftId ?? '', at: 0, credentialId: id });
  expect(await token()).toBe('not-a-real-token');
  const { key } = app.live.current.meetings[0] ?? {};
  if (key) await app.commands.joinMeeting({ meetingKey: key });
  expect(app.views).toHaveLength(2);
  expect(await token()).toBeUndefined();
});

test('a join of a meeting that no list has goes on once its credential is authorized again', async () => {
  await app.addApp();
  const id = await app.addSignedIn();
  app.zoom.endGrants();
  await app.commands.testCredential({ credentialId: id }).catch(() => {});
  await app.commands.readMeetingText({ text: 'Meeting ID: 812 3456 7890 Passcode: 4711' });
  const join = app.commands.joinDraft({ draftId: draft()?.draftId ?? '', at: 0, credentialId: id });
  expect(failureOf(await join.catch((error: unknown) => error)).code).toBe('reauthorization_required');
  expect(app.live.current.waitingWishes).toMatchObject([{ credentialId: id, kind: 'join' }]);
  expect(JSON.stringify(app.live.current)).not.toContain('4711');
  await app.commands.authorizeCredential({ credentialId: id });
  expect(await ticket()).toMatchObject({ meetingNumber: '81234567890', passWord: '4711' });
});

test('a credential of another cloud does not get there', async () => {
  await app.addApp();
  const id = await app.addSignedIn();
  await app.commands.readMeetingText({ text: 'https://agency.zoomgov.com/j/1612345678' });
  const join = app.commands.joinDraft({ draftId: draft()?.draftId ?? '', at: 0, credentialId: id });
  expect(failureOf(await join.catch((error: unknown) => error)).code).toBe('invalid_request');
  expect(app.views).toEqual([]);
});

test('a draft that another one has replaced joins nothing', async () => {
  await app.addApp();
  const id = await app.addSignedIn();
  await app.commands.readMeetingText({ text: '812 3456 7890' });
  const { draftId = '' } = draft() ?? {};
  app.clipboard = '833 3456 7890';
  await app.commands.readMeetingFromClipboard();
  expect(draft()).toMatchObject({ from: 'clipboard', meetings: [{ meetingId: '83334567890' }] });
  const join = app.commands.joinDraft({ draftId, at: 0, credentialId: id });
  expect(failureOf(await join.catch((error: unknown) => error)).code).toBe('invalid_request');
});

test('a link from outside fills the field and no more, and one with a key is refused', async () => {
  const open = (link: string) => app.drafts.readLaunch({ kind: 'deepLink', link });
  await open('usher://join?id=81234567890&pwd=not-real');
  expect(draft()).toMatchObject({ from: 'link', meetings: [{ meetingId: '81234567890', hasPasscode: true }] });
  await open('usher://join?id=81234567890&zak=not-a-real-zak');
  expect(draft()).toMatchObject({ from: 'link', meetings: [], reason: 'secretInLink' });
  expect(JSON.stringify(app.live.current)).not.toContain('not-a-real-zak');
  await app.drafts.readLaunch({ kind: 'refused' });
  expect(draft()).toMatchObject({ from: 'link', meetings: [], reason: 'suspicious' });
  expect(app.views).toEqual([]);
});

test.describe('a meeting that no list has', () => {
  /** Zoom tells its host about it, and nobody else. */
  const known = (hostId: string) => {
    app.zoom.answer = ({ path }, response) => {
      if (path !== '/v2/meetings/81234567890') return false;
      sendJson(response, 200, {
        id: 81234567890,
        host_id: hostId,
        topic: 'Night shift',
        type: 2,
        password: 'not-real',
      });
      return true;
    };
  };
  const pasted = 'Meeting ID: 812 3456 7890 Passcode: 4711';
  const asked = () => app.zoom.requestsTo('/v2/meetings/81234567890').length;
  test.beforeEach(() => {
    app.zoom.scope =
      'user:read:user user:read:zak meeting:read:meeting meeting:read:list_meetings meeting:read:list_upcoming_meetings';
  });

  test('is asked about at Zoom, and can be started by the one here who hosts it', async () => {
    await app.addApp();
    const id = await app.addSignedIn();
    known('ada');
    await app.commands.readMeetingText({ text: pasted });
    expect(draft()?.meetings).toMatchObject([{ isAsking: true }]);
    await expect.poll(() => draft()?.meetings[0]?.sources).toEqual([{ credentialId: id, isHost: true }]);
    expect(draft()?.meetings[0]).toMatchObject({ topic: 'Night shift' });
    expect(draft()?.meetings[0]).not.toHaveProperty('isAsking');
    await app.commands.startDraft({ draftId: draft()?.draftId ?? '', at: 0 });
    expect(await ticket()).toMatchObject({ meetingNumber: '81234567890', passWord: 'not-real', zak: 'not-a.real.zak' });
    expect(app.live.current.meetingWindows).toMatchObject([{ topic: 'Night shift', role: 'host' }]);
    expect(draft()).toBeUndefined();
  });

  test('of another host is told of, and started by nobody', async () => {
    await app.addApp();
    const id = await app.addSignedIn();
    known('grace');
    await app.commands.readMeetingText({ text: pasted });
    await expect.poll(() => draft()?.meetings[0]?.sources).toEqual([{ credentialId: id, isHost: false }]);
    const start = app.commands.startDraft({ draftId: draft()?.draftId ?? '', at: 0 });
    expect(failureOf(await start.catch((error: unknown) => error)).code).toBe('not_host');
  });

  test('is asked about once, when its last digit is typed, and never for a link of another program', async () => {
    await app.addSignedIn();
    known('ada');
    for (const text of ['812 3456 78', '812 3456 789', '812 3456 7890']) await app.commands.readMeetingText({ text });
    await expect.poll(() => draft()?.meetings[0]?.sources).toHaveLength(1);
    expect(asked()).toBe(1);
    expect(app.zoom.http.requests.filter(({ path }) => path.startsWith('/v2/meetings/'))).toHaveLength(1);
    await app.drafts.readLaunch({ kind: 'deepLink', link: 'usher://join?id=81234567890' });
    expect(draft()?.meetings[0]).not.toHaveProperty('isAsking');
  });

  test('that Zoom does not know is no fault of any credential', async () => {
    const id = await app.addSignedIn();
    app.zoom.answer = ({ path }, response) => {
      if (!path.startsWith('/v2/meetings/')) return false;
      sendJson(response, 404, { code: 3001, message: 'Meeting does not exist: 81234567890.' });
      return true;
    };
    await app.commands.readMeetingText({ text: pasted });
    await expect.poll(() => draft()?.meetings[0]?.sources).toEqual([]);
    expect(app.credentials.get(id)).toMatchObject({ health: { kind: 'ready' } });
    expect(app.credentials.get(id).lastError).toBeUndefined();
  });

  test('is not asked about by whoever was not granted that', async () => {
    app.zoom.scope = 'user:read:user user:read:zak';
    await app.addSignedIn();
    known('ada');
    await app.commands.readMeetingText({ text: pasted });
    await expect.poll(() => draft()?.meetings[0]?.sources).toEqual([]);
    expect(asked()).toBe(0);
  });

  test('is asked about for nobody’s sake once the field is cleared', async () => {
    await app.addSignedIn();
    known('ada');
    await app.commands.readMeetingText({ text: pasted });
    await app.commands.dropDraft();
    await app.commands.readMeetingText({ text: '833 3456 7890' });
    await expect.poll(() => draft()?.meetings[0]?.sources).toHaveLength(1);
    expect(asked()).toBe(0);
  });
});

test('the personal link of somebody who is signed in here leads to their room', async () => {
  app.zoom.user = {
    ...app.zoom.user,
    pmi: 4110042001,
    vanity_url: 'https://acme.zoom.us/my/ada.lovelace',
  };
  await app.addSignedIn();
  await app.commands.readMeetingText({ text: 'Come to https://acme.zoom.us/my/Ada.Lovelace?pwd=not-real' });
  expect(draft()).toMatchObject({ meetings: [{ meetingId: '4110042001', environment: 'zoom', hasPasscode: true }] });
  await app.commands.readMeetingText({ text: 'https://acme.zoom.us/my/grace' });
  expect(draft()).toMatchObject({ meetings: [], reason: 'personalLink' });
});
