import { expect, test } from '@playwright/test';
import type { Credential, CredentialHealth, CredentialId } from '../../../src-main/shared/credential';
import { joinPlan } from '../../../src-main/shared/join-plan';
import type { Meeting } from '../../../src-main/shared/meeting';
import { aCredential, aMeeting, anAppCredential, idOf } from '../examples';

const since = '2026-11-20T00:00:00.000Z';
const degraded: CredentialHealth = { kind: 'degraded', cause: { code: 'offline' }, since };
const dead: CredentialHealth = {
  kind: 'needsReauthorization',
  cause: { code: 'reauthorization_required', zoomCode: 124 },
  since,
};
const wrong: CredentialHealth = { kind: 'misconfigured', cause: { code: 'invalid_client' }, since };

/** Credential 1 hosts it, credential 2 is invited. */
const meeting = aMeeting({
  sources: [
    { credentialId: idOf(1), isHost: true },
    { credentialId: idOf(2), isHost: false },
  ],
});

function planFor(wish: Parameters<typeof joinPlan>[1], credentials: readonly Credential[], of: Meeting = meeting) {
  const decision = joinPlan(of, wish, credentials);
  return decision.possible ? decision.plan : decision.failure;
}

test('a meeting is started as its host, with the ZAK and the signature of the host', () => {
  expect(planFor({ kind: 'start' }, [aCredential(2), aCredential(1)])).toEqual({
    role: 'host',
    access: 'zak',
    as: idOf(1),
    asBecause: 'isHost',
    signer: idOf(1),
    signerBecause: 'hasOwnSecret',
    userName: 'User 1',
  });
});

test('whoever joins is a signed-in participant, the host too', () => {
  expect(planFor({ kind: 'join' }, [aCredential(1), aCredential(2)])).toMatchObject({
    role: 'participant',
    as: idOf(1),
  });
  expect(planFor({ kind: 'join' }, [aCredential(2)])).toMatchObject({
    role: 'participant',
    as: idOf(2),
    userName: 'User 2',
  });
});

test('whoever is named joins, listed or not', () => {
  const credentials = [aCredential(1), aCredential(2), aCredential(3)];
  expect(planFor({ kind: 'join', as: idOf(2) }, credentials)).toMatchObject({ as: idOf(2), signer: idOf(2) });
  expect(planFor({ kind: 'join', as: idOf(3) }, credentials)).toMatchObject({ as: idOf(3), role: 'participant' });
});

test('a credential that is of use goes before one that is not', () => {
  expect(planFor({ kind: 'join' }, [aCredential(1, { health: dead }), aCredential(2)])).toMatchObject({
    as: idOf(2),
  });
  const twoHosts = aMeeting({ sources: [1, 2].map((number) => ({ credentialId: idOf(number), isHost: true })) });
  expect(planFor({ kind: 'start' }, [aCredential(1, { health: wrong }), aCredential(2)], twoHosts)).toMatchObject({
    as: idOf(2),
  });
});

test('a credential whose trouble will pass is tried', () => {
  expect(planFor({ kind: 'start' }, [aCredential(1, { health: degraded })])).toMatchObject({
    role: 'host',
    as: idOf(1),
  });
});

test('a public client lets a secret of the same cloud sign, an app credential before a user one', () => {
  const host = aCredential(1, { hasClientSecret: false });
  expect(planFor({ kind: 'start' }, [host, aCredential(2), anAppCredential(3)])).toMatchObject({
    as: idOf(1),
    signer: idOf(3),
  });
  expect(planFor({ kind: 'start' }, [host, aCredential(2)])).toMatchObject({ signer: idOf(2) });
});

test('a grant that has ended still signs, for signing is a matter of the app', () => {
  const host = aCredential(1, { hasClientSecret: false });
  expect(planFor({ kind: 'start' }, [host, aCredential(2, { health: dead })])).toMatchObject({ signer: idOf(2) });
});

test('a credential whose own secret is right signs for itself, whatever app credentials there are', () => {
  expect(planFor({ kind: 'start' }, [anAppCredential(3), aCredential(1)])).toMatchObject({ signer: idOf(1) });
});

test('whoever comes is the host, the one that was chosen, or the first that can', () => {
  const credentials = [aCredential(1), aCredential(2)];
  expect(planFor({ kind: 'start' }, credentials)).toMatchObject({ asBecause: 'isHost' });
  expect(planFor({ kind: 'join', as: idOf(2) }, credentials)).toMatchObject({ asBecause: 'isChosen' });
  expect(planFor({ kind: 'join' }, credentials)).toMatchObject({ asBecause: 'isFirstUsable' });
});

test('a signer that is not the credential itself is said to be an app credential, or the only secret there is', () => {
  const host = aCredential(1, { hasClientSecret: false });
  expect(planFor({ kind: 'start' }, [host, anAppCredential(3)])).toMatchObject({ signerBecause: 'isAppCredential' });
  expect(planFor({ kind: 'start' }, [host, aCredential(2)])).toMatchObject({ signerBecause: 'isOnlySecret' });
});

test('who joins on behalf of a user brings a token for that in place of the ZAK, and is never the host', () => {
  expect(planFor({ kind: 'join', as: idOf(1), onBehalf: true }, [aCredential(1)])).toMatchObject({
    role: 'participant',
    access: 'obf',
    as: idOf(1),
  });
});

test('the permission to record comes from the host, whoever joins', () => {
  const credentials = [aCredential(1), aCredential(2)];
  expect(planFor({ kind: 'join', as: idOf(2), record: true }, credentials)).toMatchObject({
    as: idOf(2),
    recordingFrom: idOf(1),
  });
  expect(planFor({ kind: 'start', record: true }, credentials)).toMatchObject({ recordingFrom: idOf(1) });
  expect(planFor({ kind: 'join', as: idOf(2) }, credentials)).not.toHaveProperty('recordingFrom');
});

test('others see the picture of the Zoom user', () => {
  const user = { id: 'u1', email: 'ada@example.com', displayName: 'Ada', avatar: 'data:image/png;base64,AAAA' };
  expect(planFor({ kind: 'start' }, [aCredential(1, { user })])).toMatchObject({
    userName: 'Ada',
    avatar: user.avatar,
  });
});

test('the name in the meeting is that of the Zoom user', () => {
  expect(planFor({ kind: 'join', as: idOf(1) }, [aCredential(1, { name: 'Front desk' })])).toMatchObject({
    userName: 'User 1',
  });
});

const notSignedIn = aCredential(1, {
  user: undefined,
  health: { kind: 'needsReauthorization', cause: { code: 'not_authorized' }, since },
});
const impossible: {
  why: string;
  wish: Parameters<typeof joinPlan>[1];
  credentials: Credential[];
  of?: Meeting;
  failure: object;
  blockedBy?: CredentialId;
}[] = [
  {
    why: 'starting without the host',
    wish: { kind: 'start' },
    credentials: [aCredential(2)],
    failure: { code: 'not_host' },
  },
  {
    why: 'starting with no credential at all',
    wish: { kind: 'start' },
    credentials: [],
    failure: { code: 'not_host' },
  },
  {
    why: 'starting when the host was never signed in',
    wish: { kind: 'start' },
    credentials: [notSignedIn],
    failure: { code: 'not_host' },
  },
  {
    why: "starting when the host's credential is of another cloud",
    wish: { kind: 'start' },
    credentials: [aCredential(1, { environment: 'zoomgov' })],
    failure: { code: 'not_host' },
  },
  {
    why: "starting when Zoom ended the host's grant",
    wish: { kind: 'start' },
    credentials: [aCredential(1, { health: dead })],
    failure: dead.cause,
    blockedBy: idOf(1),
  },
  {
    why: "starting when the host's app is wrong, though a guest is well",
    wish: { kind: 'start' },
    credentials: [aCredential(1, { health: wrong }), aCredential(2)],
    failure: wrong.cause,
    blockedBy: idOf(1),
  },
  {
    why: 'recording without the host',
    wish: { kind: 'join', as: idOf(2), record: true },
    credentials: [aCredential(2)],
    failure: { code: 'recording_needs_host' },
  },
  {
    why: 'recording when the grant of the host has ended',
    wish: { kind: 'join', as: idOf(2), record: true },
    credentials: [aCredential(1, { health: dead }), aCredential(2)],
    failure: { code: 'recording_needs_host' },
  },
  { why: 'joining with no credential', wish: { kind: 'join' }, credentials: [], failure: { code: 'login_required' } },
  {
    why: 'joining when nobody who lists it is left',
    wish: { kind: 'join' },
    credentials: [aCredential(3)],
    failure: { code: 'login_required' },
  },
  {
    why: 'joining as nobody we know',
    wish: { kind: 'join', as: idOf(9) },
    credentials: [aCredential(1)],
    failure: { code: 'login_required' },
  },
  {
    why: 'joining as an app, which is no user',
    wish: { kind: 'join', as: idOf(3) },
    credentials: [aCredential(1), anAppCredential(3)],
    failure: { code: 'login_required' },
  },
  {
    why: 'joining as a user of another cloud',
    wish: { kind: 'join', as: idOf(3) },
    credentials: [aCredential(1), aCredential(3, { environment: 'practice' })],
    failure: { code: 'login_required' },
  },
  {
    why: 'joining as one whose grant has ended, though others are well',
    wish: { kind: 'join', as: idOf(2) },
    credentials: [aCredential(1), aCredential(2, { health: dead })],
    failure: dead.cause,
    blockedBy: idOf(2),
  },
  {
    why: 'starting with a public client when nothing can sign',
    wish: { kind: 'start' },
    credentials: [aCredential(1, { hasClientSecret: false })],
    failure: { code: 'no_signer' },
  },
  {
    why: 'starting when only another cloud has a secret',
    wish: { kind: 'start' },
    credentials: [aCredential(1, { hasClientSecret: false }), anAppCredential(3, { environment: 'zoomgov' })],
    failure: { code: 'no_signer' },
  },
  {
    why: 'starting when the only secret belongs to an app that is wrong',
    wish: { kind: 'start' },
    credentials: [aCredential(1, { hasClientSecret: false }), anAppCredential(3, { health: wrong })],
    failure: { code: 'no_signer' },
  },
  {
    why: 'starting when the only secret belongs to a server-to-server app, which is no SDK app',
    wish: { kind: 'start' },
    credentials: [
      aCredential(1, { hasClientSecret: false }),
      anAppCredential(3, { kind: 'serverToServer', accountId: 'account-1' }),
    ],
    failure: { code: 'no_signer' },
  },
  {
    why: 'starting when the host is in the bin',
    wish: { kind: 'start' },
    credentials: [aCredential(1, { deletedAt: since }), aCredential(2)],
    failure: { code: 'not_host' },
  },
  {
    why: 'joining as one that is in the bin',
    wish: { kind: 'join', as: idOf(2) },
    credentials: [aCredential(1), aCredential(2, { deletedAt: since })],
    failure: { code: 'login_required' },
  },
  {
    why: 'starting when the only secret is in the bin',
    wish: { kind: 'start' },
    credentials: [aCredential(1, { hasClientSecret: false }), anAppCredential(3, { deletedAt: since })],
    failure: { code: 'no_signer' },
  },
];

for (const { why, wish, credentials, of = meeting, failure, blockedBy } of impossible) {
  test(`not possible: ${why}`, () => {
    expect(joinPlan(of, wish, credentials)).toEqual({
      possible: false,
      failure,
      ...(blockedBy ? { blockedBy } : {}),
    });
  });
}

test.describe('a bot', () => {
  test('is seen under its own name, whoever it comes as', () => {
    const wish = { kind: 'join', as: idOf(1), displayName: 'Scribe' } as const;
    expect(joinPlan(aMeeting(), wish, [aCredential(1)])).toMatchObject({
      plan: { as: idOf(1), userName: 'Scribe', role: 'participant' },
    });
  });

  test('starts with its own credential, though another one hosts the meeting too', () => {
    const sources = [1, 2].map((number) => ({ credentialId: idOf(number), isHost: true }));
    const credentials = [aCredential(1), aCredential(2), aCredential(3)];
    const planAs = (number: number) =>
      joinPlan(aMeeting({ sources }), { kind: 'start', as: idOf(number), displayName: 'Scribe' }, credentials);
    expect(planAs(2)).toMatchObject({ plan: { as: idOf(2), userName: 'Scribe', role: 'host' } });
    expect(planAs(3)).toEqual({ possible: false, failure: { code: 'not_host' } });
  });
});
