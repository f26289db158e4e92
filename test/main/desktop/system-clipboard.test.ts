import { mock } from 'node:test';
import { expect, test } from '@playwright/test';
import { SystemClipboard } from '../../../src-main/desktop/system-clipboard';

function start() {
  mock.timers.enable({ apis: ['setTimeout'] });
  const desktop = { text: '' };
  const clipboard = new SystemClipboard({
    readText: () => desktop.text,
    writeText: (text) => {
      desktop.text = text;
    },
    clear: () => {
      desktop.text = '';
    },
  });
  const pass = async (milliseconds: number) => {
    mock.timers.tick(milliseconds);
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  return { desktop, clipboard, pass };
}
test.afterEach(() => mock.timers.reset());

test('what is copied stays; a secret is gone after half a minute', async () => {
  const { desktop, clipboard, pass } = start();
  clipboard.write('a link');
  await pass(60_000);
  expect(await clipboard.read()).toBe('a link');
  clipboard.writeSecret('not-a-real-key');
  await pass(29_999);
  expect(desktop.text).toBe('not-a-real-key');
  await pass(1);
  expect(desktop.text).toBe('');
});

test('what somebody has copied since stays, by Usher or by another program', async () => {
  const { desktop, clipboard, pass } = start();
  clipboard.writeSecret('not-a-real-key');
  desktop.text = 'of another program';
  await pass(30_000);
  expect(desktop.text).toBe('of another program');
  clipboard.writeSecret('not-a-real-key');
  clipboard.write('not-a-real-key');
  await pass(30_000);
  expect(desktop.text, 'copied again, and no secret').toBe('not-a-real-key');
});

test('a secret is marked as one, where that can be done; what is none is not', async () => {
  const desktop = { text: '', concealed: '' };
  const clipboard = new SystemClipboard(
    {
      readText: () => desktop.text || desktop.concealed,
      writeText: (text) => void Object.assign(desktop, { text, concealed: '' }),
      clear: () => void Object.assign(desktop, { text: '', concealed: '' }),
    },
    async (concealed) => void Object.assign(desktop, { text: '', concealed }),
  );
  clipboard.writeSecret('not-a-real-key');
  expect(desktop).toEqual({ text: '', concealed: 'not-a-real-key' });
  clipboard.write('a link');
  expect(desktop).toEqual({ text: 'a link', concealed: '' });
  clipboard.writeSecret('not-a-real-key');
  await clipboard.forget();
  expect(desktop).toEqual({ text: '', concealed: '' });
});

test('a secret that cannot be marked is copied all the same', async () => {
  const desktop = { text: '' };
  const clipboard = new SystemClipboard(
    {
      readText: () => desktop.text,
      writeText: (text) => void Object.assign(desktop, { text }),
      clear: () => void Object.assign(desktop, { text: '' }),
    },
    () => Promise.reject(new Error('not a real failure')),
  );
  clipboard.writeSecret('not-a-real-key');
  await expect.poll(() => desktop.text).toBe('not-a-real-key');
  await clipboard.forget();
  expect(desktop.text).toBe('');
});

test('a second secret has half a minute of its own', async () => {
  const { desktop, clipboard, pass } = start();
  clipboard.writeSecret('not-a-real-key-1');
  await pass(20_000);
  clipboard.writeSecret('not-a-real-key-2');
  await pass(20_000);
  expect(desktop.text).toBe('not-a-real-key-2');
  await pass(10_000);
  expect(desktop.text).toBe('');
});

test('what is copied while the desktop is being asked stays, and a clipboard that fails harms nothing', async () => {
  const { desktop, clipboard } = start();
  clipboard.writeSecret('not-a-real-key');
  const forgetting = clipboard.forget();
  clipboard.write('a link');
  await forgetting;
  expect(desktop.text).toBe('a link');
  const broken = new SystemClipboard({
    readText: async () => {
      throw new Error('no clipboard');
    },
    writeText: () => {},
    clear: () => {},
  });
  broken.writeSecret('not-a-real-key');
  await broken.forget();
});

test('whoever quits leaves none behind', async () => {
  const { desktop, clipboard } = start();
  clipboard.writeSecret('not-a-real-key');
  await clipboard.forget();
  expect(desktop.text).toBe('');
  desktop.text = 'later';
  await clipboard.forget();
  expect(desktop.text).toBe('later');
});
