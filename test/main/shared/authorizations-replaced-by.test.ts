import { expect, test } from '@playwright/test';
import { authorizationsReplacedBy } from '../../../src-main/shared/authorizations-replaced-by';
import type { Credential } from '../../../src-main/shared/credential';
import { aCredential, anAppCredential, now } from '../examples';

const user = { id: 'ada', displayName: 'Ada', email: 'ada@example.com' };
const mine = aCredential(1, { clientId: 'client', user });
const since = now.toISOString();
const dead = { kind: 'needsReauthorization', cause: { code: 'reauthorization_required' }, since } as const;

const others: [string, Credential, boolean][] = [
  ['the same user of the same app', aCredential(2, { clientId: 'client', user }), true],
  ['one that is degraded', aCredential(2, { clientId: 'client', user, health: { ...dead, kind: 'degraded' } }), true],
  ['another app', aCredential(2, { clientId: 'other', user }), false],
  ['another user', aCredential(2, { clientId: 'client' }), false],
  ['another cloud', aCredential(2, { clientId: 'client', user, environment: 'zoomgov' }), false],
  ['one whose authorization is over already', aCredential(2, { clientId: 'client', user, health: dead }), false],
  ['one in the bin', aCredential(2, { clientId: 'client', user, deletedAt: since }), false],
  ['an app credential, which has no user', anAppCredential(2, { clientId: 'client' }), false],
];
for (const [what, other, isReplaced] of others) {
  test(`a new authorization ${isReplaced ? 'may end' : 'leaves alone'} ${what} (O8)`, () => {
    expect(authorizationsReplacedBy(mine, [mine, other])).toEqual(isReplaced ? [other] : []);
  });
}

const { user: _nobody, ...newcomer } = mine;
const signedIn = aCredential(2, { clientId: 'client', user });

test('before it is known who will sign in, everybody signed in to the same app is named (O8)', () => {
  const bob = aCredential(3, { clientId: 'client' });
  const elsewhere = aCredential(4, { clientId: 'other' });
  const all = [newcomer, signedIn, bob, elsewhere, anAppCredential(5, { clientId: 'client' })];
  expect(authorizationsReplacedBy(newcomer, all)).toEqual([signedIn, bob]);
});

test('one that nobody has signed in to yet has nothing to lose', () => {
  const { user: _none, ...another } = signedIn;
  for (const credential of [mine, newcomer])
    expect(authorizationsReplacedBy(credential, [credential, another])).toEqual([]);
});
