import { expect, test } from '@playwright/test';
import { setterFor } from '../../../src-main/app/host-key-setters';
import type { Credential } from '../../../src-main/shared/credential';
import { hostKeyPersonId } from '../../../src-main/shared/host-key';
import type { HostKeyRecord } from '../../../src-main/storage/host-key-record';
import { aCredential } from '../examples';

const bob: HostKeyRecord = {
  id: hostKeyPersonId('zoom', 'bob'),
  environment: 'zoom',
  userId: 'bob',
  accountId: 'here',
  email: 'Bob@example.com',
  name: 'Bob',
  earlier: [],
};
const signedIn = (number: number, scope: string, user: { id: string; accountId: string }): Credential => ({
  ...aCredential(number),
  scopes: [scope],
  user: { displayName: user.id, email: `${user.id}@example.com`, ...user },
});
const admin = signedIn(1, 'user:update:user:admin', { id: 'ada', accountId: 'here' });
const own = signedIn(2, 'user:update:user', { id: 'bob', accountId: 'here' });
const elsewhere = signedIn(3, 'user:update:user:admin', { id: 'eve', accountId: 'elsewhere' });

test('a key is set by an app of their own account, and by a person for themself only where nobody else may', () => {
  expect(setterFor(bob, [elsewhere, own, admin])?.id).toBe(admin.id);
  expect(setterFor(bob, [elsewhere, own])?.id).toBe(own.id);
  expect(setterFor(bob, [elsewhere])).toBeUndefined();
});

test('a scope from before the granular ones makes an admin, too', () => {
  expect(setterFor(bob, [own, { ...admin, scopes: ['user:write:admin'] }])?.id).toBe(admin.id);
});

test('whoever was only told of sets their own key, known by their address', () => {
  const unlisted = { ...bob, userId: 'bob@example.com', isUnlisted: true as const };
  expect(setterFor(unlisted, [own])?.id).toBe(own.id);
  expect(setterFor({ ...unlisted, email: 'bo@example.com', userId: 'bo@example.com' }, [own])).toBeUndefined();
});
