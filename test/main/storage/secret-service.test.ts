import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Message, Variant } from 'dbus-next';
import { lookAtSecretService } from '../../../src-main/storage/secret-service';
import { DesktopSession } from '../../support/desktop-session';
import { type AnswerCall, refusalOf, withSecretService } from '../../support/secret-service-double';

test.skip(process.platform !== 'linux', 'The Secret Service is a thing of Linux desktops.');

test.describe('where there is no bus', () => {
  let folder: string;
  test.beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'usher-bus-'));
  });
  test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('there is no keyring to ask, and that is known at once', async () => {
    writeFileSync(join(folder, 'bus'), 'no socket');
    const environments: NodeJS.ProcessEnv[] = [
      {},
      { DBUS_SESSION_BUS_ADDRESS: '' },
      { DBUS_SESSION_BUS_ADDRESS: 'disabled:' },
      { DBUS_SESSION_BUS_ADDRESS: 'autolaunch:' },
      { DBUS_SESSION_BUS_ADDRESS: 'nonsense' },
      { DBUS_SESSION_BUS_ADDRESS: 'tcp:host=127.0.0.1,port=1' },
      { DBUS_SESSION_BUS_ADDRESS: `unix:path=${folder}/nobody-listens` },
      { DBUS_SESSION_BUS_ADDRESS: `unix:path=${folder}` },
      { XDG_RUNTIME_DIR: join(folder, 'not-there') },
      { XDG_RUNTIME_DIR: folder },
    ];
    const began = performance.now();
    for (const environment of environments)
      expect(await lookAtSecretService(environment), JSON.stringify(environment)).toBe('noSessionBus');
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  test('a socket that takes the call and says nothing is given up within seconds', async () => {
    const path = join(folder, 'bus');
    const server: Server = createServer((socket) => void socket.on('error', () => {}));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const began = performance.now();
    expect(await lookAtSecretService({ DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` })).toBe('hung');
    expect(performance.now() - began).toBeLessThan(4_000);
    server.close();
  });

  test('a socket that hangs up is no keyring either', async () => {
    const path = join(folder, 'bus');
    const server: Server = createServer((socket) => void socket.destroy());
    await new Promise<void>((resolve) => server.listen(path, resolve));
    expect(['hung', 'failing', 'noSessionBus']).toContain(
      await lookAtSecretService({ DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` }),
    );
    server.close();
  });
});

test.describe('on a bus with a service that is not well', () => {
  let desktop: DesktopSession;
  test.beforeAll(async () => {
    desktop = await DesktopSession.start({ keyring: 'none' });
  });
  test.afterAll(() => desktop.stop());

  const withService = (answer: AnswerCall, look: () => Promise<void>) =>
    withSecretService(desktop.busAddress, answer, look);
  const looked = () => lookAtSecretService(desktop.env);

  test('without a service there is none', async () => {
    expect(await looked()).toBe('noSecretService');
  });

  test('the bus is found by its place alone', async () => {
    expect(await lookAtSecretService({ XDG_RUNTIME_DIR: desktop.folders.run })).toBe('noSecretService');
  });

  test('a service that answers nothing is hung, and known to be within seconds', async () => {
    await withService(
      () => {},
      async () => {
        const began = performance.now();
        expect(await looked()).toBe('hung');
        expect(performance.now() - began).toBeLessThan(4_000);
      },
    );
  });

  test('a service that answers with errors is failing', async () => {
    await withService(
      (call, bus) => bus.send(refusalOf(call, 'org.freedesktop.DBus.Error.Failed', 'out of order')),
      async () => expect(await looked()).toBe('failing'),
    );
  });

  test('a service without a default keyring has none, and is not made to ask for one', async () => {
    const asked: string[] = [];
    await withService(
      (call, bus) => {
        asked.push(call.member ?? '');
        bus.send(Message.newMethodReturn(call, 'o', ['/']));
      },
      async () => expect(await looked()).toBe('noKeyring'),
    );
    expect(asked).toEqual(['ReadAlias']);
  });

  test('a service that answers nonsense is not taken for a keyring', async () => {
    await withService(
      (call, bus) => bus.send(Message.newMethodReturn(call, 'u', [7])),
      async () => expect(await looked()).toBe('noKeyring'),
    );
    await withService(
      (call, bus) =>
        bus.send(
          call.member === 'ReadAlias'
            ? Message.newMethodReturn(call, 'o', ['/org/freedesktop/secrets/x'])
            : Message.newMethodReturn(call),
        ),
      async () => expect(await looked()).toBe('failing'),
    );
    await withService(
      (call, bus) =>
        bus.send(
          call.member === 'ReadAlias'
            ? Message.newMethodReturn(call, 'o', ['/org/freedesktop/secrets/x'])
            : Message.newMethodReturn(call, 'v', [new Variant('s', 'perhaps')]),
        ),
      async () => expect(await looked()).not.toBe('ready'),
    );
  });
});

test.describe('with a real keyring', () => {
  let desktop: DesktopSession;
  test.beforeAll(async () => {
    desktop = await DesktopSession.start({ keyring: 'unlocked' });
  });
  test.afterAll(() => desktop.stop());

  test('it is ready, locked when it was locked, and ready again', async () => {
    expect(await lookAtSecretService(desktop.env)).toBe('ready');
    await desktop.keyring.lock();
    expect(await lookAtSecretService(desktop.env)).toBe('locked');
    await desktop.keyring.unlock();
    expect(await lookAtSecretService(desktop.env)).toBe('ready');
  });

  test('a look unlocks nothing and takes no time', async () => {
    await desktop.keyring.lock();
    const began = performance.now();
    for (let looks = 0; looks < 5; looks++) expect(await lookAtSecretService(desktop.env)).toBe('locked');
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
