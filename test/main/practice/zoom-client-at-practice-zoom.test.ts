import { people, practiceUsers } from '../../../src-main/practice/practice-people';
import { failureOf } from '../../../src-main/shared/app-error';
import type { CredentialOutcome } from '../../../src-main/shared/credential';
import { dialInNumbers, withoutPasscodes } from '../../../src-main/shared/invitation';
import { ZoomClient } from '../../../src-main/zoom/zoom-client';
import { toMeetingDetails } from '../../../src-main/zoom/zoom-schemas';
import { aMeetingPlan, idOf } from '../examples';
import { expect, type RunningPractice, startOfDay, test } from './running-practice';

/** Usher's own client as one of the practice users. */
async function clientOf(practice: RunningPractice, userId: string) {
  const token = await practice.accessTokenOf(userId);
  const outcomes: CredentialOutcome[] = [];
  const client = new ZoomClient({
    credentialId: idOf(1),
    environment: 'practice',
    apiOrigin: practice.origin,
    fetch,
    getAccessToken: async () => token,
    onOutcome: (outcome) => outcomes.push(outcome),
    now: () => startOfDay,
  });
  return { client, outcomes, user: await client.getMe() };
}

test('a meeting is made, read, changed and deleted, and the list has it in between', async ({ practice }) => {
  const { client, user } = await clientOf(practice, people.mira.id);
  const listed = async () => (await client.listMeetings(user)).meetings;
  const meetingId = await client.createMeeting(aMeetingPlan({ passcode: 'harbour9', agenda: 'Numbers' }));
  expect(await listed()).toContainEqual(
    expect.objectContaining({
      meetingId,
      topic: 'Rehearsal',
      startTime: '2026-11-25T09:00:00.000Z',
      durationMinutes: 45,
    }),
  );
  const body = await client.getMeeting(meetingId);
  expect(body.password).toBe('harbour9');
  const invitation = await client.getInvitation(meetingId);
  expect(dialInNumbers(invitation).length).toBeGreaterThan(0);
  const details = toMeetingDetails(body, { readBy: idOf(1), invitation, now: startOfDay });
  expect(details).toMatchObject({ agenda: 'Numbers', waitingRoom: true, recording: 'none', hasPasscode: true });
  expect(JSON.stringify(details)).not.toContain('harbour9');
  expect(withoutPasscodes(invitation, ['harbour9'])).not.toContain('harbour9');
  await client.updateMeeting(meetingId, aMeetingPlan({ topic: 'Dress rehearsal', waitingRoom: false }));
  expect(await listed()).toContainEqual(expect.objectContaining({ meetingId, topic: 'Dress rehearsal' }));
  await client.deleteMeeting(meetingId);
  expect((await listed()).map((meeting) => meeting.meetingId)).not.toContain(meetingId);
});

test('a participant code is one that a dial string can hold; it is not for accounts without the room connector, nor for what no room can join', async ({
  practice,
}) => {
  const { client } = await clientOf(practice, people.mira.id);
  const meetingId = await client.createMeeting(aMeetingPlan({}));
  expect(await client.getParticipantCode(meetingId)).toMatch(/^[a-z0-9]+$/);
  const code = (work: Promise<unknown>) => work.then(() => undefined, failureOf);
  const encrypted = await practice.send<{ id: number }>(
    'POST',
    '/v2/users/me/meetings',
    await practice.accessTokenOf(people.mira.id),
    { settings: { encryption_type: 'e2ee' } },
  );
  expect(await code(client.getParticipantCode(String(encrypted.body.id)))).toMatchObject({ code: 'not_permitted' });
  expect(await code(client.getParticipantCode('99'))).toMatchObject({ code: 'meeting_not_found' });
  const { client: basic } = await clientOf(practice, people.studioBot.id);
  const own = await basic.createMeeting(aMeetingPlan({}));
  expect(await code(basic.getParticipantCode(own))).toMatchObject({ code: 'room_connector_missing' });
});

test('what Zoom puts into its own address is what was sent, with the code in the sixth field', async ({ practice }) => {
  const token = await practice.accessTokenOf(people.mira.id);
  const ask = (body: object) =>
    practice.send<{ sip_dialing: string; participant_identifier_code: string; expire_in: number }>(
      'POST',
      '/v2/meetings/86011004201/sip_dialing',
      token,
      body,
    );
  const { body } = await ask({ passcode: 'as it was sent' });
  const { sip_dialing: address, participant_identifier_code: code } = body;
  expect(address).toBe(`86011004201.as it was sent....${code}@sip.practice.example`);
  expect(body.expire_in).toBe(7200);
  expect((await ask({ passcode: 7 })).status).toBe(400);
});

test('of a series one occurrence is changed and one deleted, and the others stay', async ({ practice }) => {
  const { client, user } = await clientOf(practice, people.mira.id);
  const plan = aMeetingPlan({ recurrence: { every: 'day', interval: 1, times: 4 } });
  const meetingId = await client.createMeeting(plan);
  const { occurrences = [], recurrence } = await client.getMeeting(meetingId);
  expect(recurrence).toMatchObject({ type: 1, end_times: 4 });
  expect(occurrences).toHaveLength(4);
  await client.deleteMeeting(meetingId, occurrences[1]?.occurrence_id ?? '');
  await client.updateMeeting(
    meetingId,
    aMeetingPlan({ start: '2026-11-27T12:30' }),
    occurrences[2]?.occurrence_id ?? '',
  );
  const rows = (await client.listMeetings(user)).meetings.filter((meeting) => meeting.meetingId === meetingId);
  expect(rows.map(({ startTime, type }) => [startTime, type])).toEqual([
    ['2026-11-25T09:00:00.000Z', 'recurring'],
    ['2026-11-27T11:30:00.000Z', 'recurring'],
    ['2026-11-28T09:00:00.000Z', 'recurring'],
  ]);
  await client.deleteMeeting(meetingId);
  expect(await client.getMeeting(meetingId).catch(failureOf)).toMatchObject({ code: 'meeting_not_found' });
});

test('who may be scheduled for can be, and nobody else', async ({ practice }) => {
  let granted = 0;
  for (const person of practiceUsers) {
    const { client } = await clientOf(practice, person.id);
    const schedulers = await client.listSchedulers();
    granted += schedulers.length;
    for (const { userId } of schedulers) {
      const meetingId = await client.createMeeting(aMeetingPlan({ topic: `For ${userId}` }), userId);
      expect((await (await clientOf(practice, userId)).client.getMeeting(meetingId)).host_id).toBe(userId);
    }
    const stranger = practiceUsers.find(
      ({ id }) => id !== person.id && !schedulers.some(({ userId }) => userId === id),
    );
    if (stranger)
      expect(await client.createMeeting(aMeetingPlan(), stranger.id).catch(failureOf)).toMatchObject({
        code: 'not_permitted',
      });
  }
  expect(granted).toBeGreaterThan(0);
});

test('what Zoom does not take is the entry’s fault, and a running meeting can be ended', async ({ practice }) => {
  const { client, outcomes, user } = await clientOf(practice, people.mira.id);
  const refused = await client.createMeeting({ ...aMeetingPlan(), durationMinutes: 5000 }).catch(failureOf);
  expect(refused).toMatchObject({ code: 'entry_refused', subject: 'duration' });
  expect(outcomes.at(-1)).toEqual({ ok: true });
  const own = (await client.listMeetings(user)).meetings.find(
    ({ isRunning, sources }) => isRunning && sources[0]?.isHost,
  );
  expect(own).toBeDefined();
  await client.endMeeting(own?.meetingId ?? '');
  const after = (await client.listMeetings(user)).meetings.filter(({ meetingId }) => meetingId === own?.meetingId);
  expect(after.every(({ isRunning }) => !isRunning)).toBe(true);
});
