import { accountOf, type Credential, inUse, isUsable } from '../shared/credential';
import { missingScopes } from '../shared/scope-needs';
import type { HostKeyRecord } from '../storage/host-key-record';

/** Either lets its holder change everybody of the account (OpenAPI Users, `PATCH /users/{userId}`). */
const adminScopes: ReadonlySet<string> = new Set(['user:update:user:admin', 'user:write:admin']);

/** Whoever may set this person's key: an app of their account or an admin, and else the person themself, whom the account may not let. */
export function setterFor(record: HostKeyRecord, credentials: readonly Credential[]): Credential | undefined {
  const able = inUse(credentials).filter(
    (credential) =>
      credential.environment === record.environment &&
      isUsable(credential) &&
      missingScopes('hostKeys', credential.scopes).length === 0,
  );
  const ofAccount = able.filter((credential) => {
    const accountId = accountOf(credential);
    const isSame = record.accountId === undefined || accountId === undefined || accountId === record.accountId;
    return (
      isSame && (credential.kind === 'serverToServer' || credential.scopes.some((scope) => adminScopes.has(scope)))
    );
  });
  return ofAccount[0] ?? able.find((credential) => isOwn(credential, record));
}

/** Whether it is the person's own sign-in. */
export function isOwn({ kind, user }: Credential, record: HostKeyRecord): boolean {
  if (kind !== 'user' || !user) return false;
  return user.id === record.userId || (record.isUnlisted === true && isSameAddress(user.email, record.email));
}

function isSameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
