import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { listedMeeting, upcomingMeeting } from './meeting-bodies';
import type { PracticeCalendar } from './practice-calendar';
import { listedUser, type PracticeDirectory } from './practice-directory';
import { type Call, PracticeMeetingCalls } from './practice-meeting-calls';
import { type ListType, listedMeetings, nextDay } from './practice-meetings';
import {
  assistantsOf,
  avatarSvg,
  findUser,
  fullName,
  type PracticeUser,
  practiceAccount,
  schedulersOf,
} from './practice-people';
import type { PracticeRooms } from './practice-rooms';
import { isGranted, type PracticeState } from './practice-state';
import type { PracticeTokens } from './practice-tokens';
import { invalidField, zoomError } from './zoom-error';

type RateCategory = 'Light' | 'Medium';
/** Requests in a second for the whole account, on a Business plan (Zoom docs: api/rate-limits). */
const rateLimits: Readonly<Record<RateCategory, number>> = { Light: 80, Medium: 60 };

const shortZakSeconds = 5 * 60;
const longZakSeconds = 2 * 3600;
const maxTtlSeconds = 365 * 24 * 3600;
const pageTokenSeconds = 15 * 60;

const listTypes: readonly ListType[] = ['scheduled', 'live', 'upcoming', 'upcoming_meetings', 'previous_meetings'];
const PageToken = z.object({ list: z.string(), offset: z.number().int().nonnegative(), size: z.number().int() });

/** One of Zoom's calls: where it is, how it is limited, and the scope that it takes. */
type Endpoint = {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  path: string;
  category: RateCategory;
  scope: string;
  /** Zoom has no such scope for a single user. */
  adminsOnly?: boolean;
};

function userBody(user: PracticeUser, now: number, origin: string) {
  return {
    ...listedUser(user, 'active', now),
    role_name: 'Member',
    use_pmi: false,
    personal_meeting_url: `${origin}/j/${user.pmi}`,
    vanity_url: `${origin}/my/${user.firstName.toLowerCase()}.${user.lastName.toLowerCase()}`,
    last_client_version: '6.2.0.1855(linux)',
    pic_url: `${origin}/practice/avatars/${user.id}`,
    language: 'en-US',
    account_id: practiceAccount.id,
    account_number: practiceAccount.number,
    login_types: [100],
    job_title: user.jobTitle,
    company: practiceAccount.name,
    cluster: 'us04',
    phone_numbers: [],
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
    calendar: PracticeCalendar,
    directory: PracticeDirectory,
    private readonly rooms: PracticeRooms,
    private readonly now: () => Date,
  ) {
    const meetings = new PracticeMeetingCalls(tokens, calendar, rooms, now);
    const meetingId = (c: Context) => c.req.param('meetingId') ?? '';
    this.routes.get('/practice/avatars/:userId', (c) => this.avatar(c.req.param('userId')));
    this.serve({ path: '/v2/users/:userId', category: 'Light', scope: 'user:read:user' }, ({ user, origin }) =>
      Response.json(userBody(user, this.now().getTime(), origin)),
    );
    this.serve({ path: '/v2/users', category: 'Medium', scope: 'user:read:list_users', adminsOnly: true }, (call) =>
      directory.list(call),
    );
    this.serve(
      {
        path: '/v2/accounts/:accountId/settings',
        category: 'Medium',
        scope: 'account:read:settings',
        adminsOnly: true,
      },
      (call, c) => directory.accountSettings(call, c.req.param('accountId') ?? ''),
    );
    this.serve({ method: 'PATCH', path: '/v2/users/:userId', category: 'Light', scope: 'user:update:user' }, (call) =>
      directory.change(call),
    );
    this.serve(
      { path: '/v2/users/:userId/meetings', category: 'Medium', scope: 'meeting:read:list_meetings' },
      (call) => this.listMeetings(call),
    );
    this.serve(
      { method: 'POST', path: '/v2/users/:userId/meetings', category: 'Light', scope: 'meeting:write:meeting' },
      (call) => meetings.create(call),
    );
    this.serve(
      {
        path: '/v2/users/:userId/upcoming_meetings',
        category: 'Medium',
        scope: 'meeting:read:list_upcoming_meetings',
      },
      (call) => this.listNextDay(call),
    );
    this.serve(
      { path: '/v2/users/:userId/schedulers', category: 'Medium', scope: 'user:read:list_schedulers' },
      ({ user }) =>
        Response.json({
          schedulers: schedulersOf(user.id).map(({ id, email, pmi }) => ({ id, email, pmi: Number(pmi) })),
        }),
    );
    this.serve(
      { path: '/v2/users/:userId/assistants', category: 'Medium', scope: 'user:read:list_assistants' },
      ({ user }) =>
        Response.json({
          assistants: assistantsOf(user.id).map(({ id, email }) => ({
            id,
            email,
            can_manage_host_private_event: false,
          })),
        }),
    );
    this.serve({ path: '/v2/users/:userId/zak', category: 'Light', scope: 'user:read:zak' }, (call) =>
      this.shortZak(call),
    );
    this.serve({ path: '/v2/users/:userId/token', category: 'Light', scope: 'user:read:token' }, (call) =>
      this.userToken(call),
    );
    for (const purpose of ['local_recording', 'live_streaming', 'local_archiving'] as const) {
      this.serve(
        {
          path: `/v2/meetings/:meetingId/jointoken/${purpose}`,
          category: 'Light',
          scope: `meeting:read:${purpose}_token`,
          // Archiving is the account's business.
          adminsOnly: purpose === 'local_archiving',
        },
        (call, c) => meetings.joinToken(call, meetingId(c), purpose),
      );
    }
    const path = '/v2/meetings/:meetingId';
    this.serve({ path, category: 'Light', scope: 'meeting:read:meeting' }, (call, c) =>
      meetings.read(call, meetingId(c)),
    );
    this.serve({ method: 'PATCH', path, category: 'Light', scope: 'meeting:update:meeting' }, (call, c) =>
      meetings.change(call, meetingId(c)),
    );
    this.serve({ method: 'DELETE', path, category: 'Light', scope: 'meeting:delete:meeting' }, (call, c) =>
      meetings.remove(call, meetingId(c)),
    );
    this.serve(
      { method: 'PUT', path: `${path}/status`, category: 'Light', scope: 'meeting:update:status' },
      (call, c) => meetings.end(call, meetingId(c)),
    );
    this.serve({ path: `${path}/invitation`, category: 'Light', scope: 'meeting:read:invitation' }, (call, c) =>
      meetings.invitation(call, meetingId(c)),
    );
    this.serve(
      { method: 'POST', path: `${path}/sip_dialing`, category: 'Medium', scope: 'meeting:write:sip_dialing' },
      (call, c) => meetings.sipDialing(call, meetingId(c)),
    );
    this.serve(
      { method: 'POST', path: `${path}/registrants`, category: 'Light', scope: 'meeting:write:registrant' },
      (call, c) => meetings.register(call, meetingId(c)),
    );
  }

  private serve(
    { method = 'GET', path, category, scope, adminsOnly = false }: Endpoint,
    answer: (call: Call, c: Context) => Response | Promise<Response>,
  ): void {
    this.routes.on(method, path, async (c) => {
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
      const call = {
        callerId: access.userId,
        isAdmin,
        parameters: url.searchParams,
        origin: url.origin,
        request: c.req.raw,
      };
      const response = user
        ? await answer({ ...call, user }, c)
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
    // What has used up its day says so itself.
    if (headers.has('x-ratelimit-type')) return;
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
      meetings: rows.slice(page.offset, end).map((row) => listedMeeting(row, origin)),
    });
  }

  private async listNextDay({ user, origin }: Call): Promise<Response> {
    const rows = nextDay(await this.rooms.meetings(), user.id, this.now().getTime());
    return Response.json({
      total_records: rows.length,
      meetings: rows.map((row) => upcomingMeeting(row, user.id, origin)),
    });
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

  /** Public, as Zoom's are: the address is all one needs. */
  private avatar(userId: string): Response {
    const user = findUser(userId);
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
