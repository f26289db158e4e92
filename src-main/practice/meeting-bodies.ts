import { createHash } from 'node:crypto';
import { spacedMeetingId } from '../shared/spaced-meeting-id';
import { currentOccurrence, type MeetingRow, type PracticeMeeting } from './practice-meetings';
import { findUser, fullName } from './practice-people';
import type { MeetingSettings, Occurrence, Recurrence } from './practice-state';

const maxAgendaInLists = 250;

/** Zoom's form of a time in UTC, without fractions of a second. */
export function zoomTime(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** What Zoom puts behind `pwd=`: not the passcode itself. */
function encryptedPasscode(meeting: PracticeMeeting): string {
  return `${createHash('sha256').update(`${meeting.meetingId}/${meeting.passcode}`).digest('base64url').slice(0, 32)}.1`;
}

/** Room systems and telephones have digits only. */
export function numericPasscode(meeting: PracticeMeeting): string {
  const digest = createHash('sha256').update(`${meeting.meetingId}#${meeting.passcode}`).digest();
  return String(digest.readUInt32BE(0) % 1_000_000).padStart(6, '0');
}

/** Lists have no type for a running personal room; it is an instant meeting there. */
function listedType(meeting: PracticeMeeting): number {
  return meeting.type === 4 ? 1 : meeting.type;
}

export function joinUrl(meeting: PracticeMeeting, origin: string, tk?: string): string {
  const query = new URLSearchParams({
    ...(tk ? { tk } : {}),
    ...(meeting.passcode ? { pwd: encryptedPasscode(meeting) } : {}),
  });
  return `${origin}/${tk ? 'w' : 'j'}/${meeting.meetingId}${query.size > 0 ? `?${query}` : ''}`;
}

/** Where people register, which Zoom's own join link leads to as well. */
export function registrationPath(meeting: PracticeMeeting): string {
  return `/meeting/register/${createHash('sha256').update(`register/${meeting.meetingId}`).digest('base64url').slice(0, 22)}`;
}

function basics({ meeting, occurrence }: MeetingRow, origin: string) {
  return {
    id: Number(meeting.meetingId),
    topic: meeting.topic,
    ...(occurrence ? { start_time: zoomTime(occurrence.start) } : {}),
    duration: occurrence?.durationMinutes ?? meeting.durationMinutes,
    timezone: meeting.timezone,
    created_at: zoomTime(meeting.createdAt),
    join_url: joinUrl(meeting, origin),
  };
}

/** A row of `GET /users/{id}/meetings`. */
export function listedMeeting(row: MeetingRow, origin: string) {
  const { meeting, occurrence } = row;
  return {
    ...basics(row, origin),
    uuid: meeting.uuid,
    host_id: meeting.hostId,
    type: listedType(meeting),
    agenda: (occurrence?.agenda ?? meeting.agenda).slice(0, maxAgendaInLists),
    ...(meeting.usesPmi ? { pmi: meeting.meetingId } : {}),
  };
}

/** A row of `GET /users/{id}/upcoming_meetings`. */
export function upcomingMeeting(row: MeetingRow, userId: string, origin: string) {
  const { meeting } = row;
  return {
    ...basics(row, origin),
    type: listedType(meeting),
    passcode: meeting.passcode,
    use_pmi: meeting.usesPmi,
    is_host: meeting.hostId === userId,
    is_all_day: false,
  };
}

/** What everybody sees of a meeting who may see it at all. */
export function meetingFromOutside(row: MeetingRow, isRunning: boolean, origin: string) {
  const { meeting, occurrence } = row;
  return {
    ...basics(row, origin),
    uuid: meeting.uuid,
    host_id: meeting.hostId,
    type: meeting.type,
    status: isRunning ? 'started' : 'waiting',
    agenda: occurrence?.agenda ?? meeting.agenda,
    ...(meeting.usesPmi ? { pmi: meeting.meetingId } : {}),
  };
}

/**
 * What its host sees besides, and whoever may schedule for the host.
 * @param zak the host's, for the start URL
 * @param occurrences those to be named, the deleted ones among them
 */
export function meetingForHost(
  { meeting, occurrence }: MeetingRow,
  seen: { zak: string; occurrences: readonly Occurrence[]; origin: string },
) {
  const { origin, zak } = seen;
  return {
    host_email: findUser(meeting.hostId)?.email ?? '',
    assistant_id: meeting.assistantId ?? '',
    password: meeting.passcode,
    h323_password: meeting.passcode ? numericPasscode(meeting) : '',
    pstn_password: meeting.passcode ? numericPasscode(meeting) : '',
    encrypted_password: meeting.passcode ? encryptedPasscode(meeting) : '',
    start_url: `${origin}/s/${meeting.meetingId}?zak=${zak}`,
    pre_schedule: false,
    creation_source: meeting.creationSource,
    ...(meeting.settings.approvalType === 2 ? {} : { registration_url: `${origin}${registrationPath(meeting)}` }),
    ...(meeting.type === 8 ? { occurrences: seen.occurrences.map(occurrenceBody) } : {}),
    ...(meeting.recurrence ? { recurrence: recurrenceBody(meeting.recurrence) } : {}),
    settings: settingsBody(occurrence?.settings ?? meeting.settings, meeting.usesPmi),
  };
}

function occurrenceBody({ occurrenceId, start, durationMinutes, isDeleted }: Occurrence) {
  return {
    occurrence_id: occurrenceId,
    start_time: zoomTime(start),
    duration: durationMinutes,
    status: isDeleted ? 'deleted' : 'available',
  };
}

function recurrenceBody(recurrence: Recurrence) {
  const { type, repeatInterval, weeklyDays, monthlyDay, monthlyWeek, monthlyWeekDay, endTimes, endsAt } = recurrence;
  return {
    type,
    repeat_interval: repeatInterval,
    ...(weeklyDays ? { weekly_days: weeklyDays.join(',') } : {}),
    ...(monthlyDay === undefined ? {} : { monthly_day: monthlyDay }),
    ...(monthlyWeek === undefined ? {} : { monthly_week: monthlyWeek }),
    ...(monthlyWeekDay === undefined ? {} : { monthly_week_day: monthlyWeekDay }),
    ...(endsAt === undefined ? { end_times: endTimes ?? 1 } : { end_date_time: zoomTime(endsAt) }),
  };
}

function settingsBody(settings: MeetingSettings, usesPmi: boolean) {
  return {
    host_video: settings.hostVideo,
    participant_video: settings.participantVideo,
    join_before_host: settings.joinBeforeHost,
    jbh_time: settings.joinBeforeHostMinutes,
    mute_upon_entry: settings.muteUponEntry,
    use_pmi: usesPmi,
    waiting_room: settings.waitingRoom,
    audio: settings.audio,
    auto_recording: settings.autoRecording,
    approval_type: settings.approvalType,
    ...(settings.approvalType === 2 ? {} : { registration_type: settings.registrationType }),
    encryption_type: settings.encryptionType,
    alternative_hosts: settings.alternativeHosts.map((id) => findUser(id)?.email ?? id).join(';'),
    allow_multiple_devices: false,
    meeting_authentication: settings.meetingAuthentication,
    ...(settings.meetingAuthentication
      ? { authentication_name: 'Signed-in users', authentication_option: 'signIn_pRacTiceAuth0000000001' }
      : {}),
    meeting_invitees: settings.invitees.map((invitee) => {
      const user = findUser(invitee);
      return { email: user?.email ?? invitee, internal_user: user !== undefined };
    }),
  };
}

/** A room connector that nobody reaches. */
export const practiceSipHost = 'sip.practice.example';

/** `GET /meetings/{id}/invitation`: the text that people paste into their mails (OpenAPI Meetings), with numbers that reach nobody. */
export function invitationBody(meeting: PracticeMeeting, now: number, origin: string) {
  const spaced = spacedMeetingId(meeting.meetingId);
  const occurrence = currentOccurrence(meeting, now);
  const host = findUser(meeting.hostId);
  const digits = numericPasscode(meeting);
  const sipAddress = `${meeting.meetingId}@${practiceSipHost}`;
  const lines = [
    `${host ? fullName(host) : 'Somebody'} is inviting you to a scheduled Zoom meeting.`,
    '',
    `Topic: ${meeting.topic}`,
    ...(occurrence ? [`Time: ${invitationTime(occurrence.start, meeting.timezone)}`] : []),
    '',
    'Join Zoom Meeting',
    joinUrl(meeting, origin),
    '',
    `Meeting ID: ${spaced}`,
    ...(meeting.passcode ? [`Passcode: ${meeting.passcode}`] : []),
    '',
    'One tap mobile',
    `+12025550142,,${meeting.meetingId}#${meeting.passcode ? `,,,,*${digits}#` : ''} US`,
    '',
    'Dial by your location',
    '        +1 202 555 0142 US',
    `Meeting ID: ${spaced}`,
    ...(meeting.passcode ? [`Passcode: ${digits}`] : []),
    `Find your local number: ${origin}/u/pRactice01`,
    '',
    'Join by SIP',
    sipAddress,
    '',
    'Join by H.323',
    '192.0.2.1 (Practice)',
    `Meeting ID: ${spaced}`,
    ...(meeting.passcode ? [`Passcode: ${digits}`] : []),
    '',
    '',
  ];
  return { invitation: lines.join('\r\n'), sip_links: [sipAddress] };
}

/** `Mar 25, 2026 03:32 PM Europe/Berlin` */
function invitationTime(time: number, timezone: string): string {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-US', { timeZone: timezone, ...options }).format(time);
  const date = format({ month: 'short', day: 'numeric', year: 'numeric' });
  return `${date} ${format({ hour: '2-digit', minute: '2-digit' })} ${timezone}`;
}
