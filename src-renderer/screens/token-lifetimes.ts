import type { Credential } from '@shared/credential';

/** Zoom's refresh token, from the day it was given (developers.zoom.us, "OAuth 2.0": 90 days). */
const refreshTokenDays = 90;
/** Zoom's access token lives an hour. */
const accessTokenMs = 3_600_000;

/** From when until when something is good, both as ISO 8601. */
export type Lifetime = { from: string; until: string };

/** The authorization as a whole: every renewal begins its days anew. Nothing while nobody has signed in, or once Zoom has ended it. */
export function refreshTokenLifetime({ kind, renewedAt, authorizedAt, health }: Credential): Lifetime | undefined {
  const from = renewedAt ?? authorizedAt;
  const hasEnded = health.kind === 'needsReauthorization' && health.cause.code !== 'missing_scope';
  if (kind !== 'user' || from === undefined || hasEnded) return undefined;
  return { from, until: new Date(Date.parse(from) + refreshTokenDays * 24 * 3_600_000).toISOString() };
}

export function accessTokenLifetime(expiresAt: string): Lifetime {
  return { from: new Date(Date.parse(expiresAt) - accessTokenMs).toISOString(), until: expiresAt };
}

/** "89 d", "5 h 10 min", "4:05" for the last hour; "over" once it has passed. */
export function timeLeft(until: string, now: Date): string {
  const seconds = Math.ceil((Date.parse(until) - now.getTime()) / 1000);
  if (seconds <= 0) return 'over';
  if (seconds >= 48 * 3600) return `${Math.floor(seconds / 86_400)} d`;
  if (seconds >= 3600) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
