import { people } from '../../../src-main/practice/practice-people';
import type { PracticeRoom } from '../../../src-main/shared/meeting-page';
import { enter, look, post } from './practice-room-visitor';
import { expect, type RunningPractice, startOfDay, test } from './running-practice';

const { mira, jonas, priya } = people;

async function statusOf(practice: RunningPractice, meetingId: string): Promise<unknown> {
  return (await practice.get(`/v2/meetings/${meetingId}`, await practice.accessTokenOf(mira.id))).body.status;
}

const names = (room: PracticeRoom) =>
  room.participants.map(({ displayName, role, isSelf }) => [displayName, role, isSelf]);

test('a running meeting has people in it, and its acting host steps back for the host', async ({ practice }) => {
  const participant = await enter(practice, '86011004201', 'participant', undefined, 'Guest');
  expect(names(await look(practice, participant))).toEqual([
    ['Guest', 'participant', true],
    ['Jonas Lindqvist', 'host', false],
    ['Hana Sato', 'participant', false],
  ]);
  const host = await enter(practice, '86011004201', 'host', mira.id, 'Mira');
  const room = await look(practice, host);
  expect(names(room)).toEqual([
    ['Guest', 'participant', false],
    ['Mira', 'host', true],
    ['Jonas Lindqvist', 'participant', false],
    ['Hana Sato', 'participant', false],
  ]);
  expect(room).toMatchObject({ meetingId: '86011004201', topic: 'Control room: morning check', ended: false });
  expect(Date.parse(room.startedAt)).toBeLessThan(startOfDay.getTime());
  expect(
    room.participants.every(
      (person) => person.avatar?.startsWith('data:image/svg+xml;base64,') || person.displayName === 'Guest',
    ),
  ).toBe(true);
  expect(JSON.stringify(room), 'the ID of another is a key to their seat').not.toContain(participant);
});

test('somebody of ours takes the place of their stand-in', async ({ practice }) => {
  const host = await enter(practice, '86033004401', 'host', priya.id, 'Priya R.');
  expect(names(await look(practice, host))).toEqual([
    ['Priya R.', 'host', true],
    ['Tomás Rey', 'participant', false],
  ]);
});

test('a meeting runs from its start to its end for all', async ({ practice }) => {
  expect(await statusOf(practice, '86011004202')).toBe('waiting');
  const host = await enter(practice, '86011004202', 'host', mira.id);
  expect(await statusOf(practice, '86011004202')).toBe('started');
  const token = await practice.accessTokenOf(mira.id);
  const live = await practice.get<{ meetings: { id: number }[] }>('/v2/users/me/meetings?type=live', token);
  expect(live.body.meetings.map((meeting) => meeting.id)).toContain(86011004202);
  const guest = await enter(practice, '86011004202', 'participant', jonas.id);

  const refused = await post(practice, `${guest}/end`);
  expect([refused.status, refused.body]).toEqual([403, { code: 3003, message: 'You are not the meeting host.' }]);
  expect((await post(practice, `${host}/end`)).status).toBe(204);
  expect(await look(practice, guest)).toMatchObject({ ended: true, participants: [] });
  expect(await statusOf(practice, '86011004202')).toBe('waiting');
  expect((await post(practice, `${guest}/leave`)).status).toBe(204);
  expect((await practice.ask(`/practice/rooms/${guest}`)).status).toBe(404);
});

test('a meeting that ran by itself stays ended, until its host starts it again', async ({ practice }) => {
  await post(practice, `${await enter(practice, '86011004201', 'host', mira.id)}/end`);
  expect(await statusOf(practice, '86011004201')).toBe('waiting');
  await enter(practice, '86011004201', 'host', mira.id);
  expect(await statusOf(practice, '86011004201')).toBe('started');
});

test('with the last of us a meeting that we started is over, one that ran without us is not', async ({ practice }) => {
  const [ours, theirs] = [
    await enter(practice, '86011004202', 'host', mira.id),
    await enter(practice, '86011004201', 'host', mira.id),
  ];
  const guest = await enter(practice, '86011004202', 'participant', jonas.id);
  await post(practice, `${ours}/leave`);
  expect(await statusOf(practice, '86011004202')).toBe('started');
  await post(practice, `${guest}/leave`);
  await post(practice, `${theirs}/leave`);
  expect(await statusOf(practice, '86011004202')).toBe('waiting');
  expect(await statusOf(practice, '86011004201')).toBe('started');
});

test('a user who comes again gives up the earlier seat', async ({ practice }) => {
  const first = await enter(practice, '86011004202', 'host', mira.id);
  const second = await enter(practice, '86011004202', 'host', mira.id);
  expect((await practice.ask(`/practice/rooms/${first}`)).status).toBe(404);
  expect((await look(practice, second)).participants.filter((person) => person.role === 'host').length).toBe(1);
});

test('a seat that nobody asks for is lost after two minutes', async ({ practice }) => {
  const host = await enter(practice, '86011004202', 'host', mira.id);
  practice.zoom.advanceClock(110_000);
  await look(practice, host);
  practice.zoom.advanceClock(110_000);
  expect(await statusOf(practice, '86011004202')).toBe('started');
  practice.zoom.advanceClock(11_000);
  expect(await statusOf(practice, '86011004202')).toBe('waiting');
  expect((await practice.ask(`/practice/rooms/${host}`)).status).toBe(404);
});

test('nobody gets in by a made-up participant ID', async ({ practice }) => {
  for (const [path, method] of [
    ['x', 'GET'],
    ['company-1', 'GET'],
    ['x/leave', 'POST'],
    ['x/end', 'POST'],
  ] as const) {
    const reply = await practice.ask(`/practice/rooms/${path}`, { method });
    expect([reply.status, reply.body.code], path).toEqual([404, 404]);
  }
});
