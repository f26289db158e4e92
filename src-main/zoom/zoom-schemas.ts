import { z } from 'zod';
import type { CredentialId, ZoomEnvironment, ZoomUser } from '../shared/credential';
import { HostKey } from '../shared/host-key';
import { dialInNumbers, roomAddresses, withoutPasscodes } from '../shared/invitation';
import { type Meeting, MeetingId, type MeetingType, meetingKey } from '../shared/meeting';
import type { MeetingDetails } from '../shared/meeting-details';
import { type MeetingPart, type MeetingPlan, Recording, Recurrence } from '../shared/meeting-plan';

/** The parts of Zoom's answers that Usher reads, in Zoom's own names (OpenAPI: Users, Meetings, Accounts). */

/** Zoom's error body. Match `code`, never `message`; `errors` is there when something entered is wrong. */
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
  errors: z
    .array(z.object({ field: z.string() }))
    .optional()
    .catch(undefined),
});
export type ZoomErrorBody = z.infer<typeof ZoomErrorBody>;

/** The error that a body tells of. Hardly any does, and zod takes its time to say why one does not. */
export function zoomErrorIn(body: unknown): ZoomErrorBody | undefined {
  return typeof body === 'object' && body && 'code' in body ? ZoomErrorBody.safeParse(body).data : undefined;
}

/** What one field says is no reason to know nothing of the others. */
const told = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

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
  vanity_url: z.url().max(500).optional().catch(undefined),
  /** The plan; whatever else it may be is no reason to know nobody. */
  type: z.number().optional().catch(undefined),
});
export type ZoomUserBody = z.infer<typeof ZoomUserBody>;

export const UserListBody = z.object({
  next_page_token: z.string().optional(),
  total_records: told(z.int().nonnegative()),
  users: z.array(ZoomUserBody.extend({ id: z.string().optional() })),
});

/** Of the settings of an account those that say who may change a host key; the names of its fields are Zoom's. */
export const AccountSettingsBody = z.object({
  security: told(
    z.object({
      admin_change_user_info: told(z.boolean()),
      /** What only admins may change, whatever its name says (OpenAPI Accounts). */
      user_modifiable_info_by_admin: told(z.array(z.string())),
    }),
  ),
});

/** Nothing, where the account does not say. */
export function isHostKeyReserved({ security = {} }: z.infer<typeof AccountSettingsBody>): boolean | undefined {
  const { admin_change_user_info: isReserved, user_modifiable_info_by_admin: reserved } = security;
  return isReserved ? reserved?.includes('host_key') : isReserved;
}

/** A user of the account, as its directory lists them. */
export type DirectoryUser = { userId: string; email: string; name: string; pmi?: string };

/** Nothing for somebody who is only invited and has no ID yet. */
export function toDirectoryUser(user: z.infer<typeof UserListBody>['users'][number]): DirectoryUser[] {
  if (!user.id) return [];
  return [
    {
      userId: user.id,
      email: user.email ?? '',
      name: nameOf({ ...user, id: user.id }),
      ...(user.pmi ? { pmi: user.pmi } : {}),
    },
  ];
}

/** What a user is called; somebody without a name by whatever else there is. */
export function nameOf({ id, display_name, first_name, last_name, email }: ZoomUserBody): string {
  return display_name || [first_name, last_name].filter(Boolean).join(' ') || email || id;
}

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

const MeetingSettings = z.object({
  waiting_room: told(z.boolean()),
  join_before_host: told(z.boolean()),
  jbh_time: told(z.number()),
  mute_upon_entry: told(z.boolean()),
  meeting_authentication: told(z.boolean()),
  authentication_name: told(z.string()),
  /** 0 by itself, 1 by hand, 2 without registration. */
  approval_type: told(z.number()),
  auto_recording: told(Recording),
  encryption_type: told(z.string()),
  alternative_hosts: told(z.string()),
});

const RecurrenceBody = z.object({
  type: z.number(),
  repeat_interval: told(z.number()),
  weekly_days: told(z.string()),
  monthly_day: told(z.number()),
  monthly_week: told(z.number()),
  monthly_week_day: told(z.number()),
  end_times: told(z.number()),
});

/** Only the host is told the passcodes. A recurring meeting with fixed times has them in `occurrences`. */
export const MeetingBody = z.object({
  host_id: z.string().optional(),
  host_email: told(z.string()),
  topic: told(z.string()),
  agenda: told(z.string()),
  join_url: told(z.string()),
  start_time: z.string().optional(),
  occurrences: z
    .array(z.object({ occurrence_id: told(z.string()), start_time: z.string().optional(), status: told(z.string()) }))
    .optional(),
  recurrence: told(RecurrenceBody),
  password: z.string().optional(),
  h323_password: told(z.string()),
  pstn_password: told(z.string()),
  encrypted_password: told(z.string()),
  /** For this meeting only, where the account has that; the key of its user does not work in it then. */
  dynamic_host_key: told(HostKey),
  settings: told(MeetingSettings),
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

/** Its lines end as Zoom writes them, with CR and LF. */
export const InvitationBody = z.object({ invitation: z.string() });

/** The code stands in what a room system dials: it may hold nothing that ends a field there. */
export const SipDialingBody = z.object({
  participant_identifier_code: z
    .string()
    .regex(/^[a-z0-9]{1,64}$/i)
    .optional(),
  paid_crc_plan_participant: told(z.boolean()),
});

/** Users in whose name the asking one may schedule. */
export const SchedulersBody = z.object({
  schedulers: z.array(z.object({ id: z.string().min(1), email: z.string().optional().catch(undefined) })),
});

export const CreatedMeetingBody = z.object({ id: meetingNumber.pipe(MeetingId) });

/** Success has nothing to say. */
export const NothingBody = z.unknown().transform(() => undefined);

/** What the answer tells people, without its passcodes. @param invitation as Zoom gives it, if it could be asked */
export function toMeetingDetails(
  body: MeetingBody,
  { readBy, invitation, now }: { readBy: CredentialId; invitation: string | undefined; now: Date },
): MeetingDetails {
  const { topic, agenda, host_email: hostEmail, settings = {}, occurrences = [] } = body;
  const passcodes = [body.password, body.h323_password, body.pstn_password, body.encrypted_password];
  const recurrence = body.recurrence && toRecurrence(body.recurrence, occurrences.length);
  const ahead = occurrences.filter(
    ({ start_time, status }) => status !== 'deleted' && Date.parse(start_time ?? '') >= now.getTime(),
  );
  return present({
    readBy,
    topic,
    agenda,
    hostId: body.host_id,
    hostEmail,
    hasOwnHostKey: body.dynamic_host_key !== undefined,
    alternativeHosts: (settings.alternative_hosts ?? '').split(/[;,]/).filter((email) => email.trim() !== ''),
    hasPasscode: (body.password ?? '') !== '',
    hasDigits: (body.h323_password ?? '') !== '',
    isPasscodeInDigits: /^\d+$/.test(body.password ?? '') || undefined,
    waitingRoom: settings.waiting_room,
    joinBeforeHost: settings.join_before_host,
    joinBeforeHostMinutes: settings.jbh_time,
    muteUponEntry: settings.mute_upon_entry,
    signedInOnly: settings.meeting_authentication,
    signInName: settings.authentication_name,
    registration: registrations[settings.approval_type ?? -1],
    recording: settings.auto_recording,
    isEndToEndEncrypted: settings.encryption_type === undefined ? undefined : settings.encryption_type === 'e2ee',
    recurrence,
    occurrencesAhead: ahead.length,
    nextOccurrence: ahead[0]?.start_time,
    invitation:
      invitation === undefined
        ? undefined
        : withoutPasscodes(
            invitation,
            passcodes.flatMap((code) => code ?? []),
          ),
    dialIn: dialInNumbers(invitation ?? ''),
    roomAddresses: roomAddresses(invitation ?? ''),
  });
}

/** Zoom's `approval_type`: 0, 1 and 2. */
const registrations = ['automatic', 'manual', 'none'] as const;

/** Without the fields of which nothing is known. */
function present<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

const recurrenceTypes = { day: 1, week: 2, month: 3 } as const;

/**
 * How a meeting comes again, unless it is a way that Usher has no words for.
 * @param occurrences how many Zoom lists, which counts where it comes until a date and not so many times
 */
export function toRecurrence(body: z.infer<typeof RecurrenceBody>, occurrences = 0): Recurrence | undefined {
  const every = ([undefined, 'day', 'week', 'month'] as const)[body.type];
  return Recurrence.safeParse({
    every,
    interval: body.repeat_interval ?? 1,
    ...(body.weekly_days ? { weekdays: body.weekly_days.split(',').map(Number) } : {}),
    ...(body.monthly_week
      ? { nthWeekday: { week: body.monthly_week, weekday: body.monthly_week_day } }
      : body.monthly_day
        ? { monthday: body.monthly_day }
        : {}),
    times: body.end_times || Math.min(occurrences, 60),
  }).data;
}

/**
 * What Zoom is sent to make a meeting as it is planned, or to change one into it.
 * @param part of one occurrence, Zoom changes neither topic nor passcode
 */
export function meetingRequest(plan: MeetingPlan, part: MeetingPart = 'all') {
  const { recurrence } = plan;
  return {
    ...(part === 'occurrence'
      ? {}
      : {
          topic: plan.topic,
          ...(plan.passcode === undefined ? {} : { password: plan.passcode }),
          ...(recurrence ? { recurrence: recurrenceRequest(recurrence) } : {}),
        }),
    agenda: plan.agenda,
    // Without a Z it is the wall clock of the zone.
    ...(plan.start === undefined
      ? {}
      : { start_time: `${plan.start}:00`, timezone: plan.timezone, duration: plan.durationMinutes }),
    settings: {
      waiting_room: plan.waitingRoom,
      join_before_host: plan.joinBeforeHost,
      meeting_authentication: plan.signedInOnly,
      mute_upon_entry: plan.muteUponEntry,
      auto_recording: plan.recording,
    },
  };
}

function recurrenceRequest({ every, interval, weekdays, monthday, nthWeekday, times }: Recurrence) {
  return {
    type: recurrenceTypes[every],
    repeat_interval: interval,
    ...(every === 'week' ? { weekly_days: [...(weekdays ?? [])].sort().join(',') } : {}),
    ...(every === 'month' && monthday !== undefined ? { monthly_day: monthday } : {}),
    ...(every === 'month' && nthWeekday ? { monthly_week: nthWeekday.week, monthly_week_day: nthWeekday.weekday } : {}),
    end_times: times,
  };
}

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
