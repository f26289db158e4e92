import type { AppState } from '../../src-main/shared/app-state';
import type { Credential } from '../../src-main/shared/credential';
import {
  busyState,
  deadCredential,
  limitedCredential,
  minutesFromNow,
  newCredential,
  readyCredential,
  wrongAppCredential,
} from './sample-state';

const tagSets: readonly (readonly string[])[] = [[], ['studio'], ['studio', 'night shift'], ['london'], []];
const kinds = [readyCredential, deadCredential, readyCredential, limitedCredential, newCredential, wrongAppCredential];

const { user: _nobody, authorizedAt: _never, ...unused } = readyCredential;

export const serverCredential: Credential = {
  ...unused,
  id: '60000000-0000-4000-8000-000000000000' as Credential['id'],
  kind: 'serverToServer',
  environment: 'zoom',
  name: 'Whole account',
  accountId: 'not-a-real-account-id',
  tags: ['directory'],
  scopes: ['user:read:list_users:admin', 'user:update:user:admin'],
  lastSuccessAt: minutesFromNow(-6),
};

/** Three days in the bin. */
export const deletedCredential: Credential = {
  ...deadCredential,
  id: '70000000-0000-4000-8000-000000000000' as Credential['id'],
  name: 'Old press office',
  deletedAt: minutesFromNow(-3 * 24 * 60),
};

/** A credential of every state and kind, and one in the bin. */
export const everyCredential: AppState = {
  ...busyState,
  notices: [],
  credentials: [...busyState.credentials, serverCredential, deletedCredential],
  accessTokens: [{ credentialId: readyCredential.id, expiresAt: minutesFromNow(40) }],
};
/** Another user has come back from the sign-in of the ready credential. */
export const arrival = {
  credentialId: readyCredential.id,
  user: { id: 'priya', displayName: 'Priya Raman', email: 'priya.raman@halden.example' },
  expiresAt: minutesFromNow(8),
};
/** Another authorization of the same user and app as the ready credential's. */
export const twin = {
  ...deadCredential,
  environment: 'practice',
  clientId: readyCredential.clientId,
  user: readyCredential.user,
} as const;

/** So many credentials of every state, kind, cloud and tag, each with a user of its own. */
export function manyCredentials(count: number): Credential[] {
  return Array.from({ length: count }, (_, index): Credential => {
    const like = kinds[index % kinds.length] ?? readyCredential;
    return {
      ...like,
      id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}` as Credential['id'],
      name: `Room ${index + 1}`,
      tags: [...(tagSets[index % tagSets.length] ?? [])],
      ...(like.user
        ? { user: { ...like.user, displayName: `Person ${index + 1}`, email: `person.${index + 1}@company.example` } }
        : {}),
    };
  });
}
