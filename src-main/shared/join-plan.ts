import type { Failure } from './app-error';
import { type Credential, type CredentialId, inUse, isUsable } from './credential';
import type { Meeting } from './meeting';
import type { MeetingReference } from './meeting-link';

/**
 * Start as its host, or join as a signed-in participant; `as` names a credential of the user's choice, `named` is what a link or an
 * invitation said about the way in: it may hold a passcode and a registrant's token, and stays in the main process.
 */
export type JoinWish = { kind: 'start' } | { kind: 'join'; as?: CredentialId | undefined; named?: MeetingReference };

/** How a wish comes true: which role the signature claims, whose ZAK goes with it, which client secret signs. */
export type JoinPlan = {
  role: 'host' | 'participant';
  zakFrom: CredentialId;
  signer: CredentialId;
  userName: string;
};

/** `blockedBy` is the credential that would have done it, were it well. */
export type JoinDecision =
  | { possible: true; plan: JoinPlan }
  | { possible: false; failure: Failure; blockedBy?: CredentialId };

/** Whether a credential can sign for the Meeting SDK in its cloud. A server-to-server app is no SDK app. */
export function canSign({ kind, hasClientSecret, health, deletedAt }: Credential): boolean {
  return kind !== 'serverToServer' && hasClientSecret && health.kind !== 'misconfigured' && deletedAt === undefined;
}

/** Signing is a matter of the app, not of the user: a credential of its own is as good as any other secret of the same cloud. */
function signerFor(zakFrom: Credential, credentials: readonly Credential[]): Credential | undefined {
  if (zakFrom.hasClientSecret) return zakFrom;
  const able = credentials.filter(
    (credential) => credential.environment === zakFrom.environment && canSign(credential),
  );
  return able.find((credential) => credential.kind === 'app') ?? able[0];
}

/** Whoever is named joins, listed or not: any signed-in user of the same cloud may. */
function candidates(meeting: Meeting, wish: JoinWish): CredentialId[] {
  if (wish.kind === 'join' && wish.as !== undefined) return [wish.as];
  return meeting.sources.filter((source) => wish.kind === 'join' || source.isHost).map((source) => source.credentialId);
}

/**
 * Decides role, ZAK and signer for a meeting, or says why not.
 * A host starts with the ZAK of the host (Zoom refuses any other); everyone else joins signed in with their own.
 */
export function joinPlan(meeting: Meeting, wish: JoinWish, credentials: readonly Credential[]): JoinDecision {
  const living = inUse(credentials);
  const able = candidates(meeting, wish).flatMap((id) => {
    const credential = living.find((known) => known.id === id && known.environment === meeting.environment);
    return credential?.user ? [credential] : [];
  });
  const zakFrom = able.find(isUsable) ?? able[0];
  if (!zakFrom) return { possible: false, failure: { code: wish.kind === 'start' ? 'not_host' : 'login_required' } };
  if (!isUsable(zakFrom)) {
    const cause = zakFrom.health.kind === 'ready' ? { code: 'unexpected' as const } : zakFrom.health.cause;
    return { possible: false, failure: cause, blockedBy: zakFrom.id };
  }
  const signer = signerFor(zakFrom, living);
  if (!signer) return { possible: false, failure: { code: 'no_signer' } };
  return {
    possible: true,
    plan: {
      role: wish.kind === 'start' ? 'host' : 'participant',
      zakFrom: zakFrom.id,
      signer: signer.id,
      userName: zakFrom.user?.displayName ?? zakFrom.name,
    },
  };
}
