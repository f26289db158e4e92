import { type Credential, inUse, isUsable } from './credential';

/**
 * The other credentials whose authorization may end when this one is authorized: Zoom keeps only the last one that a user gave an app
 * (error 4741, "the last token issued is considered valid"). Nobody is listed for a credential whose user is not known yet.
 */
export function authorizationsReplacedBy(credential: Credential, all: readonly Credential[]): Credential[] {
  const { user } = credential;
  if (!user || credential.kind !== 'user') return [];
  return inUse(all).filter(
    (other) =>
      other.id !== credential.id &&
      other.kind === 'user' &&
      other.environment === credential.environment &&
      other.clientId === credential.clientId &&
      other.user?.id === user.id &&
      isUsable(other),
  );
}
