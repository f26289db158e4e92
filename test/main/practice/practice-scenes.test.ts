import { disconnects } from '../../../src-main/practice/practice-disconnects';
import { people } from '../../../src-main/practice/practice-people';
import { wireRefusals } from '../../../src-main/practice/practice-verdict';
import { enter, knock, look, post } from './practice-room-visitor';
import { expect, type RunningPractice, test } from './running-practice';

const { mira, jonas } = people;
const second = 1000;
const minute = 60 * second;

const running = '86011004201';
const ours = '86011004202';
const locked = '86055004601';
const full = '86055004602';
const withWaitingRoom = '86055004603';
const hostIsLate = '86055004604';
const shakyLine = '86055004605';
const registration = '86055004606';
const handOver = '86055004607';
const endsSoon = '86055004608';
const closed = '86055004609';
const outside = '86044005501';

const standing = async (practice: RunningPractice, id: string) => (await look(practice, id)).standing;
const disconnected = (why: keyof typeof disconnects) => ({ kind: 'disconnected', ...disconnects[why] });
const roles = async (practice: RunningPractice, id: string) =>
  (await look(practice, id)).participants.map(({ displayName, role }) => `${displayName}: ${role}`);

/** Time passes as it does for a window: it asks every few seconds. */
async function wait(practice: RunningPractice, seconds: number, ...participantIds: string[]): Promise<void> {
  practice.zoom.advanceClock(seconds * second);
  for (const participantId of participantIds) await look(practice, participantId);
}

async function userToken(practice: RunningPractice, userId: string, query: string): Promise<string> {
  const token = await practice.accessTokenOf(userId);
  return (await practice.get<{ token: string }>(`/v2/users/me/token?${query}`, token)).body.token;
}

async function switchWaitingRoomOn(practice: RunningPractice, meetingId: string): Promise<void> {
  const body = { settings: { waiting_room: true } };
  await practice.send('PATCH', `/v2/meetings/${meetingId}`, await practice.accessTokenOf(mira.id), body);
}

const obfOf = (practice: RunningPractice, userId: string, meetingId: string, more = '') =>
  userToken(practice, userId, `type=onbehalf&meeting_id=${meetingId}${more}`);

test('a locked meeting and a full one are refused by the media server, after a good verdict; their host gets in', async ({
  practice,
}) => {
  for (const [meetingId, why] of [
    [locked, 'locked'],
    [full, 'full'],
  ] as const) {
    const guest = await enter(practice, meetingId, 'participant', mira.id);
    expect(await look(practice, guest)).toMatchObject({ standing: disconnected(why), ended: true, participants: [] });
  }
  practice.zoom.rooms.direct(ours, { isLocked: true, isFull: true });
  const host = await enter(practice, ours, 'host', mira.id);
  expect(await standing(practice, host)).toEqual({ kind: 'inMeeting' });
});

test('who is refused at the door starts nothing and keeps the seat that they had', async ({ practice }) => {
  const first = await enter(practice, running, 'participant', jonas.id);
  practice.zoom.rooms.direct(running, { isLocked: true });
  const again = await enter(practice, running, 'participant', jonas.id);
  expect(await standing(practice, again)).toEqual(disconnected('locked'));
  expect(await standing(practice, first)).toEqual({ kind: 'inMeeting' });
  expect(await roles(practice, first)).toHaveLength(2);
});

test('the waiting room shows nothing of the meeting until the host lets one in', async ({ practice }) => {
  const guest = await enter(practice, withWaitingRoom, 'participant', mira.id);
  expect(await look(practice, guest)).toMatchObject({
    standing: { kind: 'waitingRoom' },
    ended: false,
    participants: [],
  });
  await wait(practice, 19, guest);
  expect(await standing(practice, guest)).toEqual({ kind: 'waitingRoom' });
  await wait(practice, 1);
  expect(await standing(practice, guest)).toEqual({ kind: 'inMeeting' });
  expect(await roles(practice, guest)).toContain('Elin Strand: host');
});

test('a host of ours sees who waits and lets them in', async ({ practice }) => {
  practice.zoom.rooms.direct(ours, { admitsAfterSeconds: Number.POSITIVE_INFINITY });
  await switchWaitingRoomOn(practice, ours);
  const host = await enter(practice, ours, 'host', mira.id);
  const guest = await enter(practice, ours, 'participant', undefined, 'Guest');
  await wait(practice, 100, host, guest);
  expect((await look(practice, host)).waiting.map(({ displayName }) => displayName)).toEqual(['Guest']);
  expect((await look(practice, guest)).waiting).toEqual([]);
  expect((await post(practice, `${guest}/admit`)).status).toBe(403);
  expect((await post(practice, `${host}/admit`)).status).toBe(204);
  expect(await standing(practice, guest)).toEqual({ kind: 'inMeeting' });
  expect((await look(practice, host)).waiting).toEqual([]);
});

test('an app of the whole account starts a meeting for a host who signs in nowhere', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id, ['user:read:token:admin']);
  const zak = await practice.get<{ token: string }>(`/v2/users/${people.elin.email}/token?type=zak`, token);
  const host = await enter(practice, locked, 'host', undefined, 'Elin', { ztk: zak.body.token });
  expect(await roles(practice, host)).toEqual(['Elin: host', 'Hana Sato: participant', 'Lena Vogt: participant']);
});

test('a waiting room can be switched on, and then nobody is in before the host', async ({ practice }) => {
  await switchWaitingRoomOn(practice, ours);
  expect(await knock(practice, ours, 'participant')).toEqual(wireRefusals.notStarted);
  await enter(practice, ours, 'host', mira.id);
  const guest = await enter(practice, ours, 'participant');
  expect(await standing(practice, guest)).toEqual({ kind: 'waitingRoom' });
});

test('a host who is late comes some time after the first who asked, and goes when the meeting is over', async ({
  practice,
}) => {
  expect(await knock(practice, hostIsLate, 'participant')).toEqual(wireRefusals.notStarted);
  await wait(practice, 40);
  expect(await knock(practice, hostIsLate, 'participant'), 'to ask again starts nothing anew').toEqual(
    wireRefusals.notStarted,
  );
  await wait(practice, 15);
  const guest = await enter(practice, hostIsLate, 'participant', mira.id);
  expect(await roles(practice, guest)).toContain('Elin Strand: host');
  await post(practice, `${guest}/leave`);
  practice.zoom.advanceClock(46 * minute);
  expect(await knock(practice, hostIsLate, 'participant')).toEqual(wireRefusals.notStarted);
});

test('before the host one gets in as early as the host allows', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  const change = { settings: { join_before_host: true, jbh_time: 5 } };
  await practice.send('PATCH', '/v2/meetings/86011004203', token, change);
  expect(await knock(practice, '86011004203', 'participant')).toEqual(wireRefusals.notStarted);
  const late = { start_time: '2026-11-21T10:05:00Z', ...change };
  await practice.send('PATCH', '/v2/meetings/86011004203', token, late);
  const guest = await enter(practice, '86011004203', 'participant');
  expect(await roles(practice, guest), 'and finds no host').toEqual([
    'Usher user: participant',
    'Tomás Rey: participant',
  ]);
});

test('people come and go', async ({ practice }) => {
  const guest = await enter(practice, running, 'participant', undefined, 'Guest');
  const isThere = async () => (await roles(practice, guest)).includes('Noor Haddad: participant');
  const seen: boolean[] = [];
  for (const seconds of [0, 39, 1, 89, 1, 90]) {
    await wait(practice, seconds);
    seen.push(await isThere());
  }
  expect(seen).toEqual([false, false, true, true, false, true]);
});

test('when the host goes somebody else hosts on', async ({ practice }) => {
  const guest = await enter(practice, handOver, 'participant', mira.id);
  expect(await roles(practice, guest)).toContain('Elin Strand: host');
  await wait(practice, 40);
  expect(await roles(practice, guest)).toEqual([
    'Usher user: participant',
    'Tomás Rey: host',
    'Lena Vogt: participant',
  ]);

  const host = await enter(practice, ours, 'host', mira.id, 'Mira');
  const other = await enter(practice, ours, 'participant', jonas.id, 'Jonas');
  expect(await roles(practice, other)).toContain('Mira: host');
  await post(practice, `${host}/leave`);
  expect(await roles(practice, other)).toEqual(['Jonas: participant', 'Tomás Rey: host', 'Lena Vogt: participant']);
});

test('a meeting that its host ends is over for all, without a code', async ({ practice }) => {
  const guest = await enter(practice, endsSoon, 'participant', mira.id);
  await wait(practice, 59, guest);
  expect(await standing(practice, guest)).toEqual({ kind: 'inMeeting' });
  await wait(practice, 1);
  expect(await look(practice, guest)).toMatchObject({ standing: { kind: 'left', reasonCode: 1 }, ended: true });
  expect(await knock(practice, endsSoon, 'participant')).toEqual(wireRefusals.notStarted);
});

test('to end a meeting by the API ends it for those who are in', async ({ practice }) => {
  const guest = await enter(practice, running, 'participant', jonas.id);
  const token = await practice.accessTokenOf(mira.id);
  await practice.send('PUT', `/v2/meetings/${running}/status`, token, { action: 'end' });
  expect(await standing(practice, guest)).toEqual({ kind: 'left', reasonCode: 1 });
});

test('whoever is sent out does not come back, and nobody else is kept away', async ({ practice }) => {
  const guest = await enter(practice, closed, 'participant', mira.id);
  await wait(practice, 30);
  expect(await standing(practice, guest)).toEqual({ kind: 'left', reasonCode: 6 });
  expect(await standing(practice, await enter(practice, closed, 'participant', mira.id))).toEqual(
    disconnected('removedBefore'),
  );
  expect(await standing(practice, await enter(practice, closed, 'participant', jonas.id))).toEqual({
    kind: 'inMeeting',
  });
  practice.zoom.rooms.direct(withWaitingRoom, { removesAfterSeconds: 5 });
  const waiting = await enter(practice, withWaitingRoom, 'participant', mira.id);
  await wait(practice, 5);
  expect(await standing(practice, waiting), 'out of the waiting room').toEqual({ kind: 'left', reasonCode: 7 });
});

test('a shaky line drops and is gone; whoever comes again has a good one', async ({ practice }) => {
  const first = await enter(practice, shakyLine, 'participant', mira.id);
  await wait(practice, 20);
  expect(await standing(practice, first)).toEqual({ kind: 'reconnecting' });
  await wait(practice, 30);
  expect(await standing(practice, first)).toEqual(disconnected('connectionLost'));
  const again = await enter(practice, shakyLine, 'participant', mira.id);
  await wait(practice, 100, again);
  expect(await standing(practice, again)).toEqual({ kind: 'inMeeting' });
});

test('a line that comes back in time loses nobody', async ({ practice }) => {
  practice.zoom.rooms.direct(running, { line: { dropsAfterSeconds: 10, backAfterSeconds: 25 } });
  const guest = await enter(practice, running, 'participant', jonas.id);
  const seen: string[] = [];
  for (const seconds of [9, 1, 14, 1]) {
    await wait(practice, seconds);
    seen.push((await standing(practice, guest)).kind);
  }
  expect(seen).toEqual(['inMeeting', 'reconnecting', 'reconnecting', 'inMeeting']);
});

test('a meeting with registration takes the token of whoever has registered for it', async ({ practice }) => {
  expect(await knock(practice, registration, 'participant', { ztk: await practice.zakOf(mira.id) })).toEqual(
    wireRefusals.registerRequired,
  );
  const token = await practice.accessTokenOf(mira.id, ['meeting:write:registrant:admin']);
  const registered = await practice.send<{ join_url: string }>(
    'POST',
    `/v2/meetings/${registration}/registrants`,
    token,
    { first_name: 'Ines', email: 'ines@elsewhere.example' },
  );
  const tk = new URL(registered.body.join_url).searchParams.get('tk') ?? '';
  const guest = await enter(practice, registration, 'participant', undefined, 'Ines', { tk });
  expect(await standing(practice, guest)).toEqual({ kind: 'inMeeting' });
  expect(await knock(practice, running, 'participant', { tk }), 'for no other meeting').toEqual(
    wireRefusals.tokenExpired,
  );
  expect(await knock(practice, registration, 'participant', { tk: 'x' })).toEqual(wireRefusals.tokenExpired);
});

test('whoever approves registrations by hand has no link to give at once', async ({ practice }) => {
  const token = await practice.accessTokenOf(mira.id);
  const body = { settings: { approval_type: 1 } };
  const { id } = (await practice.send('POST', '/v2/users/me/meetings', token, body)).body;
  const path = `/v2/meetings/${id}/registrants`;
  const registered = await practice.send('POST', path, token, { first_name: 'Ines', email: 'ines@elsewhere.example' });
  expect(registered.status).toBe(201);
  expect(registered.body).not.toHaveProperty('join_url');
  const nobody = await practice.send('POST', path, token, { email: 'ines' });
  expect(nobody.body).toMatchObject({ code: 300, errors: [{ field: 'first_name' }, { field: 'email' }] });
  const open = await practice.send('POST', `/v2/meetings/${ours}/registrants`, token, {
    first_name: 'Ines',
    email: 'ines@elsewhere.example',
  });
  expect(open.body.code, 'a meeting without registration').toBe(3000);
});

test.describe('on somebody’s behalf', () => {
  test('one gets in while that user is in, and is out when they go', async ({ practice }) => {
    const obfToken = await obfOf(practice, mira.id, running);
    const early = await enter(practice, running, 'participant', undefined, 'Bot', { obfToken });
    expect(await standing(practice, early)).toEqual(disconnected('authorizerAbsent'));
    const user = await enter(practice, running, 'participant', mira.id);
    const bot = await enter(practice, running, 'participant', undefined, 'Bot', { obfToken });
    expect(await standing(practice, bot)).toEqual({ kind: 'inMeeting' });
    await post(practice, `${user}/leave`);
    expect(await standing(practice, bot)).toEqual(disconnected('authorizerLeft'));
  });

  test('the user may be one of those without a window of ours', async ({ practice }) => {
    practice.zoom.rooms.direct(running, { hostLeavesAfterSeconds: 40 });
    const obfToken = await obfOf(practice, jonas.id, running);
    const bot = await enter(practice, running, 'participant', undefined, 'Bot', { obfToken });
    await wait(practice, 39, bot);
    expect(await standing(practice, bot)).toEqual({ kind: 'inMeeting' });
    await wait(practice, 1);
    expect(await standing(practice, bot)).toEqual(disconnected('authorizerLeft'));
  });

  test('a token that is expired, for another meeting or beside a ZAK is refused, each in its own way', async ({
    practice,
  }) => {
    await enter(practice, running, 'participant', mira.id);
    const join = async (obfToken: string, more: Record<string, string> = {}) =>
      standing(practice, await enter(practice, running, 'participant', undefined, 'Bot', { obfToken, ...more }));
    expect(await join('x')).toEqual(disconnected('obfRefused'));
    expect(await join(await obfOf(practice, mira.id, ours))).toEqual(disconnected('obfForAnotherMeeting'));
    const good = await obfOf(practice, mira.id, running);
    expect(await join(good, { ztk: await practice.zakOf(mira.id) })).toEqual(disconnected('twoSignIns'));
    const short = await obfOf(practice, mira.id, running, '&ttl=60');
    await wait(practice, 60);
    expect(await join(short)).toEqual(disconnected('obfRefused'));
    expect(await join(good)).toEqual({ kind: 'inMeeting' });
  });

  test('nobody starts a meeting, and none is minted without a meeting', async ({ practice }) => {
    const obfToken = await obfOf(practice, mira.id, ours);
    expect(await knock(practice, ours, 'host', { obfToken })).toEqual(wireRefusals.startByTokenRefused);
    expect(await knock(practice, ours, 'participant', { obfToken })).toEqual(wireRefusals.notStarted);
    const token = await practice.accessTokenOf(mira.id);
    for (const query of ['type=onbehalf', 'type=onbehalf&meeting_id=x', `type=onbehalf&meeting_id=${ours}&ttl=0`])
      expect((await practice.get(`/v2/users/me/token?${query}`, token)).body.code, query).toBe(300);
  });
});

test('a meeting of another account takes a ZAK or an OBF token, and its host’s account tells us nothing', async ({
  practice,
}) => {
  const nobody = await enter(practice, outside, 'participant');
  expect(await standing(practice, nobody)).toEqual(disconnected('anonymousFromOutside'));
  const user = await enter(practice, outside, 'participant', mira.id);
  expect(await standing(practice, user)).toEqual({ kind: 'inMeeting' });
  const obfToken = await obfOf(practice, mira.id, outside);
  const bot = await enter(practice, outside, 'participant', undefined, 'Bot', { obfToken });
  expect(await standing(practice, bot)).toEqual({ kind: 'inMeeting' });
  expect(await knock(practice, outside, 'host', { ztk: await practice.zakOf(mira.id) })).toEqual(wireRefusals.notHost);
  const token = await practice.accessTokenOf(mira.id);
  expect((await practice.get(`/v2/meetings/${outside}`, token)).body.code).toBe(3001);
});

test.describe('a local recording token', () => {
  /** By an app of the whole account. */
  const recordingToken = async (practice: RunningPractice, meetingId: string, bypass = 'false') => {
    const path = `/v2/meetings/${meetingId}/jointoken/local_recording?bypass_waiting_room=${bypass}`;
    const token = await practice.accessTokenOf(mira.id, ['meeting:read:local_recording_token:admin']);
    return (await practice.get<{ token: string }>(path, token)).body.token;
  };

  test('lets one record, and past the waiting room if it says so', async ({ practice }) => {
    const guest = await enter(practice, withWaitingRoom, 'participant', mira.id);
    const give = async (token: string) => post(practice, `${guest}/recording`, { recordingToken: token });
    expect((await give(await recordingToken(practice, withWaitingRoom))).status).toBe(204);
    expect(await look(practice, guest)).toMatchObject({ standing: { kind: 'waitingRoom' }, mayRecord: true });
    await give(await recordingToken(practice, withWaitingRoom, 'true'));
    expect(await standing(practice, guest)).toEqual({ kind: 'inMeeting' });
  });

  test('is good for two minutes, for its meeting, and in no meeting of another account by itself', async ({
    practice,
  }) => {
    const give = async (meetingId: string, token: string) => {
      const guest = await enter(practice, meetingId, 'participant', jonas.id);
      await post(practice, `${guest}/recording`, { recordingToken: token });
      return standing(practice, guest);
    };
    expect(await give(running, 'x')).toEqual(disconnected('recordingRefused'));
    expect(await give(running, await recordingToken(practice, ours))).toEqual(disconnected('recordingRefused'));
    const late = await recordingToken(practice, running);
    practice.zoom.advanceClock(120 * second);
    expect(await give(running, late)).toEqual(disconnected('recordingRefused'));
    expect(await give(outside, late)).toEqual(disconnected('recordingFromOutside'));
    expect((await post(practice, 'x/recording', { recordingToken: late })).status).toBe(404);
  });
});
