import type { AppErrorCode, Failure } from '@shared/app-error';
import type { SignIn } from '@shared/app-state';
import {
  type Credential,
  type CredentialHealth,
  type CredentialKind,
  inUse,
  type ZoomEnvironment,
} from '@shared/credential';

/** How something stands, told by shape and word as well as by colour. */
export type Tone = 'ready' | 'idle' | 'waiting' | 'attention' | 'problem';

export type Standing = { tone: Tone; word: string; since?: string };

/** What a credential waits for that will pass by itself. */
const passingWords: { readonly [Code in AppErrorCode]?: string } = {
  offline: 'Offline',
  zoom_unavailable: 'Zoom has trouble',
  rate_limited: 'Rate limited',
  keychain_locked: 'Keyring locked',
  keychain_unavailable: 'Keyring away',
  keyring_not_created: 'No keyring yet',
  keychain_hung: 'Keyring silent',
  keychain_damaged: 'Keyring damaged',
  passphrase_needed: 'Passphrase needed',
  records_not_saved: 'Not saved',
};

/** How a credential stands, in two or three words, and since when where that helps. */
export function credentialStanding({ health, authorizedAt, kind }: Credential, signIn: SignIn | undefined): Standing {
  if (signIn) return { tone: 'waiting', word: 'Signing in', since: signIn.startedAt };
  switch (health.kind) {
    case 'ready':
      return { tone: 'ready', word: 'Ready' };
    case 'degraded':
      return { tone: 'attention', word: passingWords[health.cause.code] ?? 'Waiting', since: health.since };
    case 'misconfigured':
      return { tone: 'problem', word: 'Set-up wrong', since: health.since };
    case 'needsReauthorization':
      if (kind === 'user' && authorizedAt === undefined) return { tone: 'idle', word: 'Not authorized yet' };
      return { tone: 'problem', word: 'Sign in again', since: health.since };
  }
}

/** What the filter calls each health, whatever its cause. */
export const healthGroups: { readonly [Kind in CredentialHealth['kind']]: Standing } = {
  ready: { tone: 'ready', word: 'Ready' },
  degraded: { tone: 'attention', word: 'Will pass' },
  needsReauthorization: { tone: 'problem', word: 'Needs sign-in' },
  misconfigured: { tone: 'problem', word: 'Set-up wrong' },
};

/** What went wrong with a credential last, unless all there is to say is that nobody has signed in yet: its state has said that. */
export function shownFailure({ health, lastError }: Credential): Failure | undefined {
  const isWorse = health.kind !== 'ready' && lastError?.failure.code === 'signature_refused';
  if (lastError && !isWorse) return lastError.failure;
  return health.kind === 'ready' || health.cause.code === 'not_authorized' ? undefined : health.cause;
}

/** How many credentials wait for a person. What passes by itself does not count. */
export function waitingForPerson(credentials: readonly Credential[]): number {
  return inUse(credentials).filter(
    ({ health }) => health.kind === 'needsReauthorization' || health.kind === 'misconfigured',
  ).length;
}

export const kindWords: { readonly [Kind in CredentialKind]: string } = {
  user: 'User',
  app: 'App only',
  serverToServer: 'Server-to-server',
};

export const environmentWords: { readonly [Environment in ZoomEnvironment]: string } = {
  zoom: 'zoom.us',
  zoomgov: 'Zoom for Government',
  practice: 'Practice Zoom',
};
