import type { AppState } from '../shared/app-state';
import { type Credential, type CredentialId, inUse } from '../shared/credential';
import type { Meeting } from '../shared/meeting';

/** When a credential was asked last, in milliseconds since the epoch: for its whole list, and whether its meetings run, which a list says too. */
export type AskedAt = { readonly list: number; readonly running: number };

/** Whose meetings are to be asked for now, of whom only whether they run, and when to look again, in milliseconds since the epoch. */
export type RefreshPlan = { due: CredentialId[]; running: CredentialId[]; nextAt: number };

/** When something is to be asked, in milliseconds since the epoch; positive infinity for never. */
type DueAt = { readonly [Part in keyof AskedAt]: number };

type Facts = Pick<AppState, 'credentials' | 'meetings' | 'feeds'> & {
  /** What the user chose. */
  refreshMinutes: number;
  askedAt: ReadonlyMap<CredentialId, AskedAt>;
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
 * Each credential at its own pace: as the user chose, or seldom with nothing within a day. One of its hosts is also asked every minute near a
 * start whether the meeting runs; Zoom says that to nobody else. A rate limit of Zoom's is waited for; without a network nothing is asked more
 * often than that, and soon after it is back.
 */
export function refreshPlan(facts: Facts, now: Date): RefreshPlan {
  const time = now.getTime();
  const ownMeetings = meetingsByCredential(facts.meetings);
  const looks = inUse(facts.credentials)
    .filter(({ user }) => user !== undefined)
    .map((credential) => ({
      id: credential.id,
      ...looksAt(credential, facts, ownMeetings.get(credential.id) ?? [], time),
    }));
  const isDue = looks.some(({ list, running }) => Math.min(list, running) <= time);
  const soon = isDue ? time + gatherMs : Number.NEGATIVE_INFINITY;
  const isAnyOffline = facts.feeds.some(({ failure }) => failure?.code === 'offline');
  const nextAt = Math.min(
    time + (isAnyOffline ? offlineLookMs : longestWaitMs),
    ...looks.flatMap(({ list, running }) => [list, running]).filter((at) => at > time),
  );
  return {
    due: looks.filter(({ list }) => list <= soon).map(({ id }) => id),
    running: looks.filter(({ list, running }) => list > soon && running <= soon).map(({ id }) => id),
    nextAt,
  };
}

/** When a credential is to be asked for its list, and for what runs. */
function looksAt(credential: Credential, facts: Facts, meetings: readonly Meeting[], now: number): DueAt {
  const asked = facts.askedAt.get(credential.id);
  const never = Number.POSITIVE_INFINITY;
  // Never, or by a clock that has been put back since.
  if (asked === undefined || asked.running > now) return { list: now, running: never };
  const failure = facts.feeds.find(({ credentialId }) => credentialId === credential.id)?.failure;
  const chosenMs = facts.refreshMinutes * minuteMs;
  const nearPace = Math.min(nearPaceMs, chosenMs);
  if (failure?.code === 'offline') {
    const isOnline = facts.isOnline(credential.environment);
    return { list: asked.running + (isOnline ? nearPace : chosenMs), running: never };
  }
  const starts = startsOf(meetings);
  const isNear = (start: number) => Math.abs(start - now) <= nearMs;
  if (failure) {
    const at = asked.running + (starts.some(isNear) ? nearPace : chosenMs);
    return { list: failure.retryAt ? Math.max(at, Date.parse(failure.retryAt)) : at, running: never };
  }
  const isFar = !meetings.some((meeting) => isWithinADay(meeting, now));
  // Whatever the pace, a list is asked for when the minutes before a start begin.
  const nearBegins = starts
    .map((start) => start - nearMs)
    .filter((begin) => begin > asked.list)
    .map((begin) => Math.max(begin, asked.list + nearPace));
  const list = Math.min(asked.list + (isFar ? Math.max(farPaceMs, chosenMs) : chosenMs), ...nearBegins);
  // The few that are near first: who is asked for each takes a look at everybody.
  const near = meetings.filter((meeting) => startsOf([meeting]).some(isNear));
  const isAsked = near.some((meeting) => askedHost(meeting, facts)?.credentialId === credential.id);
  return { list, running: isAsked ? asked.running + nearPace : never };
}

/** Several credentials may be one host's; what one of them is told holds for all. */
function askedHost({ sources }: Meeting, { credentials, feeds }: Facts) {
  const isWell = (id: CredentialId) =>
    inUse(credentials).some((credential) => credential.id === id) &&
    !feeds.some(({ credentialId, failure }) => credentialId === id && failure);
  return sources.find(({ credentialId, isHost }) => isHost && isWell(credentialId));
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
