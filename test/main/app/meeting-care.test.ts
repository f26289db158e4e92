import type { ServerResponse } from 'node:http';
import { expect, test } from '@playwright/test';
import { failureOf } from '../../../src-main/shared/app-error';
import type { DialChoice } from '../../../src-main/shared/dial-string';
import { type HostKeyPersonId, hostKeyPersonId } from '../../../src-main/shared/host-key';
import { MeetingDetails } from '../../../src-main/shared/meeting-details';
import { waitUntil } from '../../support/wait-until';
import { codeFrom } from '../code-from';
import { aMeetingPlan } from '../examples';
import { type SeenRequest, sendJson } from '../http-fake';
import { AppParts } from './app-parts';

const start = '2026-11-21T10:00:00Z';
const townHall = { id: 81234567890, topic: 'Town hall', type: 8, start_time: start, duration: 60, host_id: 'ada' };
const tomorrow = { ...townHall, start_time: '2026-11-22T10:00:00Z' };
const details = {
  ...townHall,
  agenda: 'Numbers, then questions',
  host_email: 'ada@example.com',
  password: 'not-real',
  h323_password: '654321',
  encrypted_password: 'not-a-real-pwd.1',
  occurrences: [
    { occurrence_id: '1', start_time: '2026-11-20T10:00:00Z', duration: 60, status: 'available' },
    { occurrence_id: '2', start_time: start, duration: 60, status: 'available' },
    { occurrence_id: '3', start_time: tomorrow.start_time, duration: 60, status: 'deleted' },
  ],
  recurrence: { type: 1, repeat_interval: 1, end_times: 3 },
  settings: {
    waiting_room: true,
    join_before_host: false,
    jbh_time: 0,
    meeting_authentication: true,
    authentication_name: 'Signed-in users',
    approval_type: 2,
    auto_recording: 'cloud',
    encryption_type: 'e2ee',
    alternative_hosts: 'bob@example.com;eve@example.com',
  },
};
const invitation = 'Town hall\r\n+1 669 555 0100 US (San Jose)\r\nPasscode: not-real\r\nPasscode: 654321';
const meeting = '/v2/meetings/81234567890';

let app: AppParts;
/** What Zoom answers to a request, by its method and path; all else as ever. */
let answers: Record<string, (response: ServerResponse, request: SeenRequest) => void>;

test.beforeEach(async () => {
  app = await AppParts.start();
  app.zoom.scope += ' meeting:read:invitation user:read:list_schedulers meeting:write:meeting';
  app.zoom.meetings = [townHall, tomorrow];
  const done = (response: ServerResponse) => void response.writeHead(204).end();
  answers = {
    [`GET ${meeting}`]: (response) => sendJson(response, 200, details),
    [`GET ${meeting}/invitation`]: (response) => sendJson(response, 200, { invitation }),
    [`PATCH ${meeting}`]: done,
    [`DELETE ${meeting}`]: done,
    [`PUT ${meeting}/status`]: done,
    'POST /v2/users/me/meetings': (response) => sendJson(response, 201, { id: 82222222222 }),
    'GET /v2/users/me/schedulers': (response) =>
      sendJson(response, 200, { schedulers: [{ id: 'bob', email: 'bob@example.com' }] }),
  };
  app.zoom.answer = (request, response) => {
    const isLive = request.query.get('type') === 'live';
    if (isLive) sendJson(response, 200, { meetings: [] });
    const answer = answers[`${request.method} ${request.path}`];
    answer?.(response, request);
    return isLive || answer !== undefined;
  };
});
test.afterEach(() => app.close());

async function signIn() {
  const credentialId = await app.addSignedIn();
  await app.meetings.refresh();
  const meetingKey = app.live.current.meetings[0]?.key;
  if (!meetingKey) throw new Error('there is no meeting');
  app.zoom.http.requests.length = 0;
  return { credentialId, meetingKey };
}
const sent = () =>
  app.zoom.http.requests
    .filter(({ method, path }) => method !== 'GET' && path.startsWith('/v2/'))
    .map(({ method, path, query }) => `${method} ${path}${query.size ? `?${query}` : ''}`);
const failureFrom = (work: Promise<unknown>) => work.then(() => undefined, failureOf);
async function written() {
  await app.activity.list({ limit: 1 });
  return app.activityLog.written.filter(({ kind }) => /^(meeting|passcode|invitation)/.test(kind));
}

test('of a meeting is told what matters, and no passcode', async () => {
  const { credentialId, meetingKey } = await signIn();
  const read = await app.commands.readMeeting({ meetingKey });
  expect(MeetingDetails.parse(read)).toEqual({
    readBy: credentialId,
    topic: 'Town hall',
    agenda: 'Numbers, then questions',
    hostId: 'ada',
    hostEmail: 'ada@example.com',
    hasOwnHostKey: false,
    alternativeHosts: ['bob@example.com', 'eve@example.com'],
    hasPasscode: true,
    hasDigits: true,
    waitingRoom: true,
    joinBeforeHost: false,
    joinBeforeHostMinutes: 0,
    signedInOnly: true,
    signInName: 'Signed-in users',
    registration: 'none',
    recording: 'cloud',
    isEndToEndEncrypted: true,
    recurrence: { every: 'day', interval: 1, times: 3 },
    occurrencesAhead: 1,
    nextOccurrence: start,
    invitation: 'Town hall\r\n+1 669 555 0100 US (San Jose)\r\nPasscode: ••••••\r\nPasscode: ••••••',
    dialIn: [{ number: '+1 669 555 0100', place: 'US (San Jose)' }],
    roomAddresses: [],
  });
  expect(JSON.stringify([read, app.live.current])).not.toContain('not-real');
});

test('passcodes are told when somebody asks, and that is written down without them', async () => {
  const { credentialId, meetingKey } = await signIn();
  expect(await app.commands.showPasscodes({ meetingKey })).toEqual({ passcode: 'not-real', digits: '654321' });
  expect(await written()).toMatchObject([{ kind: 'passcodeShown', outcome: 'done', credentialId, topic: 'Town hall' }]);
  expect(JSON.stringify([app.live.current, app.activityLog.written])).not.toContain('not-real');
});

test('the invitation goes to the clipboard whole, and through no window', async () => {
  const { meetingKey } = await signIn();
  expect(await app.commands.copyInvitation({ meetingKey })).toBeUndefined();
  expect(app.copied).toEqual([invitation]);
});

test.describe('what a room system dials', () => {
  const asAnother = () =>
    app.live.set({
      meetings: app.live.current.meetings.map((known) => ({
        ...known,
        sources: known.sources.map((source) => ({ ...source, isHost: false })),
      })),
    });

  test('goes to the clipboard with the passcode in digits, as its host sees it; for others the system asks for them', async () => {
    answers[`GET ${meeting}`] = (response) =>
      sendJson(response, 200, { ...details, settings: {}, h323_password: '654321' });
    const { meetingKey } = await signIn();
    await app.commands.copyDialString({ meetingKey });
    asAnother();
    await app.commands.copyDialString({ meetingKey });
    expect(app.copied).toEqual(['81234567890.654321@zoomcrc.com', '81234567890@zoomcrc.com']);
  });

  test('has the layout and the host key that were chosen, is off the clipboard again soon, and is written down without them', async () => {
    answers[`GET ${meeting}`] = (response) =>
      sendJson(response, 200, { ...details, settings: {}, h323_password: '654321' });
    const { meetingKey } = await signIn();
    const dial = { protocol: 'h323' as const, host: '192.0.2.1', layout: '11', hostKey: '012345' };
    await app.commands.copyDialString({ meetingKey, dial });
    expect([app.copied, app.copiedSecrets]).toEqual([[], ['192.0.2.1##81234567890#654321#11#012345']]);
    const entries = await written();
    expect(entries).toMatchObject([
      { kind: 'invitationCopied', outcome: 'done', about: 'its dial string with a host key' },
    ]);
    expect(JSON.stringify([entries, app.live.current])).not.toMatch(/654321|012345/);
  });

  test('has the key of its host from the directory, or the one that Zoom has made for this meeting', async () => {
    let own: object = {};
    answers[`GET ${meeting}`] = (response) => sendJson(response, 200, { ...details, settings: {}, ...own });
    const { meetingKey } = await signIn();
    await app.commands.tellHostKey({ environment: 'zoom', email: 'ada@example.com', name: 'Ada', key: '012345' });
    const dialWith = (hostKeyFrom: 'meeting' | HostKeyPersonId) =>
      app.commands.copyDialString({ meetingKey, dial: { protocol: 'sip', host: 'zoomcrc.com', hostKeyFrom } });
    const ada = hostKeyPersonId('zoom', 'ada@example.com');
    await dialWith(ada);
    expect(await codeFrom(dialWith('meeting'))).toBe('host_key_missing');
    expect(await codeFrom(dialWith(hostKeyPersonId('zoom', 'nobody')))).toBe('host_key_missing');
    own = { dynamic_host_key: '777888' };
    await dialWith(ada);
    await dialWith('meeting');
    expect(app.copiedSecrets).toEqual([
      '81234567890.654321..012345@zoomcrc.com',
      '81234567890.654321..777888@zoomcrc.com',
      '81234567890.654321..777888@zoomcrc.com',
    ]);
  });

  test('has a participant code where that was chosen, over SIP only, and is off the clipboard again soon', async () => {
    let plan = true;
    answers[`GET ${meeting}`] = (response) => sendJson(response, 200, { ...details, settings: {} });
    answers[`POST ${meeting}/sip_dialing`] = (response) =>
      sendJson(response, 200, {
        sip_dialing: '81234567890@zoomcrc.com',
        paid_crc_plan_participant: plan,
        participant_identifier_code: 'c0de4you',
        expire_in: 7200,
      });
    const { meetingKey } = await signIn();
    const dialWith = (dial: Partial<DialChoice>) =>
      app.commands.copyDialString({
        meetingKey,
        dial: { protocol: 'sip', host: 'zoomcrc.com', withParticipantCode: true, ...dial },
      });
    await dialWith({});
    await dialWith({ hostKey: '012345', layout: '11' });
    expect(sent()).toEqual(Array(2).fill(`POST ${meeting}/sip_dialing`));
    await dialWith({ protocol: 'h323', host: '192.0.2.1' });
    expect(sent()).toHaveLength(2);
    expect(app.copiedSecrets).toEqual([
      '81234567890.654321....c0de4you@zoomcrc.com',
      '81234567890.654321.11.012345..c0de4you@zoomcrc.com',
    ]);
    expect(app.copied).toEqual(['192.0.2.1##81234567890#654321']);
    plan = false;
    expect(await codeFrom(dialWith({}))).toBe('room_connector_missing');
    const entries = await written();
    expect(entries.map(({ about }) => about)).toEqual([
      'its dial string with a participant code',
      'its dial string with a host key and a participant code',
      'its dial string',
      'its dial string with a participant code',
    ]);
    expect(JSON.stringify([entries, app.live.current])).not.toContain('c0de4you');
  });

  test('without the scope for participant codes only the code is missing', async () => {
    answers[`GET ${meeting}`] = (response) => sendJson(response, 200, { ...details, settings: {} });
    answers[`POST ${meeting}/sip_dialing`] = (response) =>
      sendJson(response, 400, {
        code: 4711,
        message: 'Invalid access token, does not contain scopes:[meeting:write:sip_dialing].',
      });
    const { meetingKey, credentialId } = await signIn();
    const dial = { protocol: 'sip' as const, host: 'zoomcrc.com' };
    const refused = app.commands.copyDialString({ meetingKey, dial: { ...dial, withParticipantCode: true } });
    expect(await failureFrom(refused)).toMatchObject({
      code: 'missing_scope',
      missingScopes: ['meeting:write:sip_dialing'],
    });
    expect(app.credentials.get(credentialId).health.kind).toBe('ready');
    await app.commands.copyDialString({ meetingKey, dial });
    expect(app.copied).toEqual(['81234567890.654321@zoomcrc.com']);
  });

  test('is nothing for a meeting that is encrypted end to end, and that is said', async () => {
    answers[`GET ${meeting}`] = (response) =>
      sendJson(response, 200, { ...details, settings: { encryption_type: 'e2ee' } });
    const { meetingKey } = await signIn();
    expect(await codeFrom(app.commands.copyDialString({ meetingKey }))).toBe('encrypted_end_to_end');
    expect(app.copied).toEqual([]);
  });
});

test('the link of a meeting goes to the clipboard as its host sees it; for others without the passcode', async () => {
  answers[`GET ${meeting}`] = (response) =>
    sendJson(response, 200, { ...details, join_url: 'https://zoom.us/j/81234567890?pwd=not-real' });
  const { meetingKey } = await signIn();
  await app.commands.copyMeetingLink({ meetingKey });
  app.live.set({
    meetings: app.live.current.meetings.map((known) => ({
      ...known,
      sources: known.sources.map((source) => ({ ...source, isHost: false })),
    })),
  });
  await app.commands.copyMeetingLink({ meetingKey });
  expect(app.copied).toEqual([
    'https://zoom.us/j/81234567890?pwd=not-real',
    expect.stringMatching(/^https:\/\/[^/]+\/j\/81234567890$/),
  ]);
});

test('without the scope for invitations nobody asks for one, and the rest is there', async () => {
  app.zoom.scope = 'user:read:user';
  const { meetingKey } = await signIn();
  expect(await app.commands.readMeeting({ meetingKey })).not.toHaveProperty('invitation');
  expect(app.zoom.requestsTo(`${meeting}/invitation`)).toEqual([]);
});

test('what strange settings say is left out, and the meeting can still be read', async () => {
  answers[`GET ${meeting}`] = (response) =>
    sendJson(response, 200, { ...details, settings: { waiting_room: 'yes', auto_recording: 7 }, recurrence: 'often' });
  const { meetingKey } = await signIn();
  const read = await app.commands.readMeeting({ meetingKey });
  expect(read).toMatchObject({ topic: 'Town hall', alternativeHosts: [] });
  for (const field of ['waitingRoom', 'recording', 'recurrence']) expect(read).not.toHaveProperty(field);
});

test('a meeting that is in no list, or that nobody here is well enough to see, is said so without asking Zoom', async () => {
  const { meetingKey } = await signIn();
  app.zoom.meetings = [];
  app.zoom.endGrants();
  await app.meetings.refresh();
  app.zoom.http.requests.length = 0;
  expect(await failureFrom(app.commands.readMeeting({ meetingKey }))).toMatchObject({
    code: 'reauthorization_required',
  });
  expect(app.zoom.http.requests).toEqual([]);
  app.live.set({ meetings: [] });
  expect(await failureFrom(app.commands.endMeeting({ meetingKey }))).toMatchObject({ code: 'meeting_not_found' });
});

test.describe('a meeting is', () => {
  test('made, in somebody else’s name too, and in the list then', async () => {
    const { credentialId } = await signIn();
    app.zoom.meetings = [townHall, { ...townHall, id: 82222222222, type: 2, topic: 'Rehearsal' }];
    const made = await app.commands.createMeeting({ credentialId, plan: aMeetingPlan(), scheduleFor: 'bob' });
    expect(made).toEqual({ meetingId: '82222222222' });
    await waitUntil('the row', () => app.live.current.meetings.some(({ topic }) => topic === 'Rehearsal'));
    const [request] = app.zoom.requestsTo('/v2/users/me/meetings').filter(({ method }) => method === 'POST');
    expect(JSON.parse(request?.body ?? '')).toMatchObject({ topic: 'Rehearsal', schedule_for: 'bob' });
    expect(await written()).toMatchObject([{ kind: 'meetingCreated', outcome: 'done', topic: 'Rehearsal' }]);
  });

  test('changed and deleted as a series, or as the one occurrence that the row is', async () => {
    const { meetingKey } = await signIn();
    const plan = aMeetingPlan();
    await app.commands.changeMeeting({ meetingKey, part: 'all', plan });
    await app.commands.changeMeeting({ meetingKey, part: 'occurrence', plan });
    await app.commands.deleteMeeting({ meetingKey, part: 'occurrence' });
    await app.commands.deleteMeeting({ meetingKey, part: 'all' });
    expect(sent()).toEqual([
      `PATCH ${meeting}`,
      `PATCH ${meeting}?occurrence_id=2`,
      `DELETE ${meeting}?occurrence_id=2`,
      `DELETE ${meeting}`,
    ]);
    expect((await written()).map(({ kind, about }) => [kind, about])).toEqual([
      ['meetingChanged', undefined],
      ['meetingChanged', 'one occurrence'],
      ['meetingDeleted', 'one occurrence'],
      ['meetingDeleted', undefined],
    ]);
  });

  test('left whole when the occurrence is no longer there', async () => {
    const { meetingKey } = await signIn();
    answers[`GET ${meeting}`] = (response) => sendJson(response, 200, { ...details, occurrences: [] });
    const deleting = app.commands.deleteMeeting({ meetingKey, part: 'occurrence' });
    expect(await failureFrom(deleting)).toMatchObject({ code: 'meeting_not_found' });
    expect(sent()).toEqual([]);
  });

  test('ended for everybody', async () => {
    const { meetingKey } = await signIn();
    await app.commands.endMeeting({ meetingKey });
    expect(sent()).toEqual([`PUT ${meeting}/status`]);
  });

  test('looked for in the list also when Zoom did not answer whether it was made', async () => {
    const { credentialId } = await signIn();
    answers['POST /v2/users/me/meetings'] = (response) => response.destroy();
    app.zoom.meetings = [{ ...townHall, id: 82222222222, type: 2, topic: 'Rehearsal' }];
    const making = app.commands.createMeeting({ credentialId, plan: aMeetingPlan() });
    expect(await failureFrom(making)).toMatchObject({ code: 'offline' });
    expect(sent()).toEqual(['POST /v2/users/me/meetings']);
    await waitUntil('the row', () => app.live.current.meetings.some(({ topic }) => topic === 'Rehearsal'));
    expect(await written()).toMatchObject([{ kind: 'meetingCreated', outcome: 'failed', code: 'offline' }]);
  });
});

test('only those who granted it can be scheduled for; without the scope nobody is asked', async () => {
  const { credentialId } = await signIn();
  expect(await app.commands.listSchedulers({ credentialId })).toEqual([{ userId: 'bob', email: 'bob@example.com' }]);
  app.zoom.scope = 'user:read:user';
  const other = await app.addSignedIn();
  app.zoom.http.requests.length = 0;
  expect(await app.commands.listSchedulers({ credentialId: other })).toEqual([]);
  expect(app.zoom.http.requests).toEqual([]);
});
