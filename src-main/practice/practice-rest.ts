import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import {
  currentStart,
  type ListType,
  listedMeetings,
  type MeetingRow,
  nextDay,
  type PracticeMeeting,
  remainingStarts,
} from './practice-meetings';
import { avatarSvg, findUser, fullName, type PracticeUser, practiceAccount, practiceUsers } from './practice-people';
import type { PracticeRooms } from './practice-rooms';
import { isGranted, type PracticeState } from './practice-state';
import type { PracticeTokens } from './practice-tokens';
import { zoomError } from './zoom-error';

type RateCategory = 'Light' | 'Medium';
/** Requests in a second for the whole account, on a Business plan (Zoom docs: api/rate-limits). */
const rateLimits: Readonly<Record<RateCategory, number>> = { Light: 80, Medium: 60 };

const shortZakSeconds = 5 * 60;
const longZakSeconds = 2 * 3600;
const maxTtlSeconds = 365 * 24 * 3600;
/** Fixed by Zoom, and told as `expire_in`. */
const joinTokenSeconds = 120;
const pageTokenSeconds = 15 * 60;
const maxAgendaInLists = 250;

const listTypes: readonly ListType[] = ['scheduled', 'live', 'upcoming', 'upcoming_meetings', 'previous_meetings'];
const PageToken = z.object({ list: z.string(), offset: z.number().int().nonnegative(), size: z.number().int() });

/** Who calls, and the user the path speaks of. */
type Call = { callerId: string; isAdmin: boolean; user: PracticeUser; parameters: URLSearchParams; origin: string };

/** Zoom's form of a time in UTC, without fractions of a second. */
function zoomTime(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** What Zoom puts behind `pwd=`: not the passcode itself. */
function encryptedPasscode(meeting: PracticeMeeting): string {
  return `${createHash('sha256').update(`${meeting.meetingId}/${meeting.passcode}`).digest('base64url').slice(0, 32)}.1`;
}

/** Room systems and telephones have digits only. */
function numericPasscode(meeting: PracticeMeeting): string {
  const digest = createHash('sha256').update(`${meeting.meetingId}#${meeting.passcode}`).digest();
  return String(digest.readUInt32BE(0) % 1_000_000).padStart(6, '0');
}

/** Lists have no type for a running personal room; it is an instant meeting there. */
function listedType(meeting: PracticeMeeting): number {
  return meeting.type === 4 ? 1 : meeting.type;
}

function timezoneOf(meeting: PracticeMeeting): string {
  return practiceUsers.find((user) => user.id === meeting.hostId)?.timezone ?? 'UTC';
}

function basics(meeting: PracticeMeeting, start: number | undefined, origin: string) {
  return {
    id: Number(meeting.meetingId),
    topic: meeting.topic,
    ...(start === undefined ? {} : { start_time: zoomTime(start) }),
    duration: meeting.durationMinutes,
    timezone: timezoneOf(meeting),
    created_at: zoomTime(meeting.createdAt),
    join_url: `${origin}/j/${meeting.meetingId}?pwd=${encryptedPasscode(meeting)}`,
  };
}

function listed({ meeting, start }: MeetingRow, origin: string) {
  return {
    ...basics(meeting, start, origin),
    uuid: meeting.uuid,
    host_id: meeting.hostId,
    type: listedType(meeting),
    agenda: meeting.agenda.slice(0, maxAgendaInLists),
    ...(meeting.usesPmi ? { pmi: meeting.meetingId } : {}),
  };
}

function upcoming({ meeting, start }: MeetingRow, userId: string, origin: string) {
  return {
    ...basics(meeting, start, origin),
    type: listedType(meeting),
    passcode: meeting.passcode,
    use_pmi: meeting.usesPmi,
    is_host: meeting.hostId === userId,
    is_all_day: false,
  };
}

function userBody(user: PracticeUser, now: number, origin: string) {
  return {
    id: user.id,
    first_name: user.firstName,
    last_name: user.lastName,
    display_name: fullName(user),
    email: user.email,
    type: user.type,
    role_name: 'Member',
    role_id: '2',
    pmi: Number(user.pmi),
    use_pmi: false,
    personal_meeting_url: `${origin}/j/${user.pmi}`,
    timezone: user.timezone,
    verified: 1,
    dept: user.dept,
    created_at: '2024-03-04T09:00:00Z',
    user_created_at: '2024-03-04T09:00:00Z',
    last_login_time: zoomTime(now - 40 * 60_000),
    last_client_version: '6.2.0.1855(linux)',
    pic_url: `${origin}/practice/avatars/${user.id}`,
    language: 'en-US',
    status: 'active',
    account_id: practiceAccount.id,
    account_number: practiceAccount.number,
    group_ids: [],
    im_group_ids: [],
    login_types: [100],
    job_title: user.jobTitle,
    company: practiceAccount.name,
    cluster: 'us04',
    phone_numbers: [],
  };
}

function occurrencesOf(meeting: PracticeMeeting, starts: readonly number[]) {
  if (meeting.type !== 8) return {};
  return {
    occurrences: starts.map((start) => ({
      occurrence_id: String(start),
      start_time: zoomTime(start),
      duration: meeting.durationMinutes,
      status: 'available',
    })),
    recurrence: { type: 1, repeat_interval: 1, end_times: meeting.starts.length },
  };
}

function settingsOf(meeting: PracticeMeeting) {
  return {
    host_video: true,
    participant_video: false,
    join_before_host: meeting.joinBeforeHost,
    jbh_time: 0,
    mute_upon_entry: true,
    use_pmi: meeting.usesPmi,
    waiting_room: false,
    audio: 'both',
    auto_recording: 'none',
    approval_type: 2,
    encryption_type: 'enhanced_encryption',
    alternative_hosts: '',
    allow_multiple_devices: false,
    meeting_authentication: meeting.meetingAuthentication,
    ...(meeting.meetingAuthentication
      ? { authentication_name: 'Signed-in users', authentication_option: 'signIn_pRacTiceAuth0000000001' }
      : {}),
    meeting_invitees: meeting.invitees.flatMap((id) => {
      const invitee = practiceUsers.find((user) => user.id === id);
      return invitee ? [{ email: invitee.email, internal_user: true }] : [];
    }),
  };
}

/**
 * The REST calls that Usher makes, as one user-managed app sees them (OpenAPI: Users, Meetings): first the token, then its
 * scopes, then the rate, then the question itself.
 */
export class PracticeRest {
  readonly routes = new Hono();
  private second = 0;
  private asked: Record<RateCategory, number> = { Light: 0, Medium: 0 };

  constructor(
    private readonly state: PracticeState,
    private readonly tokens: PracticeTokens,
    private readonly rooms: PracticeRooms,
    private readonly now: () => Date,
  ) {
    this.routes.get('/practice/avatars/:userId', (c) => this.avatar(c.req.param('userId')));
    this.serve('/v2/users/:userId', 'Light', 'user:read:user', (call) =>
      Response.json(userBody(call.user, this.now().getTime(), call.origin)),
    );
    this.serve('/v2/users/:userId/meetings', 'Medium', 'meeting:read:list_meetings', (call) => this.listMeetings(call));
    this.serve('/v2/users/:userId/upcoming_meetings', 'Medium', 'meeting:read:list_upcoming_meetings', (call) =>
      this.listNextDay(call),
    );
    this.serve('/v2/users/:userId/zak', 'Light', 'user:read:zak', (call) => this.shortZak(call));
    this.serve('/v2/users/:userId/token', 'Light', 'user:read:token', (call) => this.userToken(call));
    for (const purpose of ['local_recording', 'live_streaming', 'local_archiving']) {
      this.serve(
        `/v2/meetings/:meetingId/jointoken/${purpose}`,
        'Light',
        `meeting:read:${purpose}_token`,
        (call, c) => this.joinToken(call, c.req.param('meetingId') ?? '', purpose),
        // Archiving is the account's business: Zoom has no such scope for a single user.
        { adminsOnly: purpose === 'local_archiving' },
      );
    }
    this.serve('/v2/meetings/:meetingId', 'Light', 'meeting:read:meeting', (call, c) =>
      this.meeting(call, c.req.param('meetingId') ?? ''),
    );
  }

  private serve(
    path: string,
    category: RateCategory,
    scope: string,
    answer: (call: Call, c: Context) => Response | Promise<Response>,
    { adminsOnly = false } = {},
  ): void {
    this.routes.get(path, async (c) => {
      const url = new URL(c.req.url);
      if (url.searchParams.has('access_token')) {
        return zoomError(
          401,
          124,
          'Invalid access token, this access token is not supported as query parameter string.',
        );
      }
      const header = c.req.header('authorization');
      if (!header) return zoomError(401, 4700, 'Token cannot be empty.');
      const access = await this.tokens.readAccessToken(header.match(/^Bearer (\S+)$/i)?.[1] ?? '');
      if (access === 'expired') return zoomError(401, 124, 'Access token is expired.');
      if (access === 'invalid' || !isGranted(this.state.current, access))
        return zoomError(401, 124, 'Invalid access token.');
      const adminScope = `${scope}:admin`;
      const isAdmin = access.scopes.includes(adminScope);
      if (!isAdmin && (adminsOnly || !access.scopes.includes(scope)))
        return missingScopes(adminsOnly ? [adminScope] : [scope, adminScope]);
      const limited = this.overLimit(category);
      if (limited) return limited;
      const asked = c.req.param('userId') ?? 'me';
      const user = findUser(asked === 'me' ? access.userId : asked);
      if (!isAdmin && user?.id !== access.userId) return missingScopes([adminScope]);
      const response = user
        ? await answer({ callerId: access.userId, isAdmin, user, parameters: url.searchParams, origin: url.origin }, c)
        : // upcoming_meetings has a code of its own for a missing user (OpenAPI Meetings).
          zoomError(404, path.endsWith('/upcoming_meetings') ? 3001 : 1001, `User does not exist: ${asked}.`);
      this.addRateHeaders(response.headers, category);
      return response;
    });
  }

  private overLimit(category: RateCategory): Response | undefined {
    const second = Math.floor(this.now().getTime() / 1000);
    if (second !== this.second) this.asked = { Light: 0, Medium: 0 };
    this.second = second;
    this.asked[category] += 1;
    if (this.asked[category] <= rateLimits[category]) return undefined;
    const refusal = zoomError(
      429,
      429,
      'You have reached the maximum per-second rate limit for this API. Try again later.',
    );
    this.addRateHeaders(refusal.headers, category);
    return refusal;
  }

  private addRateHeaders(headers: Headers, category: RateCategory): void {
    headers.set('x-ratelimit-category', category);
    headers.set('x-ratelimit-type', 'QPS');
    headers.set('x-ratelimit-limit', String(rateLimits[category]));
    headers.set('x-ratelimit-remaining', String(Math.max(0, rateLimits[category] - this.asked[category])));
  }

  private async listMeetings({ user, parameters, origin }: Call): Promise<Response> {
    const type = listTypes.find((known) => known === (parameters.get('type') ?? 'scheduled'));
    if (!type) return invalidField('type');
    const size = Number(parameters.get('page_size') ?? 30);
    if (!Number.isInteger(size) || size < 1 || size > 300) return invalidField('page_size');
    const list = `${user.id}/${type}`;
    const sealed = parameters.get('next_page_token') ?? '';
    const page = sealed ? await this.tokens.unseal('page', sealed, PageToken) : { list, offset: 0, size };
    if (!page || page.list !== list || page.size !== size) {
      return zoomError(400, 300, 'The next page token is invalid or expired.');
    }
    const rows = listedMeetings(await this.rooms.meetings(), {
      hostId: user.id,
      type,
      now: this.now().getTime(),
      isRunning: (meeting) => this.rooms.isRunning(meeting),
    });
    const end = page.offset + size;
    return Response.json({
      page_count: Math.ceil(rows.length / size),
      page_number: Math.floor(page.offset / size) + 1,
      page_size: size,
      total_records: rows.length,
      next_page_token:
        end < rows.length ? await this.tokens.seal('page', { list, offset: end, size }, pageTokenSeconds) : '',
      meetings: rows.slice(page.offset, end).map((row) => listed(row, origin)),
    });
  }

  private async listNextDay({ user, origin }: Call): Promise<Response> {
    const rows = nextDay(await this.rooms.meetings(), user.id, this.now().getTime());
    return Response.json({ total_records: rows.length, meetings: rows.map((row) => upcoming(row, user.id, origin)) });
  }

  /** Serves the token's own user only; for others there is `/users/{id}/token`. */
  private async shortZak({ callerId, user }: Call): Promise<Response> {
    if (user.id !== callerId) {
      return zoomError(400, 1001, `User ${user.id} does not exist or does not belong to this account.`);
    }
    return Response.json({ token: await this.tokens.issueZak(user.id, shortZakSeconds) });
  }

  private async userToken({ user, parameters }: Call): Promise<Response> {
    const ttl = Number(parameters.get('ttl') ?? longZakSeconds);
    if (!Number.isInteger(ttl) || ttl < 1 || ttl > maxTtlSeconds) return invalidField('ttl');
    switch (parameters.get('type') ?? 'token') {
      case 'zak':
        return Response.json({ token: await this.tokens.issueZak(user.id, ttl) });
      case 'onbehalf': {
        const meetingId = parameters.get('meeting_id') ?? '';
        if (!/^\d{9,12}$/.test(meetingId)) return invalidField('meeting_id');
        return Response.json({
          token: await this.tokens.issueMeetingToken('onbehalf', { uid: user.id, mn: meetingId }, ttl),
        });
      }
      case 'token':
        // Zoom's own trap: the default type answers 200, with a sentence where the token should be.
        return Response.json({ token: 'This token is no longer supported, use the ZAK token instead' });
      default:
        return invalidField('type');
    }
  }

  /** For the host, or whoever may do so for the whole account. */
  private async joinToken({ user, isAdmin, parameters }: Call, meetingId: string, purpose: string): Promise<Response> {
    if (!/^\d{1,12}$/.test(meetingId)) return zoomError(400, 300, 'Invalid meeting id.');
    const bypass = parameters.get('bypass_waiting_room');
    if (bypass !== null && bypass !== 'true' && bypass !== 'false') return invalidField('bypass_waiting_room');
    const meeting = await this.rooms.meeting(meetingId);
    if (!meeting || (!isAdmin && meeting.hostId !== user.id)) {
      return zoomError(404, 3001, `Meeting does not exist: ${meetingId}.`);
    }
    const claims = { uid: user.id, mn: meetingId, bypass: bypass === 'true' };
    return Response.json({
      expire_in: joinTokenSeconds,
      token: await this.tokens.issueMeetingToken(purpose, claims, joinTokenSeconds),
    });
  }

  /** The host's view holds the passcode and a start URL with a ZAK in it; whoever is invited sees the outside only. */
  private async meeting({ user, parameters, origin }: Call, meetingId: string): Promise<Response> {
    if (!/^\d{1,12}$/.test(meetingId)) return zoomError(400, 300, 'Invalid meeting id.');
    const meeting = await this.rooms.meeting(meetingId);
    const isHost = meeting?.hostId === user.id;
    if (!meeting || !(isHost || meeting.invitees.includes(user.id))) {
      return zoomError(404, 3001, `Meeting does not exist: ${meetingId}.`);
    }
    const now = this.now().getTime();
    const occurrenceId = parameters.get('occurrence_id');
    const occurrence = meeting.starts.find((start) => String(start) === occurrenceId);
    if (occurrenceId !== null && (meeting.type !== 8 || occurrence === undefined)) return invalidField('occurrence_id');
    const outside = {
      ...basics(meeting, occurrence ?? currentStart(meeting, now), origin),
      uuid: meeting.uuid,
      host_id: meeting.hostId,
      type: meeting.type,
      status: this.rooms.isRunning(meeting) ? 'started' : 'waiting',
      agenda: meeting.agenda,
      ...(meeting.usesPmi ? { pmi: meeting.meetingId } : {}),
    };
    if (!isHost) return Response.json(outside);
    const starts =
      parameters.get('show_previous_occurrences') === 'true' ? meeting.starts : remainingStarts(meeting, now);
    const zak = await this.tokens.issueZak(user.id, longZakSeconds);
    return Response.json({
      ...outside,
      host_email: user.email,
      assistant_id: '',
      password: meeting.passcode,
      h323_password: numericPasscode(meeting),
      pstn_password: numericPasscode(meeting),
      encrypted_password: encryptedPasscode(meeting),
      start_url: `${origin}/s/${meeting.meetingId}?zak=${zak}`,
      pre_schedule: false,
      creation_source: 'web_portal',
      ...occurrencesOf(meeting, starts),
      settings: settingsOf(meeting),
    });
  }

  /** Public, as Zoom's are: the address is all one needs. */
  private avatar(userId: string): Response {
    const user = practiceUsers.find((known) => known.id === userId);
    if (!user) return zoomError(404, 1001, 'User does not exist.');
    return new Response(avatarSvg(fullName(user), user.color), {
      headers: {
        'content-type': 'image/svg+xml',
        'content-security-policy': "default-src 'none'; sandbox",
        'cross-origin-resource-policy': 'cross-origin',
        'cache-control': 'public, max-age=3600',
      },
    });
  }
}

/** Any one of the scopes would have done. */
function missingScopes(scopes: readonly string[]): Response {
  return zoomError(400, 4711, `Invalid access token, does not contain scopes:[${scopes.join(', ')}].`);
}

function invalidField(field: string): Response {
  return zoomError(400, 300, 'Validation Failed.', [{ field, message: `Invalid parameter: ${field}.` }]);
}
