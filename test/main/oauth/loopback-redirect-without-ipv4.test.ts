import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { bundleModule } from '../../support/bundle-module';

const state = 'wQ8mYv0Nn3cT5uRk7zXeB1aHd2fJg4Lp6sVoIyUxMtE';
const ownNetwork = ['--user', '--map-root-user', '--net'];

/** What a sign-in sees that waits there: where, and which code came of the browser, or of the address that was pasted. */
const Seen = z.union([
  z.object({ redirectUri: z.string(), isListening: z.boolean(), code: z.string() }),
  z.object({ failure: z.string() }),
]);

const visitor = `import { get } from 'node:http';
import { listenForRedirect } from './bundle.mjs';
const { ports, state } = JSON.parse(process.argv[2]);
try {
  const redirect = await listenForRedirect({ ports, state, issuer: 'https://zoom.us', onStray: () => {} });
  const { redirectUri, isListening } = redirect;
  const back = redirectUri + '?code=not-a-real-code&state=' + state;
  if (isListening) get(back, (response) => response.resume());
  else redirect.paste(back);
  const code = (await redirect.answer).get('code');
  redirect.close();
  console.log(JSON.stringify({ redirectUri, isListening, code }));
} catch (error) {
  console.log(JSON.stringify({ failure: error.code ?? String(error) }));
}
`;

let folder: string;

test.beforeAll(async () => {
  const hasTools = ['unshare', 'ip'].every((tool) => spawnSync(tool, ['-V']).status === 0);
  const mayHave = hasTools && spawnSync('unshare', [...ownNetwork, 'ip', 'link', 'set', 'lo', 'up']).status === 0;
  test.skip(!mayHave, 'A network of its own takes Linux with unshare, ip and user namespaces.');
  folder = mkdtempSync(join(tmpdir(), 'usher-loopback-'));
  await bundleModule(join(import.meta.dirname, '../../../src-main/oauth/loopback-redirect.ts'), folder);
  writeFileSync(join(folder, 'visitor.mjs'), visitor);
});
test.afterAll(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** A sign-in on a computer whose loopback has lost these addresses. */
async function signInWithout(addresses: readonly string[], ports: 'any' | readonly number[]) {
  const lose = addresses.map((address) => `ip addr del ${address} dev lo && `).join('');
  const { stdout } = await promisify(execFile)(
    'unshare',
    [
      ...ownNetwork,
      'sh',
      '-c',
      `ip link set lo up && ${lose} exec "$0" "$@"`,
      process.execPath,
      join(folder, 'visitor.mjs'),
      JSON.stringify({ ports, state }),
    ],
    { timeout: 15_000 },
  );
  return Seen.parse(JSON.parse(stdout));
}

test('where 127.0.0.1 is gone, a public client’s answer comes to the literal [::1] (O14)', async () => {
  const before = await signInWithout([], 'any');
  expect(before).toMatchObject({ redirectUri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/) });
  const after = await signInWithout(['127.0.0.1/8'], 'any');
  expect(after).toEqual({
    redirectUri: expect.stringMatching(/^http:\/\/\[::1\]:\d+\/callback$/),
    isListening: true,
    code: 'not-a-real-code',
  });
});

test('a confidential client keeps the address that is registered, and its user pastes the answer (O14)', async () => {
  expect(await signInWithout(['127.0.0.1/8'], [47801, 47802])).toEqual({
    redirectUri: 'http://127.0.0.1:47801/callback',
    isListening: false,
    code: 'not-a-real-code',
  });
});

test('with no loopback at all a public client is told that there is no port (O14)', async () => {
  expect(await signInWithout(['127.0.0.1/8', '::1/128'], 'any')).toEqual({ failure: 'redirect_port_busy' });
});
