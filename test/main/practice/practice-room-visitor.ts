import { practiceMeetings } from '../../../src-main/practice/practice-meetings';
import type { WireVerdict } from '../../../src-main/practice/practice-verdict';
import { PracticeRoom } from '../../../src-main/shared/meeting-page';
import { sdkSignature } from '../../../src-main/zoom/sdk-signature';
import { expect, type RunningPractice, startOfDay } from './running-practice';

/** Asks to be let into a meeting as the SDK does, knowing its passcode. */
export async function knock(
  practice: RunningPractice,
  meetingId: string,
  role: 'host' | 'participant',
  fields: Record<string, string> = {},
): Promise<WireVerdict> {
  const app = await practice.confidentialApp();
  const signature = await sdkSignature({ ...app, meetingId, role, now: startOfDay });
  const passWord = practiceMeetings(0).find((meeting) => meeting.meetingId === meetingId)?.passcode ?? '';
  const body = new URLSearchParams({
    meetingNumber: meetingId,
    userName: 'Usher user',
    passWord,
    signature,
    ...fields,
  });
  return (await practice.ask<WireVerdict>('/api/v1/wc/info', { method: 'POST', body })).body;
}

/** Gets into a meeting, at least past Zoom's verdict. @returns the participant ID */
export async function enter(
  practice: RunningPractice,
  meetingId: string,
  role: 'host' | 'participant',
  userId?: string,
  userName = 'Usher user',
  fields: Record<string, string> = {},
): Promise<string> {
  const zak = userId ? { ztk: await practice.zakOf(userId) } : {};
  const verdict = await knock(practice, meetingId, role, { userName, ...zak, ...fields });
  expect(verdict.errorMessage).toBe('');
  return (verdict.result as { practiceRoom: { participantId: string } }).practiceRoom.participantId;
}

export async function look(practice: RunningPractice, participantId: string): Promise<PracticeRoom> {
  const reply = await practice.ask(`/practice/rooms/${participantId}`);
  expect(reply.status).toBe(200);
  return PracticeRoom.strict().parse(reply.body);
}

export function post(practice: RunningPractice, path: string, body?: object) {
  return practice.ask(`/practice/rooms/${path}`, {
    method: 'POST',
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
}
