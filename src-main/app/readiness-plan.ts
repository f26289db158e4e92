import type { AppErrorCode, Failure } from '../shared/app-error';
import type { MeetingWindow } from '../shared/app-state';
import { type Credential, type CredentialId, isUsable } from '../shared/credential';
import { type JoinDecision, type JoinWish, joinPlan } from '../shared/join-plan';
import { isOver, type Meeting, type MeetingKey } from '../shared/meeting';
import type { Risk, Rung } from '../shared/risk';

/** What trying a meeting said last. */
export type MeetingCheck = {
  meetingKey: MeetingKey;
  credentialId: CredentialId;
  rung: Rung;
  /** What was tried, as `planKeyOf` names it; about any other plan this check says nothing. */
  planKey: string;
  /** Milliseconds since the epoch. */
  at: number;
  failure?: Failure;
};

/** What was checked so far, and since when Usher looks. Times are milliseconds since the epoch. */
export type ChecksDone = {
  since: number;
  meetings: ReadonlyMap<MeetingKey, MeetingCheck>;
  credentials: ReadonlyMap<CredentialId, number>;
};

export type ChecksDue = { meetings: { meeting: Meeting; rung: Rung }[]; credentials: CredentialId[] };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** What will pass by itself is asked again this soon; nearer to the start more often. */
const againMs: { readonly [R in Rung]: number } = { 60: 5 * minuteMs, 15: minuteMs, 5: minuteMs / 2 };

/** The others wait for a person: asking Zoom once more would only repeat the answer. */
const passesByItself: ReadonlySet<AppErrorCode> = new Set([
  'offline',
  'zoom_unavailable',
  'network_intercepted',
  'rate_limited',
  'keychain_locked',
  'keychain_unavailable',
  'keychain_hung',
  'keychain_damaged',
  'keyring_not_created',
  'passphrase_needed',
  'renewed_elsewhere',
  'meeting_not_found',
  'clock_off',
  'unexpected',
]);

const dayMs = 24 * hourMs;
/** After the start the first checks come one by one within this time, and so they do on every later day. */
const firstSpreadMs = hourMs;
/** Nobody waits for a daily check: after a night of sleep they trickle. */
const credentialsAtOnce = 4;

/** Who hosts a meeting wants to start it; everybody else to join. */
export function wishFor(meeting: Meeting): JoinWish {
  return { kind: meeting.sources.some(({ isHost }) => isHost) ? 'start' : 'join' };
}

/** Two checks with the same key have tried the same thing. */
export function planKeyOf(decision: JoinDecision): string {
  if (!decision.possible) return `impossible ${decision.failure.code}`;
  const { role, as, signer } = decision.plan;
  return `${role} ${as} ${signer}`;
}

/** The rung that a meeting has reached: the last one whose time has come; none while it is far off, or once it has begun. */
export function rungOf({ startTime, isRunning }: Meeting, now: Date): Rung | undefined {
  if (startTime === undefined || isRunning) return undefined;
  const minutes = (Date.parse(startTime) - now.getTime()) / minuteMs;
  if (minutes <= 0) return undefined;
  return ([5, 15, 60] as const).find((rung) => minutes <= rung);
}

/**
 * What is to be checked now: meetings at a rung that was not tried yet with the plan of this moment, failures that may have passed, and
 * credentials whose day is over. A rung that was slept through is not made up for: the one that is reached counts.
 */
export function checksDue(
  meetings: readonly Meeting[],
  credentials: readonly Credential[],
  done: ChecksDone,
  now: Date,
): ChecksDue {
  const dueMeetings = meetings.flatMap((meeting) => {
    const rung = rungOf(meeting, now);
    const last = done.meetings.get(meeting.key);
    if (rung === undefined) return [];
    const isDue =
      !last ||
      last.rung > rung ||
      last.planKey !== planKeyOf(joinPlan(meeting, wishFor(meeting), credentials)) ||
      isWorthAnotherTry(last, rung, now);
    return isDue ? [{ meeting, rung }] : [];
  });
  return {
    meetings: dueMeetings,
    credentials: credentials
      .filter((credential) => isWorthAsking(credential) && isDayOver(credential.id, done, now))
      .slice(0, credentialsAtOnce)
      .map(({ id }) => id),
  };
}

/** What is wrong with an app is mended at Zoom, without anybody telling Usher. A sign-in that is missing shows when it is there. */
function isWorthAsking(credential: Credential): boolean {
  return isUsable(credential) || (credential.health.kind === 'misconfigured' && credential.deletedAt === undefined);
}

function isWorthAnotherTry({ failure, at }: MeetingCheck, rung: Rung, now: Date): boolean {
  if (!failure || !passesByItself.has(failure.code)) return false;
  if (failure.retryAt && Date.parse(failure.retryAt) > now.getTime()) return false;
  return hasPassed(againMs[rung], at, now);
}

function isDayOver(id: CredentialId, { since, credentials }: ChecksDone, now: Date): boolean {
  const last = credentials.get(id);
  return last === undefined
    ? hasPassed(minuteMs + shareOf(id) * firstSpreadMs, since, now)
    : hasPassed(dayMs, last, now);
}

/** A clock that was set back must not make anything wait for the time it has already told. */
function hasPassed(span: number, since: number, now: Date): boolean {
  return Math.abs(now.getTime() - since) >= span;
}

/** From 0 to 1 and always the same for one credential: IDs are random, so the checks of many are spread evenly. */
function shareOf(id: CredentialId): number {
  return Number.parseInt(id.slice(0, 8), 16) / 2 ** 32;
}

/** Whoever is past the access key has it: what was feared did not come true. */
export function isPastItsKey(meetingKey: MeetingKey, windows: readonly MeetingWindow[]): boolean {
  return windows.some(
    (window) =>
      window.meetingKey === meetingKey &&
      ['askingZoom', 'waitingForHost', 'admitting', 'waitingRoom', 'inMeeting'].includes(window.phase),
  );
}

/**
 * The risks to show: failed checks of meetings that are listed as they were then and have neither begun nor ended, the nearest first.
 * A meeting that was moved has another key, so that its old risk ends with it.
 */
export function risksOf(
  checks: ReadonlyMap<MeetingKey, MeetingCheck>,
  meetings: readonly Meeting[],
  now: Date,
): Risk[] {
  return meetings.flatMap((meeting) => {
    const check = checks.get(meeting.key);
    if (!check?.failure || meeting.isRunning || isOver(meeting, now)) return [];
    const { meetingKey, credentialId, failure, rung } = check;
    return [{ meetingKey, credentialId, failure, at: new Date(check.at).toISOString(), rung }];
  });
}
