import { expect, test } from '@playwright/test';
import { failureOf } from '../../../src-main/shared/app-error';
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
