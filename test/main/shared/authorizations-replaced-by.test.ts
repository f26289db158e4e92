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

test('nobody is named before it is known who will sign in', () => {
  const { user: _nobody, ...newcomer } = mine;
  expect(authorizationsReplacedBy(newcomer, [newcomer, aCredential(2, { clientId: 'client', user })])).toEqual([]);
});
