import { expect, test } from '@playwright/test';
import { failureOf } from '../../../src-main/shared/app-error';
import { Keychain } from '../../../src-main/storage/keychain';
import { lookAtSecretService } from '../../../src-main/storage/secret-service';
import { DesktopSession } from '../../support/desktop-session';
import { startKeytarInNode } from '../../support/keytar-in-node';
import { readProc } from '../../support/processes';
import { findSecrets } from '../../support/secret-scan';
import { SecretServiceDouble, withSecretService } from '../../support/secret-service-double';
import { waitUntil } from '../../support/wait-until';

test.skip(process.platform !== 'linux', 'The Secret Service is a thing of Linux desktops.');

const canary = 'not-a-real-secret-of-the-keychain';
let desktop: DesktopSession;
let keychain: Keychain;
/** What happens between a look and what it was for. */
let afterLook: () => Promise<void>;
let starts: number;

async function begin(options: Parameters<typeof DesktopSession.start>[0] = {}) {
  desktop = await DesktopSession.start(options);
  starts = 0;
  afterLook = async () => {};
  keychain = new Keychain({
    service: 'Usher',
    spawn: () => {
      starts += 1;
      return startKeytarInNode(desktop.env);
    },
    look: async () => {
      const state = await lookAtSecretService(desktop.env);
      await afterLook();
      return state;
    },
  });
}

test.afterEach(async () => {
  const pids = desktop.processes().map(({ pid }) => pid);
  expect(findSecrets([{ label: 'canary', value: canary }], { paths: [desktop.root], pids })).toEqual([]);
  keychain.close();
  await waitUntil('keytar to be gone', () => keytarProcesses().length === 0);
  await desktop.stop();
});

const keytarProcesses = () =>
  desktop.processes().filter(({ pid }) => readProc(pid, 'cmdline')?.includes('keytar-process'));

/** How it failed, or what it answered. */
const outcomeOf = (work: Promise<unknown>) => work.catch((error: unknown) => failureOf(error).code);

test.describe('gnome-keyring', () => {
  test.beforeEach(() => begin());

  test('a keyring that is locked in the middle refuses each request once, asks nobody, and gives all back when it is open (K5)', async () => {
    await keychain.set('a', canary);
    await desktop.startPrompter();
    await desktop.keyring.lock();
    const requests = [keychain.get('a'), keychain.set('a', 'another'), keychain.delete('a'), keychain.accounts()];
    expect(await Promise.all(requests.map(outcomeOf))).toEqual(requests.map(() => 'keychain_locked'));
    expect(await desktop.hasWindow('Unlock')).toBe(false);
    await desktop.keyring.unlock();
    expect(await keychain.get('a')).toBe(canary);
    expect(starts).toBe(1);
  });

  test('locked between the look and the request is locked: never "not stored", and never "deleted" (K5)', async () => {
    await keychain.set('a', canary);
    const requests = [
      () => keychain.get('a'),
      () => keychain.set('b', 'another'),
      () => keychain.delete('a'),
      () => keychain.accounts(),
    ];
    for (const request of requests) {
      afterLook = () => desktop.keyring.lock();
      expect(await outcomeOf(request()), String(request)).toBe('keychain_locked');
      afterLook = async () => {};
      await desktop.keyring.unlock();
      expect(await keychain.get('a')).toBe(canary);
    }
  });

  test('a service that was killed is started by the bus, locked; once open it has everything (K6)', async () => {
    await keychain.set('a', canary);
    await desktop.letBusStartKeyring();
    await desktop.killKeyring();
    expect(await outcomeOf(keychain.get('a'))).toBe('keychain_locked');
    expect(await outcomeOf(keychain.get('a'))).toBe('keychain_locked');
    await desktop.keyring.unlock();
    // The process that spoke to the killed one is no use any more.
    expect(await keychain.get('a')).toBe(canary);
    expect(starts).toBe(2);
    await keychain.set('a', `${canary} changed`);
    expect(await keychain.get('a')).toBe(`${canary} changed`);
    expect(starts).toBe(2);
  });

  test('64 KB come back whole (K12)', async () => {
    const large = canary.repeat(2_048).slice(0, 65_536);
    await keychain.set('a', 'small');
    await keychain.set('a', large);
    expect((await keychain.get('a')) === large).toBe(true);
    expect(await keychain.accounts()).toEqual(['a']);
  });
});

test.describe('a keyring that is not what it seems', () => {
  test.beforeEach(() => begin({ keyring: 'none' }));
  const beside = (service: SecretServiceDouble, work: () => Promise<void>) =>
    withSecretService(desktop.busAddress, service.answer, work);

  test('one that is honest is used like any other', async () => {
    await beside(new SecretServiceDouble(), async () => {
      expect(await keychain.get('a')).toBeUndefined();
      await keychain.set('a', canary);
      expect(await keychain.get('a')).toBe(canary);
      expect(await keychain.accounts()).toEqual(['a']);
      await keychain.delete('a');
      expect(await keychain.accounts()).toEqual([]);
    });
  });

  test('one that gives back something else than it was given is damaged, and nothing counts as kept (K10)', async () => {
    const cuts = new SecretServiceDouble({ gives: (secret) => secret.subarray(1) });
    await beside(cuts, async () => expect(await outcomeOf(keychain.set('a', canary))).toBe('keychain_damaged'));
  });

  test('one that looks well and never gives a secret is hung after five seconds; the next request is answered (K11)', async () => {
    let isSilent = true;
    let asked = () => {};
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const gives = (secret: Buffer) => {
      asked();
      return isSilent ? undefined : secret;
    };
    await beside(new SecretServiceDouble({ gives }), async () => {
      const outcome = outcomeOf(keychain.set('a', canary));
      await isAsked;
      expect(keytarProcesses()).toHaveLength(1);
      expect(await outcome).toBe('keychain_hung');
      await waitUntil('the stuck process to be killed', () => keytarProcesses().length === 0);
      isSilent = false;
      expect(await keychain.get('a')).toBe(canary);
      expect(starts).toBe(2);
    });
  });

  test('one that takes no large values refuses them, and keeps what was there (K12)', async () => {
    await beside(new SecretServiceDouble({ refuses: (secret) => secret.length > 2_500 }), async () => {
      await keychain.set('a', canary);
      expect(await outcomeOf(keychain.set('a', 'x'.repeat(65_536)))).toBe('keychain_unavailable');
      expect(await keychain.get('a')).toBe(canary);
    });
  });
});
