import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { startPracticeServer } from '../../../src-main/practice/practice-server';
import { PracticeZoom } from '../../../src-main/practice/practice-zoom';
import { expect, startOfDay, test } from './running-practice';

function statusWithHost(origin: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${origin}/oauth/authorize`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject).end();
  });
}

test('the server listens on the literal 127.0.0.1 and nowhere else', async ({ practice }) => {
  expect(practice.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const port = Number(new URL(practice.origin).port);
  for (const host of ['127.0.0.2', '::1']) {
    const reached = await new Promise((resolve) => {
      const socket = connect(port, host, () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    expect(reached, host).toBe(false);
  }
});

test('a request under any other name is refused', async ({ practice }) => {
  const { host, port } = new URL(practice.origin);
  expect(await statusWithHost(practice.origin, host)).toBe(400);
  for (const other of ['evil.example', `evil.example:${port}`, `localhost:${port}`, '127.0.0.1:1', '[', 'a b']) {
    expect([400, 403], other).toContain(await statusWithHost(practice.origin, other));
    expect(practice.zoom.requests.length, 'nothing of it reached Practice Zoom').toBe(1);
  }
});

test('a port that is taken is an error, not another port', async ({ practice }) => {
  const zoom = new PracticeZoom({ key: new Uint8Array(32), now: () => startOfDay });
  const port = Number(new URL(practice.origin).port);
  await expect(startPracticeServer(zoom, { port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('closing ends even a request that waits for its answer', async () => {
  const zoom = new PracticeZoom({ key: new Uint8Array(32), now: () => startOfDay });
  const server = await startPracticeServer(zoom);
  zoom.faults.add({ path: '/v2/users/me', effect: { kind: 'silence' } });
  const waiting = fetch(`${server.origin}/v2/users/me`).then(
    () => 'answered',
    () => 'closed',
  );
  await expect.poll(() => zoom.requests.length).toBe(1);
  await server.close();
  expect(await waiting).toBe('closed');
  await expect(fetch(server.origin)).rejects.toThrow('fetch failed');
});
