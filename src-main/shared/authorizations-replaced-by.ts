import { type Credential, inUse, isUsable } from './credential';

/**
 * The other credentials whose authorization may end when this one is authorized: Zoom keeps only the last one that a user gave an app
 * (error 4741, "the last token issued is considered valid"). Before it is known who will sign in, it may be any user of the same app.
 */
export function authorizationsReplacedBy(credential: Credential, all: readonly Credential[]): Credential[] {
  const { user } = credential;
  if (credential.kind !== 'user') return [];
  return inUse(all).filter(
    (other) =>
      other.id !== credential.id &&
      other.kind === 'user' &&
      other.environment === credential.environment &&
      other.clientId === credential.clientId &&
      other.user !== undefined &&
      (!user || other.user.id === user.id) &&
      isUsable(other),
  );
}
