import { expect, test } from '@playwright/test';
import { failureOf } from '../../../src-main/shared/app-error';
import type { CredentialId } from '../../../src-main/shared/credential';
import { waitUntil } from '../../support/wait-until';
import { codeFrom } from '../code-from';
import { aCredential, now } from '../examples';
import { sendJson } from '../http-fake';
import { AppParts, withSecret } from './app-parts';

let app: AppParts;
test.beforeEach(async () => {
  app = await AppParts.start();
});
test.afterEach(() => app.close());

const bob = { id: 'bob', email: 'bob@example.com', display_name: 'Bob' };

/** Ada's credential, for which Bob has come back from the browser. */
async function bobComesBack(): Promise<CredentialId> {
  const id = await app.addSignedIn();
  app.zoom.user = bob;
  expect(await app.signIns.authorize(id)).toBe('anotherUser');
  return id;
}

test.describe('a sign-in', () => {
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
    expect(app.disk.store.credentials).toEqual(app.credentials.all);
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

test('whoever cancels while Zoom is asked who came back does not wait for the answer (SO16)', async () => {
  const id = await app.addSignedIn();
  const before = app.credentials.get(id);
  let page: Promise<string> | undefined;
  app.browse = (url) => {
    page = app.zoom.consent(url);
  };
  let isAsked = false;
  app.zoom.answer = ({ path }) => {
    if (path !== '/v2/users/me') return false;
    isAsked = true;
    return true;
  };
  const outcome = codeFrom(app.signIns.authorize(id));
  await waitUntil('Zoom to be asked who came back', () => isAsked);
  app.signIns.cancel(id);
  expect(await outcome).toBe('authorization_cancelled');
  expect(await page).toContain('The sign-in was cancelled');
  expect(app.live.current.signIns).toEqual([]);
  expect(app.credentials.get(id)).toEqual(before);
});

test.describe('another Zoom user who comes back (O12)', () => {
  test('is held in memory only, and shown with the time until which somebody can decide', async () => {
    const id = await app.addSignedIn();
    const kept = app.kept;
    app.zoom.user = bob;
    let page: Promise<string> | undefined;
    app.browse = (url) => {
      page = app.zoom.consent(url);
    };
    await app.commands.authorizeCredential({ credentialId: id });
    expect(await page).toContain('bob@example.com came back');
    expect(await page).toContain('Usher asks what to do');
    expect(app.live.current.arrivals).toEqual([
      {
        credentialId: id,
        user: { id: 'bob', displayName: 'Bob', email: 'bob@example.com' },
        expiresAt: new Date(now.getTime() + 600_000).toISOString(),
      },
    ]);
    expect(app.kept).toBe(kept);
    expect(JSON.stringify([app.disk.store, app.live.current])).not.toContain('not-a-real');
    expect(app.zoom.revoked).toEqual([]);
    expect(app.credentials.get(id).user?.id).toBe('ada');
  });

  test('"replace" makes the credential theirs, with its ID, and ends the authorization of the user before', async () => {
    const credentialId = await bobComesBack();
    expect(await app.commands.decideArrival({ credentialId, choice: 'replace' })).toEqual({ credentialId });
    expect(app.credentials.all).toMatchObject([{ id: credentialId, user: { id: 'bob' }, health: { kind: 'ready' } }]);
    expect(app.credentials.get(credentialId)).not.toHaveProperty('lastError');
    expect(app.live.current.arrivals).toEqual([]);
    await waitUntil('Zoom to be told', () => app.zoom.revoked.length > 0);
    expect(await (await app.access.clientOf(credentialId)).getZak()).toBe('not-a.real.zak');
    expect(app.zoom.refreshes).toBe(0);
  });

  test('"add as new" leaves the credential as it was and gives the other user one of their own', async () => {
    const credentialId = await bobComesBack();
    const { credentialId: added } = await app.commands.decideArrival({ credentialId, choice: 'addAsNew' });
    expect(added).not.toBe(credentialId);
    expect(app.credentials.get(credentialId)).toMatchObject({ user: { id: 'ada' }, health: { kind: 'ready' } });
    expect(app.credentials.get(credentialId)).not.toHaveProperty('lastError');
    expect(app.credentials.get(added)).toMatchObject({ name: 'Bob', user: { id: 'bob' }, health: { kind: 'ready' } });
    expect(app.zoom.revoked).toEqual([]);
    for (const id of [credentialId, added])
      expect(await (await app.access.clientOf(id)).getZak()).toBe('not-a.real.zak');
  });

  test('"discard" keeps nothing and tells Zoom', async () => {
    const credentialId = await bobComesBack();
    await app.commands.decideArrival({ credentialId, choice: 'discard' });
    expect(app.live.current.arrivals).toEqual([]);
    expect(app.credentials.get(credentialId)).not.toHaveProperty('lastError');
    await waitUntil('Zoom to be told', () => app.zoom.revoked.length === 1);
    expect(await codeFrom(app.commands.decideArrival({ credentialId, choice: 'replace' }))).toBe('invalid_request');
  });

  test('is thrown away when nobody decides for ten minutes', async () => {
    const id = await app.addSignedIn();
    app.zoom.user = bob;
    const setTimer = globalThis.setTimeout;
    const late: (() => void)[] = [];
    // Only the limit for the decision stands still; the network and the keyring have timers of their own.
    globalThis.setTimeout = Object.assign(
      (work: () => void, milliseconds?: number) => {
        if (milliseconds !== 600_000) return setTimer(work, milliseconds);
        late.push(work);
        return setTimer(() => {}, 0);
      },
      { __promisify__: setTimer.__promisify__ },
    ) as typeof setTimeout;
    try {
      await app.signIns.authorize(id);
    } finally {
      globalThis.setTimeout = setTimer;
    }
    expect(app.live.current.arrivals).toHaveLength(1);
    late.at(-1)?.();
    expect(app.live.current.arrivals).toEqual([]);
    await waitUntil('Zoom to be told', () => app.zoom.revoked.length === 1);
    expect(app.credentials.get(id)).toMatchObject({
      user: { id: 'ada' },
      lastError: { failure: { code: 'wrong_user', subject: 'bob@example.com' } },
    });
  });

  test('can be decided again when it could not be kept', async () => {
    const credentialId = await bobComesBack();
    const before = app.kept;
    app.keyring.state = 'locked';
    for (const choice of ['replace', 'addAsNew'] as const) {
      expect(await codeFrom(app.commands.decideArrival({ credentialId, choice }))).toBe('keychain_locked');
      expect(app.live.current.arrivals).toHaveLength(1);
    }
    expect(app.credentials.all).toHaveLength(1);
    expect(app.kept).toBe(before);
    app.keyring.state = 'ready';
    await app.commands.decideArrival({ credentialId, choice: 'replace' });
    expect(app.credentials.get(credentialId).user?.id).toBe('bob');
  });

  test('makes room for a new sign-in, and goes with a credential that is deleted', async () => {
    const credentialId = await bobComesBack();
    app.zoom.user = { id: 'ada', email: 'ada@example.com', display_name: 'Ada' };
    expect(await app.signIns.authorize(credentialId)).toBe('authorized');
    expect(app.live.current.arrivals).toEqual([]);
    await waitUntil('Zoom to be told', () => app.zoom.revoked.length === 1);
    app.zoom.user = bob;
    await app.signIns.authorize(credentialId);
    await app.commands.deleteCredential({ credentialId });
    expect(app.live.current.arrivals).toEqual([]);
  });
});

test('a sign-in that ends an earlier one of the same user and app shows that at once, by name (O8)', async () => {
  const first = await app.addSignedIn();
  app.zoom.answer = ({ path, headers, body }, response) => {
    const isOld = app.zoom.requestsTo('/v2/users/me')[0]?.headers.authorization === headers.authorization;
    const isEnded = app.zoom.requestsTo('/oauth/token').length > 1 && (isOld || body.includes('grant_type=refresh'));
    if (!isEnded) return false;
    if (path === '/oauth/token') sendJson(response, 400, { error: 'invalid_grant', reason: 'Token revoked (4741)' });
    else sendJson(response, 401, { code: 124, message: 'Invalid access token.' });
    return true;
  };
  const second = await app.addUser();
  app.clock.now = new Date(now.getTime() + 1_000);
  await app.commands.describeCredential({ credentialId: second, name: 'Balcony', tags: [] });
  await app.signIns.authorize(second);
  await waitUntil('the first to be tested', () => app.credentials.get(first).health.kind === 'needsReauthorization');
  expect(app.credentials.get(first).lastError?.failure).toMatchObject({
    code: 'authorization_replaced',
    subject: '“Balcony”',
  });
  expect(app.credentials.get(second).health.kind).toBe('ready');
});

test.describe('a sign-in that may end another authorization (O8)', () => {
  /** One that is signed in, and another credential of the same app. */
  const start = async () => {
    const first = await app.addSignedIn();
    const { credentialId } = await app.commands.duplicateCredential({ credentialId: first });
    const opened: URL[] = [];
    app.browse = (url) => {
      opened.push(url);
      app.comeBack(url);
    };
    return { first, credentialId, opened };
  };

  test('opens nothing before somebody has said yes, and names what it may end', async () => {
    const { credentialId, opened } = await start();
    const refused = await app.commands.authorizeCredential({ credentialId }).catch(failureOf);
    expect(refused).toEqual({ code: 'authorization_would_replace', subject: '“Front desk”' });
    const unsure = app.commands.authorizeCredential({ credentialId, confirmed: false });
    expect(await codeFrom(unsure)).toBe('authorization_would_replace');
    expect(opened).toEqual([]);
    expect(app.live.current.signIns).toEqual([]);
    expect(app.credentials.get(credentialId)).not.toHaveProperty('lastError');
    await app.commands.authorizeCredential({ credentialId, confirmed: true });
    expect(opened).toHaveLength(1);
    expect(app.credentials.get(credentialId).user?.id).toBe('ada');
  });

  test('is asked about for the first one too, once there are two of the same user', async () => {
    const { first, credentialId } = await start();
    await app.commands.authorizeCredential({ credentialId: first });
    await app.commands.authorizeCredential({ credentialId, confirmed: true });
    expect(await codeFrom(app.commands.authorizeCredential({ credentialId: first }))).toBe(
      'authorization_would_replace',
    );
  });

  test('is left alone by the first click on practice, which takes an app that nobody uses', async () => {
    const register = { environment: 'practice', clientId: 'practice-client' } as const;
    const signedIn = aCredential(1, register);
    const { user: _nobody, ...copy } = aCredential(2, register);
    app.live.set({ credentials: [signedIn, copy] });
    const registering = app.commands.practiceFirst().catch(() => {});
    await waitUntil('a new practice app to be asked for', () => app.zoom.requestsTo('/practice/clients').length > 0);
    await registering;
  });
});

test('quitting in the middle of a sign-in leaves nothing listening and nothing half kept (SO24)', async () => {
  const id = await app.addUser();
  const urls: URL[] = [];
  app.browse = (url) => urls.push(url);
  const signingIn = codeFrom(app.signIns.authorize(id));
  await waitUntil('the browser tab', () => urls.length === 1);
  app.signIns.endAll();
  await app.access.settle();
  expect(await signingIn).toBe('authorization_cancelled');
  expect(app.live.current.signIns).toEqual([]);
  await expect(fetch(urls[0]?.searchParams.get('redirect_uri') ?? '')).rejects.toThrow();
  expect(app.kept).not.toContain('refresh-token');
  expect(app.credentials.get(id)).not.toHaveProperty('user');
});
