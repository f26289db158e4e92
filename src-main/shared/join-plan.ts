import type { Failure } from './app-error';
import type { BotId } from './bot';
import { type Credential, type CredentialId, inUse, isUsable } from './credential';
import type { Meeting } from './meeting';
import type { MeetingReference } from './meeting-link';

/**
 * Start as its host, or join as a signed-in participant; `as` names a credential of the user's choice, `named` is what a link or an
 * invitation said about the way in: it may hold a passcode and a registrant's token, and stays in the main process. `onBehalf` joins for
 * a user who is in the meeting already, `record` wants the permission to record on this computer.
 */
export type JoinWish = {
  record?: boolean;
  /** What others are to see in place of the user's own name. */
  displayName?: string;
  /** The bot that is sent. */
  botId?: BotId;
  named?: MeetingReference;
} & ({ kind: 'start'; as?: CredentialId } | { kind: 'join'; as?: CredentialId | undefined; onBehalf?: boolean });

/** How a wish comes true: which role the signature claims, whose key goes with it, which client secret signs, and why these. */
export type JoinPlan = {
  role: 'host' | 'participant';
  /**
   * The user's ZAK, or an on-behalf-of token of theirs: the SDK takes one of them, never both (its code 3636). Either is what a meeting outside
   * the account of the app asks for, and one for signed-in users only.
   */
  access: 'zak' | 'obf';
  /** Whose key it is, and so as whom one comes. */
  as: CredentialId;
  asBecause: 'isHost' | 'isChosen' | 'isFirstUsable';
  signer: CredentialId;
  signerBecause: 'hasOwnSecret' | 'isAppCredential' | 'isOnlySecret';
  /** Who gets the permission to record: only the host can. */
  recordingFrom?: CredentialId;
  /** What others will see, and whose picture. */
  userName: string;
  avatar?: string;
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
function signerFor(
  user: Credential,
  credentials: readonly Credential[],
): Pick<JoinPlan, 'signer' | 'signerBecause'> | undefined {
  if (user.hasClientSecret) return { signer: user.id, signerBecause: 'hasOwnSecret' };
  const able = credentials.filter((credential) => credential.environment === user.environment && canSign(credential));
  const app = able.find((credential) => credential.kind === 'app');
  if (app) return { signer: app.id, signerBecause: 'isAppCredential' };
  return able[0] && { signer: able[0].id, signerBecause: 'isOnlySecret' };
}

/** Those of its host, whatever they are worth. */
export function hostsOf(meeting: Meeting, credentials: readonly Credential[]): Credential[] {
  const ids = new Set(meeting.sources.filter(({ isHost }) => isHost).map(({ credentialId }) => credentialId));
  return credentials.filter(({ id, environment }) => ids.has(id) && environment === meeting.environment);
}

/** Whoever is named joins, listed or not: any signed-in user of the same cloud may. */
function candidates(meeting: Meeting, wish: JoinWish): CredentialId[] {
  const { kind, as } = wish;
  if (kind === 'join' && as !== undefined) return [as];
  return meeting.sources
    .filter((source) => kind === 'join' || (source.isHost && (as === undefined || as === source.credentialId)))
    .map((source) => source.credentialId);
}

/**
 * Decides role, key and signer for a meeting, or says why not.
 * A host starts with the ZAK of the host (Zoom refuses any other); everyone else joins signed in with their own.
 */
export function joinPlan(meeting: Meeting, wish: JoinWish, credentials: readonly Credential[]): JoinDecision {
  const living = inUse(credentials);
  const able = candidates(meeting, wish).flatMap((id) => {
    const credential = living.find((known) => known.id === id && known.environment === meeting.environment);
    return credential?.user ? [credential] : [];
  });
  const user = able.find(isUsable) ?? able[0];
  if (!user) return { possible: false, failure: { code: wish.kind === 'start' ? 'not_host' : 'login_required' } };
  if (!isUsable(user)) {
    const cause = user.health.kind === 'ready' ? { code: 'unexpected' as const } : user.health.cause;
    return { possible: false, failure: cause, blockedBy: user.id };
  }
  const signer = signerFor(user, living);
  if (!signer) return { possible: false, failure: { code: 'no_signer' } };
  const recorder = wish.record ? hostsOf(meeting, living).find(isUsable) : undefined;
  if (wish.record && !recorder) return { possible: false, failure: { code: 'recording_needs_host' } };
  const isChosen = wish.kind === 'join' && wish.as !== undefined;
  return {
    possible: true,
    plan: {
      role: wish.kind === 'start' ? 'host' : 'participant',
      access: wish.kind === 'join' && wish.onBehalf ? 'obf' : 'zak',
      as: user.id,
      asBecause: wish.kind === 'start' ? 'isHost' : isChosen ? 'isChosen' : 'isFirstUsable',
      ...signer,
      ...(recorder ? { recordingFrom: recorder.id } : {}),
      userName: wish.displayName ?? user.user?.displayName ?? user.name,
      ...(user.user?.avatar ? { avatar: user.user.avatar } : {}),
    },
  };
}
