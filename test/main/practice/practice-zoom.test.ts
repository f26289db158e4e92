import { people } from '../../../src-main/practice/practice-people';
import { PracticeZoom } from '../../../src-main/practice/practice-zoom';
import { expect, RunningPractice, redirectUri, startOfDay, TextStore, test } from './running-practice';

const key = new Uint8Array(32).fill(9);
const day = 24 * 3600_000;

test('a practice credential still works the next day, after a restart', async () => {
  const store = new TextStore();
  const before = await RunningPractice.start({ key, store });
  const app = await before.confidentialApp();
  const { refresh_token } = await before.signIn(app);
  const { body } = await before.token(app, { grant_type: 'refresh_token', refresh_token });
  await before.stop();

  const after = await RunningPractice.start({ key, store });
  const still = await after.get('/v2/users/me', String(body.access_token));
  expect(still.body).toMatchObject({ id: people.mira.id });
  const spent = await after.token(app, { grant_type: 'refresh_token', refresh_token });
  expect(spent.body).toEqual({ reason: 'Invalid Token!', error: 'invalid_grant' });
  after.zoom.advanceClock(day);
  const next = await after.token(app, { grant_type: 'refresh_token', refresh_token: String(body.refresh_token) });
  expect(next.status).toBe(200);
  const zak = await after.get('/v2/users/me/zak', String(next.body.access_token));
  expect(zak.status).toBe(200);
  await after.stop();
});

test('with another key all secrets of before are dead', async () => {
  const store = new TextStore();
  const before = await RunningPractice.start({ key, store });
  const app = await before.confidentialApp();
  const { access_token, refresh_token } = await before.signIn(app);
  await before.stop();
  const after = await RunningPractice.start({ store });
  expect((await after.get('/v2/users/me', access_token)).body.code).toBe(124);
  const reply = await after.token(app, { grant_type: 'refresh_token', refresh_token });
  expect(reply.body.error).toBe('invalid_client');
  await after.stop();
});

test('what is stored and what is recorded holds none of the secrets that were given out', async () => {
  const issued: string[] = [];
  const store = new TextStore();
  const practice = await RunningPractice.start({ key, store, onIssued: (secret) => issued.push(secret) });
  const app = await practice.confidentialApp();
  const { access_token, refresh_token } = await practice.signIn(app);
  const refreshed = await practice.token(app, { grant_type: 'refresh_token', refresh_token });
  const zak = await practice.get<{ token: string }>('/v2/users/me/zak', access_token);
  const long = await practice.get<{ token: string }>('/v2/users/me/token?type=zak&ttl=900', access_token);
  const { body } = await practice.get<{ start_url: string }>('/v2/meetings/86011004201', access_token);
  await practice.get(`/v2/users/me?access_token=${access_token}`, access_token);

  const given = [
    app.clientSecret,
    access_token,
    refresh_token,
    String(refreshed.body.access_token),
    String(refreshed.body.refresh_token),
    zak.body.token,
    long.body.token,
    new URL(body.start_url).searchParams.get('zak') ?? '',
  ];
  expect(issued).toEqual(expect.arrayContaining(given));
  expect(issued.length, 'and the authorization code').toBe(given.length + 1);
  const kept = store.text + JSON.stringify(practice.zoom.requests);
  expect(kept).toContain(app.clientId);
  for (const secret of issued) expect(kept).not.toContain(secret);
  await practice.stop();
});

test('what was asked is on record, for tests to look at', async ({ practice }) => {
  const token = await practice.accessTokenOf(people.mira.id);
  await practice.get('/v2/users/me/meetings?type=live&page_size=300', token);
  await practice.ask('/practice/rooms/some-participant');
  expect(practice.zoom.requests.slice(-2)).toEqual([
    {
      method: 'GET',
      path: '/v2/users/me/meetings',
      at: startOfDay.toISOString(),
      query: { type: 'live', page_size: '300' },
      status: 200,
    },
    { method: 'GET', path: '/practice/rooms/…', at: startOfDay.toISOString(), query: {}, status: 404 },
  ]);
});

test('a damaged state is as good as none', async () => {
  for (const damaged of [
    '{"clients":"?"}',
    '[]',
    '"x"',
    '{"clients":[{}],"codes":[],"grants":[],"endedMeetings":[]}',
  ]) {
    const store = new TextStore();
    store.text = damaged;
    const practice = await RunningPractice.start({ key, store });
    const token = await practice.accessTokenOf(people.mira.id);
    expect((await practice.get('/v2/users/me', token)).status).toBe(200);
    await practice.stop();
  }
});

test('a token that cannot be stored is not given out, and the old one stays good', async () => {
  const store = new TextStore();
  const practice = await RunningPractice.start({ key, store });
  const app = await practice.publicApp();
  const { refresh_token } = await practice.signIn(app);
  const refresh = () => practice.token(app, { grant_type: 'refresh_token', refresh_token });
  const { save } = store;
  store.save = () => Promise.reject(new Error('disk full'));
  const failed = await refresh();
  expect([failed.status, failed.body]).toEqual([500, { code: 500, message: 'Internal Server Error.' }]);
  store.save = save;
  expect((await refresh()).status).toBe(200);
  await practice.stop();
});

test('a key of the wrong size is refused', () => {
  expect(() => new PracticeZoom({ key: new Uint8Array(16), now: () => startOfDay })).toThrow(RangeError);
});

test('an app with a redirect URI that leads elsewhere is not registered', async ({ practice }) => {
  const registration = { name: 'Usher', redirectUris: ['https://example.com/'], isPublic: true };
  await expect(practice.zoom.registerClient(registration)).rejects.toThrow();
});

test('garbage is refused in a shape that can be read, and nothing breaks', async ({ practice }) => {
  const paths = ['/oauth/token', '/oauth/revoke', '/oauth/authorize', '/practice/clients', '/api/v1/wc/info'];
  const types = [
    'application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'multipart/form-data; boundary=x',
    'text/plain',
  ];
  for (const path of paths) {
    for (const type of types) {
      for (const body of ['', '\0\xff%zz', '{"a":', 'x'.repeat(70_000)]) {
        const reply = await practice.ask(path, { method: 'POST', headers: { 'content-type': type }, body });
        expect(reply.status, `${path} ${type}`).toBeLessThan(500);
      }
    }
  }
  const large = await practice.ask('/oauth/token', {
    method: 'POST',
    body: new URLSearchParams({ a: 'x'.repeat(70_000) }),
  });
  expect([large.status, large.body.code]).toEqual([413, 413]);
  for (const path of [
    '/',
    '/v2',
    '/v2/users/%',
    '/oauth/authorize?%',
    '/practice/avatars/nobody',
    '/practice/rooms/',
  ]) {
    expect((await practice.ask(path)).status, path).toBeLessThan(500);
  }
  expect((await practice.ask('/practice/avatars/nobody')).body.code).toBe(1001);
});

test('the app answers requests that come without a server, too', async () => {
  const zoom = new PracticeZoom({ key, now: () => startOfDay });
  const app = await zoom.registerClient({ name: 'Usher', redirectUris: [redirectUri], isPublic: false });
  const form = new FormData();
  form.set('meetingNumber', '86011004201');
  form.set('userName', 'Somebody');
  const response = await zoom.app.fetch(new Request('https://zoom.us/api/v1/wc/info', { method: 'POST', body: form }));
  expect(await response.json()).toMatchObject({ errorCode: 200, errorMessage: 'Invalid signature.' });
  zoom.faults.add({ path: '/api/v1/wc/info', effect: { kind: 'drop' } });
  const dropped = await zoom.app.fetch(new Request('https://zoom.us/api/v1/wc/info', { method: 'POST' }));
  expect(dropped.type).toBe('error');
  expect(app.clientSecret).toMatch(/^[A-Za-z0-9]{32}$/);
});
