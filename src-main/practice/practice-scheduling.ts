import { createHash } from 'node:crypto';
import { z } from 'zod';
import { defaultSettings, occurrencesAt } from './practice-meetings';
import { findUser, maySchedule, type PracticeUser } from './practice-people';
import { isTimezone, maxOccurrences, recurrenceStarts, timeOfWallClock } from './practice-recurrence';
import type { MeetingSettings, Occurrence, Recurrence, ScheduledMeeting } from './practice-state';
import { randomText } from './practice-tokens';
import { invalidField, zoomError } from './zoom-error';

/** What a refused request is answered with; anything else is what was asked for. */
type Refused = { refusal: Response };

/** In UTC with a Z, or on the wall clock of `timezone` without one. */
const StartTime = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z?$/);

const SettingsFields = z
  .object({
    host_video: z.boolean(),
    participant_video: z.boolean(),
    mute_upon_entry: z.boolean(),
    join_before_host: z.boolean(),
    jbh_time: z.literal([0, 5, 10, 15]),
    waiting_room: z.boolean(),
    meeting_authentication: z.boolean(),
    approval_type: z.literal([0, 1, 2]),
    registration_type: z.literal([1, 2, 3]),
    audio: z.enum(['both', 'telephony', 'voip', 'thirdParty']),
    auto_recording: z.enum(['local', 'cloud', 'none']),
    encryption_type: z.enum(['enhanced_encryption', 'e2ee']),
    alternative_hosts: z.string(),
    meeting_invitees: z.array(z.object({ email: z.email() })),
    // Zoom gives such a meeting the host's personal number. Practice Zoom has one meeting for each number, so it refuses.
    use_pmi: z.literal(false),
  })
  .partial();

const weekday = z.number().int().min(1).max(7);
const longestInterval = { 1: 99, 2: 50, 3: 10 } as const;
const RecurrenceFields = z
  .object({
    type: z.literal([1, 2, 3]),
    repeat_interval: z.number().int().min(1).default(1),
    weekly_days: z
      .string()
      .regex(/^[1-7](,[1-7])*$/)
      .transform((days) => days.split(',').map(Number))
      .optional(),
    monthly_day: z.number().int().min(1).max(31).optional(),
    monthly_week: z.literal([-1, 1, 2, 3, 4]).optional(),
    monthly_week_day: weekday.optional(),
    end_times: z.number().int().min(0).max(maxOccurrences).optional(),
    end_date_time: z.iso.datetime().optional(),
  })
  .superRefine((fields, context) => {
    const wrong = (name: string) => context.addIssue({ code: 'custom', path: [name] });
    if (fields.repeat_interval > longestInterval[fields.type]) wrong('repeat_interval');
    if (fields.type === 2 && !fields.weekly_days) wrong('weekly_days');
    if ((fields.monthly_week === undefined) !== (fields.monthly_week_day === undefined)) wrong('monthly_week_day');
    if (fields.end_times !== undefined && fields.end_date_time !== undefined) wrong('end_times');
  })
  .transform((fields): Recurrence => {
    const { type, weekly_days, monthly_week, monthly_week_day } = fields;
    return {
      type,
      repeatInterval: fields.repeat_interval,
      ...(type === 2 && weekly_days ? { weeklyDays: weekly_days } : {}),
      ...(type === 3 && monthly_week !== undefined
        ? { monthlyWeek: monthly_week, monthlyWeekDay: monthly_week_day ?? 1 }
        : {}),
      ...(type === 3 && monthly_week === undefined ? { monthlyDay: fields.monthly_day ?? 1 } : {}),
      ...(fields.end_date_time === undefined
        ? { endTimes: fields.end_times ?? 1 }
        : { endsAt: Date.parse(fields.end_date_time) }),
    };
  });

/** What both a new meeting and a changed one may bring; what Zoom documents besides is taken and comes to nothing. */
const MeetingFields = z
  .object({
    topic: z.string().max(200),
    type: z.literal([1, 2, 3, 8]),
    agenda: z.string().max(2000),
    start_time: StartTime,
    timezone: z.string().refine(isTimezone),
    duration: z.number().int().min(1).max(1440),
    password: z.string().regex(/^[\x21-\x7e]{0,10}$/),
    default_password: z.boolean(),
    schedule_for: z.string(),
    recurrence: RecurrenceFields,
    settings: SettingsFields,
  })
  .partial();
type MeetingFields = z.infer<typeof MeetingFields>;

/** Every field that is understood, as `settings.jbh_time`; for the test that compares them with Zoom's documents. */
export const understoodFields: readonly string[] = [
  ...Object.keys(MeetingFields.shape),
  ...Object.keys(SettingsFields.shape).map((name) => `settings.${name}`),
];

function readFields(body: unknown): MeetingFields | Refused {
  const parsed = MeetingFields.safeParse(body);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path }) => path.join('.'));
  return { refusal: invalidField(...fields) };
}

function refused(code: number, message: string): Refused {
  return { refusal: zoomError(400, code, message) };
}

/** Whose meeting it becomes: the user's own, or that of somebody who lets the user schedule for them. */
function hostFor(user: PracticeUser, fields: MeetingFields, type: number): PracticeUser | Refused {
  const { schedule_for: wanted } = fields;
  if (wanted === undefined || wanted === '') return user;
  const host = findUser(wanted);
  if (!host) {
    return refused(
      300,
      'The value that you entered in the `schedule_for` field is invalid. Enter a valid value and try again.',
    );
  }
  if (type === 1) {
    return refused(
      3000,
      "Instant meetings do not support the `schedule_for` parameter, and you can't schedule an instant meeting for another user.",
    );
  }
  if (host.id !== user.id && !maySchedule(user.id, host.id))
    return refused(3000, `You cannot schedule a meeting for ${wanted}`);
  return host;
}

/** Among the people of the account; an e-mail address of somebody else is no alternative host. */
function settingsFrom(fields: z.infer<typeof SettingsFields>, host: PracticeUser): Partial<MeetingSettings> | Refused {
  const names = fields.alternative_hosts?.split(';').filter((name) => name.trim() !== '');
  const alternativeHosts = names?.map((name) => findUser(name.trim())?.id);
  if (alternativeHosts?.some((id) => id === undefined || id === host.id))
    return { refusal: invalidField('settings.alternative_hosts') };
  const { approval_type: approvalType } = fields;
  // Registration takes a licensed host (OpenAPI Meetings, `approval_type`).
  if (approvalType !== undefined && approvalType !== 2 && host.type === 1)
    return { refusal: invalidField('settings.approval_type') };
  return withoutUndefined({
    hostVideo: fields.host_video,
    participantVideo: fields.participant_video,
    muteUponEntry: fields.mute_upon_entry,
    joinBeforeHost: fields.join_before_host,
    joinBeforeHostMinutes: fields.jbh_time,
    waitingRoom: fields.waiting_room,
    meetingAuthentication: fields.meeting_authentication,
    approvalType,
    registrationType: fields.registration_type,
    audio: fields.audio,
    autoRecording: fields.auto_recording,
    encryptionType: fields.encryption_type,
    alternativeHosts: alternativeHosts?.filter((id) => id !== undefined),
    invitees: fields.meeting_invitees?.map(({ email }) => findUser(email)?.id ?? email),
  });
}

function withoutUndefined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** Whoever has a waiting room has nobody in before the host (OpenAPI Meetings, `join_before_host`). */
function consistent(settings: MeetingSettings): MeetingSettings {
  return settings.waitingRoom ? { ...settings, joinBeforeHost: false } : settings;
}

function startFrom(startTime: string | undefined, timezone: string): number | undefined {
  if (startTime === undefined) return undefined;
  const time = Date.parse(startTime.endsWith('Z') ? startTime : `${startTime}Z`);
  return startTime.endsWith('Z') ? time : timeOfWallClock(time, timezone);
}

/** Nobody schedules into the past: Zoom takes now for it. */
function startOrNow(fields: MeetingFields, timezone: string, now: number): number {
  const start = startFrom(fields.start_time, timezone);
  const soonest = Math.floor(now / 1000) * 1000;
  return start === undefined || Number.isNaN(start) ? soonest : Math.max(start, soonest);
}

function takesPlace(
  type: ScheduledMeeting['type'],
  when: { start: number; durationMinutes: number; timezone: string; recurrence: Recurrence | undefined },
): Occurrence[] {
  const { start, durationMinutes, timezone, recurrence } = when;
  if (type === 2) return occurrencesAt([start], durationMinutes);
  if (type !== 8 || !recurrence) return [];
  return occurrencesAt(recurrenceStarts(recurrence, start, timezone), durationMinutes);
}

function newUuid(): string {
  return createHash('sha256').update(randomText()).digest().subarray(0, 16).toString('base64');
}

/** Eleven digits as Zoom's, among the practice numbers that no laid-out meeting has. */
function newMeetingId(isTaken: (meetingId: string) => boolean): string {
  for (;;) {
    const digits = createHash('sha256').update(randomText()).digest().readUInt32BE(0) % 100_000_000;
    const meetingId = `869${String(digits).padStart(8, '0')}`;
    if (!isTaken(meetingId)) return meetingId;
  }
}

function newPasscode(): string {
  return createHash('sha256')
    .update(randomText())
    .digest('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 6);
}

/**
 * `POST /users/{userId}/meetings`: the meeting that a body asks for.
 * @param user who schedules; the host, unless it is for somebody else
 */
export function newMeeting(
  body: unknown,
  { user, now, isTaken }: { user: PracticeUser; now: number; isTaken: (meetingId: string) => boolean },
): ScheduledMeeting | Refused {
  const fields = readFields(body);
  if ('refusal' in fields) return fields;
  const type = fields.type ?? 2;
  const host = hostFor(user, fields, type);
  if ('refusal' in host) return host;
  const settings = settingsFrom(fields.settings ?? {}, host);
  if ('refusal' in settings) return settings;
  if (type === 8 && !fields.recurrence) return { refusal: invalidField('recurrence') };
  const timezone = fields.timezone ?? host.timezone;
  const durationMinutes = fields.duration ?? 60;
  const recurrence = type === 8 ? fields.recurrence : undefined;
  const occurrences = takesPlace(type, {
    start: startOrNow(fields, timezone, now),
    durationMinutes,
    timezone,
    recurrence,
  });
  if (type === 8 && occurrences.length === 0) return { refusal: invalidField('recurrence.end_date_time') };
  return {
    meetingId: newMeetingId(isTaken),
    uuid: newUuid(),
    hostId: host.id,
    ...(host.id === user.id ? {} : { assistantId: user.id }),
    type,
    usesPmi: false,
    topic: fields.topic?.trim() || 'Zoom Meeting',
    agenda: fields.agenda ?? '',
    passcode: fields.password || (fields.default_password === false ? '' : newPasscode()),
    timezone,
    occurrences,
    durationMinutes,
    ...(recurrence ? { recurrence } : {}),
    createdAt: Math.floor(now / 1000) * 1000,
    creationSource: 'open_api',
    settings: consistent({ ...defaultSettings, ...settings }),
  };
}

/** `PATCH /meetings/{meetingId}`: the meeting as a body wants it from now on. */
export function changedMeeting(
  meeting: ScheduledMeeting,
  body: unknown,
  { user, now }: { user: PracticeUser; now: number },
): ScheduledMeeting | Refused {
  const fields = readFields(body);
  if ('refusal' in fields) return fields;
  // An instant meeting and a personal room stay what they are.
  const type = meeting.type === 1 || meeting.type === 4 ? meeting.type : (fields.type ?? meeting.type);
  const host = hostFor(user, fields, type);
  if ('refusal' in host) return host;
  const hostId = fields.schedule_for ? host.id : meeting.hostId;
  const settings = settingsFrom(fields.settings ?? {}, findUser(hostId) ?? user);
  if ('refusal' in settings) return settings;
  const timezone = fields.timezone ?? meeting.timezone;
  const durationMinutes = fields.duration ?? meeting.durationMinutes;
  const recurrence = type === 8 ? (fields.recurrence ?? meeting.recurrence) : undefined;
  // A start in the past is passed over, not taken for now (OpenAPI Meetings, PATCH).
  const wanted = startFrom(fields.start_time, timezone);
  const start = wanted !== undefined && wanted > now ? wanted : undefined;
  // The whole series moves with its recurrence only.
  const isRescheduled = start !== undefined || fields.recurrence !== undefined || type !== meeting.type;
  if (type === 8 && isRescheduled && !fields.recurrence) return { refusal: invalidField('recurrence') };
  const first = start ?? meeting.occurrences[0]?.start ?? Math.floor(now / 1000) * 1000;
  const occurrences = isRescheduled
    ? takesPlace(type, { start: first, durationMinutes, timezone, recurrence })
    : meeting.occurrences.map((occurrence) => ({
        ...occurrence,
        ...(fields.duration === undefined ? {} : { durationMinutes }),
      }));
  const { recurrence: _before, ...unchanged } = meeting;
  return {
    ...unchanged,
    hostId,
    ...(hostId === meeting.hostId ? {} : { assistantId: user.id }),
    type,
    topic: fields.topic?.trim() || meeting.topic,
    agenda: fields.agenda ?? meeting.agenda,
    passcode: fields.password ?? meeting.passcode,
    timezone,
    occurrences,
    durationMinutes,
    ...(recurrence ? { recurrence } : {}),
    settings: consistent({ ...meeting.settings, ...settings }),
  };
}

/** The settings that one occurrence may have for itself (OpenAPI Meetings, `occurrence_id`). */
const settingsOfOccurrences = {
  host_video: true,
  participant_video: true,
  join_before_host: true,
  mute_upon_entry: true,
  waiting_room: true,
  auto_recording: true,
} as const;

/**
 * `PATCH /meetings/{meetingId}?occurrence_id=`: one occurrence in another way. It takes agenda, start, duration and some settings;
 * the rest of a body is for the series and is passed over.
 */
export function changedOccurrence(
  meeting: ScheduledMeeting,
  occurrence: Occurrence,
  body: unknown,
  { user, now }: { user: PracticeUser; now: number },
): ScheduledMeeting | Refused {
  const fields = readFields(body);
  if ('refusal' in fields) return fields;
  const settings = settingsFrom(SettingsFields.pick(settingsOfOccurrences).parse(fields.settings ?? {}), user);
  if ('refusal' in settings) return settings;
  const wanted = startFrom(fields.start_time, fields.timezone ?? meeting.timezone);
  const changed: Occurrence = {
    ...occurrence,
    ...(wanted !== undefined && wanted > now ? { start: wanted } : {}),
    ...(fields.duration === undefined ? {} : { durationMinutes: fields.duration }),
    ...(fields.agenda === undefined ? {} : { agenda: fields.agenda }),
    ...(fields.settings ? { settings: consistent({ ...(occurrence.settings ?? meeting.settings), ...settings }) } : {}),
  };
  return withOccurrence(meeting, changed);
}

/** The meeting with one occurrence replaced, in the order in which they take place. */
export function withOccurrence(meeting: ScheduledMeeting, changed: Occurrence): ScheduledMeeting {
  const occurrences = meeting.occurrences
    .map((known) => (known.occurrenceId === changed.occurrenceId ? changed : known))
    .sort((a, b) => a.start - b.start);
  return { ...meeting, occurrences };
}
