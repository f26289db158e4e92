import { mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { failureOf } from '../../../src-main/shared/app-error';
import type { KeychainRequest } from '../../../src-main/shared/keychain-process';
import { Keychain } from '../../../src-main/storage/keychain';
import type { KeyringState } from '../../../src-main/storage/secret-service';
import { FakeKeychainProcess } from './fake-keychain-process';

type OnRequest = (request: KeychainRequest, process: FakeKeychainProcess) => void;

/** A keychain whose processes, one after the other, answer as told; the last one is told for all that follow. */
function keychainOf(...answers: OnRequest[]) {
  const processes: FakeKeychainProcess[] = [];
  const items = new Map<string, string>();
  const keyring: { state: KeyringState } = { state: 'ready' };
  const keychain = new Keychain({
    service: 'Usher tests',
    spawn: () => {
      const process = new FakeKeychainProcess(items, answers[processes.length] ?? answers.at(-1));
      processes.push(process);
      return process;
    },
    look: async () => keyring.state,
  });
  return { keychain, processes, items, keyring };
}

async function codeFrom(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => failureOf(error).code,
  );
}

const silent: OnRequest = () => {};
const obedient: OnRequest = (request, process) => process.obey(request);
const failing =
  (message: string): OnRequest =>
  ({ id }, process) =>
    process.reply({ id, ok: false, message });

let opened: Keychain[] = [];
function open(...answers: OnRequest[]) {
  const all = keychainOf(...answers);
  opened.push(all.keychain);
  return all;
}
test.afterEach(() => {
  mock.timers.reset();
  for (const keychain of opened) keychain.close();
  opened = [];
});

test('what was set is there, under the name of Usher, until it is deleted', async () => {
  const { keychain, processes } = open(obedient);
  expect(await keychain.get('a')).toBeUndefined();
  await keychain.set('a', 'not-a-real-secret');
  expect(await keychain.get('a')).toBe('not-a-real-secret');
  await keychain.delete('a');
  await keychain.delete('a');
  expect(await keychain.get('a')).toBeUndefined();
  expect(processes).toHaveLength(1);
  expect(new Set(processes[0]?.requests.map(({ service }) => service))).toEqual(new Set(['Usher tests']));
});

test('every account of Usher is listed, and no secret with it', async () => {
  const { keychain, processes } = open(obedient);
  expect(await keychain.accounts()).toEqual([]);
  await keychain.set('a', 'not-a-real-secret');
  await keychain.set('b', 'not-a-real-secret');
  expect(await keychain.accounts()).toEqual(['a', 'b']);
  expect(processes).toHaveLength(1);
});

test('a keyring that was locked between the look and the question is locked, not damaged', async () => {
  const { keychain, keyring } = open((request, process) => {
    keyring.state = 'locked';
    process.reply({ id: request.id, ok: false, message: 'The object has gone' });
  });
  expect(await codeFrom(keychain.get('a'))).toBe('keychain_locked');
});

test('nothing is started before somebody asks', () => {
  expect(open(obedient).processes).toEqual([]);
});

test('two who set the same item at once each find what they set, and the later one stays', async () => {
  const { keychain } = open(obedient);
  const outcomes = await Promise.all([
    codeFrom(keychain.set('a', 'first')),
    codeFrom(keychain.set('a', 'second')),
    codeFrom(keychain.delete('b')),
  ]);
  expect(outcomes).toEqual(['done', 'done', 'done']);
  expect(await keychain.get('a')).toBe('second');
});

test('requests go one at a time, in the order in which they were made, also after one has failed', async () => {
  let open_ = 0;
  let most = 0;
  const slow: OnRequest = (request, process) => {
    open_ += 1;
    most = Math.max(most, open_);
    setImmediate(() => {
      open_ -= 1;
      if (request.account === 'bad') process.reply({ id: request.id, ok: false, message: 'locked' });
      else process.obey(request);
    });
  };
  const { keychain, processes } = open(slow);
  await Promise.all(['a', 'bad', 'b', 'c', 'bad', 'd'].map((account) => codeFrom(keychain.get(account))));
  expect(most).toBe(1);
  expect(processes[0]?.requests.map(({ account }) => account)).toEqual(['a', 'bad', 'b', 'c', 'bad', 'd']);
});

for (const [state, code] of [
  ['noSessionBus', 'keychain_unavailable'],
  ['noSecretService', 'keychain_unavailable'],
  ['noKeyring', 'keyring_not_created'],
  ['hung', 'keychain_hung'],
  ['failing', 'keychain_unavailable'],
] as const) {
  test(`a keyring that is "${state}" is ${code}, and nothing is started for it`, async () => {
    const { keychain, processes, keyring } = open(obedient);
    keyring.state = state;
    expect(await codeFrom(keychain.get('a'))).toBe(code);
    expect(await codeFrom(keychain.set('a', 'x'))).toBe(code);
    expect(await codeFrom(keychain.delete('a'))).toBe(code);
    expect(await codeFrom(keychain.accounts())).toBe(code);
    expect(processes).toEqual([]);
  });
}

test('a locked keyring is locked, not empty, and is asked again once it is open', async () => {
  const { keychain, processes, items, keyring } = open(obedient);
  items.set('a', 'not-a-real-secret');
  keyring.state = 'locked';
  expect(await codeFrom(keychain.get('a'))).toBe('keychain_locked');
  expect(processes).toEqual([]);
  keyring.state = 'ready';
  expect(await keychain.get('a')).toBe('not-a-real-secret');
});

test('every request looks at the keyring anew', async () => {
  const { keychain, keyring } = open(obedient);
  await keychain.get('a');
  keyring.state = 'locked';
  expect(await codeFrom(keychain.get('a'))).toBe('keychain_locked');
});

test("a keyring's own words tell locked from broken", async () => {
  expect(await codeFrom(open(failing('Cannot create an item in a locked collection')).keychain.set('a', 'x'))).toBe(
    'keychain_locked',
  );
  expect(await codeFrom(open(failing('Timeout was reached')).keychain.get('a'))).toBe('keychain_hung');
  expect(await codeFrom(open(failing('The item is of no use')).keychain.get('a'))).toBe('keychain_damaged');
  for (const message of [
    'Object does not exist at path "/org/freedesktop/secrets/collection/login"',
    'GDBus.Error:…ServiceUnknown',
    '',
  ]) {
    expect(await codeFrom(open(failing(message)).keychain.set('a', 'x')), message).toBe('keychain_unavailable');
  }
});

test('a process that never answers is killed after five seconds, and the next request gets a new one', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { keychain, processes } = open(silent, obedient);
  const outcome = codeFrom(keychain.get('a'));
  await turn();
  mock.timers.tick(4_999);
  expect(processes.map(({ isKilled }) => isKilled)).toEqual([false]);
  mock.timers.tick(1);
  expect(await outcome).toBe('keychain_hung');
  expect(processes.map(({ isKilled }) => isKilled)).toEqual([true]);
  expect(await codeFrom(keychain.get('a'))).toBe('done');
  expect(processes).toHaveLength(2);
});

test('those who wait behind a silent request are not lost with it', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { keychain } = open(silent, obedient);
  const outcomes = Promise.all([codeFrom(keychain.get('a')), codeFrom(keychain.get('b')), codeFrom(keychain.get('c'))]);
  await turn();
  mock.timers.tick(5_000);
  expect(await outcomes).toEqual(['keychain_hung', 'done', 'done']);
});

test('the time limit of an answered request ends nothing later', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { keychain, processes } = open(obedient);
  await keychain.get('a');
  mock.timers.tick(4_000);
  await keychain.get('b');
  mock.timers.tick(4_000);
  expect(processes[0]?.isKilled).toBe(false);
});

test('without work the process goes, and comes back for the next request', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { keychain, processes } = open(obedient);
  await keychain.get('a');
  mock.timers.tick(10_000);
  expect(processes[0]?.isKilled).toBe(true);
  await keychain.get('a');
  expect(processes).toHaveLength(2);
  expect(processes[1]?.isKilled).toBe(false);
});

test('a process that ends before it answers is a keyring that is away, at once', async () => {
  const dies: OnRequest = (_request, process) => process.exit();
  const { keychain, processes } = open(dies, obedient);
  expect(await codeFrom(keychain.get('a'))).toBe('keychain_unavailable');
  expect(await codeFrom(keychain.get('a'))).toBe('done');
  expect(processes).toHaveLength(2);
});

test('a process that ends between two requests is replaced', async () => {
  const { keychain, processes } = open(obedient);
  await keychain.get('a');
  processes[0]?.exit();
  expect(await codeFrom(keychain.get('a'))).toBe('done');
  expect(processes).toHaveLength(2);
});

test('an old process that ends late takes nothing from its successor', async () => {
  const waiting: { request: KeychainRequest; process: FakeKeychainProcess }[] = [];
  const { keychain, processes } = open(obedient, (request, process) => waiting.push({ request, process }));
  await keychain.get('a');
  processes[0]?.exit();
  const outcome = codeFrom(keychain.get('a'));
  await turn();
  await turn();
  processes[0]?.exit();
  processes[0]?.reply({ id: 1, ok: true, value: 'old news' });
  for (const { request, process } of waiting) process.obey(request);
  expect(await outcome).toBe('done');
});

test('an answer to somebody else, a second answer and one that comes too late are not taken for this one', async () => {
  const confused: OnRequest = ({ id, account }, process) => {
    process.reply({ id: id - 1, ok: true, value: 'the answer before' });
    process.reply({ id: id + 1, ok: true, value: 'the answer after' });
    process.reply({ id: Number.NaN, ok: true, value: 'nobody' });
    process.reply({ id, ok: true, value: `the answer to ${account}` });
    process.reply({ id, ok: true, value: 'a second answer' });
  };
  const { keychain } = open(confused);
  expect(await Promise.all([keychain.get('a'), keychain.get('b'), keychain.get('c')])).toEqual([
    'the answer to a',
    'the answer to b',
    'the answer to c',
  ]);
});

test('a process that cannot be started is a keyring that is away, and spoils nothing for the next request', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  let starts = 0;
  const process = new FakeKeychainProcess();
  const keychain = new Keychain({
    service: 'Usher tests',
    spawn: () => {
      starts += 1;
      if (starts === 1) throw new Error('spawn EAGAIN');
      return process;
    },
    look: async () => 'ready',
  });
  opened.push(keychain);
  expect(await codeFrom(keychain.get('a'))).toBe('keychain_unavailable');
  await keychain.get('a');
  mock.timers.tick(5_000);
  expect(process.isKilled).toBe(false);
});

test('closing kills the process and ends what waits for it', async () => {
  const { keychain, processes } = open(silent);
  const outcome = codeFrom(keychain.get('a'));
  await turn();
  keychain.close();
  expect(await outcome).toBe('keychain_unavailable');
  expect(processes.map(({ isKilled }) => isKilled)).toEqual([true]);
});

test('no failure repeats the secret', async () => {
  const error = await open(failing('no'))
    .keychain.set('a', 'not-a-real-secret')
    .catch((thrown: unknown) => thrown);
  expect(
    JSON.stringify([failureOf(error), String(error), error instanceof Error ? [error.stack, error.cause] : []]),
  ).not.toContain('not-a-real-secret');
});
