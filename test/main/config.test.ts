import { expect, test } from '@playwright/test';
import { readConfig } from '../../src-main/config';

function read(source: { argv?: string[]; env?: NodeJS.ProcessEnv; isPackaged?: boolean }) {
  return readConfig({
    argv: ['usher', ...(source.argv ?? [])],
    env: source.env ?? {},
    isPackaged: source.isPackaged ?? false,
  });
}

test('without a word Usher shows its window and uses the Practice Zoom that it brings', () => {
  const plain = { startHidden: false, practiceOrigin: undefined, rendererDevServer: undefined };
  expect(read({})).toEqual(plain);
  expect(read({ isPackaged: true })).toEqual(plain);
});

test('--hidden is taken by every build, and only to the letter', () => {
  expect(read({ argv: ['--hidden'], isPackaged: true }).startHidden).toBe(true);
  for (const argument of ['--hidden=1', '-hidden', 'hidden', '--hiddenx', 'usher://--hidden'])
    expect(read({ argv: [argument] }).startHidden).toBe(false);
});

test('who starts Usher for a link sees it, hidden or not', () => {
  expect(read({ argv: ['--hidden', 'usher://join?id=81234567890'] }).startHidden).toBe(false);
});

test('during development there may be another profile, a Practice Zoom that runs and a server for the windows', () => {
  const env = { USHER_PRACTICE_ORIGIN: 'http://127.0.0.1:40123', ELECTRON_RENDERER_URL: 'http://localhost:5173' };
  expect(read({ argv: ['--user-data-dir=/tmp/x'], env })).toEqual({
    startHidden: false,
    practiceOrigin: 'http://127.0.0.1:40123',
    rendererDevServer: 'http://localhost:5173',
  });
});

// Chromium takes a switch with one dash too, and on Windows with a slash and in any case.
for (const argument of [
  '--user-data-dir=/tmp/x',
  '--user-data-dir',
  '--user-data-dir=',
  '-user-data-dir=/tmp/x',
  '/user-data-dir=C:\\x',
  '--USER-DATA-DIR=x',
]) {
  test(`a packaged Usher refuses ${argument} in a sentence that names it`, () => {
    expect(() => read({ argv: ['--hidden', argument], isPackaged: true })).toThrow(/^--user-data-dir .*\.$/);
  });
}

test('an argument that only looks like another profile is none', () => {
  for (const argument of [
    '--user-data-directory',
    'user-data-dir',
    '/home/ada/user-data-dir',
    '--x=--user-data-dir=/tmp',
  ]) {
    expect(() => read({ argv: [argument], isPackaged: true })).not.toThrow();
  }
});

for (const origin of ['http://127.0.0.1:40123', '', 'nonsense']) {
  test(`a packaged Usher refuses USHER_PRACTICE_ORIGIN="${origin}"`, () => {
    expect(() => read({ env: { USHER_PRACTICE_ORIGIN: origin }, isPackaged: true })).toThrow(
      /^USHER_PRACTICE_ORIGIN .*\.$/,
    );
  });
}

for (const origin of [
  '',
  'https://127.0.0.1:40123',
  'http://localhost:40123',
  'http://127.0.0.1',
  'http://127.0.0.1:',
  'http://127.0.0.1:40123/',
  'http://127.0.0.1:40123\n',
  ' http://127.0.0.1:40123',
  'http://127.0.0.1:40123@evil.example',
  'http://user@127.0.0.1:40123',
  'http://127.0.0.1.evil.example:80',
  'http://127.0.0.2:40123',
  'http://0.0.0.0:40123',
  'http://[::1]:40123',
  'http://127.0.0.1:123456',
  'http://127.0.0.1:0',
  'http://127x0x0x1:40123',
  'file:///etc/passwd',
  'javascript:alert(1)',
]) {
  test(`no build takes USHER_PRACTICE_ORIGIN=${JSON.stringify(origin)}`, () => {
    expect(() => read({ env: { USHER_PRACTICE_ORIGIN: origin } })).toThrow(
      'USHER_PRACTICE_ORIGIN has to look like http://127.0.0.1:PORT.',
    );
  });
}

test('a packaged Usher never loads its windows from a server', () => {
  expect(
    read({ env: { ELECTRON_RENDERER_URL: 'http://localhost:5173' }, isPackaged: true }).rendererDevServer,
  ).toBeUndefined();
});
