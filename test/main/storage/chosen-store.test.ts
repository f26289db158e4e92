import { expect, test } from '@playwright/test';
import { AppError, type Failure, failureOf } from '../../../src-main/shared/app-error';
import { ChosenStore } from '../../../src-main/storage/chosen-store';
import { copySecrets } from '../../../src-main/storage/copied-secrets';
import { SessionStore } from '../../../src-main/storage/session-store';
import { testStore } from '../../../src-main/storage/store-test';

/** A store that takes what it does not keep. */
class ForgetfulStore extends SessionStore {
  override async set(): Promise<void> {}
}

test('what is asked for while the store is exchanged waits, and is answered by the new one', async () => {
  const former = new SessionStore();
  const next = new SessionStore();
  await former.set('a', 'former');
  await next.set('a', 'next');
  const outcomes: (Failure | undefined)[] = [];
  const chosen = new ChosenStore(former, (failure) => outcomes.push(failure));
  let goOn = () => {};
  const exchange = chosen.exchangeBy(async (current) => {
    expect(current).toBe(former);
    await new Promise<void>((resolve) => {
      goOn = resolve;
    });
    return next;
  });
  const asked = chosen.get('a');
  await new Promise(setImmediate);
  expect(outcomes).toEqual([]);
  goOn();
  await exchange;
  expect(await asked).toBe('next');
  expect(outcomes).toEqual([undefined]);
});

test('an exchange that fails changes nothing, and blocks nothing', async () => {
  const former = new SessionStore();
  await former.set('a', 'former');
  const chosen = new ChosenStore(former, () => {});
  const exchange = chosen.exchangeBy(async () => {
    throw new AppError('records_not_saved');
  });
  await expect(exchange).rejects.toMatchObject({ name: 'AppError' });
  expect(await chosen.get('a')).toBe('former');
});

test('copies that are not what was copied are taken back, and what was there before is there again', async () => {
  const from = new SessionStore();
  await from.set('a', 'new');
  await from.set('b', 'new');
  const to = new SessionStore();
  await to.set('a', 'old');
  await (await copySecrets(from, to, ['a', 'b', 'never there']))();
  expect([await to.get('a'), await to.get('b')]).toEqual(['old', undefined]);
  const failed = await copySecrets(from, new ForgetfulStore(), ['a']).catch(failureOf);
  expect(failed).toEqual({ code: 'keychain_damaged' });
});

test('a sound store passes the test and keeps nothing of it', async () => {
  const store = new SessionStore();
  const steps = await testStore(store, () => 0);
  expect(steps.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
    'write done',
    'read done',
    'compare done',
    'delete done',
  ]);
  expect(await store.accounts()).toEqual([]);
});

test('a store that forgets fails the test where it shows (SK3)', async () => {
  const steps = await testStore(new ForgetfulStore(), () => 0);
  expect(steps.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'failed', 'done']);
  expect(steps[2]?.failure).toEqual({ code: 'keychain_damaged' });
});
