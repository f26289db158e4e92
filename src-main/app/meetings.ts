import { isDeepStrictEqual } from 'node:util';
import { AppError, type Failure, failureOf } from '../shared/app-error';
import type { AppState, MeetingFeed } from '../shared/app-state';
import type { BotId } from '../shared/bot';
import { type Credential, type CredentialId, inUse, isMendedBySignIn, isUsable } from '../shared/credential';
import { type JoinPlan, type JoinWish, joinPlan } from '../shared/join-plan';
import {
  listedMeeting,
  type Meeting,
  type MeetingKey,
  type MeetingSource,
  mergeMeetings,
  unlistedMeeting,
} from '../shared/meeting';
import type { MeetingReference } from '../shared/meeting-link';
import type { MeetingTicket } from '../shared/meeting-page';
import { missingScopes } from '../shared/scope-needs';
import type { ZoomCloud } from '../shared/zoom-cloud';
import { sdkSignature } from '../zoom/sdk-signature';
import type { MeetingSight } from '../zoom/zoom-client';
import type { Activity } from './activity';
import type { Credentials } from './credentials';
import type { LiveState } from './live-state';
import type { MeetingSessions } from './meeting-sessions';
import type { AskedAt } from './refresh-plan';
import type { WaitingWishes } from './waiting-wishes';
import type { ZoomAccess } from './zoom-access';

/** Zoom limits the requests of a whole account in a second, and each credential takes three or more. */
const askedAtOnce = 8;
/** What comes at about the same time is shown at once: every change of the state is looked at by the whole house. */
const gatherMs = 50;

/** A meeting that a text names, with those here to whom Zoom has told of it, once they have been asked. */
export type NamedMeeting = MeetingReference & { sources?: readonly MeetingSource[] };

type RefreshWish = {
  /** A person asked: then also what seems to be dead gets another chance. */
  isAsked?: boolean;
  /** Asks no others. */
  only?: readonly CredentialId[];
  /** And these only whether their meetings run. */
  running?: readonly CredentialId[];
};

/** Upcoming meetings of all user credentials as one list, and the way into one of them. */
export class Meetings {
  /** What each credential listed last, so that a failed refresh leaves its rows where they are. */
  private readonly rows = new Map<CredentialId, { userId: string; sight: MeetingSight }>();
  private merged: { of: Meeting[][]; meetings: Meeting[] } = { of: [], meetings: [] };
  private readonly passcodes = new Map<string, string>();
  private round: { isOfAll: boolean; done: Promise<void> } | undefined;
  private readonly asked = new Map<CredentialId, AskedAt>();

  constructor(
    private readonly parts: {
      live: LiveState;
      credentials: Credentials;
      access: ZoomAccess;
      sessions: MeetingSessions;
      waiting: WaitingWishes;
      activity: Pick<Activity, 'noteOutcome'>;
      cloudOf: (environment: Meeting['environment']) => Promise<ZoomCloud>;
      now: () => Date;
      /** The time at Zoom, which judges signatures. */
      zoomNow: (environment: Meeting['environment']) => Date;
    },
  ) {}

  /** Asks every signed-in credential; callers that ask at once share one round. Never fails: each feed says how its own went. */
  async refresh(wish: RefreshWish = {}): Promise<void> {
    // A round of a few is no answer to whoever asks for all.
    if (this.round && !this.round.isOfAll && wish.only === undefined) {
      await this.round.done;
      return this.refresh(wish);
    }
    this.round ??= {
      isOfAll: wish.only === undefined,
      done: this.refreshAll(wish).finally(() => {
        this.round = undefined;
      }),
    };
    return this.round.done;
  }

  /** When each credential was asked last. */
  get askedAt(): ReadonlyMap<CredentialId, AskedAt> {
    return this.asked;
  }

  /** As `refresh`, but never part of a round that began before a credential came or went. */
  async refreshAnew(): Promise<void> {
    await this.round?.done;
    await this.refresh();
  }

  /**
   * Opens a meeting window for a wish, or says why that cannot be. What fails because somebody has to sign in first is remembered.
   * @throws AppError with the reason of `joinPlan`, or `meeting_not_found`
   */
  async attend(meetingKey: MeetingKey, wish: JoinWish): Promise<void> {
    const meeting = this.parts.live.current.meetings.find((known) => known.key === meetingKey);
    if (!meeting) throw new AppError('meeting_not_found');
    this.open(meeting, wish);
  }

  /**
   * Joins a meeting that a link, a number or an invitation has named, listed or not.
   * @param how under which name, by which bot, and with what
   * @throws AppError `invalid_request` for a credential of another cloud, and the reason of `joinPlan`
   */
  async joinNamed(
    named: NamedMeeting,
    as: CredentialId,
    how: Omit<Extract<JoinWish, { kind: 'join' }>, 'kind' | 'as' | 'named'> = {},
  ): Promise<void> {
    const { environment } = this.parts.credentials.getInUse(as);
    if (named.environment !== undefined && named.environment !== environment) throw new AppError('invalid_request');
    const listed = listedMeeting({ ...named, environment }, this.parts.live.current.meetings);
    this.open(listed ?? unlistedMeeting(named, { id: as, environment }), { ...how, kind: 'join', as, named });
  }

  /**
   * Starts a meeting that no list has, as the host that Zoom has named.
   * @throws AppError `not_host` where that is nobody here, and the reason of `joinPlan`
   */
  async startNamed(named: NamedMeeting): Promise<void> {
    const host = named.sources?.find(({ isHost }) => isHost);
    if (!host) throw new AppError('not_host');
    this.open(unlistedMeeting(named, this.parts.credentials.getInUse(host.credentialId)), { kind: 'start', named });
  }

  /**
   * Asks Zoom who here knows a meeting that no list has. It tells its host, and whoever may look into the host's calendar.
   * Whom Zoom refuses, or who may not or cannot ask now, is left out; and where two clouds know the number, the cloud without the host.
   */
  async lookUp({
    meetingId,
    environment,
  }: MeetingReference): Promise<Pick<NamedMeeting, 'environment' | 'topic'> & { sources: MeetingSource[] }> {
    const askable = this.users.filter(
      (user) =>
        isUsable(user) &&
        (environment ?? user.environment) === user.environment &&
        missingScopes('meetingList', user.scopes).length === 0,
    );
    const found: (MeetingSource & Pick<Credential, 'environment'> & { topic: string | undefined })[] = [];
    await inTurn(askable, async ({ id, environment, user }) => {
      const asked = this.parts.access.clientOf(id).then((client) => client.findMeeting(meetingId));
      const body = await asked.catch(() => undefined);
      const isHost = body?.host_id !== undefined && body.host_id === user?.id;
      if (body) found.push({ credentialId: id, isHost, environment, topic: body.topic });
    });
    found.sort((a, b) => Number(b.isHost) - Number(a.isHost));
    const [first] = found;
    if (!first) return { sources: [] };
    const inCloud = found.filter((source) => source.environment === first.environment);
    return {
      environment: first.environment,
      ...(first.topic ? { topic: first.topic } : {}),
      sources: inCloud.map(({ credentialId, isHost }) => ({ credentialId, isHost })),
    };
  }

  /** Does what waited for a credential to be authorized, once. */
  async resume(credentialId: CredentialId): Promise<void> {
    const waiting = this.parts.waiting.take(credentialId);
    if (!waiting) return;
    const { meeting, wish } = waiting;
    // One that somebody named need not be in any list.
    if (wish.named) this.open(meeting, wish);
    else await this.attend(meeting.key, wish);
  }

  /**
   * As `resume`, where the credential has become another user's and the list has been asked for since. Whoever replaced the user knows as
   * whom a join goes on. A start needs the host: what the user before was shown says nothing of this one.
   */
  async resumeAsAnother(credentialId: CredentialId): Promise<void> {
    const waiting = this.parts.waiting.take(credentialId);
    if (!waiting) return;
    const { meeting, wish } = waiting;
    const listed = this.parts.live.current.meetings.find(({ key }) => key === meeting.key);
    const others = meeting.sources.filter((source) => source.credentialId !== credentialId);
    this.open(listed ?? { ...meeting, sources: others }, wish);
  }

  private open(meeting: Meeting, wish: JoinWish): void {
    const decision = joinPlan(meeting, wish, this.parts.credentials.all);
    if (!decision.possible) {
      const { failure, blockedBy } = decision;
      if (blockedBy && isMendedBySignIn(failure)) this.parts.waiting.remember(blockedBy, meeting, wish);
      throw new AppError(failure.code, failure);
    }
    const { plan } = decision;
    const { botId, named } = wish;
    this.parts.waiting.forgetMeeting(meeting.key);
    this.parts.sessions.open(meeting, plan, {
      mint: async () => {
        try {
          return { ...(await this.mintTicket(meeting, plan, named)), ...this.hintsFor(botId) };
        } catch (error) {
          this.rememberIfMendable(failureOf(error), meeting, plan, wish);
          throw error;
        }
      },
      ...(botId ? { botId } : {}),
      onReauthorize: () => this.parts.waiting.remember(plan.as, meeting, wish),
      onGivenUp: () => this.parts.waiting.forgetMeeting(meeting.key),
      onJoined: () => this.parts.credentials.forgetError(plan.signer, 'signature_refused'),
      onRefused: (failure) => {
        if (failure.code === 'signature_refused') this.parts.credentials.noteRefusal(plan.signer, failure);
      },
    });
  }

  /** A bot with nothing to switch on need not be asked; nor could it answer, where a rule has sent it. */
  private hintsFor(botId: BotId | undefined): Pick<MeetingTicket, 'skipsPreview'> {
    const bot = this.parts.live.current.bots.profiles.find(({ id }) => id === botId);
    return bot?.hasMicrophoneOff && bot.hasCameraOff ? { skipsPreview: true } : {};
  }

  /** A ticket may need two users: who comes, and the host whose passcode it takes. */
  private rememberIfMendable(failure: Failure, meeting: Meeting, plan: JoinPlan, wish: JoinWish): void {
    if (!isMendedBySignIn(failure)) return;
    const involved = [plan.as, ...meeting.sources.map(({ credentialId }) => credentialId)];
    const blockedBy = involved.find((id) => this.users.some((user) => user.id === id && !isUsable(user)));
    if (blockedBy) this.parts.waiting.remember(blockedBy, meeting, wish);
  }

  private async refreshAll({ isAsked = false, only, running = [] }: RefreshWish): Promise<void> {
    this.publish([], { isRefreshing: true });
    let fresh: MeetingFeed[] = [];
    let soon: NodeJS.Timeout | undefined;
    const publishFresh = (change: Partial<AppState> = {}) => {
      clearTimeout(soon);
      soon = undefined;
      this.publish(fresh, change);
      fresh = [];
    };
    try {
      const waiting = this.users.filter(({ id }) => !only || only.includes(id) || running.includes(id));
      // Each as it comes: a slow credential holds up nobody else's rows, unless there are many of them.
      await inTurn(waiting, async (next) => {
        const isLookedAt = only !== undefined && !only.includes(next.id);
        const feed = await this.refreshFeed(next, isLookedAt ? 'running' : 'list', isAsked);
        // Only now: what was gathered before may have been published meanwhile.
        fresh.push(feed);
        soon ??= setTimeout(publishFresh, gatherMs);
      });
    } finally {
      publishFresh({ isRefreshing: false });
    }
  }

  private get users(): Credential[] {
    return inUse(this.parts.credentials.all).filter((credential) => credential.user !== undefined);
  }

  /** Rows and feeds of those who are still signed in, with these feeds brought up to date. */
  private publish(fresh: readonly MeetingFeed[], change: Partial<AppState>): void {
    const userIds = new Map(this.users.map(({ id, user }) => [id, user?.id]));
    for (const [id, { userId }] of this.rows) if (userIds.get(id) !== userId) this.rows.delete(id);
    const freshIds = new Set(fresh.map(({ credentialId }) => credentialId));
    const others = this.parts.live.current.feeds.filter(({ credentialId }) => !freshIds.has(credentialId));
    const feeds = [...others, ...fresh].filter(({ credentialId }) => userIds.has(credentialId));
    this.parts.live.set({ meetings: this.mergedRows(), feeds, ...change });
  }

  /** The same list as before while no row has changed: nobody has to look at it again. */
  private mergedRows(): Meeting[] {
    const lists = [...this.rows.values()].map(({ sight }) => sight.meetings);
    const isSame = lists.length === this.merged.of.length && lists.every((list, at) => list === this.merged.of[at]);
    if (!isSame) this.merged = { of: lists, meetings: mergeMeetings(lists) };
    return this.merged.meetings;
  }

  private async refreshFeed(credential: Credential, part: keyof AskedAt, isAsked: boolean): Promise<MeetingFeed> {
    const before = this.parts.live.current.feeds.find((feed) => feed.credentialId === credential.id);
    const refreshedAt = before?.refreshedAt ? { refreshedAt: before.refreshedAt } : {};
    const now = this.parts.now().getTime();
    const user = credential.user ?? { id: '', displayName: '' };
    const known = this.rows.get(credential.id);
    const sightBefore = known?.userId === user.id ? known.sight : undefined;
    const isGlance = part === 'running' && sightBefore !== undefined;
    this.asked.set(credential.id, { list: now, ...(isGlance ? this.asked.get(credential.id) : {}), running: now });
    // What Zoom has declared dead is not asked again and again; only when a person wants to know.
    if (!isAsked && !isUsable(credential) && credential.health.kind !== 'ready') {
      return { credentialId: credential.id, ...refreshedAt, failure: credential.health.cause };
    }
    try {
      const client = await this.parts.access.clientOf(credential.id);
      const sight = isGlance ? await client.lookAgain(user, sightBefore) : await client.listMeetings(user);
      const isSame = sightBefore !== undefined && isDeepStrictEqual(sightBefore.meetings, sight.meetings);
      this.rows.set(credential.id, {
        userId: user.id,
        sight: isSame ? { ...sight, meetings: sightBefore.meetings } : sight,
      });
      // A look at what runs has none that are new.
      for (const [meetingId, passcode] of isGlance ? [] : sight.passcodes)
        this.passcodes.set(`${credential.environment}:${meetingId}`, passcode);
      return {
        credentialId: credential.id,
        ...(isGlance ? refreshedAt : { refreshedAt: this.parts.now().toISOString() }),
      };
    } catch (error) {
      return { credentialId: credential.id, ...refreshedAt, failure: failureOf(error) };
    }
  }

  /** Minted at the moment of use: a ZAK of `/users/me/zak` lives five minutes and is checked only at the door. */
  private async mintTicket(meeting: Meeting, plan: JoinPlan, named?: MeetingReference): Promise<MeetingTicket> {
    const { activity } = this.parts;
    const forMeeting = { meetingId: meeting.meetingId, topic: meeting.topic };
    const [key, recordingToken, passWord, pair, cloud] = await Promise.all([
      this.mintKey(plan, forMeeting),
      this.mintRecordingToken(plan, forMeeting),
      this.passcodeOf(meeting, plan, named),
      this.parts.access.signingPair(plan.signer),
      this.parts.cloudOf(meeting.environment),
    ]);
    return {
      meetingNumber: meeting.meetingId,
      passWord,
      userName: plan.userName,
      userEmail: this.parts.credentials.get(plan.as).user?.email ?? '',
      signature: await activity.noteOutcome(
        { kind: 'signed', credentialId: plan.signer, ...forMeeting },
        sdkSignature({
          ...pair,
          meetingId: meeting.meetingId,
          role: plan.role,
          now: this.parts.zoomNow(meeting.environment),
        }),
      ),
      ...key,
      ...(recordingToken ? { recordingToken } : {}),
      ...(named?.registrantToken && plan.role === 'participant' ? { tk: named.registrantToken } : {}),
      webEndpoint: cloud.webEndpoint,
    };
  }

  private async mintKey(
    { access, as }: JoinPlan,
    forMeeting: { meetingId: string; topic: string },
  ): Promise<Pick<MeetingTicket, 'zak' | 'obfToken'>> {
    const client = await this.parts.access.clientOf(as);
    const { meetingId } = forMeeting;
    const token = await this.parts.activity.noteOutcome(
      { kind: 'tokenMinted', token: access, credentialId: as, ...forMeeting },
      access === 'zak' ? client.getZak() : client.getUserToken({ type: 'onbehalf', meetingId }),
    );
    return access === 'zak' ? { zak: token } : { obfToken: token };
  }

  private async mintRecordingToken(
    { recordingFrom }: JoinPlan,
    forMeeting: { meetingId: string; topic: string },
  ): Promise<string | undefined> {
    if (!recordingFrom) return undefined;
    const client = await this.parts.access.clientOf(recordingFrom);
    return await this.parts.activity.noteOutcome(
      { kind: 'tokenMinted', token: 'localRecording', credentialId: recordingFrom, ...forMeeting },
      client.getJoinToken(forMeeting.meetingId, 'local_recording'),
    );
  }

  /**
   * Zoom shows the passcode to the host; the list of upcoming meetings has it for whoever is invited within a day.
   * A host comes in without one, so for a host it may stay unknown. What a text named may be old, so Zoom's own word comes first; and
   * what people type before the encoding in a link, which the SDK is only reported to take.
   */
  private async passcodeOf(meeting: Meeting, plan: JoinPlan, named?: MeetingReference): Promise<string> {
    const listed = this.passcodes.get(`${meeting.environment}:${meeting.meetingId}`);
    const known = listed ?? named?.passcode ?? named?.encodedPasscode ?? '';
    const host = meeting.sources.find(({ credentialId, isHost }) => {
      const credential = this.users.find(({ id }) => id === credentialId);
      return isHost && credential !== undefined && isUsable(credential);
    });
    if (!host) return known;
    try {
      const client = await this.parts.access.clientOf(host.credentialId);
      return (await client.getMeeting(meeting.meetingId)).password ?? known;
    } catch (error) {
      if (plan.role === 'host' || known !== '') return known;
      throw error;
    }
  }
}

/** Works on all of them, on so many at once as Zoom's limit for an account allows. */
async function inTurn<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all];
  const takeOneAfterAnother = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: askedAtOnce }, takeOneAfterAnother));
}
