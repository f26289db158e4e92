import type { AppErrorCode, Failure } from '../shared/app-error';

/** After so many joins in a row that did not bring a window back for good, somebody has to look. */
export const rejoinTries = 5;

/** The least time between two joins of one window, which Zoom asks for (Zoom docs: meeting-sdk/web, join). In milliseconds. */
export const betweenJoinsMs = 10_000;

const firstDelayMs = 2_000;
const longestDelayMs = 30_000;
/** As a part of the delay: the windows that one network has put out are not all back in the same moment. */
const jitter = 0.2;

/** Whoever was in for so long has come back for good: the next loss is a new one. In milliseconds. */
export const steadyMs = 60_000;

/** What may be over by the next try, without anybody. Everything else waits for the operator, the host, an admin or the app's owner. */
const passing: ReadonlySet<AppErrorCode> = new Set([
  'connection_lost',
  'offline',
  'network_intercepted',
  'zoom_unavailable',
  'rate_limited',
  'meeting_timed_out',
  'meeting_engine_failed',
  'authorizer_left',
]);

/** What Zoom does not explain is worth one try. */
const unexplained: ReadonlySet<AppErrorCode> = new Set(['meeting_refused', 'unexpected']);

/**
 * When a window that has lost its meeting joins again.
 * @param triesBefore joins since it was last in for good
 * @param sinceJoinMs how long ago it last asked Zoom to be let in
 * @param random from 0 to 1
 * @returns milliseconds from now, or nothing where another try makes no sense
 */
export function rejoinDelay({
  failure,
  triesBefore,
  sinceJoinMs,
  now,
  random,
}: {
  failure: Failure;
  triesBefore: number;
  sinceJoinMs: number;
  now: Date;
  random: number;
}): number | undefined {
  const tries = passing.has(failure.code) ? rejoinTries : unexplained.has(failure.code) ? 1 : 0;
  if (triesBefore >= tries) return undefined;
  const delay = Math.min(firstDelayMs * 2 ** triesBefore, longestDelayMs) * (1 + jitter * (2 * random - 1));
  const untilZoomAllows = failure.retryAt ? Date.parse(failure.retryAt) - now.getTime() : 0;
  return Math.round(Math.max(delay, untilZoomAllows, untilNextJoin(sinceJoinMs)));
}

/** Milliseconds until Zoom takes another join of the window; less than none where it may be now. */
export function untilNextJoin(sinceJoinMs: number): number {
  // A clock that was set back makes the last join lie ahead; it is no reason to wait for longer.
  return betweenJoinsMs - Math.max(sinceJoinMs, 0);
}
