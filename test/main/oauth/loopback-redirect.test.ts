import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { type LoopbackRedirect, listenForRedirect } from '../../../src-main/oauth/loopback-redirect';
import { bytesOf, callbacks } from './callbacks';
import { get, isRefused, openSocket, sendRaw, untilClosed } from './raw-http';

const state = 'wQ8mYv0Nn3cT5uRk7zXeB1aHd2fJg4Lp6sVoIyUxMtE';
const issuer = 'https://zoom.us';

type Waiting = LoopbackRedirect & { strays: number; answered: boolean; port: number };

/** A listener that is open for one test and counts what it tells. */
async function waitForRedirect(
  ports: 'any' | readonly number[] = 'any',
  onStray: () => void = () => {},
): Promise<Waiting> {
  const counted = { strays: 0, answered: false };
  const redirect = await listenForRedirect({
    ports,
    state,
    issuer,
    onStray: () => {
      counted.strays += 1;
      onStray();
    },
  });
  void redirect.answer.then(() => {
    counted.answered = true;
  });
  opened.push(redirect);
  return Object.assign(counted, redirect, { port: Number(new URL(redirect.redirectUri).port) });
}

const opened: LoopbackRedirect[] = [];
const occupied: { close(): void }[] = [];

test.afterEach(() => {
  for (const open of [...opened.splice(0), ...occupied.splice(0)]) open.close();
});

const statusesOf: Readonly<Record<string, readonly (number | 'closed')[]>> = {
  accepted: [303],
  stray: [400],
  closed: ['closed'],
  'closed or 431': ['closed', 431],
};

/** The browser comes back from Zoom. */
async function comeBack(redirect: Waiting, code = 'not-a-real-code'): Promise<string | null> {
  const answer = await get(redirect.redirectUri, `/callback?code=${code}&state=${state}`);
  expect(answer.status).toBe(303);
  return (await redirect.answer).get('code');
}

/** What this process listens on, from the kernel: address and port in hexadecimal as /proc/net/tcp has them. */
function listeningSockets(): string[] {
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , socketState, , , , , , inode]) => socketState === '0A' && links.includes(`socket:[${inode}]`))
      .map(([, local]) => local ?? ''),
  );
}

/** Takes a port on the loopback away, or on all addresses. */
async function occupy(host: string, port = 0): Promise<number> {
  const server = createServer((socket) => socket.destroy());
  server.listen(port, host);
  await once(server, 'listening');
  occupied.push(server);
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

test.describe('the port', () => {
  test('by the kernel’s own list, one listener on 127.0.0.1 is open while a sign-in waits, none before and none after', async () => {
    test.skip(process.platform !== 'linux', 'Only Linux has /proc/net/tcp.');
    const before = listeningSockets();
    const redirect = await waitForRedirect();
    const port = redirect.port.toString(16).toUpperCase().padStart(4, '0');
    expect(listeningSockets().filter((socket) => !before.includes(socket))).toEqual([`0100007F:${port}`]);
    redirect.close();
    expect(listeningSockets()).toEqual(before);
    expect(await isRefused(redirect.redirectUri)).toBe(true);
  });

  test('the redirect URI names the literal address that is listened on, with the callback path', async () => {
    const redirect = await waitForRedirect();
    expect(redirect.redirectUri).toMatch(/^http:\/\/127\.0\.0\.1:\d{4,5}\/callback$/);
  });

  test('other addresses of this computer lead nowhere', async () => {
    const redirect = await waitForRedirect();
    expect(await isRefused(redirect.redirectUri, '127.0.0.2')).toBe(true);
    expect(await isRefused(redirect.redirectUri, '::1')).toBe(true);
  });

  test('closing it hangs up on everyone at once, also on those who never said a word', async () => {
    const redirect = await waitForRedirect();
    const silent = await openSocket(redirect.redirectUri);
    const halfway = await openSocket(redirect.redirectUri);
    halfway.write('GET /callback HTTP/1.1\r\nHost: ');
    const hungUp = Promise.all([silent, halfway].map(untilClosed));
    redirect.close();
    await hungUp;
  });

  test('it closes by itself within a second of the conclusion, and closing it twice is no mistake', async () => {
    const redirect = await waitForRedirect();
    const bystander = await openSocket(redirect.redirectUri);
    const hungUp = untilClosed(bystander);
    const concludedAt = performance.now();
    redirect.conclude({ ok: false, sentence: 'Over.' });
    await hungUp;
    expect(performance.now() - concludedAt).toBeLessThan(1_250);
    expect(await isRefused(redirect.redirectUri)).toBe(true);
    redirect.close();
    redirect.close();
  });

  test('a browser that asks while Usher is busy still reads how it ended', async () => {
    const redirect = await waitForRedirect();
    await comeBack(redirect);
    // In a process of its own: this one is busy.
    const asks = `
      const ask = () => require('node:http').get('http://127.0.0.1:${redirect.port}/done', (page) => page.pipe(process.stdout));
      setTimeout(ask, 500);
      console.log('on its way');`;
    const browser = spawn(process.execPath, ['-e', asks], { stdio: ['ignore', 'pipe', 'inherit'] });
    let read = '';
    browser.stdout.on('data', (text) => {
      read += text;
    });
    await expect.poll(() => read).toContain('on its way');
    redirect.conclude({ ok: true, sentence: 'Mira is signed in.' });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500);
    await once(browser, 'close');
    expect(read).toContain('Mira is signed in.');
    expect(await isRefused(redirect.redirectUri)).toBe(true);
  });

  test('registered ports are tried in order; the first free one is taken', async () => {
    const first = await occupy('127.0.0.1');
    const second = await occupy('0.0.0.0');
    const third = await occupy('127.0.0.1');
    occupied.pop()?.close();
    const redirect = await waitForRedirect([first, second, third]);
    expect(redirect.port).toBe(third);
    expect(await comeBack(redirect)).toBe('not-a-real-code');
  });

  test('when every registered port is busy nothing listens, and the pasted address is the answer (O11)', async () => {
    const ports = [await occupy('127.0.0.1'), await occupy('127.0.0.1')];
    const redirect = await waitForRedirect(ports);
    expect(redirect.isListening).toBe(false);
    expect(redirect.redirectUri).toBe(`http://127.0.0.1:${ports[0]}/callback`);
    expect(redirect.paste(`  ${redirect.redirectUri}?code=not-a-real-code&state=${state}#top \n`)).toBe(true);
    expect((await redirect.answer).get('code')).toBe('not-a-real-code');
  });

  test('a pasted address that is not the answer changes nothing', async () => {
    const redirect = await waitForRedirect();
    const wrong = [
      '',
      'not an address',
      redirect.redirectUri,
      `${redirect.redirectUri}?code=not-a-real-code`,
      `${redirect.redirectUri}?code=not-a-real-code&state=${state.toLowerCase()}`,
      `${redirect.redirectUri}?code=a&code=b&state=${state}`,
      `${redirect.redirectUri}/../callback?code=not-a-real-code&state=${state}`,
      `http://127.0.0.1:1/callback?code=not-a-real-code&state=${state}`,
      `https://evil.example/callback?code=not-a-real-code&state=${state}`,
    ];
    for (const address of wrong) expect(redirect.paste(address), address).toBe(false);
    expect(redirect.paste(`${redirect.redirectUri}?code=not-a-real-code&state=${state}`)).toBe(true);
  });

  test('a port is free for the next sign-in the moment the last one is closed', async () => {
    const port = await occupy('127.0.0.1');
    occupied.pop()?.close();
    for (let round = 0; round < 5; round += 1) {
      const redirect = await waitForRedirect([port]);
      expect(await comeBack(redirect, `not-a-real-code-${round}`)).toBe(`not-a-real-code-${round}`);
      redirect.close();
    }
  });
});

test.describe('a callback', () => {
  for (const callback of callbacks) {
    const { id, verdict, why } = callback;
    test(`${verdict}: ${id} (${why})`, async () => {
      const redirect = await waitForRedirect();
      const { status, text } = await sendRaw(
        redirect.redirectUri,
        bytesOf(callback, { redirectUri: redirect.redirectUri, state, issuer }),
      );
      expect(statusesOf[verdict] ?? [verdict]).toContain(status);
      expect(redirect.strays).toBe(verdict === 'stray' ? 1 : 0);
      expect(text).not.toMatch(/onerror|alert|set-cookie/i);
      expect(redirect.answered).toBe(verdict === 'accepted');
      if (verdict !== 'accepted') expect(await comeBack(redirect)).toBe('not-a-real-code');
    });
  }

  test('everything that is wrong, one after the other, and the real one is still taken', async () => {
    const redirect = await waitForRedirect();
    const { redirectUri } = redirect;
    for (const callback of callbacks) {
      if (callback.verdict !== 'accepted')
        await sendRaw(redirectUri, bytesOf(callback, { redirectUri, state, issuer }));
    }
    expect(redirect.answered).toBe(false);
    expect(await comeBack(redirect)).toBe('not-a-real-code');
  });

  test('whatever a query holds, without our state nothing is taken and nothing breaks', async () => {
    const redirect = await waitForRedirect();
    const name = fc.oneof(
      fc.constantFrom('code', 'state', 'error', 'iss', '__proto__'),
      fc.string({ unit: 'binary', maxLength: 20 }),
    );
    const pairs = fc.array(fc.tuple(name, fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(pairs, async (parameters) => {
        const { status } = await get(redirect.redirectUri, `/callback?${new URLSearchParams(parameters)}`);
        return status === 400 && !redirect.answered;
      }),
      { numRuns: 60 },
    );
    expect(await comeBack(redirect)).toBe('not-a-real-code');
  });

  test('whatever bytes arrive, the listener lives and takes nothing', async () => {
    const redirect = await waitForRedirect();
    const line = fc
      .string({ unit: 'binary-ascii', maxLength: 40 })
      .map(
        (text) => `GET /callback?${text} HTTP/1.1\r\nHost: ${new URL(redirect.redirectUri).host}\r\n${text}\r\n\r\n`,
      );
    const bytes = fc.oneof(
      line,
      fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (garbage) => {
        const socket = await openSocket(redirect.redirectUri);
        const heard = untilClosed(socket);
        socket.end(garbage);
        return !(await heard).includes('HTTP/1.1 303') && !redirect.answered;
      }),
      { numRuns: 200 },
    );
    expect(await comeBack(redirect)).toBe('not-a-real-code');
  });
});

test.describe('the first answer', () => {
  test('a thousand forged callbacks change nothing', async () => {
    const redirect = await waitForRedirect();
    const statuses = new Set<number | 'closed'>();
    for (let batch = 0; batch < 200; batch += 1) {
      const forged = Array.from(
        { length: 5 },
        (_, i) => `/callback?code=forged&state=${String(batch * 5 + i).padStart(43, '0')}`,
      );
      const answers = await Promise.all(forged.map((target) => get(redirect.redirectUri, target)));
      for (const { status } of answers) statuses.add(status);
    }
    expect([...statuses]).toEqual([400]);
    expect(redirect.strays).toBe(1_000);
    expect(await comeBack(redirect)).toBe('not-a-real-code');
  });

  test('it wins; the same one again, or another one with our state, only leads to the last page', async () => {
    const redirect = await waitForRedirect();
    await comeBack(redirect, 'not-a-real-first');
    expect(await comeBack(redirect, 'not-a-real-first')).toBe('not-a-real-first');
    expect(await comeBack(redirect, 'not-a-real-second')).toBe('not-a-real-first');
  });

  test('of two callbacks on one connection the first right one counts', async () => {
    const redirect = await waitForRedirect();
    const { host } = new URL(redirect.redirectUri);
    const line = (code: string) => `GET /callback?code=${code}&state=${state} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    const { statuses } = await sendRaw(redirect.redirectUri, line('not-a-real-first') + line('not-a-real-second'));
    expect(statuses).toEqual([303]);
    expect((await redirect.answer).get('code')).toBe('not-a-real-first');
  });

  test('a user who cancels over a stray answer is not disturbed by what else came on that connection', async () => {
    const redirect: Waiting = await waitForRedirect('any', () => redirect.close());
    const { host } = new URL(redirect.redirectUri);
    const stray = `GET /callback HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    await sendRaw(redirect.redirectUri, stray.repeat(3));
    expect(redirect.answered).toBe(false);
    expect(await isRefused(redirect.redirectUri)).toBe(true);
  });

  test('whoever comes after the sign-in, or a day later, finds nobody', async () => {
    const redirect = await waitForRedirect();
    await comeBack(redirect);
    redirect.close();
    expect(await isRefused(redirect.redirectUri)).toBe(true);
  });

  test('the browser waits on the last page until the end is known, and then reads it', async () => {
    const redirect = await waitForRedirect();
    const first = await get(redirect.redirectUri, `/callback?code=not-a-real-code&state=${state}`);
    expect(first.text).toMatch(/\r\nlocation: \/done\r\n/i);
    expect(first.text).not.toContain('not-a-real-code');
    const socket = await openSocket(redirect.redirectUri);
    const page = untilClosed(socket);
    socket.write(`GET /done HTTP/1.1\r\nHost: ${new URL(redirect.redirectUri).host}\r\n\r\n`);
    // Later connections cannot push the waiting browser out.
    await Promise.all(Array.from({ length: 20 }, () => openSocket(redirect.redirectUri)));
    await get(redirect.redirectUri, '/favicon.ico');
    redirect.conclude({ ok: true, sentence: 'Mira is signed in.' });
    expect(await page).toContain('Mira is signed in.');
  });

  test('a browser that follows the redirect a moment after the end still reads it', async () => {
    const redirect = await waitForRedirect();
    await comeBack(redirect);
    redirect.conclude({ ok: false, sentence: 'Consent was denied.' });
    const page = await get(redirect.redirectUri, '/done');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Consent was denied.');
  });
});

test.describe('somebody who wants to keep the browser out', () => {
  test('cannot do it with two hundred silent connections: the newest eight are kept', async () => {
    const redirect = await waitForRedirect();
    const startedAt = performance.now();
    let open = 0;
    const sockets: Socket[] = [];
    await new Promise<void>((resolve) => {
      const openOne = async () => {
        const socket = await openSocket(redirect.redirectUri);
        open += 1;
        sockets.push(socket);
        socket.resume().once('close', () => {
          open -= 1;
          if (sockets.length === 200 && open === 8) resolve();
        });
      };
      void Promise.all(Array.from({ length: 200 }, openOne)).then(() => open === 8 && resolve());
    });
    // Long before any of them could have been closed for its silence.
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(await comeBack(redirect)).toBe('not-a-real-code');
    for (const socket of sockets) socket.destroy();
  });

  test('is hung up on after five seconds, whether silent, slow or in the middle of a body', async () => {
    const redirect = await waitForRedirect();
    const startedAt = performance.now();
    const sockets = await Promise.all(Array.from({ length: 3 }, () => openSocket(redirect.redirectUri)));
    const [, slow, halfway] = sockets;
    slow?.write(`GET /callback HTTP/1.1\r\nHost: ${new URL(redirect.redirectUri).host}\r\nX-A: `);
    const drip = setInterval(() => slow?.write('a'), 100);
    halfway?.write('POST /callback HTTP/1.1\r\n');
    await Promise.all(sockets.map(untilClosed));
    clearInterval(drip);
    const seconds = (performance.now() - startedAt) / 1_000;
    expect(seconds).toBeGreaterThan(1);
    expect(seconds).toBeLessThan(5.5);
    expect(await comeBack(redirect)).toBe('not-a-real-code');
  });

  test('gets no more of a body in than what is on its way: a POST is answered before it ends', async () => {
    const redirect = await waitForRedirect();
    const socket = await openSocket(redirect.redirectUri);
    const heard = untilClosed(socket);
    socket.write(
      `POST /callback HTTP/1.1\r\nHost: ${new URL(redirect.redirectUri).host}\r\nContent-Length: 1000000000\r\n\r\ncode=`,
    );
    expect(await heard).toMatch(/^HTTP\/1\.1 405 [\s\S]*\r\nallow: GET\r\n/i);
  });
});
