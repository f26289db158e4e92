import { z } from 'zod';
import { AppError, type Failure, failureOf } from '../shared/app-error';
import {
  type CredentialId,
  type CredentialOutcome,
  withoutSignIn,
  type ZoomEnvironment,
  type ZoomUser,
} from '../shared/credential';
import { type Meeting, type MeetingId, mergeMeetings } from '../shared/meeting';
import type { MeetingPlan, ScheduledFor } from '../shared/meeting-plan';
import { failureOfFetch, isIntercepted } from '../shared/network-fault';
import { parseJson } from '../shared/parse-json';
import { withTimeLimit } from '../shared/time-limit';
import { failureOfZoomError, type RequestMethod } from './zoom-error-table';
import {
  AccountSettingsBody,
  CreatedMeetingBody,
  type DirectoryUser,
  InvitationBody,
  isHostKeyReserved,
  MeetingBody,
  MeetingListBody,
  meetingRequest,
  NothingBody,
  nameOf,
  personalRoom,
  planOf,
  SchedulersBody,
  SipDialingBody,
  TokenBody,
  toDirectoryUser,
  toMeeting,
  UpcomingMeetingsBody,
  UserListBody,
  ZoomUserBody,
  zoomErrorIn,
} from './zoom-schemas';

/** From the request to the head of the answer, connecting included; `fetch` does not tell the two apart. */
const firstByteTimeoutMs = 10_000;
const totalTimeoutMs = 20_000;
const maxBodyBytes = 1_000_000;
/** Zoom's own answers have half a dozen levels. */
const maxDepth = 32;
const maxAttempts = 4;
const firstPauseMs = 500;
const longestPauseMs = 30_000;
/** A per-second limit is worth waiting for; a daily one is not. */
const longestRateLimitPauseMs = 3_000;
/** Zoom's own default, and the longest that is of any use: a ZAK is for the door. */
const userTokenSeconds = 2 * 3600;
/** 300 rows a page; a token that leads round in circles ends here. */
const maxPages = 10;
/** As many people as the largest accounts have. */
const maxDirectoryPages = 1_000;
const maxAvatarBytes = 48_000;

/** Meetings of one credential, and their passcodes by meeting ID, which never enter any state. */
export type MeetingSight = {
  meetings: Meeting[];
  /** The same, as far as they were listed whether they run or not. */
  listed: Meeting[];
  passcodes: Map<string, string>;
};

/** Some people of an account, and how many there are in all, where Zoom says it. */
export type DirectoryPage = { users: DirectoryUser[]; total: number };

type ListedMeeting = z.infer<typeof MeetingListBody>['meetings'][number];

/** Whose token and for what: a ZAK of any user of the account, or an OBF token, which is bound to a meeting and only joins. */
export type UserTokenWish = { userId?: string /** Seconds, 2 hours at most. */; ttl?: number } & (
  | { type: 'zak' }
  | { type: 'onbehalf'; meetingId: string }
);
/** What a join token lets its holder do in the meeting without asking. */
export type JoinTokenPurpose = 'local_recording' | 'live_streaming' | 'local_archiving';

/**
 * Zoom's REST API as one credential sees it. Every request takes the same road: a fresh access token, a time limit,
 * a bounded body, retries for what passes by itself, and one coded failure for what does not.
 */
export class ZoomClient {
  /** While Zoom's rate limit is closed: until when, and the one request that may knock. */
  private limit: { retryAt: string; failure: Failure } | undefined;
  private knocking: Promise<unknown> = Promise.resolve();
  private queued = 0;
  private zakOnItsWay: Promise<z.output<typeof TokenBody>> | undefined;

  constructor(
    private readonly options: {
      credentialId: CredentialId;
      environment: ZoomEnvironment;
      apiOrigin: string;
      fetch: typeof fetch;
      /** @param rejected the token that Zoom has just refused */
      getAccessToken: (rejected?: string) => Promise<string>;
      /** Told how each request went; decides the credential's health. */
      onOutcome: (outcome: CredentialOutcome) => void;
      now: () => Date;
      /** It acts on a whole account: nobody can sign in to mend what Zoom refuses. */
      isOfAccount?: boolean;
      /** Lets so many milliseconds pass. */
      wait?: (milliseconds: number) => Promise<unknown>;
    },
  ) {}

  /** `GET /users/me`, with the avatar fetched as a data URL. Scope `user:read:user`. */
  async getMe(): Promise<ZoomUser> {
    const user = await this.get('/users/me', ZoomUserBody);
    const plan = planOf(user.type);
    const avatar = user.pic_url ? await this.getAvatar(user.pic_url) : undefined;
    return {
      id: user.id,
      ...(user.account_id ? { accountId: user.account_id } : {}),
      displayName: nameOf(user),
      email: user.email ?? '',
      ...(plan ? { plan } : {}),
      ...(user.pmi ? { pmi: user.pmi } : {}),
      ...(user.vanity_url ? { personalLink: user.vanity_url } : {}),
      ...(avatar ? { avatar } : {}),
    };
  }

  /**
   * What is running, what comes, what the user is invited to in the next 24 hours, and the user's own room, as one list.
   * Scopes `meeting:read:list_meetings` and `meeting:read:list_upcoming_meetings`.
   */
  async listMeetings(user: Pick<ZoomUser, 'id' | 'displayName' | 'pmi'>): Promise<MeetingSight> {
    const [live, upcoming, invited] = await Promise.all([
      this.listPages('live'),
      this.listPages('upcoming_meetings'),
      this.get('/users/me/upcoming_meetings', UpcomingMeetingsBody),
    ]);
    const scheduled = upcoming.map((meeting) => this.seen(meeting, isHosted(meeting, user), false));
    const invitations = invited.meetings.map((meeting) => this.seen(meeting, meeting.is_host ?? false, false));
    const listed = mergeMeetings([scheduled, invitations, personalRoom(user, this.options)]);
    const passcodes = new Map(
      invited.meetings.flatMap(({ id, passcode }) => (passcode ? [[id, passcode] as const] : [])),
    );
    return { meetings: this.withRunning(listed, live, user), listed, passcodes };
  }

  /** What was listed before, with what is running now: one request in place of three. Scope `meeting:read:list_meetings`. */
  async lookAgain(user: Pick<ZoomUser, 'id'>, before: MeetingSight): Promise<MeetingSight> {
    return { ...before, meetings: this.withRunning(before.listed, await this.listPages('live'), user) };
  }

  /** A running meeting is the occurrence that began last, or the user's own room; one that nobody scheduled is a row of its own. */
  private withRunning(listed: Meeting[], live: ListedMeeting[], user: Pick<ZoomUser, 'id'>): Meeting[] {
    const now = this.options.now().getTime();
    const running = live.map((meeting) => {
      const begun = listed.filter(
        (row) => row.meetingId === meeting.id && (!row.startTime || Date.parse(row.startTime) <= now),
      );
      const current = begun.findLast(({ startTime }) => startTime !== undefined) ?? begun.at(-1);
      return current ? { ...current, isRunning: true } : this.seen(meeting, isHosted(meeting, user), true);
    });
    return mergeMeetings([running, listed]);
  }

  private seen(meeting: Parameters<typeof toMeeting>[0], isHost: boolean, isRunning: boolean): Meeting {
    const { environment, credentialId } = this.options;
    return toMeeting(meeting, { environment, credentialId, isHost, isRunning });
  }

  /** `GET /meetings/{id}`. Scope `meeting:read:meeting`. */
  async getMeeting(meetingId: string): Promise<MeetingBody> {
    return this.get(`/meetings/${encodeURIComponent(meetingId)}`, MeetingBody);
  }

  /** As `getMeeting`, for a number that may be anybody's: nothing, where Zoom shows this user no such meeting. */
  async findMeeting(meetingId: string): Promise<MeetingBody | undefined> {
    const path = `/meetings/${encodeURIComponent(meetingId)}`;
    try {
      return await this.call({ method: 'GET', path, answer: 'meeting_not_found' }, MeetingBody);
    } catch (error) {
      if (error instanceof AppError && error.code === 'meeting_not_found') return undefined;
      throw error;
    }
  }

  /**
   * `GET /users/me/zak`: a ZAK of the credential's own user that lives five minutes. Scope `user:read:zak`.
   * Callers that ask at once share one: it opens more than one door.
   * @throws AppError `token_not_issued` when Zoom answers with something else, and whatever any request may end with
   */
  async getZak(): Promise<string> {
    this.zakOnItsWay ??= this.get('/users/me/zak', TokenBody).finally(() => {
      this.zakOnItsWay = undefined;
    });
    return (await this.zakOnItsWay).token;
  }

  /**
   * `GET /users/{id}/token`: a ZAK or an OBF token. Scope `user:read:token`, for anybody but the credential's own user `user:read:token:admin`.
   * `type` is always sent: Zoom's default is a kind that is no longer given.
   * @throws AppError as `getZak`; `user_gone` with the user as its subject when the account does not have them
   */
  async getUserToken({ userId = 'me', ttl = userTokenSeconds, ...wish }: UserTokenWish): Promise<string> {
    const query = new URLSearchParams({
      type: wish.type,
      ttl: String(Math.min(Math.max(Math.floor(ttl), 1), userTokenSeconds)),
      ...(wish.type === 'onbehalf' ? { meeting_id: wish.meetingId } : {}),
    });
    return (await this.get(`/users/${encodeURIComponent(userId)}/token?${query}`, TokenBody)).token;
  }

  /**
   * `GET /meetings/{id}/jointoken/{purpose}`: lives two minutes. Scope `meeting:read:{purpose}_token`, for archiving its `:admin` form.
   * @throws AppError as `getZak`; `not_permitted` when the account has this switched off, `meeting_not_found`
   */
  async getJoinToken(
    meetingId: string,
    purpose: JoinTokenPurpose,
    { bypassWaitingRoom = false }: { bypassWaitingRoom?: boolean } = {},
  ): Promise<string> {
    const query = purpose === 'local_recording' ? `?bypass_waiting_room=${bypassWaitingRoom}` : '';
    return (await this.get(`/meetings/${encodeURIComponent(meetingId)}/jointoken/${purpose}${query}`, TokenBody)).token;
  }

  private async listPages(type: 'live' | 'upcoming_meetings'): Promise<ListedMeeting[]> {
    const meetings: ListedMeeting[] = [];
    let nextPageToken = '';
    for (let page = 0; page < maxPages; page++) {
      const query = new URLSearchParams({
        type,
        page_size: '300',
        ...(nextPageToken ? { next_page_token: nextPageToken } : {}),
      });
      const body = await this.get(`/users/me/meetings?${query}`, MeetingListBody);
      meetings.push(...body.meetings);
      if (!body.next_page_token || body.next_page_token === nextPageToken) break;
      nextPageToken = body.next_page_token;
    }
    return meetings;
  }

  /** `GET /meetings/{id}/invitation`: the text that people are sent, passcode included. Scope `meeting:read:invitation`. */
  async getInvitation(meetingId: string): Promise<string> {
    return (await this.get(`/meetings/${encodeURIComponent(meetingId)}/invitation`, InvitationBody)).invitation;
  }

  /**
   * `POST /meetings/{id}/sip_dialing`: makes nothing, but a code by which a room system comes in as a participant who has signed in, for two
   * hours. Scope `meeting:write:sip_dialing`. The passcode is not sent: Zoom would only put it into an address of its own, unchecked.
   * @throws AppError `room_connector_missing` where the account has no plan with the room connector
   */
  async getParticipantCode(meetingId: string): Promise<string> {
    const path = `/meetings/${encodeURIComponent(meetingId)}/sip_dialing`;
    const body = await this.call({ method: 'POST', path, body: {} }, SipDialingBody);
    const { participant_identifier_code: code, paid_crc_plan_participant: hasPlan } = body;
    if (code === undefined || hasPlan === false) throw new AppError('room_connector_missing');
    return code;
  }

  /** `GET /users/me/schedulers`: in whose name the credential's user may schedule. Scope `user:read:list_schedulers`. */
  async listSchedulers(): Promise<ScheduledFor[]> {
    const { schedulers } = await this.get('/users/me/schedulers', SchedulersBody);
    return schedulers.map(({ id, email }) => ({ userId: id, email: email ?? id }));
  }

  /**
   * `POST /users/me/meetings`. Scope `meeting:write:meeting`.
   * @param scheduleFor the ID of a user who has granted that
   * @throws AppError as any request; after `offline` and `zoom_unavailable` the meeting may be there all the same
   */
  async createMeeting(plan: MeetingPlan, scheduleFor?: string): Promise<MeetingId> {
    const type = plan.recurrence ? 8 : plan.start === undefined ? 3 : 2;
    const body = { type, ...meetingRequest(plan), ...(scheduleFor ? { schedule_for: scheduleFor } : {}) };
    return (await this.call({ method: 'POST', path: '/users/me/meetings', body }, CreatedMeetingBody)).id;
  }

  /** `PATCH /meetings/{id}`, of the whole series unless one occurrence is named. Scope `meeting:update:meeting`. */
  async updateMeeting(meetingId: string, plan: MeetingPlan, occurrenceId?: string): Promise<void> {
    const body = meetingRequest(plan, occurrenceId === undefined ? 'all' : 'occurrence');
    await this.call({ method: 'PATCH', path: pathOf(meetingId, occurrenceId), body }, NothingBody);
  }

  /** `DELETE /meetings/{id}`, of the whole series unless one occurrence is named. Scope `meeting:delete:meeting`. */
  async deleteMeeting(meetingId: string, occurrenceId?: string): Promise<void> {
    await this.call({ method: 'DELETE', path: pathOf(meetingId, occurrenceId) }, NothingBody);
  }

  /** `PUT /meetings/{id}/status`: ends it for everybody. Scope `meeting:update:status`. */
  async endMeeting(meetingId: string): Promise<void> {
    const path = `/meetings/${encodeURIComponent(meetingId)}/status`;
    await this.call({ method: 'PUT', path, body: { action: 'end' } }, NothingBody);
  }

  /**
   * `GET /users`, everybody of the account in one of Zoom's three standings, a page at a time. Scope `user:read:list_users:admin`.
   * Who is only invited has no ID yet, and is left out.
   */
  async *listUsers(status: 'active' | 'inactive' | 'pending', signal: AbortSignal): AsyncGenerator<DirectoryPage> {
    let nextPageToken = '';
    for (let page = 0; page < maxDirectoryPages; page++) {
      signal.throwIfAborted();
      const query = new URLSearchParams({
        status,
        page_size: '300',
        ...(nextPageToken ? { next_page_token: nextPageToken } : {}),
      });
      const body = await this.get(`/users?${query}`, UserListBody);
      yield { users: body.users.flatMap(toDirectoryUser), total: body.total_records ?? 0 };
      if (!body.next_page_token) return;
      if (body.next_page_token === nextPageToken) break;
      nextPageToken = body.next_page_token;
    }
    // Who is not in a list that is not whole is not gone.
    throw new AppError('unexpected', { cause: 'the directory has no end' });
  }

  /**
   * `PATCH /users/{id}` with a host key. Scope `user:update:user`, for anybody but the credential's own user `user:update:user:admin`.
   * @param userId `me` for the credential's own user
   * @throws AppError `host_key_locked` where only admins may; after `offline` and `zoom_unavailable` it may be set all the same
   */
  async setHostKey(userId: string, hostKey: string): Promise<void> {
    const path = `/users/${encodeURIComponent(userId)}`;
    await this.call({ method: 'PATCH', path, body: { host_key: hostKey }, answer: 'host_key_locked' }, NothingBody);
  }

  /**
   * `GET /accounts/me/settings`: whether only admins may change host keys in the account. Scope `account:read:settings:admin`.
   * Asked without `option`, with which some accounts answer nothing of use; what does not speak of it is asked for by its name once more.
   * @returns nothing where Zoom does not say, or does not tell this account (OpenAPI Accounts: only paid ones)
   */
  async isHostKeyReserved(): Promise<boolean | undefined> {
    for (const query of ['', '?custom_query_fields=security']) {
      const request = { method: 'GET', path: `/accounts/me/settings${query}`, answer: 'not_permitted' } as const;
      const body = await this.call(request, AccountSettingsBody).catch((error: unknown) => {
        const { code } = failureOf(error);
        if (code !== 'not_permitted' && code !== 'unexpected') throw error;
        return {};
      });
      const isReserved = isHostKeyReserved(body);
      if (isReserved !== undefined) return isReserved;
    }
    return undefined;
  }

  /** An avatar is decoration: whatever goes wrong with it is no failure. It is public, so no token goes with it. */
  private async getAvatar(address: string): Promise<string | undefined> {
    try {
      const url = new URL(address);
      if (url.protocol !== 'https:' && url.origin !== this.options.apiOrigin) return undefined;
      return await withTimeLimit(firstByteTimeoutMs, async (signal) => {
        const response = await this.options.fetch(url.href, { signal, credentials: 'omit' });
        const type = response.headers.get('content-type')?.split(';')[0] ?? '';
        if (!response.ok || !/^image\/(png|jpeg|webp|svg\+xml)$/.test(type)) return undefined;
        const bytes = await readBounded(response, maxAvatarBytes);
        return `data:${type};base64,${bytes.toString('base64')}`;
      });
    } catch {
      return undefined;
    }
  }

  private get<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T>> {
    return this.call({ method: 'GET', path }, schema);
  }

  private async call<T extends z.ZodType>(request: ZoomRequest, schema: T): Promise<z.output<T>> {
    try {
      const body = await this.request(request);
      const parsed = schema.safeParse(body);
      if (!parsed.success) throw unreadable(schema, body, parsed.error);
      this.options.onOutcome({ ok: true });
      return parsed.data;
    } catch (error) {
      const failure = this.options.isOfAccount ? withoutSignIn(failureOf(error)) : failureOf(error);
      // What somebody has entered says nothing about the credential, but that Zoom has read it.
      const isAnswer = failure.code === 'entry_refused' || failure.code === request.answer;
      this.options.onOutcome(isAnswer ? { ok: true } : { ok: false, failure });
      throw new AppError(failure.code, { ...failure, cause: error });
    }
  }

  private async request(request: ZoomRequest): Promise<unknown> {
    let token = await this.options.getAccessToken();
    let isReplay = false;
    for (let attempt = 1; ; attempt++) {
      const answer = await this.askInTurn(request, token);
      if (answer.ok) return answer.body;
      if (answer.failure.code === 'reauthorization_required' && !isReplay) {
        isReplay = true;
        token = await this.options.getAccessToken(token);
        continue;
      }
      // What changes something and got no answer may have been done; to send it again could do it twice.
      const isWorthRepeating = request.method === 'GET' || answer.failure.code === 'rate_limited';
      const pause = isWorthRepeating ? pauseBefore(attempt + 1, answer.failure, this.options.now()) : undefined;
      if (pause === undefined) throw new AppError(answer.failure.code, { ...answer.failure, cause: answer.cause });
      await this.wait(pause);
    }
  }

  private async wait(milliseconds: number): Promise<void> {
    const sleep = this.options.wait ?? ((pause) => new Promise((resolve) => setTimeout(resolve, pause)));
    await sleep(milliseconds);
  }

  /**
   * Once Zoom has said that it is too much ("too many concurrent requests" is one way to say so), one request at a time finds out
   * whether it still is; the others wait for it, and none is sent that Zoom has said it will refuse.
   */
  private async askInTurn(request: ZoomRequest, token: string): Promise<Answer> {
    if (!this.limit && this.queued === 0) return this.ask(request, token);
    this.queued += 1;
    const turn = this.knocking.then(async (): Promise<Answer> => {
      const closedMs = this.limit ? Date.parse(this.limit.retryAt) - this.options.now().getTime() : 0;
      if (this.limit && closedMs > longestRateLimitPauseMs) return { ok: false, failure: this.limit.failure };
      if (closedMs > 0) await this.wait(closedMs);
      return this.ask(request, token);
    });
    this.knocking = turn
      .catch(() => {})
      .finally(() => {
        this.queued -= 1;
      });
    return turn;
  }

  private async ask(request: ZoomRequest, token: string): Promise<Answer> {
    const { method, path } = request;
    let response: Response;
    let text: string;
    try {
      [response, text] = await withTimeLimit(totalTimeoutMs, async (signal, within) => {
        const headCame = within(firstByteTimeoutMs);
        const answer = await this.options.fetch(`${this.options.apiOrigin}/v2${path}`, {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            accept: 'application/json',
            ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
          // A redirect would carry the token to whoever is named in it.
          redirect: 'error',
          credentials: 'omit',
          signal,
        });
        headCame();
        return [answer, (await readBounded(answer, maxBodyBytes)).toString('utf8')];
      });
    } catch (cause) {
      return { ok: false, failure: cause instanceof AppError ? cause.failure : failureOfFetch(cause), cause };
    }
    if (response.status === 204 && method !== 'GET') {
      this.limit = undefined;
      return { ok: true, body: undefined };
    }
    const body = isJson(response) ? parseAnswer(text) : undefined;
    // Rarely Zoom says 200 and means an error; a body with a numeric code other than 0 has no other meaning.
    if (response.ok && body !== undefined && !zoomErrorIn(body)) {
      this.limit = undefined;
      return { ok: true, body };
    }
    const failure = classify(request, response, text, this.options);
    this.limit = failure.retryAt ? { retryAt: failure.retryAt, failure } : undefined;
    return { ok: false, failure };
  }
}

/** `path` is the part under `/v2`, its query included. */
type ZoomRequest = {
  method: RequestMethod;
  path: string;
  body?: object;
  /** A refusal that is the answer to what was asked, and no failure of the credential. */
  answer?: Failure['code'];
};

type Answer = { ok: true; body: unknown } | { ok: false; failure: Failure; cause?: unknown };

function pathOf(meetingId: string, occurrenceId: string | undefined): string {
  const query = occurrenceId === undefined ? '' : `?${new URLSearchParams({ occurrence_id: occurrenceId })}`;
  return `/meetings/${encodeURIComponent(meetingId)}${query}`;
}

function isJson(response: Response): boolean {
  return /^application\/([\w.+-]+\+)?json\b/i.test(response.headers.get('content-type') ?? '');
}

/** An answer of another shape. What was to be a token is told apart: that happens on purpose, with a sentence for people in its place. */
function unreadable(schema: z.ZodType, body: unknown, error: z.ZodError): AppError {
  if (schema !== TokenBody) return new AppError('unexpected', { cause: z.prettifyError(error) });
  const sentence = sentenceIn(typeof body === 'object' && body && 'token' in body ? body.token : undefined);
  return new AppError('token_not_issued', sentence ? { zoomMessage: sentence } : {});
}

/** What an answer of the REST API means when it is not the one that was asked for. */
function classify(
  { method, path }: ZoomRequest,
  response: Response,
  text: string,
  { isOfAccount, now }: { isOfAccount?: boolean; now: () => Date },
): Failure {
  const error = zoomErrorIn(parseAnswer(text));
  const trackingId = response.headers.get('x-zm-trackingid');
  const tracking = trackingId ? { trackingId } : {};
  if (!error && isIntercepted(response)) return { code: 'network_intercepted', zoomCode: response.status };
  // Success without a body that can be read is half an answer; it says nothing about the question.
  if (response.ok && !error) return { code: 'zoom_unavailable', ...tracking };
  const failure = { ...failureOfZoomError(path, response.status, error, isOfAccount, method), ...tracking };
  if (failure.code !== 'rate_limited') return failure;
  return { ...failure, retryAt: rateLimitEnd(response.headers, now()).toISOString() };
}

/** What the text says, unless it is nested deeper than any answer of Zoom's. */
function parseAnswer(text: string): unknown {
  const value = parseJson(text);
  return isDeeperThan(maxDepth, value) ? undefined : value;
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeperThan(levels - 1, part));
}

/** `Retry-After` is an ISO date-time for the daily limit; the per-second limit has a Unix time in `X-RateLimit-Reset`, or nothing. */
function rateLimitEnd(headers: Headers, now: Date): Date {
  const retryAfter = headers.get('retry-after');
  const reset = Number(headers.get('x-ratelimit-reset'));
  const seconds = Number(retryAfter);
  const candidates = [
    retryAfter && !Number.isNaN(seconds) ? now.getTime() + seconds * 1000 : Number.NaN,
    retryAfter ? Date.parse(retryAfter) : Number.NaN,
    reset > 0 ? (reset > 1e12 ? reset : reset * 1000) : Number.NaN,
  ];
  const latest = now.getTime() + 48 * 3600_000;
  const end = candidates.find((time) => time >= now.getTime() && time <= latest);
  return new Date(end ?? now.getTime() + 1_000);
}

/** How long to wait before one more try, with full jitter; undefined when another try would not help. */
function pauseBefore(attempt: number, failure: Failure, now: Date): number | undefined {
  if (attempt > maxAttempts) return undefined;
  if (failure.code === 'rate_limited' && failure.retryAt) {
    // The wait itself is in the turn, where the others wait too.
    const isWorthIt = Date.parse(failure.retryAt) - now.getTime() <= longestRateLimitPauseMs;
    return isWorthIt ? Math.random() * firstPauseMs : undefined;
  }
  if (failure.code !== 'offline' && failure.code !== 'zoom_unavailable') return undefined;
  return Math.random() * Math.min(firstPauseMs * 2 ** (attempt - 2), longestPauseMs);
}

/** Zoom leaves the host out where it is the user who asks. */
function isHosted({ host_id }: ListedMeeting, user: Pick<ZoomUser, 'id'>): boolean {
  return host_id === undefined || host_id === user.id;
}

/** The beginning of Zoom's sentence, with nothing in it that could be a piece of a token. */
function sentenceIn(token: unknown): string | undefined {
  if (typeof token !== 'string' || !token.includes(' ')) return undefined;
  const words = token.slice(0, 300).split(' ');
  return words.map((word) => (/^[A-Za-z'’]{1,20}[.,;:!?]?$/.test(word) ? word : '…')).join(' ');
}

async function readBounded(response: Response, maxBytes: number): Promise<Buffer> {
  const announced = Number(response.headers.get('content-length'));
  // No more can come than was announced, unless it is packed; and reading it whole is much faster.
  if (announced > 0 && announced <= maxBytes && !response.headers.has('content-encoding')) {
    return Buffer.from(await response.arrayBuffer());
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const part = await reader?.read();
    if (!part || part.done) return Buffer.concat(chunks);
    length += part.value.byteLength;
    if (length > maxBytes) {
      await reader?.cancel();
      throw new AppError('unexpected', { cause: `an answer of more than ${maxBytes} bytes` });
    }
    chunks.push(part.value);
  }
}
