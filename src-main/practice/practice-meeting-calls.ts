import { z } from 'zod';
import { invitationBody, meetingForHost, meetingFromOutside, practiceSipHost, zoomTime } from './meeting-bodies';
import { Registrant, registrantLink } from './meeting-registration';
import { readJson } from './practice-body';
import type { PracticeCalendar } from './practice-calendar';
import { currentOccurrence, type PracticeMeeting, quietMeeting, remainingOccurrences } from './practice-meetings';
import { findUser, maySchedule, type PracticeUser } from './practice-people';
import type { PracticeRooms } from './practice-rooms';
import { changedMeeting, changedOccurrence, newMeeting, withOccurrence } from './practice-scheduling';
import type { ScheduledMeeting } from './practice-state';
import { type JoinTokenPurpose, type PracticeTokens, randomText } from './practice-tokens';
import { invalidField, zoomError } from './zoom-error';

const startUrlZakSeconds = 2 * 3600;
/** Fixed by Zoom, and told as `expire_in`. */
const joinTokenSeconds = 120;
/** How long a participant code is good for (OpenAPI Meetings). */
const sipDialingSeconds = 7200;
/** Creations and changes for one host in a day that begins at 00:00 UTC (OpenAPI Meetings). */
const maxWritesInDay = 100;
const day = 24 * 3600_000;

/** Who calls, and the user the path speaks of. */
export type Call = {
  callerId: string;
  isAdmin: boolean;
  user: PracticeUser;
  parameters: URLSearchParams;
  origin: string;
  request: Request;
};

function notFound(meetingId: string): Response {
  return zoomError(404, 3001, `Meeting does not exist: ${meetingId}.`);
}

/** What the REST API does with one meeting (OpenAPI Meetings). */
export class PracticeMeetingCalls {
  private writes = { day: 0, byHost: new Map<string, number>() };

  constructor(
    private readonly tokens: PracticeTokens,
    private readonly calendar: PracticeCalendar,
    private readonly rooms: PracticeRooms,
    private readonly now: () => Date,
  ) {}

  async create({ user, origin, request }: Call): Promise<Response> {
    const known = await this.rooms.meetings();
    const meeting = newMeeting(await readJson(request), {
      user,
      now: this.now().getTime(),
      isTaken: (meetingId) => known.some((other) => other.meetingId === meetingId),
    });
    if ('refusal' in meeting) return meeting.refusal;
    const refusal = this.overWrites(meeting.hostId);
    if (refusal) return refusal;
    await this.calendar.add(meeting);
    const zak = await this.tokens.issueZak(meeting.hostId, startUrlZakSeconds);
    const row = { meeting: quietMeeting(meeting), occurrence: meeting.occurrences[0] };
    return Response.json(
      {
        ...meetingFromOutside(row, false, origin),
        ...meetingForHost(row, { zak, occurrences: meeting.occurrences, origin }),
      },
      { status: 201 },
    );
  }

  /** The host's view holds the passcode and a start URL with a ZAK in it; whoever is invited sees the outside only. */
  async read(call: Call, meetingId: string): Promise<Response> {
    const { user, parameters, origin } = call;
    const meeting = await this.found(meetingId);
    if (meeting instanceof Response) return meeting;
    const isManager = mayManage(call, meeting);
    const isGuest = findUser(meeting.hostId) && meeting.settings.invitees.includes(user.id);
    if (!isManager && !isGuest) return notFound(meetingId);
    const now = this.now().getTime();
    const occurrence = this.askedOccurrence(call, meeting);
    if (occurrence instanceof Response) return occurrence;
    const row = { meeting, occurrence: occurrence ?? currentOccurrence(meeting, now) };
    const outside = meetingFromOutside(row, this.rooms.isRunning(meeting), origin);
    if (!isManager) return Response.json(outside);
    const remaining = remainingOccurrences(meeting, now);
    const occurrences =
      parameters.get('show_previous_occurrences') === 'true'
        ? meeting.occurrences
        : meeting.occurrences.filter((known) => remaining.includes(known) || (known.isDeleted && known.start > now));
    const zak = await this.tokens.issueZak(meeting.hostId, startUrlZakSeconds);
    return Response.json({ ...outside, ...meetingForHost(row, { zak, occurrences, origin }) });
  }

  async change(call: Call, meetingId: string): Promise<Response> {
    const meeting = await this.managed(call, meetingId);
    if (meeting instanceof Response) return meeting;
    const occurrence = this.askedOccurrence(call, meeting);
    if (occurrence instanceof Response) return occurrence;
    const body = await readJson(call.request);
    const by = { user: call.user, now: this.now().getTime() };
    const changed = occurrence ? changedOccurrence(meeting, occurrence, body, by) : changedMeeting(meeting, body, by);
    if ('refusal' in changed) return changed.refusal;
    const refusal = this.overWrites(meeting.hostId);
    if (refusal) return refusal;
    await this.calendar.change(changed);
    return new Response(null, { status: 204 });
  }

  async remove(call: Call, meetingId: string): Promise<Response> {
    const meeting = await this.managed(call, meetingId);
    if (meeting instanceof Response) return meeting;
    if (meeting.type === 4 || meeting.usesPmi) return zoomError(400, 3018, 'Not allowed to delete PMI.');
    const occurrence = this.askedOccurrence(call, meeting);
    if (occurrence instanceof Response) return occurrence;
    // Not in the OpenAPI document of 2026, but in Zoom's older ones.
    if (this.rooms.isRunning(meeting) && !occurrence)
      return zoomError(400, 3002, "Sorry, you cannot delete this meeting since it's in progress.");
    if (occurrence) await this.calendar.change(withOccurrence(meeting, { ...occurrence, isDeleted: true }));
    else await this.calendar.remove(meetingId);
    return new Response(null, { status: 204 });
  }

  /** `PUT …/status`. Zoom can also bring back a deleted meeting; Practice Zoom has forgotten it. */
  async end(call: Call, meetingId: string): Promise<Response> {
    const meeting = await this.managed(call, meetingId);
    if (meeting instanceof Response) return meeting;
    const body = z.object({ action: z.literal('end') }).safeParse(await readJson(call.request));
    if (!body.success) return invalidField('action');
    if (!this.rooms.isRunning(meeting)) return zoomError(400, 3000, 'This meeting is not in progress.');
    await this.rooms.end(meeting);
    return new Response(null, { status: 204 });
  }

  async invitation(call: Call, meetingId: string): Promise<Response> {
    const meeting = await this.managed(call, meetingId);
    if (meeting instanceof Response) return meeting;
    return Response.json(invitationBody(meeting, this.now().getTime(), call.origin));
  }

  /** `POST …/sip_dialing`. The passcode is put in as it was sent, unchecked, and the code only for whoever has a plan with the room connector. */
  async sipDialing(call: Call, meetingId: string): Promise<Response> {
    const meeting = await this.managed(call, meetingId);
    if (meeting instanceof Response) return meeting;
    const body = z.object({ passcode: z.string().optional() }).safeParse(await readJson(call.request));
    if (!body.success) return invalidField('passcode');
    if (meeting.settings.encryptionType === 'e2ee')
      return zoomError(400, 3000, `The meeting's SIP URI does not exist: ${meetingId}.`);
    const hasPlan = call.user.type === 2;
    const code = randomText(9)
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, '0');
    const fields = [meetingId, body.data.passcode ?? '', '', '', '', ...(hasPlan ? [code] : [])];
    const used = fields.slice(0, fields.findLastIndex((field) => field !== '') + 1);
    return Response.json({
      sip_dialing: `${used.join('.')}@${practiceSipHost}`,
      paid_crc_plan_participant: hasPlan,
      participant_identifier_code: code,
      expire_in: sipDialingSeconds,
    });
  }

  /** Somebody's registration; their own link comes with it, unless the host has to approve it first. */
  async register(call: Call, meetingId: string): Promise<Response> {
    const meeting = await this.managed(call, meetingId);
    if (meeting instanceof Response) return meeting;
    const parsed = Registrant.safeParse(await readJson(call.request));
    if (!parsed.success) return invalidField(...parsed.error.issues.map(({ path }) => path.join('.')));
    if (meeting.settings.approvalType === 2) return zoomError(400, 3000, 'Cannot access meeting info.');
    const current = currentOccurrence(meeting, this.now().getTime());
    const link = await registrantLink(meeting, parsed.data, { tokens: this.tokens, origin: call.origin });
    return Response.json(
      {
        id: Number(meetingId),
        registrant_id: randomText(16),
        topic: meeting.topic,
        ...(current ? { start_time: zoomTime(current.start) } : {}),
        ...(link ? { join_url: link } : {}),
      },
      { status: 201 },
    );
  }

  /** For the host, or whoever may do so for the whole account. */
  async joinToken(call: Call, meetingId: string, purpose: JoinTokenPurpose): Promise<Response> {
    const { user, isAdmin, parameters } = call;
    const bypass = parameters.get('bypass_waiting_room');
    if (bypass !== null && bypass !== 'true' && bypass !== 'false') return invalidField('bypass_waiting_room');
    const meeting = await this.found(meetingId);
    if (meeting instanceof Response) return meeting;
    const isOurs = findUser(meeting.hostId) !== undefined;
    if (!isOurs || (!isAdmin && meeting.hostId !== user.id)) return notFound(meetingId);
    const claims = { uid: user.id, mn: meetingId, bypass: bypass === 'true' };
    return Response.json({
      expire_in: joinTokenSeconds,
      token: await this.tokens.issueMeetingToken(purpose, claims, joinTokenSeconds),
    });
  }

  private async found(meetingId: string): Promise<PracticeMeeting | Response> {
    if (!/^\d{1,12}$/.test(meetingId)) return zoomError(400, 300, 'Invalid meeting id.');
    return (await this.rooms.meeting(meetingId)) ?? notFound(meetingId);
  }

  private async managed(call: Call, meetingId: string): Promise<PracticeMeeting | Response> {
    const meeting = await this.found(meetingId);
    return meeting instanceof Response || mayManage(call, meeting) ? meeting : notFound(meetingId);
  }

  private askedOccurrence({ parameters }: Call, meeting: ScheduledMeeting) {
    const asked = parameters.get('occurrence_id');
    if (asked === null) return undefined;
    const known = meeting.occurrences.find(({ occurrenceId, isDeleted }) => occurrenceId === asked && !isDeleted);
    return meeting.type === 8 && known ? known : invalidField('occurrence_id');
  }

  private overWrites(hostId: string): Response | undefined {
    const today = Math.floor(this.now().getTime() / day);
    if (this.writes.day !== today) this.writes = { day: today, byHost: new Map() };
    const count = (this.writes.byHost.get(hostId) ?? 0) + 1;
    this.writes.byHost.set(hostId, count);
    if (count <= maxWritesInDay) return undefined;
    const refusal = zoomError(
      429,
      429,
      'You have reached the maximum daily rate limit for this API. Refer to the response header for details on when you can make another request.',
    );
    refusal.headers.set('x-ratelimit-type', 'Daily-limit');
    refusal.headers.set('x-ratelimit-limit', String(maxWritesInDay));
    refusal.headers.set('x-ratelimit-remaining', '0');
    refusal.headers.set('retry-after', zoomTime((today + 1) * day));
    return refusal;
  }
}

/** The host, whoever may schedule for the host, and an app that acts on the whole account; nobody for one of another account. */
function mayManage({ user, isAdmin }: Call, { hostId }: ScheduledMeeting): boolean {
  return (isAdmin && findUser(hostId) !== undefined) || user.id === hostId || maySchedule(user.id, hostId);
}
