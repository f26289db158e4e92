import { expect, test } from '@playwright/test';
import type { Failure } from '../../../src-main/shared/app-error';
import type { CredentialHealth } from '../../../src-main/shared/credential';
import type { Definition } from '../../../src-main/shared/definitions-file';
import { waitUntil } from '../../support/wait-until';
import { codeFrom } from '../code-from';
import { idOf, now } from '../examples';
import { sendJson } from '../http-fake';
import { AppParts, withSecret } from './app-parts';

let app: AppParts;
test.beforeEach(async () => {
  app = await AppParts.start();
});
test.afterEach(() => app.close());

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
    expect(app.disk.store.credentials).toHaveLength(2);
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

  test('a secret that the keyring has lost is put in its place by a new one', async () => {
    const credentialId = await app.addApp({ ...withSecret, kind: 'app' });
    app.keychainProcess.items.clear();
    expect(await codeFrom(app.care.test(credentialId))).toBe('secret_missing');
    knowOnly(newSecret);
    await app.commands.changeClient({ credentialId, clientId: 'client-1', clientSecret: newSecret });
    expect(app.keychainProcess.items.get(credentialId)).toContain(newSecret);
    await waitUntil('the test', () => app.credentials.get(credentialId).health.kind === 'ready');
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
});

test.describe('testing', () => {
  test('a user’s asks who it is, and clears the error', async () => {
    const credentialId = await app.addSignedIn();
    app.credentials.noteRefusal(credentialId, { code: 'access_denied' });
    app.zoom.user = { ...app.zoom.user, display_name: 'Ada L.' };
    await app.commands.testCredential({ credentialId });
    expect(app.credentials.get(credentialId)).toMatchObject({
      user: { displayName: 'Ada L.' },
      health: { kind: 'ready' },
    });
    expect(app.credentials.get(credentialId)).not.toHaveProperty('lastError');
  });

  test('an app’s proves its client ID and secret, but no signature: one that was refused stays until they are other ones', async () => {
    const credentialId = await app.addApp();
    const refusal = () => app.credentials.get(credentialId).lastError?.failure.code;
    app.credentials.noteRefusal(credentialId, { code: 'signature_refused' });
    await app.commands.testCredential({ credentialId });
    expect(app.credentials.get(credentialId).health).toEqual({ kind: 'ready' });
    expect(refusal()).toBe('signature_refused');
    const client = { credentialId, clientId: 'client-2' };
    await app.commands.changeClient({ ...client, clientSecret: 'not-a-real-client-secret' });
    expect(refusal()).toBe('signature_refused');
    await app.commands.changeClient({ ...client, clientSecret: 'not-a-real-new-secret' });
    expect(refusal()).toBeUndefined();
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
    await waitUntil(
      'both to be kept',
      () => JSON.stringify(app.disk.store.credentials) === JSON.stringify(app.credentials.all),
    );
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
