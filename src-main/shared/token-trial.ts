import { z } from 'zod';
import { type Credential, inUse } from './credential';
import type { Meeting } from './meeting';

/** The features that stand on a token which Zoom can be asked for at any time. */
export const TokenFeature = z.enum(['startAsHost', 'onBehalf', 'localRecording', 'liveStreaming', 'archiving']);
export type TokenFeature = z.infer<typeof TokenFeature>;

export function standsOnToken(feature: string): feature is TokenFeature {
  return TokenFeature.safeParse(feature).success;
}

/** What a token is asked for with: all but a user's own ZAK is bound to a meeting, and an app of the whole account names the host. */
export type TokenTrial = { meeting?: Meeting; hostUserId?: string };

/**
 * With what a feature's token can be asked for now: the first meeting in the list that the credential's user hosts, or, for an app of the
 * whole account, that somebody of that account does.
 * @returns undefined where the list has none
 */
export function tokenTrial(
  feature: TokenFeature,
  credential: Credential,
  { meetings, credentials }: { meetings: readonly Meeting[]; credentials: readonly Credential[] },
): TokenTrial | undefined {
  if (credential.kind === 'app') return undefined;
  if (credential.kind === 'user' && feature === 'startAsHost') return {};
  const hosts = inUse(credentials).filter(
    ({ id, environment, user }) =>
      environment === credential.environment &&
      user !== undefined &&
      (credential.kind === 'user' ? id === credential.id : user.accountId === credential.accountId),
  );
  for (const meeting of meetings) {
    const source = meeting.sources.find(({ isHost }) => isHost);
    const host = hosts.find(({ id }) => id === source?.credentialId);
    if (host?.user) return { meeting, hostUserId: host.user.id };
  }
  return undefined;
}
