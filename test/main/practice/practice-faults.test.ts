import { people } from '../../../src-main/practice/practice-people';
import { expect, test } from './running-practice';

test('a fault meets as many requests as it should, and only those it is for', async ({ practice }) => {
  const token = await practice.accessTokenOf(people.mira.id);
  const body = { code: 429, message: 'Too many.' };
  const effect = { kind: 'answer', status: 429, body, headers: { 'retry-after': '2026-11-22T00:00:00Z' } } as const;
  practice.zoom.faults.add({ path: '/v2/users/me/*', times: 2, effect });
  expect((await practice.get('/v2/users/me', token)).status).toBe(200);
  const met = await practice.get('/v2/users/me/zak', token);
  expect([met.status, met.body, met.headers.get('retry-after')]).toEqual([429, body, '2026-11-22T00:00:00Z']);
  expect((await practice.get('/v2/users/me/meetings', token)).status).toBe(429);
  expect((await practice.get('/v2/users/me/meetings', token)).status).toBe(200);
  const remove = practice.zoom.faults.add({
    path: '/oauth/token',
    method: 'POST',
    times: Number.POSITIVE_INFINITY,
    effect,
  });
  for (const _time of [1, 2, 3]) expect((await practice.ask('/oauth/token', { method: 'POST' })).status).toBe(429);
  remove();
  expect((await practice.ask('/oauth/token', { method: 'POST' })).status).toBe(400);
});

test('a dropped connection is a network error for whoever asks', async ({ practice }) => {
  practice.zoom.faults.add({ path: '/oauth/token', effect: { kind: 'drop' } });
  await expect(practice.ask('/oauth/token', { method: 'POST' })).rejects.toThrow('fetch failed');
  expect((await practice.ask('/oauth/token', { method: 'POST' })).status).toBe(400);
});

test('silence lasts until the client gives up or the faults are cleared', async ({ practice }) => {
  practice.zoom.faults.add({ path: '/v2/users/me', times: 2, effect: { kind: 'silence' } });
  const signal = AbortSignal.timeout(100);
  await expect(practice.ask('/v2/users/me', { signal })).rejects.toThrow(/abort|timeout/i);
  const held = practice.ask('/v2/users/me').then(
    () => 'answered',
    () => 'failed',
  );
  await expect.poll(() => practice.zoom.requests.filter((request) => request.path === '/v2/users/me').length).toBe(2);
  practice.zoom.faults.clear();
  expect(await held).toBe('failed');
});

test('a delay comes before the real answer, or before another fault', async ({ practice }) => {
  practice.zoom.faults.add({ path: '/v2/users/me', times: 2, effect: { kind: 'delay', ms: 60 } });
  practice.zoom.faults.add({ path: '/v2/users/me', effect: { kind: 'answer', status: 503 } });
  for (const status of [503, 401]) {
    const begin = performance.now();
    expect((await practice.ask('/v2/users/me')).status).toBe(status);
    expect(performance.now() - begin).toBeGreaterThan(55);
  }
});

test('faults leave preflights alone unless they are meant', async ({ practice }) => {
  practice.zoom.faults.add({ path: '/api/v1/wc/info', effect: { kind: 'answer', status: 500 } });
  expect((await practice.ask('/api/v1/wc/info', { method: 'OPTIONS' })).status).toBe(204);
  expect((await practice.ask('/api/v1/wc/info', { method: 'POST' })).status).toBe(500);
});
