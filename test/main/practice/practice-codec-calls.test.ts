import { PracticeConnector } from '../../../src-main/practice/practice-connector';
import { people } from '../../../src-main/practice/practice-people';
import { CodecClient, digitsOf, expect, labelOf, sipOf, test } from './practice-codec-client';
import { enter, knock, look, post } from './practice-room-visitor';
import { RunningPractice, startOfDay, TextStore } from './running-practice';

const { mira, jonas, elin } = people;
const running = '86011004201';
const notStarted = '86011004202';
const jonasRoom = jonas.pmi;
const key = '482915';

async function setHostKey(practice: RunningPractice, userId: string, hostKey = key): Promise<void> {
  const token = await practice.accessTokenOf(userId);
  expect((await practice.send('PATCH', '/v2/users/me', token, { host_key: hostKey })).status).toBe(204);
}

/** Who sits in the room, as somebody in it sees it. */
async function rolesIn(practice: RunningPractice, participantId: string): Promise<Record<string, string>> {
  const { participants } = await look(practice, participantId);
  return Object.fromEntries(participants.map(({ displayName, role }) => [displayName, role]));
}

const isUp = async (codec: CodecClient) =>
  JSON.stringify(await codec.result('xGet', { Path: ['Status', 'Call'] })).includes('"Connected"');

test('a call goes from dialling to its end, and says how many there are', async ({ codec }) => {
  await codec.ask('xFeedback/Subscribe', { Query: ['Status', 'SystemUnit', 'State'] });
  const number = sipOf(running, '.11.482915');
  const id = await codec.dialAndConnect(`sip:${number}`);
  expect(await codec.result('xGet', { Path: ['Status', 'Call', id] })).toEqual({
    id,
    Status: 'Connected',
    Direction: 'Outgoing',
    Protocol: 'SIP',
    CallType: 'Video',
    RemoteNumber: number,
    CallbackNumber: `sip:${number}`,
    DisplayName: 'Control room: morning check',
    AnswerState: 'Answered',
    Duration: 0,
  });
  expect(await codec.result('xCommand/Call/Disconnect', { CallId: id })).toEqual({ status: 'OK' });
  await expect
    .poll(() => codec.callStatuses)
    .toEqual(['Dialling', 'Connecting', 'Connected', 'Disconnecting', 'ghost True']);
  await expect
    .poll(() => codec.disconnects)
    .toMatchObject([{ CallId: id, CauseType: 'LocalDisconnect', CauseValue: 1, CauseString: '' }]);
  const counts = codec.feedback.flatMap(({ Status }) => {
    const { SystemUnit } = (Status ?? {}) as { SystemUnit?: { State: { NumberOfActiveCalls: number } } };
    return SystemUnit ? [SystemUnit.State.NumberOfActiveCalls] : [];
  });
  expect(counts).toEqual([1, 0]);
});

test('the answer to Dial comes before what is told of the call', async ({ codec }) => {
  const id = await codec.dial(sipOf(running));
  await expect.poll(() => codec.callStatuses.length).toBeGreaterThan(0);
  const [answered, told] = [
    codec.messages.findIndex(({ result }) => (result as { CallId?: number } | undefined)?.CallId === id),
    codec.messages.findIndex(({ method }) => method === 'xFeedback/Event'),
  ];
  expect(answered).toBeLessThan(told);
});

test('whoever dials with the host key starts the meeting as its host, and others can come in', async ({
  practice,
  codec,
}) => {
  await setHostKey(practice, mira.id);
  expect((await knock(practice, notStarted, 'participant')).errorCode).toBe(3008);
  await codec.dialAndConnect(sipOf(notStarted, `..${key}`));
  const guest = await enter(practice, notStarted, 'participant', undefined, 'Guest');
  expect(await rolesIn(practice, guest)).toMatchObject({ Boardroom: 'host', Guest: 'participant' });
});

test('over H.323 it is the same', async ({ practice, codec }) => {
  await setHostKey(practice, mira.id);
  await codec.dial(`192.0.2.1##${notStarted}#${digitsOf(notStarted)}##${key}`, 'H323');
  await expect.poll(() => codec.callStatuses.at(-1)).toBe('Connected');
  const guest = await enter(practice, notStarted, 'participant', undefined, 'Guest');
  expect(await rolesIn(practice, guest)).toMatchObject({ Boardroom: 'host' });
  expect(await codec.result('xQuery', { Query: ['Status', 'Call', '*', 'Protocol'] })).toEqual({
    Status: { Call: [{ id: 1, Protocol: 'H323' }] },
  });
});

test('a wrong key, and any key while a host is there, make nobody the host and keep nobody out', async ({
  practice,
  codec,
}) => {
  await setHostKey(practice, jonas.id);
  const host = await enter(practice, jonasRoom, 'host', jonas.id, 'Jonas');
  const guest = await enter(practice, jonasRoom, 'participant', undefined, 'Guest');
  const dialAndSee = async (hostKey: string) => {
    await codec.dialAndConnect(sipOf(jonasRoom, `..${hostKey}`));
    const seen = await rolesIn(practice, guest);
    await codec.ask('xCommand/Call/Disconnect');
    await expect.poll(() => codec.result('xGet', { Path: ['Status', 'Call'] })).toEqual({});
    return seen;
  };
  expect(await dialAndSee(key)).toEqual({ Boardroom: 'participant', Jonas: 'host', Guest: 'participant' });
  await post(practice, `${host}/leave`);
  expect(await dialAndSee('915482')).toEqual({ Boardroom: 'participant', Guest: 'participant' });
  expect(await dialAndSee(key)).toEqual({ Boardroom: 'host', Guest: 'participant' });
});

test('the key of another user is a wrong one', async ({ practice, codec }) => {
  await setHostKey(practice, jonas.id);
  await codec.dialAndConnect(sipOf(notStarted, `..${key}`));
  expect((await knock(practice, notStarted, 'participant')).errorCode, 'nobody has started it').toBe(3008);
});

test('without the passcode one is connected and has no seat until it is typed', async ({ practice, codec }) => {
  const guest = await enter(practice, running, 'participant', undefined, 'Guest');
  const digits = digitsOf(running);
  for (const [number, typed] of [
    [`${running}@zoomcrc.com`, [`${digits}#`]],
    [`${running}.${digits.slice(1)}9@zoomcrc.com`, ['1#', '2#', digits, '#']],
  ] as const) {
    const CallId = await codec.dialAndConnect(number);
    for (const DTMFString of typed) {
      expect(await rolesIn(practice, guest)).not.toHaveProperty('Boardroom');
      expect((await codec.ask('xCommand/Call/DTMFSend', { CallId, DTMFString })).result).toEqual({ status: 'OK' });
    }
    expect(await rolesIn(practice, guest)).toHaveProperty('Boardroom', 'participant');
    await codec.ask('xCommand/Call/Disconnect', { CallId });
    await expect.poll(() => codec.callStatuses.at(-1)).toBe('ghost True');
  }
});

test('three wrong passcodes end the call', async ({ codec }) => {
  const CallId = await codec.dialAndConnect(`${running}@zoomcrc.com`);
  for (const DTMFString of ['1#2#', '3#']) await codec.ask('xCommand/Call/DTMFSend', { CallId, DTMFString });
  await expect.poll(() => codec.disconnects).toMatchObject([{ CallId, CauseType: 'RemoteDisconnect' }]);
  expect((await codec.ask('xCommand/Call/DTMFSend', { CallId, DTMFString: '1#' })).error).toMatchObject({ code: 1 });
});

test('the seat is kept while the call is up, and given up with it', async ({ practice, codec }) => {
  const guest = await enter(practice, running, 'participant', undefined, 'Guest');
  await codec.dialAndConnect(sipOf(running));
  for (let minutes = 0; minutes < 6; minutes += 1) {
    practice.zoom.advanceClock(110_000);
    expect(await isUp(codec)).toBe(true);
    expect(await rolesIn(practice, guest)).toHaveProperty('Boardroom');
  }
  await codec.ask('xCommand/Call/Disconnect');
  await expect.poll(() => rolesIn(practice, guest)).not.toHaveProperty('Boardroom');
});

test('by itself, with nobody who asks, a call keeps its seat and hears of its end', async ({ practice, codec }) => {
  await setHostKey(practice, mira.id);
  const host = await enter(practice, notStarted, 'host', mira.id, 'Mira');
  await codec.dialAndConnect(sipOf(notStarted));
  expect((await post(practice, `${host}/end`)).status).toBe(204);
  await expect.poll(() => codec.callStatuses.at(-1)).toBe('ghost True');
  await expect.poll(() => codec.disconnects).toMatchObject([{ CauseType: 'RemoteDisconnect', CauseValue: 1 }]);
});

test('whoever is sent out is disconnected and cannot come back', async ({ practice, codec }) => {
  const closed = '86055004609';
  await codec.dialAndConnect(sipOf(closed));
  practice.zoom.advanceClock(31_000);
  await expect.poll(() => codec.disconnects).toMatchObject([{ CauseType: 'RemoteDisconnect' }]);
  await codec.dial(sipOf(closed));
  await expect.poll(() => codec.disconnects.at(-1)).toMatchObject({ CauseType: 'RemoteReject' });
});

test.describe('a call that leads nowhere says why', () => {
  const refused: [string, string, string, string][] = [
    ['a number of no meeting', '99999999999.1@zoomcrc.com', 'SIP', 'Not Found'],
    ['something that is no meeting', 'boardroom-2@example.com', 'SIP', 'Not Found'],
    ['SIP over H.323', sipOf(running), 'H323', 'Not Found'],
    ['a locked meeting', sipOf('86055004601'), 'SIP', 'Decline'],
    ['a full one', sipOf('86055004602'), 'SIP', 'Decline'],
    ['one for signed-in users', sipOf('86011004204'), 'SIP', 'Decline'],
    ['one that takes registration', sipOf('86055004606'), 'SIP', 'Decline'],
  ];
  for (const [what, number, protocol, cause] of refused) {
    test(what, async ({ codec }) => {
      const CallId = await codec.dial(number, protocol);
      await expect
        .poll(() => codec.disconnects)
        .toMatchObject([{ CallId, CauseType: 'RemoteReject', CauseString: cause, RequestedURI: number }]);
      expect(codec.callStatuses).toEqual(['Dialling', 'Connecting', 'Disconnecting', 'ghost True']);
    });
  }
});

test('before the meeting has started one waits for its host', async ({ practice, codec }) => {
  await codec.dialAndConnect(sipOf(notStarted));
  expect((await knock(practice, notStarted, 'participant')).errorCode).toBe(3008);
  const host = await enter(practice, notStarted, 'host', mira.id, 'Mira');
  await expect.poll(() => rolesIn(practice, host)).toMatchObject({ Mira: 'host', Boardroom: 'participant' });
});

test('a host who is late finds the room system there', async ({ practice, codec }) => {
  const late = '86055004604';
  await codec.dialAndConnect(sipOf(late));
  expect(await isUp(codec)).toBe(true);
  practice.zoom.advanceClock(56_000);
  expect(await isUp(codec)).toBe(true);
  const guest = await enter(practice, late, 'participant', undefined, 'Guest');
  expect(await rolesIn(practice, guest)).toMatchObject({
    [`${elin.firstName} Strand`]: 'host',
    Boardroom: 'participant',
  });
});

test('a waiting room holds room systems too, until the host lets them in', async ({ practice, codec }) => {
  const waitingRoom = '86055004603';
  await codec.dialAndConnect(sipOf(waitingRoom));
  const guest = await enter(practice, waitingRoom, 'participant', undefined, 'Guest');
  practice.zoom.rooms.direct(waitingRoom, { admitsAfterSeconds: 20 });
  practice.zoom.advanceClock(21_000);
  expect(await isUp(codec)).toBe(true);
  expect(await rolesIn(practice, guest)).toHaveProperty('Boardroom', 'participant');
});

test('whoever hangs up on the way in leaves no seat behind', async ({ practice, codec }) => {
  const guest = await enter(practice, running, 'participant', undefined, 'Guest');
  for (let times = 0; times < 5; times += 1) {
    const CallId = await codec.dial(sipOf(running));
    codec.post('xGet', { Path: ['Status', 'Call'] });
    await codec.ask('xCommand/Call/Disconnect', { CallId });
    await expect.poll(() => codec.disconnects.some((over) => over.CallId === CallId)).toBe(true);
    expect(await rolesIn(practice, guest)).not.toHaveProperty('Boardroom');
  }
});

test('whoever looks twice at once comes in once, and whoever hangs up meanwhile is not in', async ({ practice }) => {
  const connector = new PracticeConnector(practice.zoom.rooms, () => startOfDay);
  const calls = [await connector.answer(sipOf(notStarted), 'Twice'), await connector.answer(sipOf(notStarted), 'Gone')];
  const [twice, gone] = calls.map((call) => {
    if (typeof call === 'string') throw new Error(call);
    return call;
  });
  const host = await enter(practice, notStarted, 'host', mira.id, 'Mira');
  await Promise.all([twice?.look(), twice?.look(), twice?.look(), gone?.look(), gone?.hangUp(), gone?.look()]);
  const names = (await look(practice, host)).participants.map(({ displayName }) => displayName);
  expect(names.filter((name) => name === 'Twice' || name === 'Gone')).toEqual(['Twice']);
});

test('there is one call at a time, also when somebody in the room has placed it', async ({ practice, codec }) => {
  practice.zoom.codec.calls.dial(sipOf(running), 'SIP');
  expect((await codec.ask('xCommand/Dial', { Number: sipOf(notStarted) })).error).toMatchObject({
    code: 1,
    data: { Cause: 17 },
  });
  await expect.poll(() => isUp(codec)).toBe(true);
});

test('a call that Practice Zoom fails on the way is over, and the codec lives on', async () => {
  const store = new TextStore();
  const practice = await RunningPractice.start({ store });
  const codec = await CodecClient.connect(await labelOf(practice));
  const { save } = store;
  store.save = () => Promise.reject(new Error('disk full'));
  const CallId = await codec.dial(sipOf(running));
  await expect.poll(() => codec.disconnects).toMatchObject([{ CallId, CauseType: 'NetworkDisconnect' }]);
  store.save = save;
  await codec.ask('xCommand/Dial', { Number: sipOf(running) });
  await expect.poll(() => isUp(codec)).toBe(true);
  await practice.stop();
});
