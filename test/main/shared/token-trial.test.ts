import { expect, test } from '@playwright/test';
import { TokenFeature, tokenTrial } from '../../../src-main/shared/token-trial';
import { aCredential, aMeeting, anAppCredential, idOf } from '../examples';

const ada = aCredential(1, { user: { id: 'ada', accountId: 'halden', displayName: 'Ada', email: 'ada@example.com' } });
const account = aCredential(9, { kind: 'serverToServer', accountId: 'halden', user: undefined });
const meeting = aMeeting();
const here = { meetings: [meeting], credentials: [ada, account] };

test('a user’s own ZAK is asked for without a meeting; every other token with one that they host', () => {
  const asked = TokenFeature.options.map((feature) => tokenTrial(feature, ada, here));
  const withMeeting = { meeting, hostUserId: 'ada' };
  expect(asked).toEqual([{}, withMeeting, withMeeting, withMeeting, withMeeting]);
});

test('without a hosted meeting in the list there is nothing to ask with but the own ZAK', () => {
  const invited = aMeeting({ sources: [{ credentialId: ada.id, isHost: false }] });
  const ofAnother = aMeeting({ sources: [{ credentialId: idOf(2), isHost: true }] });
  for (const meetings of [[], [invited], [ofAnother]]) {
    const asked = TokenFeature.options.map((feature) => tokenTrial(feature, ada, { ...here, meetings }));
    expect(asked).toEqual([{}, undefined, undefined, undefined, undefined]);
  }
});

test('an app of the whole account asks for a host of that account in that cloud, and for nobody else', () => {
  expect(tokenTrial('startAsHost', account, here)).toEqual({ meeting, hostUserId: 'ada' });
  for (const other of [
    { ...account, accountId: 'another' },
    { ...account, environment: 'zoomgov' as const },
    anAppCredential(9),
  ])
    expect(tokenTrial('startAsHost', other, here)).toBeUndefined();
  const inTheBin = { ...ada, deletedAt: '2026-11-20T09:00:00.000Z' };
  expect(tokenTrial('startAsHost', account, { ...here, credentials: [inTheBin] })).toBeUndefined();
});
