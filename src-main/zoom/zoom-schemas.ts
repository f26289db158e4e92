import { z } from 'zod';
import type { CredentialId, ZoomEnvironment, ZoomUser } from '../shared/credential';
import { type Meeting, MeetingId, type MeetingType, meetingKey } from '../shared/meeting';

/** The parts of Zoom's answers that Usher reads, in Zoom's own names (OpenAPI: Users, Meetings). */

/** Zoom's error body. Match `code`, never `message`. */
const ZoomErrorBody = z.object({
  code: z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{1,6}$/)
        .transform(Number),
    ])
    .refine((code) => code !== 0),
  message: z.string().optional().catch(undefined),
});

/** The error that a body tells of. Hardly any does, and zod takes its time to say why one does not. */
export function zoomErrorIn(body: unknown): z.infer<typeof ZoomErrorBody> | undefined {
  return typeof body === 'object' && body && 'code' in body ? ZoomErrorBody.safeParse(body).data : undefined;
}

const meetingNumber = z.union([z.number().int().positive(), z.string().regex(/^\d+$/)]).transform(String);

export const ZoomUserBody = z.object({
  id: z.string().min(1),
  account_id: z.string().optional(),
  email: z.string().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  display_name: z.string().optional(),
  pic_url: z.string().optional(),
  pmi: meetingNumber.pipe(MeetingId).optional().catch(undefined),
  /** The plan; whatever else it may be is no reason to know nobody. */
  type: z.number().optional().catch(undefined),
});
export type ZoomUserBody = z.infer<typeof ZoomUserBody>;

const plans: Readonly<Record<number, ZoomUser['plan']>> = { 1: 'basic', 2: 'licensed', 4: 'none', 99: 'none' };

/** @param type as `ZoomUserBody` has it */
export function planOf(type: number | undefined): ZoomUser['plan'] {
  return plans[type ?? 0];
}

const ListedMeeting = z.object({
  id: meetingNumber,
  topic: z.string().optional(),
  type: z.number(),
  start_time: z.string().optional(),
  duration: z.number().optional(),
  timezone: z.string().optional(),
  host_id: z.string().optional(),
});
export const MeetingListBody = z.object({ next_page_token: z.string().optional(), meetings: z.array(ListedMeeting) });

const UpcomingMeeting = ListedMeeting.extend({ passcode: z.string().optional(), is_host: z.boolean().optional() });
export const UpcomingMeetingsBody = z.object({ meetings: z.array(UpcomingMeeting) });

/** Only the host is told the passcode. A recurring meeting with fixed times has them in `occurrences`. */
export const MeetingBody = z.object({
  host_id: z.string().optional(),
  start_time: z.string().optional(),
  occurrences: z.array(z.object({ start_time: z.string().optional() })).optional(),
  password: z.string().optional(),
});
export type MeetingBody = z.infer<typeof MeetingBody>;

/**
 * A ZAK looks like a JWT, and so do OBF and join tokens. `GET /users/{id}/token` with the wrong type answers 200 with a sentence instead
 * of a token, and that must not reach the SDK.
 */
export const TokenBody = z.object({
  token: z
    .string()
    .max(8192)
    .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/),
});

const typeOfNumber: Readonly<Record<number, MeetingType>> = {
  1: 'instant',
  2: 'scheduled',
  3: 'recurringNoFixedTime',
  4: 'personal',
  8: 'recurring',
  10: 'screenShare',
};

/** A meeting as Zoom lists it, seen by one credential. */
export function toMeeting(
  listed: z.infer<typeof UpcomingMeeting>,
  seen: { environment: ZoomEnvironment; credentialId: CredentialId; isHost: boolean; isRunning: boolean },
): Meeting {
  const start = listed.start_time ? new Date(listed.start_time) : undefined;
  const startTime = start && !Number.isNaN(start.getTime()) ? start.toISOString() : undefined;
  return {
    key: meetingKey(seen.environment, listed.id, startTime),
    meetingId: listed.id,
    environment: seen.environment,
    topic: listed.topic?.trim() || 'Untitled meeting',
    type: typeOfNumber[listed.type] ?? 'scheduled',
    ...(startTime ? { startTime } : {}),
    durationMinutes: listed.duration ?? 0,
    ...(listed.timezone ? { timezone: listed.timezone } : {}),
    isRunning: seen.isRunning,
    sources: [{ credentialId: seen.credentialId, isHost: seen.isHost }],
  };
}

/** The room that a user always has, as a row: it has no time, and Zoom's lists have it only while it runs. */
export function personalRoom(
  { pmi, displayName }: Pick<ZoomUser, 'pmi' | 'displayName'>,
  seen: { environment: ZoomEnvironment; credentialId: CredentialId },
): Meeting[] {
  if (pmi === undefined) return [];
  return [
    {
      key: meetingKey(seen.environment, pmi, undefined),
      meetingId: pmi,
      environment: seen.environment,
      topic: `Personal room of ${displayName}`,
      type: 'personal',
      durationMinutes: 0,
      isRunning: false,
      sources: [{ credentialId: seen.credentialId, isHost: true }],
    },
  ];
}
