import { mock } from 'node:test';
import { expect, test } from '@playwright/test';
import { LiveState } from '../../../src-main/app/live-state';
import type { AskedAt } from '../../../src-main/app/refresh-plan';
import { RefreshSchedule } from '../../../src-main/app/refresh-schedule';
import type { CredentialId } from '../../../src-main/shared/credential';
import { defaultSettings } from '../../../src-main/shared/settings';
import { aCredential, aMeeting, anAppState, idOf, now } from '../examples';

const minute = 60_000;

/** Timers and clock of one world; the meetings are asked for in no time, unless `answer` takes it. */
function world({ answer = async () => {} }: { answer?: () => Promise<void> } = {}) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now });
  const live = new LiveState(
    anAppState({
      credentials: [aCredential(1)],
      meetings: [aMeeting({ startTime: new Date(now.getTime() + 180 * minute).toISOString() })],
    }),
  );
  const askedAt = new Map<CredentialId, AskedAt>();
  const rounds: (readonly CredentialId[] | 'all')[] = [];
  const refresh = async ({
    only,
    running = [],
  }: {
    only?: readonly CredentialId[];
    running?: readonly CredentialId[];
  } = {}) => {
    rounds.push(only ? [...only, ...running] : 'all');
    for (const id of running) askedAt.set(id, { list: 0, ...askedAt.get(id), running: Date.now() });
    for (const id of only ?? [idOf(1)]) askedAt.set(id, { list: Date.now(), running: Date.now() });
    live.set({ isRefreshing: true });
    await answer();
    live.set({ isRefreshing: false });
  };
  const schedule = new RefreshSchedule({
    live,
    meetings: { refresh, askedAt },
    isOnline: () => true,
    now: () => new Date(),
    random: () => 0,
  });
  /** In steps, with what was promised kept between them. */
  const pass = async (milliseconds: number) => {
    for (let left = milliseconds; left > 0; left -= 10_000) {
      mock.timers.tick(Math.min(left, 10_000));
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    }
  };
  return { live, schedule, rounds, pass };
}
test.afterEach(() => mock.timers.reset());

test('the tray’s menu comes first; then the list is asked for, and then as often as the user chose', async () => {
  const { schedule, rounds, pass } = world();
  schedule.start();
  expect(rounds).toEqual([]);
  await pass(50);
  expect(rounds).toEqual([[idOf(1)]]);
  await pass(5 * minute - 60);
  expect(rounds).toHaveLength(1);
  await pass(20_000);
  expect(rounds).toHaveLength(2);
  await pass(5 * minute);
  expect(rounds).toHaveLength(3);
});

test('another choice and another list count at once, and other changes of the state disturb nothing', async () => {
  const { live, schedule, rounds, pass } = world();
  schedule.start();
  await pass(50);
  live.set({ settings: { ...defaultSettings, theme: 'dark' }, isRefreshing: false });
  await pass(2 * minute);
  expect(rounds).toHaveLength(1);
  live.set({ settings: { ...defaultSettings, refreshMinutes: 1 } });
  await pass(1_000);
  expect(rounds, 'the minute has passed already').toHaveLength(2);
  live.set({ settings: { ...defaultSettings, refreshMinutes: 15 } });
  await pass(14 * minute);
  expect(rounds).toHaveLength(2);
  live.set({ meetings: [aMeeting({ startTime: new Date(Date.now() + 5 * minute).toISOString() })] });
  await pass(3 * minute);
  expect(rounds.length).toBeGreaterThanOrEqual(4);
});

test('a round that takes long has no second one beside it, and the next is counted from its beginning', async () => {
  let finish = () => {};
  const { schedule, rounds, pass } = world({
    answer: () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
  });
  schedule.start();
  await pass(20 * minute);
  expect(rounds).toHaveLength(1);
  finish();
  await pass(20_000);
  expect(rounds).toHaveLength(2);
});

test('after waking up everybody is asked, once the network has had its seconds, also if a round was cut by the sleep', async () => {
  let finish = () => {};
  const { schedule, rounds, pass } = world({
    answer: () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
  });
  schedule.start();
  await pass(50);
  schedule.resumed();
  finish();
  await pass(1_900);
  expect(rounds).toHaveLength(1);
  await pass(200);
  expect(rounds).toEqual([[idOf(1)], 'all']);
});

test('what was stopped stays stopped, whatever changes', async () => {
  const { live, schedule, rounds, pass } = world();
  schedule.start();
  schedule.stop();
  schedule.stop();
  live.set({ settings: { ...defaultSettings, refreshMinutes: 1 } });
  schedule.resumed();
  await pass(20 * minute);
  expect(rounds).toEqual([]);
});
