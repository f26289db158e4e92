import { z } from 'zod';
import { type AppErrorCode, Failure } from './app-error';
import { isEssential } from './scope-needs';

export const CredentialId = z.uuid().brand('CredentialId');
export type CredentialId = z.infer<typeof CredentialId>;

/** The Zoom cloud a credential belongs to; their apps, users and tokens have nothing in common. */
export const ZoomEnvironment = z.enum(['zoom', 'zoomgov', 'practice']);
export type ZoomEnvironment = z.infer<typeof ZoomEnvironment>;

/**
 * `app`: client ID and secret, signs for the Meeting SDK. `user`: the same and one user's grant.
 * `serverToServer`: acts on a whole Zoom account without anybody signing in (grant type `account_credentials`).
 */
export const CredentialKind = z.enum(['app', 'user', 'serverToServer']);
export type CredentialKind = z.infer<typeof CredentialKind>;

/**
 * What became of an authorization that was to be ended at Zoom. `nothing`: there was none any more. `kept`: another credential of the
 * same user and app has its own, which Zoom might have ended too. `no`: Zoom could not be asked.
 */
export const Revoked = z.enum(['yes', 'no', 'nothing', 'kept']);
export type Revoked = z.infer<typeof Revoked>;

/** The Zoom user behind a grant, as others see them in a meeting. */
export const ZoomUser = z.object({
  id: z.string(),
  accountId: z.string().optional(),
  displayName: z.string(),
  email: z.string(),
  /** Zoom's `type`: 1, 2, and 4 or 99. */
  plan: z.enum(['basic', 'licensed', 'none']).optional(),
  /** The number of the user's own room, which is always there (PMI). */
  pmi: z
    .string()
    .regex(/^\d{9,12}$/)
    .optional(),
  /** The link to that room with a name in place of the number (Zoom's `vanity_url`). */
  personalLink: z.string().max(500).optional(),
  /** A `data:` URL, so that no window ever has to ask the network for it. */
  avatar: z.string().optional(),
});
export type ZoomUser = z.infer<typeof ZoomUser>;

/**
 * How well a credential is. `degraded` will pass by itself (offline, rate limit, keychain away).
 * `needsReauthorization` is Zoom's own word, or nobody has signed in yet; `misconfigured` is Zoom's word on the app,
 * or an open keyring that does not have the secrets.
 */
export const CredentialHealth = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('degraded'), cause: Failure, since: z.string() }),
  z.object({ kind: z.literal('needsReauthorization'), cause: Failure, since: z.string() }),
  z.object({ kind: z.literal('misconfigured'), cause: Failure, since: z.string() }),
]);
export type CredentialHealth = z.infer<typeof CredentialHealth>;

/** One line with something to see in it: it stands in menus and lists. */
export const CredentialName = z
  .string()
  .trim()
  .max(100)
  .regex(/^(?=.*[\p{L}\p{N}\p{P}\p{S}])\P{Cc}+$/u);

/** A word of the user's own to group credentials by. */
export const CredentialTag = z
  .string()
  .trim()
  .max(30)
  .regex(/^(?=.*[\p{L}\p{N}])[^\p{Cc},]+$/u);

export const CredentialTags = z.array(CredentialTag).max(20);

/** What Zoom makes up to name or to prove something: printable ASCII without spaces. What was pasted round it does not count. */
const zoomsOwnWord = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[\x21-\x7e]+$/, 'no spaces');

export const ClientId = zoomsOwnWord;
export const ClientSecret = zoomsOwnWord;
/** The Zoom account that a server-to-server app belongs to. */
export const AccountId = zoomsOwnWord;

/** Everything about a credential that is no secret: what the list shows and what is kept in the records. */
export const Credential = z.object({
  id: CredentialId,
  kind: CredentialKind,
  environment: ZoomEnvironment,
  name: CredentialName,
  tags: CredentialTags,
  clientId: z.string().min(1).max(200),
  /** The Zoom account that a server-to-server app belongs to; nothing else has one. */
  accountId: z.string().min(1).max(200).optional(),
  /** False for a public PKCE client: it can sign in, but cannot sign for the Meeting SDK. */
  hasClientSecret: z.boolean(),
  /** The scopes Zoom granted, as the token response names them. */
  scopes: z.array(z.string()),
  user: ZoomUser.optional(),
  addedAt: z.string(),
  authorizedAt: z.string().optional(),
  health: CredentialHealth,
  lastError: z.object({ failure: Failure, at: z.string() }).optional(),
  lastSuccessAt: z.string().optional(),
  /**
   * How often its secrets were stored, as the keychain's item says too. Kept outside of the keyring, so that "lost" and "never stored"
   * differ, and an older item than this one is known for a restored backup.
   */
  secretsGeneration: z.number().int().nonnegative(),
  /** When Zoom last gave it a refresh token, which lives 90 days from then. */
  renewedAt: z.string().optional(),
  /** Since when it is in the bin: of no use, but it can be restored. */
  deletedAt: z.string().optional(),
});
export type Credential = z.infer<typeof Credential>;

/** What a request to Zoom said about the credential it was made with. */
export type CredentialOutcome = { ok: true } | { ok: false; failure: Failure };

const endsTheGrant: ReadonlySet<AppErrorCode> = new Set([
  'reauthorization_required',
  'not_authorized',
  'missing_scope',
  'authorization_replaced',
  'renewal_interrupted',
  'backup_restored',
  'user_gone',
]);
const blamesTheApp: ReadonlySet<AppErrorCode> = new Set([
  'invalid_client',
  'app_disabled',
  'app_disabled_by_admin',
  'app_set_up_wrong',
  'account_refused',
  'app_scope_missing',
  'redirect_mismatch',
  'secret_missing',
  'keychain_emptied',
]);
const willPass: ReadonlySet<AppErrorCode> = new Set([
  'offline',
  'zoom_unavailable',
  'rate_limited',
  'keychain_unavailable',
  'keychain_locked',
  'keyring_not_created',
  'keychain_hung',
  'keychain_damaged',
  'passphrase_needed',
  'network_intercepted',
  'renewed_elsewhere',
  'records_not_saved',
]);

function kindAfter(code: AppErrorCode, before: CredentialHealth['kind']) {
  if (blamesTheApp.has(code)) return 'misconfigured';
  if (endsTheGrant.has(code)) return 'needsReauthorization';
  if (willPass.has(code) && (before === 'ready' || before === 'degraded')) return 'degraded';
  return undefined;
}

/**
 * The state machine of a credential: what its health is after one more outcome.
 * A bad network never ends a grant, and what Zoom has declared dead does not come back to life by a bad network either.
 */
export function healthAfter(outcome: CredentialOutcome, health: CredentialHealth, now: Date): CredentialHealth {
  // A request that needs another scope says nothing about the missing one; only a new authorization can bring that.
  if (outcome.ok)
    return health.kind === 'needsReauthorization' && health.cause.code === 'missing_scope' ? health : { kind: 'ready' };
  const cause = outcome.failure;
  // Somebody else's absence, which is named, says nothing about this credential.
  if (cause.code === 'user_gone' && cause.subject !== undefined) return health;
  // What one feature lacks must not keep the others from working.
  if (isAboutScopes(cause) && !isEssential(cause.missingScopes)) return health;
  const kind = kindAfter(cause.code, health.kind);
  if (kind === undefined) return health;
  return { kind, cause, since: health.kind === kind ? health.since : now.toISOString() };
}

/**
 * What went wrong last, after one more outcome.
 * @param health the one after that outcome; `lastError` is from before it
 */
export function lastErrorAfter(
  outcome: CredentialOutcome,
  { health, lastError }: Pick<Credential, 'health' | 'lastError'>,
  now: Date,
): Credential['lastError'] {
  // Zoom lets the client in by its ID and secret; whether the app may sign for the Meeting SDK only the door of a meeting proves.
  const refusal = lastError?.failure.code === 'signature_refused' ? lastError : undefined;
  if (outcome.ok) return refusal ?? (health.kind === 'ready' ? undefined : lastError);
  const isToldByHealth = health.kind !== 'ready' && health.cause.code === outcome.failure.code;
  return refusal && isToldByHealth ? refusal : { failure: outcome.failure, at: now.toISOString() };
}

function isAboutScopes({ code }: Failure): boolean {
  return code === 'missing_scope' || code === 'app_scope_missing';
}

/** A failure as it is to be told where nobody signs in: then it is the app, or its account, that has to be mended. */
export function withoutSignIn(failure: Failure): Failure {
  if (failure.code === 'missing_scope') return { ...failure, code: 'app_scope_missing' };
  const isOfSomebodyElse = failure.code === 'user_gone' && failure.subject !== undefined;
  const asksForSignIn = endsTheGrant.has(failure.code) || failure.code === 'redirect_mismatch';
  return asksForSignIn && !isOfSomebodyElse ? { ...failure, code: 'account_refused' } : failure;
}

/** Whether a failure is over once the user of the credential has signed in again. */
export function isMendedBySignIn({ code }: Failure): boolean {
  return endsTheGrant.has(code);
}

/** How a credential is that nobody has signed in with. */
export function notAuthorized(since: string): CredentialHealth {
  return { kind: 'needsReauthorization', cause: { code: 'not_authorized' }, since };
}

/** Seen from outside a credential is either of use or not; `degraded` still is, since it will pass. */
export function isUsable(credential: Credential): boolean {
  if (credential.deletedAt !== undefined) return false;
  return credential.health.kind === 'ready' || credential.health.kind === 'degraded';
}

/** The Zoom account that a credential belongs to, where it is known. */
export function accountOf({ accountId, user }: Credential): string | undefined {
  return accountId ?? user?.accountId;
}

/** A name for that account, or for the credential's own where Zoom has not said which: what is known of one is kept under it. */
export function accountKeyOf(credential: Credential): string {
  return `${credential.environment}:${accountOf(credential) ?? credential.id}`;
}

/** Those that are not in the bin. */
export function inUse(credentials: readonly Credential[]): Credential[] {
  return credentials.filter(({ deletedAt }) => deletedAt === undefined);
}
