import { z } from 'zod';
import { Failure } from './app-error';

/**
 * Where secrets are kept. `keychain`: the operating system's own. `passphrase`: a file of Usher's, sealed by a passphrase.
 * `session`: memory, until Usher ends.
 */
export const SecretStoreKind = z.enum(['keychain', 'passphrase', 'session']);
export type SecretStoreKind = z.infer<typeof SecretStoreKind>;

/**
 * What is known of the place where the secrets are kept. `unchecked`: nobody has needed it yet, and it is not asked for nothing.
 * `absent` has nothing to keep a secret in: no session bus, no keyring service, or no keyring yet.
 * `damaged` does not give back what it was given; `emptied` is open, but all that the records say was stored is gone.
 */
export const KeyringStanding = z.object({
  store: SecretStoreKind,
  /** Who keeps them, by the name its users know: GNOME Keyring, KWallet. */
  backend: z.string(),
  state: z.enum(['unchecked', 'ready', 'locked', 'absent', 'hung', 'damaged', 'emptied', 'passphraseNeeded']),
  /** Why it is not `ready`. */
  failure: Failure.optional(),
  checkedAt: z.string().optional(),
  /** The system's own prompt was asked for and is open. */
  isUnlocking: z.boolean(),
  /** Items of Usher's in the keyring that no credential here knows. */
  leftovers: z.number().int().nonnegative(),
});
export type KeyringStanding = z.infer<typeof KeyringStanding>;

/** One step of a test of the store, in this order; after a failed one the others are not tried, except to clean up. */
export const KeyringTestStep = z.object({
  step: z.enum(['write', 'read', 'compare', 'delete']),
  /** `skipped`: a step before it failed. */
  outcome: z.enum(['done', 'failed', 'skipped']),
  milliseconds: z.number(),
  failure: Failure.optional(),
});
export type KeyringTestStep = z.infer<typeof KeyringTestStep>;

/** Long enough that guessing takes longer than the secrets live. */
export const shortestPassphrase = 10;

/** Any characters; a phrase of several words is best. */
export const Passphrase = z.string().min(shortestPassphrase).max(1_000);
