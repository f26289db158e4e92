import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { Grant, type RefreshTokenStore } from '../../../src-main/oauth/grant';
import { AppError } from '../../../src-main/shared/app-error';
import { NotedRenewals } from './noted-renewals';
import { hangUp, json, TokenEndpoint } from './token-endpoint';

const minute = 60_000;

/** A keychain item in memory: fails when it is told to, and writes down what happens to it. */
class MemoryStore implements RefreshTokenStore {
  readonly journal: string[] = [];
  failing = false;
  /** What a save waits for before it is done. */
  gate: Promise<unknown> = Promise.resolve();
  onSave: () => void = () => {};

  constructor(public refreshToken: string | undefined) {}

  async load(): Promise<string | undefined> {
    if (this.failing) throw new AppError('keychain_locked');
    return this.refreshToken;
  }

  async save(refreshToken: string): Promise<void> {
    this.journal.push(`saving ${refreshToken}`);
    this.onSave();
    await this.gate;
    if (this.failing) throw new AppError('keychain_locked');
    this.refreshToken = refreshToken;
    this.journal.push(`saved ${refreshToken}`);
  }
}

let endpoint: TokenEndpoint;
let store: MemoryStore;
let grant: Grant;
let notes: NotedRenewals;
const clock = { now: 0 };
const now = () => new Date(clock.now);

test.beforeEach(async () => {
  clock.now = Date.parse('2026-11-21T10:00:00Z');
  endpoint = await TokenEndpoint.start();
  store = new MemoryStore(endpoint.currentRefreshToken);
  notes = new NotedRenewals();
  grant = new Grant(endpoint.client({ now }), store, notes.inTurn, now);
});

test.afterEach(() => endpoint.close());

function spentTokens(): (string | null)[] {
  return endpoint.requests.map(({ form }) => form.get('refresh_token'));
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no error',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
}

test.describe('one refresh for all', () => {
  test('two hundred callers on an expired token make one request and get the same token', async () => {
    await grant.getAccessToken();
    clock.now += 60 * minute;
    const tokens = await Promise.all(Array.from({ length: 200 }, () => grant.getAccessToken()));
    expect(new Set(tokens)).toEqual(new Set(['not-a-real-access-token-2']));
    expect(endpoint.requests).toHaveLength(2);
  });

  test('two hundred callers whose token was refused make one request', async () => {
    const refused = await grant.getAccessToken();
    const tokens = await Promise.all(Array.from({ length: 200 }, () => grant.getAccessToken(refused)));
    expect(new Set(tokens)).toEqual(new Set(['not-a-real-access-token-2']));
    expect(endpoint.requests).toHaveLength(2);
  });

  test('two hundred callers share one failure, and the next one asks again', async () => {
    endpoint.answerNext(json(503, {}));
    const codes = await Promise.all(Array.from({ length: 200 }, () => codeOf(grant.getAccessToken())));
    expect(new Set(codes)).toEqual(new Set(['zoom_unavailable']));
    expect(endpoint.requests).toHaveLength(1);
    expect(await grant.getAccessToken()).toBe('not-a-real-access-token-1');
  });

  test('a caller who comes late with a token that is no longer current costs nothing', async () => {
    const old = await grant.getAccessToken();
    const current = await grant.getAccessToken(old);
    expect(await grant.getAccessToken(old)).toBe(current);
    expect(endpoint.requests).toHaveLength(2);
  });

  test('a token is used until five minutes before its end, and then replaced', async () => {
    const first = await grant.getAccessToken();
    clock.now += 55 * minute - 1;
    expect(await grant.getAccessToken()).toBe(first);
    clock.now += 1;
    expect(await grant.getAccessToken()).not.toBe(first);
    expect(endpoint.requests).toHaveLength(2);
  });
});

test.describe('the rotated refresh token', () => {
  test('is stored before anyone sees the new access token', async () => {
    let open = () => {};
    store.gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const saving = new Promise<void>((resolve) => {
      store.onSave = resolve;
    });
    const token = grant.getAccessToken().then(() => store.journal.push('handed out'));
    const other = grant.getAccessToken().then(() => store.journal.push('handed out'));
    await saving;
    // Time enough to hand it out too early: a whole conversation with a server.
    await fetch(`${endpoint.origin}/oauth/authorize`);
    expect(store.journal).toEqual(['saving not-a-real-refresh-token-1']);
    open();
    await Promise.all([token, other]);
    expect(store.journal.slice(1)).toEqual(['saved not-a-real-refresh-token-1', 'handed out', 'handed out']);
  });

  test('that cannot be stored is kept, and stored before Zoom is asked for anything else', async () => {
    store.onSave = () => {
      store.failing = true;
    };
    expect(await codeOf(grant.getAccessToken())).toBe('keychain_locked');
    expect(await codeOf(grant.getAccessToken())).toBe('keychain_locked');
    expect(endpoint.requests).toHaveLength(1);
    store.onSave = () => {};
    store.failing = false;
    expect(await grant.getAccessToken()).toMatch(/^not-a-real-access-token-/);
    expect(store.journal.filter((entry) => entry.startsWith('saved'))[0]).toBe('saved not-a-real-refresh-token-1');
    expect(endpoint.reuses).toBe(0);
    expect(store.refreshToken).toBe(endpoint.currentRefreshToken);
  });

  test('that cannot be stored is tried again by the next caller, even when the old access token would still do', async () => {
    const old = await grant.getAccessToken();
    store.onSave = () => {
      store.failing = true;
    };
    expect(await codeOf(grant.getAccessToken(old))).toBe('keychain_locked');
    store.onSave = () => {};
    store.failing = false;
    await grant.getAccessToken();
    expect(store.refreshToken).toBe(endpoint.currentRefreshToken);
    expect(endpoint.reuses).toBe(0);
  });

  test('stays the old one when Zoom’s answer has none', async () => {
    endpoint.answerNext(json(200, { access_token: 'not-a-real-token', token_type: 'bearer', expires_in: 3600 }));
    expect(await grant.getAccessToken()).toBe('not-a-real-token');
    expect(store.journal).toEqual([]);
    expect(store.refreshToken).toBe('not-a-real-refresh-token-0');
  });

  test('is not replaced by an answer that makes no sense', async () => {
    const nonsense = { access_token: 'not-a-real-token', token_type: 'bearer', refresh_token: { v: 1 } };
    endpoint.answerNext(json(200, nonsense));
    expect(await codeOf(grant.getAccessToken())).toBe('zoom_unavailable');
    expect(store.journal).toEqual([]);
  });
});

test.describe('a refusal', () => {
  test('is none when a newer token lies in the keychain: that one gets its chance', async () => {
    store.refreshToken = 'not-a-real-refresh-token-of-yesterday';
    endpoint.answerNext(async (response, request) => {
      // Somebody else rotated it while we asked.
      store.refreshToken = endpoint.currentRefreshToken;
      await json(400, { reason: 'Invalid Token!', error: 'invalid_grant' })(response, request);
    });
    expect(await grant.getAccessToken()).toBe('not-a-real-access-token-1');
    expect(spentTokens()).toEqual(['not-a-real-refresh-token-of-yesterday', 'not-a-real-refresh-token-0']);
    expect(store.refreshToken).toBe(endpoint.currentRefreshToken);
  });

  test('of the newer one as well is final: two requests, no loop', async () => {
    store.refreshToken = 'not-a-real-refresh-token-of-yesterday';
    endpoint.answerNext(
      async (response, request) => {
        store.refreshToken = 'not-a-real-refresh-token-of-last-week';
        await json(400, { error: 'invalid_grant' })(response, request);
      },
      json(400, { error: 'invalid_grant' }),
    );
    expect(await codeOf(grant.getAccessToken())).toBe('reauthorization_required');
    expect(endpoint.requests).toHaveLength(2);
  });

  test('ends the grant without asking twice, and changes nothing in the keychain', async () => {
    store.refreshToken = 'not-a-real-refresh-token-of-yesterday';
    expect(await codeOf(grant.getAccessToken())).toBe('reauthorization_required');
    expect(endpoint.requests).toHaveLength(1);
    expect(store.refreshToken).toBe('not-a-real-refresh-token-of-yesterday');
    expect(store.journal).toEqual([]);
  });

  test('of the client is no refusal of the grant', async () => {
    endpoint.answerNext(json(400, { reason: 'Invalid client_id or client_secret', error: 'invalid_client' }));
    expect(await codeOf(grant.getAccessToken())).toBe('invalid_client');
    expect(await grant.getAccessToken()).toBe('not-a-real-access-token-1');
  });

  test('cannot come where the keyring has lost the token: that is the keyring, and Zoom is not asked', async () => {
    store.refreshToken = undefined;
    expect(await codeOf(grant.getAccessToken())).toBe('secret_missing');
    expect(endpoint.requests).toEqual([]);
  });
});

for (const [name, reply, code] of [
  ['an outage', json(500, { error: 'invalid_grant' }), 'zoom_unavailable'],
  ['a rate limit', json(429, { error: 'invalid_grant' }), 'rate_limited'],
  ['a dead network', hangUp, 'offline'],
] as const) {
  test(`${name} leaves the grant alone: the same token works afterwards`, async () => {
    endpoint.answerNext(reply);
    expect(await codeOf(grant.getAccessToken())).toBe(code);
    expect(store.journal).toEqual([]);
    expect(await grant.getAccessToken()).toBe('not-a-real-access-token-1');
    expect(spentTokens()).toEqual(['not-a-real-refresh-token-0', 'not-a-real-refresh-token-0']);
  });
}

test.describe('a renewal that nobody knows the end of', () => {
  const refused = json(400, { reason: 'Invalid Token!', error: 'invalid_grant' });
  /** Usher once more, with the same keychain and the same notes. */
  const afterRestart = () => new Grant(endpoint.client({ now }), store, notes.inTurn, now);

  test('is noted before the token is sent, and no longer when the new one is stored (SR4)', async () => {
    let begunAtZoom: string | undefined;
    endpoint.answerNext(async (response, request) => {
      begunAtZoom = notes.begun;
      await json(200, {
        access_token: 'not-a-real-token',
        token_type: 'bearer',
        refresh_token: 'not-a-real-next-token',
      })(response, request);
    });
    await grant.getAccessToken();
    expect(begunAtZoom).toBe('not-a-real-refresh-token-0');
    expect(notes.journal).toEqual(['begin not-a-real-refresh-token-0', 'end']);
    expect(store.refreshToken).toBe('not-a-real-next-token');
  });

  test('is said to have been cut off when Zoom then refuses that very token (SR4)', async () => {
    endpoint.answerNext(hangUp, refused);
    expect(await codeOf(grant.getAccessToken())).toBe('offline');
    const failure = await afterRestart()
      .getAccessToken()
      .then(
        () => undefined,
        (error: unknown) => (error instanceof AppError ? error.failure : undefined),
      );
    expect(failure).toMatchObject({ code: 'renewal_interrupted', zoomCode: 'invalid_grant' });
    expect(endpoint.requests).toHaveLength(2);
    // Whoever looks again is told the same.
    endpoint.answerNext(refused);
    expect(await codeOf(afterRestart().getAccessToken())).toBe('renewal_interrupted');
  });

  test('is not blamed for what Zoom says of another token, or of the app (SR4)', async () => {
    notes.begun = 'not-a-real-refresh-token-of-yesterday';
    endpoint.answerNext(refused);
    expect(await codeOf(grant.getAccessToken())).toBe('reauthorization_required');
    notes.begun = store.refreshToken;
    endpoint.answerNext(json(400, { error: 'invalid_client' }), json(400, { error: 'x', reason: '4,735' }));
    expect(await codeOf(grant.getAccessToken())).toBe('invalid_client');
    expect(await codeOf(grant.getAccessToken())).toBe('user_gone');
  });

  for (const [name, reply] of [
    ['a dead connection', hangUp],
    ['an outage', json(502, {})],
    ['half an answer', json(200, { access_token: 'not-a-real-token' })],
  ] as const) {
    test(`stays noted after ${name}, and the same token gets its chance when somebody asks again (SR5)`, async () => {
      endpoint.answerNext(reply);
      await codeOf(grant.getAccessToken());
      expect(endpoint.requests, 'never sent again by itself').toHaveLength(1);
      expect(notes.begun).toBe('not-a-real-refresh-token-0');
      expect(await afterRestart().getAccessToken()).toBe('not-a-real-access-token-1');
      expect(notes.begun).toBeUndefined();
    });
  }

  for (const [name, reply] of [
    ['a refusal of the token', refused],
    ['a refusal of the client', json(400, { error: 'invalid_client' })],
    ['a rate limit', json(429, {})],
    ['the page of a hotel network', json(302, {}, { location: 'http://127.0.0.1:9/' })],
  ] as const) {
    test(`is not one after ${name}: the token was not spent (SR5)`, async () => {
      endpoint.answerNext(reply);
      await codeOf(grant.getAccessToken());
      expect(endpoint.requests).toHaveLength(1);
      expect(notes.begun).toBeUndefined();
    });
  }

  test('is over with a new sign-in', async () => {
    endpoint.answerNext(hangUp);
    await codeOf(grant.getAccessToken());
    await grant.adopt({ accessToken: 'not-a-real-new', refreshToken: 'not-a-real-newer', expiresAt: 0, scopes: [] });
    expect(notes.begun).toBeUndefined();
  });

  test('by another Usher that has the new token but could not store it, is waited for (SR2)', async () => {
    notes.begun = store.refreshToken;
    notes.isElsewhere = true;
    expect(await codeOf(grant.getAccessToken())).toBe('renewed_elsewhere');
    expect(endpoint.requests).toEqual([]);
    store.refreshToken = 'not-a-real-refresh-token-0';
    notes.begun = 'not-a-real-older-token';
    expect(await grant.getAccessToken()).toBe('not-a-real-access-token-1');
  });
});

test('what cannot be stored is stored as soon as it can be, though nobody asks (SR7)', async () => {
  const timers: { run: () => void; ms: number }[] = [];
  const { setTimeout: wait } = globalThis;
  const held = (run: () => void, ms = 0) => {
    if (ms < 1_000 || ms > 60_000) return wait(run, ms);
    timers.push({ run, ms });
    return wait(() => {}, 0);
  };
  store.onSave = () => {
    store.failing = true;
  };
  Object.assign(globalThis, { setTimeout: held });
  try {
    expect(await codeOf(grant.getAccessToken())).toBe('keychain_locked');
    expect(notes.journal.at(-1)).toBe('hold');
    for (let tries = 0; tries < 8; tries += 1) {
      const before = timers.length;
      timers.at(-1)?.run();
      await expect.poll(() => timers.length, { intervals: [1] }).toBe(before + 1);
    }
    const pauses = timers.map(({ ms }) => ms).filter((ms) => Math.log2(ms / 1_000) % 1 === 0 || ms === 60_000);
    expect(pauses.slice(0, 9)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1_000));
    store.onSave = () => {};
    store.failing = false;
    timers.at(-1)?.run();
    await expect.poll(() => store.refreshToken, { intervals: [1] }).toBe(endpoint.currentRefreshToken);
  } finally {
    Object.assign(globalThis, { setTimeout: wait });
  }
  // The access token that came with it is as good as new.
  expect(await grant.getAccessToken()).toBe('not-a-real-access-token-1');
  expect(endpoint.requests).toHaveLength(1);
  expect(notes.begun).toBeUndefined();
});

test('a locked keychain is not a lost sign-in, and Zoom is not asked', async () => {
  store.failing = true;
  expect(await codeOf(grant.getAccessToken())).toBe('keychain_locked');
  expect(endpoint.requests).toEqual([]);
  store.failing = false;
  await grant.getAccessToken();
});

test.describe('a new sign-in', () => {
  const fresh = {
    accessToken: 'not-a-real-access-token-of-the-sign-in',
    refreshToken: 'not-a-real-refresh-token-of-the-sign-in',
    expiresAt: Date.parse('2026-11-21T11:00:00Z'),
    scopes: [],
  };

  test('is stored before it is used, and then used without asking Zoom', async () => {
    await grant.adopt(fresh);
    expect(store.refreshToken).toBe(fresh.refreshToken);
    expect(await grant.getAccessToken()).toBe(fresh.accessToken);
    expect(endpoint.requests).toEqual([]);
  });

  test('that cannot be stored is not used', async () => {
    store.failing = true;
    expect(await codeOf(grant.adopt(fresh))).toBe('keychain_locked');
    expect(await codeOf(grant.getAccessToken())).toBe('keychain_locked');
  });

  test('is not overwritten by a refresh of the old one that was under way', async () => {
    let asked = () => {};
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    let answer = () => {};
    const mayAnswer = new Promise<void>((resolve) => {
      answer = resolve;
    });
    endpoint.answerNext(async (response, request) => {
      asked();
      await mayAnswer;
      const old = {
        access_token: 'not-a-real-old-token',
        token_type: 'bearer',
        refresh_token: 'not-a-real-old-refresh-token',
      };
      await json(200, { ...old, expires_in: 3600 })(response, request);
    });
    const refreshed = grant.getAccessToken();
    await isAsked;
    const adopted = grant.adopt(fresh);
    answer();
    await Promise.all([refreshed, adopted]);
    expect(store.refreshToken).toBe(fresh.refreshToken);
    expect(await grant.getAccessToken()).toBe(fresh.accessToken);
  });
});

test('whatever fails in whatever order, no spent refresh token is ever sent again', async () => {
  const fault = fc.constantFrom(
    'none',
    'outage',
    'network',
    'rate limit',
    'keychain locked',
    'keychain unlocked',
    'lock at save',
    'no rotation',
    'an hour passes',
    'refused',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fault, { minLength: 3, maxLength: 12 }), async (faults) => {
      const zoom = await TokenEndpoint.start();
      const keychain = new MemoryStore(zoom.currentRefreshToken);
      const one = new Grant(zoom.client({ now }), keychain, new NotedRenewals().inTurn, now);
      let held = '';
      for (const next of faults) {
        if (next === 'outage') zoom.answerNext(json(503, {}));
        if (next === 'network') zoom.answerNext(hangUp);
        if (next === 'rate limit') zoom.answerNext(json(429, {}));
        if (next === 'no rotation')
          zoom.answerNext(json(200, { access_token: 'not-a-real-token', token_type: 'bearer', expires_in: 3600 }));
        if (next === 'an hour passes') clock.now += 60 * minute;
        if (next === 'keychain locked') keychain.failing = true;
        if (next === 'keychain unlocked') keychain.failing = false;
        keychain.onSave = () => {
          if (next === 'lock at save') keychain.failing = true;
        };
        const work = Promise.all([1, 2, 3].map(() => one.getAccessToken(next === 'refused' ? held : undefined)));
        held = (await work.catch(() => [held]))[0] ?? held;
        zoom.answerNext();
      }
      keychain.failing = false;
      keychain.onSave = () => {};
      // Whatever is still scripted is used up before the last look.
      for (let i = 0; i < faults.length + 1; i += 1) {
        clock.now += 60 * minute;
        held = await one.getAccessToken().catch(() => '');
      }
      expect(zoom.reuses).toBe(0);
      expect(held).not.toBe('');
      expect(keychain.refreshToken).toBe(zoom.currentRefreshToken);
      await zoom.close();
    }),
    { numRuns: 60 },
  );
});
