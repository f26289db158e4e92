import type { AppState } from '../shared/app-state';
import { type Credential, type CredentialId, inUse } from '../shared/credential';
import type { Meeting } from '../shared/meeting';

/** Whose meetings are to be asked for now, and when to look again. Times are milliseconds since the epoch. */
export type RefreshPlan = { due: CredentialId[]; nextAt: number };

type Facts = Pick<AppState, 'credentials' | 'meetings' | 'feeds'> & {
  /** What the user chose. */
  refreshMinutes: number;
  /** When each was asked last. */
  askedAt: ReadonlyMap<CredentialId, number>;
  isOnline: (environment: Credential['environment']) => boolean;
};

const minuteMs = 60_000;
/** From so long before a start until so long after it, it matters whether it runs. */
const nearMs = 10 * minuteMs;
const nearPaceMs = minuteMs;
const dayMs = 24 * 60 * minuteMs;
/** With nothing in the next day only a meeting that is made meanwhile could be missed, and it is a day off. */
const farPaceMs = 30 * minuteMs;
/** What is due so soon is asked along: one waking up for all of them. */
const gatherMs = 10_000;
/** A timer does not count the time a computer sleeps, and a clock may be set: nothing is planned further ahead. */
const longestWaitMs = 5 * minuteMs;
/** How soon a network that has come back is noticed. */
const offlineLookMs = 15_000;

/**
 * Each credential at its own pace: every minute near a start of its own, seldom with nothing within a day, and otherwise as the user chose.
 * A rate limit of Zoom's is waited for; without a network nothing is asked more often than that, and soon after it is back.
 */
export function refreshPlan(facts: Facts, now: Date): RefreshPlan {
  const time = now.getTime();
  const ownMeetings = meetingsByCredential(facts.meetings);
  const dueTimes = inUse(facts.credentials)
    .filter(({ user }) => user !== undefined)
    .map((credential) => ({
      id: credential.id,
      at: dueAt(credential, facts, ownMeetings.get(credential.id) ?? [], time),
    }));
  const due = dueTimes.filter(({ at }) => at <= time);
  const soon = due.length > 0 ? dueTimes.filter(({ at }) => at <= time + gatherMs) : [];
  const isAnyOffline = facts.feeds.some(({ failure }) => failure?.code === 'offline');
  const nextAt = Math.min(
    time + (isAnyOffline ? offlineLookMs : longestWaitMs),
    ...dueTimes.filter(({ at }) => at > time).map(({ at }) => at),
  );
  return { due: soon.map(({ id }) => id), nextAt };
}

function dueAt(credential: Credential, facts: Facts, meetings: readonly Meeting[], now: number): number {
  const asked = facts.askedAt.get(credential.id);
  // Never, or by a clock that has been put back since.
  if (asked === undefined || asked > now) return now;
  const failure = facts.feeds.find(({ credentialId }) => credentialId === credential.id)?.failure;
  const chosenMs = facts.refreshMinutes * minuteMs;
  if (failure?.code === 'offline')
    return asked + (facts.isOnline(credential.environment) ? Math.min(nearPaceMs, chosenMs) : chosenMs);
  const starts = startsOf(meetings);
  const isNear = starts.some((start) => Math.abs(start - now) <= nearMs);
  const isFar = failure === undefined && !meetings.some((meeting) => isWithinADay(meeting, now));
  const pace = isNear ? Math.min(nearPaceMs, chosenMs) : isFar ? Math.max(farPaceMs, chosenMs) : chosenMs;
  // Whatever the pace, the minutes before a start begin in time.
  const nearBegins = starts.map((start) => start - nearMs).filter((begin) => begin > Math.max(asked, now));
  const at = Math.min(asked + pace, ...nearBegins);
  return failure?.retryAt ? Math.max(at, Date.parse(failure.retryAt)) : at;
}

/** Starts that nobody has made yet. */
function startsOf(meetings: readonly Meeting[]): number[] {
  return meetings.flatMap(({ isRunning, startTime }) =>
    isRunning || startTime === undefined ? [] : [Date.parse(startTime)],
  );
}

function isWithinADay({ isRunning, startTime }: Meeting, now: number): boolean {
  return isRunning || (startTime !== undefined && Math.abs(Date.parse(startTime) - now) <= dayMs);
}

function meetingsByCredential(meetings: readonly Meeting[]): Map<CredentialId, Meeting[]> {
  const own = new Map<CredentialId, Meeting[]>();
  for (const meeting of meetings) {
    for (const { credentialId } of meeting.sources) {
      const known = own.get(credentialId);
      if (known) known.push(meeting);
      else own.set(credentialId, [meeting]);
    }
  }
  return own;
}
