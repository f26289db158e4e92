import { AppError, type Failure, failureOf } from '../shared/app-error';
import type { CredentialId, ZoomEnvironment } from '../shared/credential';
import { type JoinPlan, joinPlan } from '../shared/join-plan';
import type { Meeting, MeetingKey } from '../shared/meeting';
import type { Risk, Rung } from '../shared/risk';
import { missingScopes } from '../shared/scope-needs';
import { clockOffText } from '../zoom/server-clock';
import type { Activity } from './activity';
import type { CredentialCare } from './credential-care';
import type { Credentials } from './credentials';
import type { LiveState } from './live-state';
import type { Meetings } from './meetings';
import { checksDue, isPastItsKey, type MeetingCheck, planKeyOf, risksOf, rungOf, wishFor } from './readiness-plan';
import type { ZoomAccess } from './zoom-access';

const tickMs = 20_000;
/** Several changes in a row, such as the feeds of a refresh, are looked at once. */
const gatherMs = 250;
const checksAtOnce = 2;
/** Two at a time with a pause behind each stay below four requests a second, Zoom's smallest limit (docs: api/rate-limits). */
const pauseMs = 1_000;
/** After a wake the network needs a moment, and not every computer of the house should ask in the same one. */
const wakeMs = 5_000;
/** More than this is a matter for a person; what Usher signs is corrected for less. */
const clockToleranceMs = 60_000;

/** The access keys asked for in one round: meetings of the same user share one. */
type Round = Map<CredentialId, Promise<void>>;

/**
 * Tries before it hurts: every credential once a day, and before each meeting ahead, at T-60, T-15 and T-5 minutes, all that
 * starting or joining it will take. What fails stands in the state as a risk. Owns its timers.
 */
export class ReadinessChecks {
  private readonly meetingChecks = new Map<MeetingKey, MeetingCheck>();
  private readonly credentialChecks = new Map<CredentialId, number>();
  private readonly since: number;
  private ticker: NodeJS.Timeout | undefined;
  private soon: NodeJS.Timeout | undefined;
  private unsubscribe: (() => void) | undefined;
  private looking: Promise<void> | undefined;
  /** Something changed during a round. */
  private isBehind = false;
  private isAsleep = false;

  constructor(
    private readonly parts: {
      live: LiveState;
      credentials: Credentials;
      access: ZoomAccess;
      care: CredentialCare;
      meetings: Meetings;
      activity: Pick<Activity, 'noteOutcome'>;
      /** Whether this computer has a network that could lead to that cloud. */
      isOnline: (environment: ZoomEnvironment) => boolean;
      /** How far this computer's clock is ahead of that cloud's, if that is known. */
      clockSkewMs: (environment: ZoomEnvironment) => number | undefined;
      now: () => Date;
      pause?: (milliseconds: number) => Promise<void>;
    },
  ) {
    this.since = parts.now().getTime();
  }

  start(): void {
    this.unsubscribe = this.parts.live.subscribe(() => this.lookIn(gatherMs));
    this.ticker = setInterval(() => this.lookIn(0), tickMs);
    this.lookIn(gatherMs);
  }

  stop(): void {
    this.unsubscribe?.();
    clearInterval(this.ticker);
    clearTimeout(this.soon);
    this.isAsleep = true;
  }

  /** The computer woke up: nothing is asked in the first seconds. */
  resumed(): void {
    this.isAsleep = true;
    clearTimeout(this.soon);
    this.soon = setTimeout(
      () => {
        this.isAsleep = false;
        this.soon = undefined;
        void this.look();
      },
      wakeMs + Math.random() * 2 * wakeMs,
    );
  }

  /**
   * A person asked: a meeting is tried now, whatever was found before, and with it the others that are at risk for the same credential.
   * Never fails; the state has the answer.
   */
  async checkMeeting(meetingKey: MeetingKey): Promise<void> {
    const { risks } = this.parts.live.current;
    const asked = risks.find((risk) => risk.meetingKey === meetingKey);
    const alike = risks
      .filter(({ credentialId }) => credentialId === asked?.credentialId)
      .map((risk) => risk.meetingKey);
    const round: Round = new Map();
    for (const key of new Set([meetingKey, ...alike])) {
      const meeting = this.listed(key);
      if (meeting) await this.tryMeeting(meeting, rungOf(meeting, this.parts.now()) ?? 60, round);
    }
  }

  /** Does what is due at this moment. Callers that ask at once share one round. */
  async look(): Promise<void> {
    if (this.looking) this.isBehind = true;
    this.looking ??= this.doWhatIsDue().finally(() => {
      this.looking = undefined;
      if (this.isBehind) this.lookIn(gatherMs);
      this.isBehind = false;
    });
    return this.looking;
  }

  private lookIn(milliseconds: number): void {
    if (this.isAsleep || this.soon) return;
    this.soon = setTimeout(() => {
      this.soon = undefined;
      void this.look();
    }, milliseconds);
  }

  private async doWhatIsDue(): Promise<void> {
    this.forgetWhatIsOver();
    const { meetings } = this.parts.live.current;
    const done = { since: this.since, meetings: this.meetingChecks, credentials: this.credentialChecks };
    const due = checksDue(meetings, this.parts.credentials.all, done, this.parts.now());
    const round: Round = new Map();
    const work = [
      ...due.meetings.map(
        ({ meeting, rung }) =>
          () =>
            this.tryMeeting(meeting, rung, round),
      ),
      ...due.credentials.map((id) => () => this.tryCredential(id, round)),
    ];
    const pause = this.parts.pause ?? ((milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)));
    const lane = async () => {
      for (let next = work.shift(); next && !this.isAsleep; next = work.shift()) {
        await next();
        if (work.length > 0) await pause(pauseMs);
      }
    };
    await Promise.all(Array.from({ length: checksAtOnce }, lane));
  }

  /** What is no longer listed needs no memory, and who is in, or nearly, has shown that it works. */
  private forgetWhatIsOver(): void {
    const { meetings, meetingWindows } = this.parts.live.current;
    const listed = new Set(meetings.map(({ key }) => key));
    for (const [key, { failure: _feared, ...check }] of this.meetingChecks) {
      if (!listed.has(key)) this.meetingChecks.delete(key);
      else if (isPastItsKey(key, meetingWindows)) this.meetingChecks.set(key, check);
    }
    const known = new Set(this.parts.credentials.all.map(({ id }) => id));
    for (const id of this.credentialChecks.keys()) if (!known.has(id)) this.credentialChecks.delete(id);
    this.publish();
  }

  private async tryMeeting(meeting: Meeting, rung: Rung, round: Round): Promise<void> {
    const decision = joinPlan(meeting, wishFor(meeting), this.parts.credentials.all);
    const found = decision.possible ? await this.failureOf(meeting, decision.plan, round) : decision.failure;
    // The check itself may have shown a credential to be dead: then it counts for that, and a new sign-in is another plan.
    const after = joinPlan(meeting, wishFor(meeting), this.parts.credentials.all);
    const failure = found ?? (after.possible ? undefined : after.failure);
    // Where no plan is possible it is the host who has to be mended, or whoever lists the meeting first.
    const concerned = meeting.sources.find(({ isHost }) => isHost) ?? meeting.sources[0];
    const credentialId = decision.possible ? decision.plan.as : (decision.blockedBy ?? concerned?.credentialId);
    if (!this.listed(meeting.key) || !credentialId) return;
    this.meetingChecks.set(meeting.key, {
      meetingKey: meeting.key,
      credentialId,
      rung,
      planKey: planKeyOf(after.possible ? decision : after),
      at: this.parts.now().getTime(),
      ...(failure ? { failure } : {}),
    });
    this.publish();
  }

  /** Everything that the click will take, the cheapest first. */
  private async failureOf(meeting: Meeting, plan: JoinPlan, round: Round): Promise<Failure | undefined> {
    const { environment } = meeting;
    const scopes = this.parts.credentials.get(plan.as).scopes;
    const missing = scopes.length > 0 ? missingScopes('startAsHost', scopes) : [];
    if (missing.length > 0) return { code: 'missing_scope', missingScopes: missing };
    try {
      await this.parts.access.signingPair(plan.signer);
      if (!this.parts.isOnline(environment)) return { code: 'offline' };
      await this.mintOnce(plan.as, round);
      if (plan.role === 'host') await this.compareWithZoom(meeting, plan.as);
    } catch (error) {
      return failureOf(error);
    }
    const skew = this.parts.clockSkewMs(environment) ?? 0;
    return Math.abs(skew) > clockToleranceMs ? { code: 'clock_off', subject: clockOffText(skew) } : undefined;
  }

  /**
   * A ZAK is asked for and thrown away. That harms nothing: Zoom does not count them, a new one ends no other, and an unused one runs out
   * after five minutes. Only this proves keyring, grant, scope, permission and network in one go.
   */
  private mintOnce(id: CredentialId, round: Round): Promise<void> {
    const known = round.get(id);
    if (known) return known;
    const mint = this.parts.access.clientOf(id).then(async (client) => {
      const minted = {
        kind: 'tokenMinted',
        token: 'zak',
        credentialId: id,
        about: 'as a check, and thrown away',
      } as const;
      await this.parts.activity.noteOutcome(minted, client.getZak());
    });
    round.set(id, mint);
    return mint;
  }

  /** Is it still this user's meeting, at this time? The list may be older than the answer, and is asked for again where they differ. */
  private async compareWithZoom(meeting: Meeting, id: CredentialId): Promise<void> {
    const client = await this.parts.access.clientOf(id);
    try {
      const seen = await client.getMeeting(meeting.meetingId);
      if (seen.host_id !== undefined && seen.host_id !== this.parts.credentials.get(id).user?.id)
        throw new AppError('not_host');
      const starts = [seen.start_time, ...(seen.occurrences ?? []).map(({ start_time }) => start_time)].flatMap(
        (start) => (start ? [Date.parse(start)] : []),
      );
      const isMoved = starts.length > 0 && !starts.includes(Date.parse(meeting.startTime ?? ''));
      if (isMoved) void this.parts.meetings.refresh();
    } catch (error) {
      const { code } = failureOf(error);
      // Nothing can be compared then, and the host comes in all the same.
      if (code === 'missing_scope') return;
      if (code === 'meeting_not_found' || code === 'not_host') void this.parts.meetings.refresh();
      throw error;
    }
  }

  /** Its own last error and health are the answer; nobody is told beyond that. */
  private async tryCredential(id: CredentialId, round: Round): Promise<void> {
    const { credentials, access, care, isOnline, now } = this.parts;
    const credential = credentials.all.find((known) => known.id === id);
    if (!credential || !isOnline(credential.environment)) return;
    this.credentialChecks.set(id, now().getTime());
    try {
      await care.test(id);
      if (credential.kind !== 'user') return;
      // An access token may still be at hand while the keyring is not.
      if (credential.hasClientSecret) await access.signingPair(id);
      await this.mintOnce(id, round);
    } catch {
      // Noted where it happened.
    }
  }

  private listed(meetingKey: MeetingKey): Meeting | undefined {
    return this.parts.live.current.meetings.find(({ key }) => key === meetingKey);
  }

  /** Not while nothing changed: every change of the state is drawn. */
  private publish(): void {
    const risks = risksOf(this.meetingChecks, this.parts.live.current.meetings, this.parts.now());
    if (textOf(risks) !== textOf(this.parts.live.current.risks)) this.parts.live.set({ risks });
  }
}

/** When the same risk was found again is no news. */
function textOf(risks: readonly Risk[]): string {
  return JSON.stringify(risks.map(({ at: _when, ...risk }) => risk));
}
