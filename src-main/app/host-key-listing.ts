import { accountOf, type Credential } from '../shared/credential';
import { type HostKeyPersonId, hostKeyPersonId } from '../shared/host-key';
import type { HostKeyPeople } from '../storage/host-key-file';
import type { HostKeyRecord } from '../storage/host-key-record';
import type { ZoomClient } from '../zoom/zoom-client';
import type { DirectoryUser } from '../zoom/zoom-schemas';
import { together } from './host-key-changes';

/** A user as Zoom lists them now. */
type Listed = DirectoryUser & { isActive: boolean };

/**
 * Everybody of the account by their Zoom user ID, in all of Zoom's three standings.
 * @param onPage told after each page how many were seen, and of how many as far as Zoom has said
 * @throws AppError what Zoom answers; the reason of the signal
 */
export async function listEverybody(
  client: Pick<ZoomClient, 'listUsers'>,
  signal: AbortSignal,
  onPage: (seen: number, total: number) => void,
): Promise<ReadonlyMap<string, Listed>> {
  const users = new Map<string, Listed>();
  let total = 0;
  for (const status of ['active', 'inactive', 'pending'] as const) {
    const before = total;
    for await (const page of client.listUsers(status, signal)) {
      total = before + page.total;
      for (const user of page.users) users.set(user.userId, { ...user, isActive: status === 'active' });
      onPage(users.size, Math.max(total, users.size));
    }
    signal.throwIfAborted();
  }
  return users;
}

/**
 * What a directory that was read as a whole makes of the people who are here: who is new has no key yet, and who is gone is retired. Nobody is
 * deleted but those who were only told of and are listed now: a key may be wanted of somebody who has gone.
 */
export function afterListing(
  people: HostKeyPeople,
  users: ReadonlyMap<string, Listed>,
  credential: Credential,
  at: Date,
): { changed: HostKeyRecord[]; gone: HostKeyPersonId[] } {
  const { environment } = credential;
  const accountId = accountOf(credential);
  const now = at.toISOString();
  const here = [...people.values()].filter((record) => record.environment === environment);
  const unlisted = new Map(here.filter(({ isUnlisted }) => isUnlisted).map((record) => [record.userId, record]));
  const changed: HostKeyRecord[] = [];
  const gone: HostKeyPersonId[] = [];
  for (const user of users.values()) {
    const known = people.get(hostKeyPersonId(environment, user.userId));
    const told = unlisted.get(user.email.toLowerCase());
    if (told) gone.push(told.id);
    const listed = listedRecord(known, user, { environment, accountId, now });
    const record = told ? together(listed, told) : listed;
    if (JSON.stringify(record) !== JSON.stringify(known)) changed.push(record);
  }
  for (const record of here) {
    // Those of another account are none of its business.
    const isGone = record.accountId === accountId && !record.isUnlisted && !users.has(record.userId);
    if (isGone && record.retiredAt === undefined) changed.push({ ...record, retiredAt: now });
  }
  return { changed, gone };
}

/** Everybody of a cloud by their address in small letters; of several the one who is meant. */
export function byAddressIn(
  people: HostKeyPeople,
  environment: Credential['environment'],
): ReadonlyMap<string, HostKeyRecord> {
  const here = [...people.values()].filter((record) => record.environment === environment);
  // The most trusted last, which is the one that stays.
  return new Map(here.sort((a, b) => trust(a) - trust(b)).map((record) => [record.email.toLowerCase(), record]));
}

/** Which of several records with one address is meant. */
function trust({ isUnlisted, retiredAt }: HostKeyRecord): number {
  return (retiredAt === undefined ? 2 : 0) + (isUnlisted ? 0 : 1);
}

/** Somebody whom no directory of Zoom's has named yet: their address stands in for their ID. */
export function unlistedRecord(
  { email, name }: Pick<HostKeyRecord, 'email' | 'name'>,
  environment: Credential['environment'],
): HostKeyRecord {
  return { ...newRecord({ email, name, userId: email.toLowerCase() }, environment), isUnlisted: true };
}

function newRecord({ userId, email, name, pmi }: DirectoryUser, environment: Credential['environment']): HostKeyRecord {
  return {
    id: hostKeyPersonId(environment, userId),
    environment,
    userId,
    email,
    name,
    ...(pmi ? { pmi } : {}),
    earlier: [],
  };
}

/** A person as Zoom lists them now, with the keys that were known of them. */
function listedRecord(
  known: HostKeyRecord | undefined,
  { isActive, ...user }: Listed,
  { environment, accountId, now }: Pick<Credential, 'environment'> & { accountId: string | undefined; now: string },
): HostKeyRecord {
  const { held, intent, planned, earlier = [], retiredAt } = known ?? {};
  return {
    ...newRecord(user, environment),
    ...(accountId ? { accountId } : {}),
    ...(held ? { held } : {}),
    ...(intent ? { intent } : {}),
    ...(planned ? { planned } : {}),
    earlier,
    ...(isActive ? {} : { retiredAt: retiredAt ?? now }),
  };
}
