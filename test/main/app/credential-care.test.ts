import { expect, test } from '@playwright/test';
import { type AppErrorCode, type Failure, failureOf } from '../../../src-main/shared/app-error';
import type { CredentialHealth } from '../../../src-main/shared/credential';
import type { Definition } from '../../../src-main/shared/definitions-file';
import { waitUntil } from '../../support/wait-until';
import { idOf, now } from '../examples';
import { sendJson } from '../http-fake';
import { AppParts } from './app-parts';

let app: AppParts;
test.beforeEach(async () => {
  app = await AppParts.start();
});
test.afterEach(() => app.close());

const withSecret = {
  kind: 'user',
  environment: 'zoom',
  name: 'Front desk',
  clientId: 'client-1',
  clientSecret: 'not-a-real-client-secret',
} as const;

async function codeFrom(work: Promise<unknown>): Promise<AppErrorCode | 'done'> {
  return work.then(
    () => 'done' as const,
    (error: unknown) => failureOf(error).code,
  );
}

function stored(): { id: string; health: { kind: string } }[] {
  return (app.disk.store.credentials ?? []) as { id: string; health: { kind: string } }[];
}

test.describe('adding', () => {
  test('keeps the secret in the keyring, the rest in the records, and shows it as not yet authorized', async () => {
    const id = await app.care.add(withSecret);
    expect(app.live.current.credentials).toMatchObject([
      {
        id,
        name: 'Front desk',
        hasClientSecret: true,
        health: { kind: 'needsReauthorization', cause: { code: 'not_authorized' } },
      },
    ]);
    expect(app.disk.store.credentials).toEqual(app.live.current.credentials);
    expect(app.kept).toContain('not-a-real-client-secret');
    expect(JSON.stringify([app.disk.store, app.live.current])).not.toContain('not-a-real-client-secret');
    expect([...app.keychainProcess.items.keys()]).toEqual([id]);
  });

  const refusesTheClient = () => {
    app.zoom.answer = (_request, response) => {
      sendJson(response, 400, { error: 'invalid_client', reason: 'Invalid client_id or client_secret' });
      return true;
    };
  };

  test('an app credential is tried at Zoom right after, and nobody waits for that', async () => {
    let answer = () => {};
    app.zoom.answer = (_request, response) => {
      answer = () => sendJson(response, 400, { error: 'invalid_grant', reason: 'Invalid authorization code' });
      return true;
    };
    const id = await app.care.add({ ...withSecret, kind: 'app' });
    expect(app.credentials.get(id)).not.toHaveProperty('lastSuccessAt');
    await waitUntil('the question', () => app.zoom.http.requests.length === 1);
    answer();
    await waitUntil('the answer', () => app.credentials.get(id).lastSuccessAt !== undefined);
    expect(app.credentials.get(id).health).toEqual({ kind: 'ready' });
  });

  test('one with a wrong secret shows that without being asked, and so does its copy', async () => {
    refusesTheClient();
    const id = await app.addApp();
    expect(app.credentials.get(id).health).toMatchObject({ kind: 'misconfigured', cause: { code: 'invalid_client' } });
    const copy = await app.care.duplicate(id);
    await waitUntil('the copy to be tried', () => app.credentials.get(copy).health.kind === 'misconfigured');
  });

  test('one of another kind of app does not pass for an app credential', async () => {
    app.zoom.answer = (_request, response) => {
      sendJson(response, 400, { error: 'unsupported_grant_type', reason: 'unsupported grant type' });
      return true;
    };
    const id = await app.addApp();
    expect(app.credentials.get(id).health).toMatchObject({
      kind: 'misconfigured',
      cause: { code: 'app_set_up_wrong' },
    });
  });

  test('what comes from a file is tried as well', async () => {
    refusesTheClient();
    const definition: Definition = {
      kind: 'app',
      environment: 'zoom',
      name: 'Signer',
      tags: [],
      clientId: 'client-2',
      hasClientSecret: true,
      scopes: [],
    };
    await app.care.keepTogether([{ definition, clientSecret: 'not-a-real-client-secret' }], []);
    await waitUntil('it to be tried', () => app.credentials.all[0]?.health.kind === 'misconfigured');
  });

  for (const [state, code] of [
    ['locked', 'keychain_locked'],
    ['noSecretService', 'keychain_unavailable'],
  ] as const) {
    test(`keeps nothing when the keyring is "${state}"`, async () => {
      app.keyring.state = state;
      expect(await codeFrom(app.care.add(withSecret))).toBe(code);
      expect(app.credentials.all).toEqual([]);
      expect(app.disk.store).toEqual({});
      expect(app.keychainProcess.items.size).toBe(0);
    });
  }

  test('keeps nothing when the disk is full, not even in the keyring', async () => {
    app.disk.isFull = true;
    expect(await codeFrom(app.care.add(withSecret))).toBe('records_not_saved');
    expect(app.credentials.all).toEqual([]);
    expect(app.keychainProcess.items.size).toBe(0);
  });

  test('two at once are two', async () => {
    await Promise.all([app.addUser(), app.addUser()]);
    expect(app.credentials.all).toHaveLength(2);
    expect(stored()).toHaveLength(2);
  });

  test('an ID that nobody has is nobody', async () => {
    for (const work of [
      app.signIns.authorize(idOf(9)),
      app.care.erase(idOf(9)),
      app.care.test(idOf(9)),
      app.care.duplicate(idOf(9)),
      app.access.clientOf(idOf(9)),
      app.access.signingPair(idOf(9)),
    ]) {
      expect(await codeFrom(work)).toBe('invalid_request');
    }
    expect(() => app.signIns.page(idOf(9))).toThrow('invalid_request');
    app.signIns.cancel(idOf(9));
  });
});

test.describe('authorizing', () => {
  test('sends the user to the browser, and keeps who came back', async () => {
    const id = await app.addUser();
    let page: Promise<string> | undefined;
    app.browse = (url) => {
      expect(app.live.current.signIns).toMatchObject([
        { credentialId: id, phase: 'waitingForBrowser', strayAnswer: false },
      ]);
      expect(app.signIns.page(id).href).toBe(url.href);
      page = app.zoom.consent(url);
    };
    await app.signIns.authorize(id);
    expect(await page).toContain('Ada is signed in');
    expect(app.credentials.get(id)).toMatchObject({
      id,
      user: { id: 'ada', displayName: 'Ada', email: 'ada@example.com' },
      scopes: ['user:read:user', 'user:read:zak'],
      health: { kind: 'ready' },
      authorizedAt: app.clock.now.toISOString(),
    });
    expect(app.credentials.get(id)).not.toHaveProperty('lastError');
    expect(stored()).toEqual(app.credentials.all);
    expect(app.kept).toContain('not-a-real-refresh-token');
    expect(app.kept).not.toContain('not-a-real-access-token');
    expect(JSON.stringify([app.disk.store, app.live.current])).not.toContain('not-a-real');
    expect(app.live.current.signIns).toEqual([]);
    expect(() => app.signIns.page(id)).toThrow('invalid_request');
  });

  test('a confidential client comes back to a registered address with its secret', async () => {
    const id = await app.care.add(withSecret);
    app.browse = (url) => {
      expect(url.searchParams.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:4780[123]\/callback$/);
      app.comeBack(url);
    };
    await app.signIns.authorize(id);
    const basic = `Basic ${Buffer.from('client-1:not-a-real-client-secret').toString('base64')}`;
    expect(app.zoom.requestsTo('/oauth/token').map(({ headers }) => headers.authorization)).toEqual([basic]);
    expect(app.kept).toContain('not-a-real-client-secret');
    expect(app.kept).toContain('not-a-real-refresh-token');
  });

  test('an app credential has no user to authorize', async () => {
    const id = await app.addApp({ ...withSecret, kind: 'app' });
    expect(await codeFrom(app.signIns.authorize(id))).toBe('invalid_request');
    expect(app.live.current.signIns).toEqual([]);
  });

  test('a denial is said in both places and leaves the credential as it was', async () => {
    const id = await app.addUser();
    let page: Promise<string> | undefined;
    app.browse = (url) => {
      page = app.zoom.deny(url);
    };
    expect(await codeFrom(app.signIns.authorize(id))).toBe('access_denied');
    expect(await page).toContain('Consent was denied');
    expect(app.credentials.get(id)).toMatchObject({
      health: { cause: { code: 'not_authorized' } },
      lastError: { failure: { code: 'access_denied' } },
    });
    expect(app.live.current.signIns).toEqual([]);
  });

  test('another Zoom user changes nothing and is named', async () => {
    const id = await app.addSignedIn();
    const before = { credential: app.credentials.get(id), kept: app.kept };
    app.zoom.user = { id: 'bob', email: 'bob@example.com', display_name: 'Bob' };
    let page: Promise<string> | undefined;
    app.browse = (url) => {
      page = app.zoom.consent(url);
    };
    expect(await app.signIns.authorize(id)).toBe('anotherUser');
    expect(await page).toContain('bob@example.com came back');
    const { lastError, ...after } = app.credentials.get(id);
    expect(after).toEqual(before.credential);
    expect(lastError?.failure.code).toBe('wrong_user');
    expect(app.kept).toBe(before.kept);
  });

  test('the same user again keeps the ID and everything that hangs on it', async () => {
    const id = await app.addSignedIn();
    app.zoom.endGrants();
    expect(await codeFrom((await app.access.clientOf(id)).getZak())).toBe('reauthorization_required');
    expect(app.credentials.get(id).health.kind).toBe('needsReauthorization');
    await app.signIns.authorize(id);
    expect(app.credentials.all.map((credential) => [credential.id, credential.health.kind])).toEqual([[id, 'ready']]);
    expect(app.credentials.get(id)).not.toHaveProperty('lastError');
    expect(await (await app.access.clientOf(id)).getZak()).toBe('not-a.real.zak');
  });

  test('nothing is kept while Zoom does not say who came back', async () => {
    const id = await app.addUser();
    app.zoom.answer = ({ path }, response) => {
      if (path !== '/v2/users/me') return false;
      sendJson(response, 400, { code: 4711, message: 'does not contain scopes:[user:read:user].' });
      return true;
    };
    app.browse = app.comeBack;
    expect(await codeFrom(app.signIns.authorize(id))).toBe('missing_scope');
    expect(app.kept).not.toContain('refresh-token');
    expect(app.credentials.get(id)).not.toHaveProperty('user');
    expect(app.credentials.get(id).health).toMatchObject({
      cause: { code: 'missing_scope', missingScopes: ['user:read:user'] },
    });
  });

  test('nothing is kept when the keyring locks while the user is in the browser', async () => {
    const id = await app.addUser();
    app.browse = (url) => {
      app.keyring.state = 'locked';
      app.comeBack(url);
    };
    expect(await codeFrom(app.signIns.authorize(id))).toBe('keychain_locked');
    expect(app.kept).not.toContain('refresh-token');
    expect(app.credentials.get(id)).not.toHaveProperty('authorizedAt');
  });

  test('a locked keyring is said before the browser opens', async () => {
    const id = await app.care.add(withSecret);
    app.keyring.state = 'locked';
    app.browse = () => expect('the browser').toBe('closed');
    expect(await codeFrom(app.signIns.authorize(id))).toBe('keychain_locked');
    expect(app.live.current.signIns).toEqual([]);
  });

  test('a client secret that is gone is said before the browser opens, and blames no network', async () => {
    const id = await app.care.add(withSecret);
    app.keychainProcess.items.clear();
    expect(await codeFrom(app.signIns.authorize(id))).toBe('secret_missing');
    expect(app.credentials.get(id).health).toMatchObject({ kind: 'misconfigured', cause: { code: 'secret_missing' } });
  });

  test('cancelling ends it at once and is no error of the credential', async () => {
    const id = await app.addUser();
    app.browse = () => app.signIns.cancel(id);
    expect(await codeFrom(app.signIns.authorize(id))).toBe('authorization_cancelled');
    expect(app.live.current.signIns).toEqual([]);
    expect(app.credentials.get(id)).not.toHaveProperty('lastError');
  });

  test('a second sign-in of the same credential takes the place of the first', async () => {
    const id = await app.addUser();
    const urls: URL[] = [];
    app.browse = (url) => urls.push(url);
    const first = codeFrom(app.signIns.authorize(id));
    await waitUntil('the first browser tab', () => urls.length === 1);
    const second = codeFrom(app.signIns.authorize(id));
    await waitUntil('the second browser tab', () => urls.length === 2);
    expect(await first).toBe('authorization_cancelled');
    expect(app.live.current.signIns).toHaveLength(1);
    const [, newest] = urls;
    if (newest) await app.zoom.consent(newest);
    expect(await second).toBe('done');
    expect(app.live.current.signIns).toEqual([]);
  });

  test('a forged answer is noted, and the wait goes on', async () => {
    const id = await app.addUser();
    app.browse = async (url) => {
      await app.zoom.consent(url, { state: 'forged' });
      expect(app.live.current.signIns).toMatchObject([{ strayAnswer: true, phase: 'waitingForBrowser' }]);
      app.comeBack(url);
    };
    await app.signIns.authorize(id);
    expect(app.credentials.get(id).health.kind).toBe('ready');
  });

  test('a full disk keeps the sign-in for this run and says that it is not saved', async () => {
    const id = await app.addUser();
    app.browse = (url) => {
      app.disk.isFull = true;
      app.comeBack(url);
    };
    await app.signIns.authorize(id);
    expect(app.credentials.get(id).health.kind).toBe('ready');
    expect(app.live.current.notices).toMatchObject([{ failure: { code: 'records_not_saved' } }]);
  });
});

test.describe('using', () => {
  test('a hundred callers at once, with a token that has run out, cost two requests: one refresh and one mint', async () => {
    const id = await app.addSignedIn();
    app.clock.now = new Date(app.clock.now.getTime() + 60 * 60_000);
    app.zoom.http.requests.length = 0;
    const zaks = await Promise.all(Array.from({ length: 100 }, async () => (await app.access.clientOf(id)).getZak()));
    expect(new Set(zaks)).toEqual(new Set(['not-a.real.zak']));
    expect(app.zoom.http.paths).toEqual(['/oauth/token', '/v2/users/me/zak']);
    expect(app.credentials.get(id).health.kind).toBe('ready');
  });

  test('after a restart callers that come at once share one refresh too', async () => {
    const id = await app.addSignedIn();
    const next = await AppParts.start();
    try {
      // The next day: the same keyring, disk and Zoom; another process.
      for (const [account, item] of app.keychainProcess.items) next.keychainProcess.items.set(account, item);
      next.live.set({ credentials: app.live.current.credentials });
      next.zoom.http.answer = app.zoom.http.answer;
      const zaks = await Promise.all(Array.from({ length: 20 }, async () => (await next.access.clientOf(id)).getZak()));
      expect(new Set(zaks)).toEqual(new Set(['not-a.real.zak']));
      expect(app.zoom.refreshes).toBe(1);
    } finally {
      await next.close();
    }
  });

  test('the rotated token is in the keyring before the new access token is used', async () => {
    const id = await app.addSignedIn();
    app.zoom.expireAccessTokens();
    const before = app.kept;
    const keptAtUse: string[] = [];
    app.zoom.answer = ({ path }) => {
      if (path === '/v2/users/me/zak') keptAtUse.push(app.kept);
      return false;
    };
    await (await app.access.clientOf(id)).getZak();
    expect(keptAtUse).toHaveLength(2);
    expect(keptAtUse[0]).toBe(before);
    expect(keptAtUse[1]).not.toBe(before);
    expect(keptAtUse[1]).toBe(app.kept);
  });

  test('a bad network makes it degraded, the next success well again', async () => {
    const id = await app.addSignedIn();
    const client = await app.access.clientOf(id);
    app.zoom.answer = (_request, response) => {
      sendJson(response, 503, {});
      return true;
    };
    expect(await codeFrom(client.getZak())).toBe('zoom_unavailable');
    expect(app.credentials.get(id)).toMatchObject({
      health: { kind: 'degraded' },
      lastError: { failure: { code: 'zoom_unavailable' } },
    });
    app.zoom.answer = () => false;
    await client.getZak();
    expect(app.credentials.get(id).health).toEqual({ kind: 'ready' });
    expect(app.credentials.get(id)).not.toHaveProperty('lastError');
    expect(stored()[0]?.health.kind).toBe('ready');
  });

  test('a locked keyring at the refresh is no word of Zoom', async () => {
    const id = await app.addSignedIn();
    app.zoom.expireAccessTokens();
    app.keyring.state = 'locked';
    expect(await codeFrom((await app.access.clientOf(id)).getZak())).toBe('keychain_locked');
    expect(app.credentials.get(id).health.kind).toBe('degraded');
    app.keyring.state = 'ready';
    expect(await (await app.access.clientOf(id)).getZak()).toBe('not-a.real.zak');
  });

  test('one credential that Zoom has ended leaves the others alone', async () => {
    const ended = await app.addSignedIn();
    app.zoom.endGrants();
    const well = await app.addSignedIn();
    expect(await codeFrom((await app.access.clientOf(ended)).getZak())).toBe('reauthorization_required');
    expect(await codeFrom((await app.access.clientOf(well)).getZak())).toBe('done');
    expect(app.credentials.all.map(({ health }) => health.kind)).toEqual(['needsReauthorization', 'ready']);
  });

  test('what signs comes from the keyring, and without it the credential is misconfigured', async () => {
    const id = await app.addApp({ ...withSecret, kind: 'app' });
    expect(await app.access.signingPair(id)).toEqual({
      clientId: 'client-1',
      clientSecret: 'not-a-real-client-secret',
    });
    app.keyring.state = 'locked';
    expect(await codeFrom(app.access.signingPair(id))).toBe('keychain_locked');
    expect(app.credentials.get(id).health.kind).toBe('degraded');
    app.keyring.state = 'ready';
    await app.access.signingPair(id);
    expect(app.credentials.get(id)).toMatchObject({ health: { kind: 'ready' } });
    expect(app.credentials.get(id).lastError).toBeUndefined();
    // To read the secret is not to have signed with it.
    app.credentials.noteRefusal(id, { code: 'signature_refused' });
    await app.access.signingPair(id);
    expect(app.credentials.get(id).lastError?.failure.code).toBe('signature_refused');
    app.keychainProcess.items.clear();
    expect(await codeFrom(app.access.signingPair(id))).toBe('secret_missing');
    expect(app.credentials.get(id).health.kind).toBe('misconfigured');
  });
});

test.describe('changing', () => {
  /** What the token endpoint says of a client: `refuse` is the secret that it does not know. */
  function knowOnly(secret: string): void {
    app.zoom.answer = ({ path, headers, body }, response) => {
      const isCheck = path === '/oauth/token' && !body.includes('refresh_token');
      const basic = Buffer.from((headers.authorization ?? '').replace('Basic ', ''), 'base64').toString();
      if (path !== '/oauth/token' || (basic.endsWith(`:${secret}`) && !isCheck)) return false;
      const isKnown = basic.endsWith(`:${secret}`);
      sendJson(
        response,
        400,
        isKnown
          ? { reason: 'Invalid authorization code', error: 'invalid_grant' }
          : { reason: 'Invalid client_id or client_secret', error: 'invalid_client' },
      );
      return true;
    };
  }
  const newSecret = 'not-a-real-new-secret';

  test('its name and tags are the user’s own words, kept on disk', async () => {
    const credentialId = await app.addUser();
    await app.commands.describeCredential({ credentialId, name: 'Studio A', tags: ['stage', 'stage', 'left'] });
    expect(app.credentials.get(credentialId)).toMatchObject({ name: 'Studio A', tags: ['stage', 'left'] });
    expect(stored()).toEqual(app.credentials.all);
  });

  test('a copy has the same app and secret, a name of its own, and nobody signed in', async () => {
    const first = await app.care.add({ ...withSecret, tags: ['stage'] });
    const { credentialId } = await app.commands.duplicateCredential({ credentialId: first });
    expect(credentialId).not.toBe(first);
    expect(app.credentials.get(credentialId)).toMatchObject({
      name: 'Front desk (2)',
      tags: ['stage'],
      clientId: 'client-1',
      health: { cause: { code: 'not_authorized' } },
    });
    expect(app.keychainProcess.items.get(credentialId)).toContain('not-a-real-client-secret');
    await app.commands.duplicateCredential({ credentialId });
    expect(app.credentials.all.map(({ name }) => name)).toEqual(['Front desk', 'Front desk (2)', 'Front desk (3)']);
  });

  test('a copy of one that is signed in has no part in the sign-in', async () => {
    const first = await app.addSignedIn();
    const copy = await app.care.duplicate(first);
    expect(app.credentials.get(copy)).not.toHaveProperty('user');
    expect(app.keychainProcess.items.get(copy)).not.toContain('refresh-token');
  });

  test('a wrong new secret changes nothing, neither in the keyring nor in the record', async () => {
    const credentialId = await app.addApp({ ...withSecret, kind: 'app' });
    const before = { kept: app.kept, all: app.credentials.all };
    knowOnly('something-else');
    const change = { credentialId, clientId: 'client-1', clientSecret: newSecret };
    expect(await codeFrom(app.commands.changeClient(change))).toBe('invalid_client');
    expect({ kept: app.kept, all: app.credentials.all }).toEqual(before);
  });

  test('while Zoom cannot be asked nothing is changed either', async () => {
    const credentialId = await app.addApp({ ...withSecret, kind: 'app' });
    app.zoom.answer = (_request, response) => {
      sendJson(response, 503, {});
      return true;
    };
    const change = { credentialId, clientId: 'client-1', clientSecret: newSecret };
    expect(await codeFrom(app.commands.changeClient(change))).toBe('zoom_unavailable');
    expect(app.kept).not.toContain(newSecret);
  });

  test('a right new secret is kept, makes it well, and tests whatever else uses the same app', async () => {
    const credentialId = await app.addApp({ ...withSecret, kind: 'app' });
    const sibling = await app.addApp({ ...withSecret, kind: 'app', name: 'Sibling' });
    const stranger = await app.addApp({ ...withSecret, kind: 'app', clientId: 'client-2' });
    knowOnly(newSecret);
    expect(await codeFrom(app.care.test(credentialId))).toBe('invalid_client');
    expect(app.credentials.get(credentialId).health.kind).toBe('misconfigured');
    await app.commands.changeClient({ credentialId, clientId: 'client-1', clientSecret: newSecret });
    expect(app.keychainProcess.items.get(credentialId)).toContain(newSecret);
    await waitUntil('the sibling to be tested', () => app.credentials.get(sibling).health.kind === 'misconfigured');
    expect(app.credentials.get(credentialId).health).toEqual({ kind: 'ready' });
    expect(app.credentials.get(credentialId)).not.toHaveProperty('lastError');
    expect(app.credentials.get(stranger).health).toEqual({ kind: 'ready' });
  });

  test('the secret of the same app keeps the sign-in', async () => {
    const credentialId = await app.care.add(withSecret);
    app.browse = app.comeBack;
    await app.signIns.authorize(credentialId);
    knowOnly(newSecret);
    await app.commands.changeClient({ credentialId, clientId: 'client-1', clientSecret: newSecret });
    expect(app.keychainProcess.items.get(credentialId)).toContain('refresh-token');
    expect(await (await app.access.clientOf(credentialId)).getZak()).toBe('not-a.real.zak');
    const newest = app.zoom.requestsTo('/oauth/token').at(-1);
    const basic = `Basic ${Buffer.from(`client-1:${newSecret}`).toString('base64')}`;
    expect(newest?.headers.authorization).toBe(basic);
  });

  test('another client ID is another app: its user has to sign in again, and the old authorization is ended', async () => {
    const credentialId = await app.addSignedIn();
    await app.commands.changeClient({ credentialId, clientId: 'client-9', clientSecret: '' });
    expect(app.credentials.get(credentialId)).toMatchObject({
      clientId: 'client-9',
      user: { id: 'ada' },
      health: { kind: 'needsReauthorization', cause: { code: 'not_authorized' } },
    });
    expect(app.kept).not.toContain('refresh-token');
    await waitUntil('Zoom to be told', () => app.zoom.revoked.length > 0);
    expect(app.zoom.revoked).toEqual([expect.stringContaining('not-a-real-access-token')]);
  });

  test('what its kind cannot be is refused without asking Zoom', async () => {
    const credentialId = await app.addApp({ ...withSecret, kind: 'app' });
    for (const change of [
      { clientId: 'client-1', clientSecret: '' },
      { clientId: 'client-1', clientSecret: newSecret, accountId: 'account-1' },
    ])
      expect(await codeFrom(app.commands.changeClient({ credentialId, ...change }))).toBe('invalid_request');
    expect(app.zoom.http.paths).toEqual(['/oauth/token']);
  });

  test('every store of secrets is counted, and a refresh says when Zoom last renewed it', async () => {
    const id = await app.addSignedIn();
    expect(app.credentials.get(id)).toMatchObject({ secretsGeneration: 2, renewedAt: now.toISOString() });
    app.clock.now = new Date(now.getTime() + 2 * 3_600_000);
    await (await app.access.clientOf(id)).getZak();
    expect(app.credentials.get(id)).toMatchObject({
      secretsGeneration: 3,
      renewedAt: app.clock.now.toISOString(),
    });
    expect(stored()).toMatchObject([{ secretsGeneration: 3 }]);
  });
});

test.describe('testing', () => {
  test('a user’s asks who it is, and clears the error', async () => {
    const credentialId = await app.addSignedIn();
    app.credentials.noteRefusal(credentialId, { code: 'signature_refused' });
    app.zoom.user = { ...app.zoom.user, display_name: 'Ada L.' };
    await app.commands.testCredential({ credentialId });
    expect(app.credentials.get(credentialId)).toMatchObject({
      user: { displayName: 'Ada L.' },
      health: { kind: 'ready' },
    });
    expect(app.credentials.get(credentialId)).not.toHaveProperty('lastError');
  });

  test('says what Zoom says, as the call’s answer and in the credential', async () => {
    const credentialId = await app.addSignedIn();
    app.zoom.endGrants();
    expect(await codeFrom(app.commands.testCredential({ credentialId }))).toBe('reauthorization_required');
    expect(app.credentials.get(credentialId).health.kind).toBe('needsReauthorization');
  });

  test('one that nobody has signed in with asks only for its app, and stays what it is', async () => {
    const credentialId = await app.addUser();
    await app.commands.testCredential({ credentialId });
    expect(app.zoom.http.paths).toEqual(['/oauth/token']);
    expect(app.credentials.get(credentialId).health).toMatchObject({ cause: { code: 'not_authorized' } });
  });

  test('shows the plan of its user, keeps it, and the scopes of the latest token (1, 2, 4 and 99 of Zoom)', async () => {
    const credentialId = await app.addSignedIn();
    for (const [type, plan] of [
      [1, 'basic'],
      [2, 'licensed'],
      [4, 'none'],
      [99, 'none'],
      [7, undefined],
    ] as const) {
      app.zoom.user = { ...app.zoom.user, type };
      await app.commands.testCredential({ credentialId });
      expect(app.credentials.get(credentialId).user?.plan, String(type)).toBe(plan);
    }
    app.zoom.scope = 'user:read:user user:read:zak meeting:read:meeting';
    app.zoom.expireAccessTokens();
    await app.commands.testCredential({ credentialId });
    expect(app.credentials.get(credentialId).scopes).toContain('meeting:read:meeting');
    await waitUntil('both to be kept', () => JSON.stringify(stored()) === JSON.stringify(app.credentials.all));
  });

  for (const [number, code] of [
    [4717, 'app_disabled'],
    [4738, 'app_disabled_by_admin'],
  ] as const) {
    test(`an app that Zoom calls switched off with ${number} is asked once, and is well again when it is on again (O7)`, async () => {
      const credentialId = await app.addApp();
      app.zoom.answer = (_request, response) => {
        sendJson(response, 400, { error: 'invalid_request', reason: `Switched off (${number})` });
        return true;
      };
      const before = app.zoom.http.requests.length;
      expect(await codeFrom(app.commands.testCredential({ credentialId }))).toBe(code);
      expect(app.zoom.http.requests).toHaveLength(before + 1);
      expect(app.credentials.get(credentialId).health).toMatchObject({ kind: 'misconfigured', cause: { code } });
      app.zoom.answer = () => false;
      await app.commands.testCredential({ credentialId });
      expect(app.credentials.get(credentialId).health).toEqual({ kind: 'ready' });
    });
  }
});

test.describe('a server-to-server one', () => {
  /** How many tokens the account has given, and which scopes the next one has. */
  let tokens: number;
  let scopes: string;
  const scopesOf = new Map<string, string>();
  const account = { ...withSecret, kind: 'serverToServer', accountId: 'account-1' } as const;

  test.beforeEach(() => {
    tokens = 0;
    scopes = 'user:read:user:admin';
    app.zoom.answer = ({ path, body, headers }, response) => {
      if (path === '/oauth/token') {
        expect(new URLSearchParams(body).get('account_id')).toBe('account-1');
        tokens += 1;
        const token = `not-a-real-token-${tokens}`;
        scopesOf.set(token, scopes);
        sendJson(response, 200, { access_token: token, token_type: 'bearer', expires_in: 3_600, scope: scopes });
      } else if (scopesOf.get(headers.authorization?.replace('Bearer ', '') ?? '')?.includes('user:read:user:admin')) {
        sendJson(response, 200, app.zoom.user);
      } else {
        const message = 'does not contain scopes:[user:read:user, user:read:user:admin].';
        sendJson(response, 400, { code: 4711, message });
      }
      return true;
    };
  });

  test('takes a token of the account; a hundred callers share it, and the next test takes another', async () => {
    const credentialId = await app.addApp(account);
    expect(tokens).toBe(1);
    await Promise.all(Array.from({ length: 100 }, () => app.commands.testCredential({ credentialId })));
    expect(tokens).toBe(2);
    expect(app.credentials.get(credentialId)).toMatchObject({ health: { kind: 'ready' }, scopes: [scopes] });
    expect(app.credentials.get(credentialId)).not.toHaveProperty('user');
    await (await app.access.clientOf(credentialId)).getMe();
    expect(tokens).toBe(2);
    app.clock.now = new Date(now.getTime() + 3_600_000);
    await (await app.access.clientOf(credentialId)).getMe();
    expect(tokens).toBe(3);
    expect(app.kept).not.toContain('not-a-real-token');
  });

  test('that lacks a scope says what to do without a sign-in, and is well once the app has it', async () => {
    scopes = 'user:read:list_users:admin';
    const credentialId = await app.addApp(account);
    expect(app.credentials.get(credentialId)).toMatchObject({
      scopes: ['user:read:list_users:admin'],
      health: { kind: 'misconfigured', cause: { code: 'app_scope_missing', missingScopes: ['user:read:user:admin'] } },
    });
    scopes = 'user:read:list_users:admin user:read:user:admin';
    await app.commands.testCredential({ credentialId });
    expect(tokens).toBe(2);
    expect(app.credentials.get(credentialId)).toMatchObject({
      scopes: ['user:read:list_users:admin', 'user:read:user:admin'],
      health: { kind: 'ready' },
    });
    expect(app.credentials.get(credentialId)).not.toHaveProperty('lastError');
  });

  test('does not stay as it was kept by an Usher that knew no way out', async () => {
    const credentialId = await app.addApp(account);
    const cause: Failure = { code: 'missing_scope', missingScopes: ['user:read:user:admin'] };
    const stuck: CredentialHealth = { kind: 'needsReauthorization', cause, since: now.toISOString() };
    app.live.set({ credentials: app.credentials.all.map((known) => ({ ...known, health: stuck })) });
    await app.commands.testCredential({ credentialId });
    expect(app.credentials.get(credentialId).health).toEqual({ kind: 'ready' });
  });

  test('whose tokens Zoom refuses, however fresh, is a matter of the app', async () => {
    const credentialId = await app.addApp(account);
    const answer = app.zoom.answer;
    app.zoom.answer = (request, response) => {
      if (request.path === '/oauth/token') return answer(request, response);
      sendJson(response, 401, { code: 124, message: 'Invalid access token.' });
      return true;
    };
    expect(await codeFrom(app.commands.testCredential({ credentialId }))).toBe('account_refused');
    expect(app.credentials.get(credentialId).health).toMatchObject({ kind: 'misconfigured', cause: { zoomCode: 124 } });
  });
});

test('a hundred callers on one credential whose token has run out make one token request', async () => {
  const id = await app.addSignedIn();
  app.clock.now = new Date(now.getTime() + 2 * 3_600_000);
  const before = app.zoom.requestsTo('/oauth/token').length;
  await Promise.all(Array.from({ length: 100 }, async () => (await app.access.clientOf(id)).getZak()));
  expect(app.zoom.requestsTo('/oauth/token')).toHaveLength(before + 1);
  expect(app.credentials.get(id).health.kind).toBe('ready');
});

test('quitting waits until a rotated refresh token is stored, and begins no other refresh', async () => {
  const id = await app.addSignedIn();
  const before = app.kept;
  app.clock.now = new Date(now.getTime() + 2 * 3_600_000);
  const client = await app.access.clientOf(id);
  const asked = client.getZak().catch(() => {});
  await waitUntil('the refresh', () => app.zoom.requestsTo('/oauth/token').length > 1);
  await app.access.settle();
  expect(app.kept).toContain('not-a-real-refresh-token');
  expect(app.kept).not.toBe(before);
  const health = app.credentials.get(id).health.kind;
  expect(await codeFrom(client.getMe())).toBe('unexpected');
  expect(app.credentials.get(id).health.kind).toBe(health);
  await asked;
});
