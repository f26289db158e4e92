import type { Page } from '@playwright/test';
import { practiceFirst } from '../support/operator';
import { proportionalSetSize } from '../support/processes';
import type { UsherApp } from '../support/usher-app';
import { test } from '../support/usher-test';
import { waitUntil } from '../support/wait-until';
import { callUsher, plainPlan } from './call-usher';
import { median } from './pairs';

const windows = 12;
const rounds = 20;
/** After this the windows' processes are gone and what they have left behind is collected. */
const restMs = 3_000;

test.setTimeout(30 * 60_000);

test(`${windows} bots in as many meetings at once: all are in, the main loop stays free, and closing them gives the memory back`, async ({
  launch,
  answerConsent,
}) => {
  const usher = await launch();
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  const launches = await addBots(page, await scheduleMeetings(page));
  const sizes: number[] = [];
  const lags: number[] = [];
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now();
    const lag = await watchLoop(usher, async () => {
      await Promise.all(launches.map((launch) => callUsher(page, 'launchBot', launch)));
      await waitUntil('everybody to be in', async () => (await phases(page)).every((phase) => phase === 'inMeeting'), {
        timeout: 120_000,
        every: 200,
      });
    });
    times.push(performance.now() - startedAt);
    lags.push(lag);
    await callUsher(page, 'leaveAllMeetings', undefined);
    await waitUntil('the windows to go', async () => (await phases(page)).length === 0, { timeout: 30_000 });
    await page.waitForTimeout(restMs);
    sizes.push(memoryOf(usher));
  }
  const [first = Number.NaN, last = Number.NaN] = [median(sizes.slice(0, 5)), median(sizes.slice(-5))];
  const seconds = (median(times) / 1_000).toFixed(1);
  console.log(`bench ${windows}-bots-in ours=${seconds}s rounds=${rounds}`);
  console.log(
    `bench ${windows}-bots-loop-lag-p99 ours=${median(lags).toFixed(1)}ms worst=${Math.max(...lags).toFixed(1)}ms aim=50ms`,
  );
  console.log(
    `bench ${windows}-bots-memory ours=${last.toFixed(0)}MiB base=${first.toFixed(0)}MiB ratio=${(last / first).toFixed(2)} aim=1.05 (after the last five rounds and after the first five)`,
  );
  const { perStep, error } = slopeOf(sizes);
  console.log(
    `bench ${windows}-bots-memory-slope ours=${perStep.toFixed(2)}MiB a round (standard error ${error.toFixed(2)}) after each: ${sizes.map((size) => size.toFixed(0)).join(' ')}`,
  );
});

/** The straight line that fits best: how much it rises with each value, and how sure that is. */
function slopeOf(values: readonly number[]): { perStep: number; error: number } {
  const count = values.length;
  const middle = (count - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const spread = values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
  const perStep = values.reduce((sum, value, at) => sum + (at - middle) * (value - mean), 0) / spread;
  const left = values.reduce((sum, value, at) => sum + (value - mean - perStep * (at - middle)) ** 2, 0);
  return { perStep, error: Math.sqrt(left / (count - 2) / spread) };
}

type Launch = { botId: unknown; meetingKey: string };

/** A bot for each of these meetings, with nothing to switch on. */
async function addBots(page: Page, meetingKeys: readonly string[]): Promise<Launch[]> {
  const { credentials } = (await callUsher(page, 'getState', undefined)) as Seen;
  const launches: Launch[] = [];
  for (const [at, meetingKey] of meetingKeys.entries()) {
    const profile = {
      name: `Stage hand ${at + 1}`,
      credentialId: credentials[0]?.id,
      wish: 'join',
      hasMicrophoneOff: true,
      hasCameraOff: true,
      wantsRecording: false,
      place: 'beside',
      leaving: { until: { kind: 'meetingEnd' } },
    };
    const { botId } = (await callUsher(page, 'saveBot', { profile })) as { botId: unknown };
    launches.push({ botId, meetingKey });
  }
  return launches;
}

type Seen = {
  meetings: { key: string; topic: string }[];
  credentials: { id: string }[];
  meetingWindows: { phase: string }[];
};

async function phases(page: Page): Promise<string[]> {
  const { meetingWindows } = (await callUsher(page, 'getState', undefined)) as Seen;
  return meetingWindows.map(({ phase }) => phase);
}

/** Of the first practice user's own, each open before its host. */
async function scheduleMeetings(page: Page): Promise<string[]> {
  const { credentials } = (await callUsher(page, 'getState', undefined)) as Seen;
  const start = new Date(Date.now() + 30 * 60_000).toISOString().slice(0, 16);
  for (let number = 1; number <= windows; number += 1) {
    await callUsher(page, 'createMeeting', {
      credentialId: credentials[0]?.id,
      plan: {
        ...plainPlan,
        topic: `Stage ${number}`,
        start,
        durationMinutes: 60,
      },
    });
  }
  const listed = async () =>
    ((await callUsher(page, 'getState', undefined)) as Seen).meetings.filter(({ topic }) => topic.startsWith('Stage '));
  await waitUntil('the meetings to be listed', async () => (await listed()).length === windows, { timeout: 20_000 });
  return (await listed()).map(({ key }) => key);
}

/** How late timers of the main process are meanwhile: the 99th percentile, in milliseconds. */
async function watchLoop(usher: UsherApp, during: () => Promise<void>): Promise<number> {
  await usher.electron.evaluate(() => {
    const everyMs = 10;
    const late: number[] = [];
    let due = performance.now() + everyMs;
    const timer = setInterval(() => {
      const now = performance.now();
      late.push(Math.max(0, now - due));
      due = now + everyMs;
    }, everyMs);
    globalThis.stopWatchingLoop = () => {
      clearInterval(timer);
      return late;
    };
  });
  await during();
  const late = await usher.electron.evaluate(() => globalThis.stopWatchingLoop());
  return late.sort((a, b) => a - b)[Math.floor(late.length * 0.99)] ?? Number.NaN;
}

declare global {
  // In the main process, between the two evaluations.
  var stopWatchingLoop: () => number[];
}

function memoryOf(usher: UsherApp): number {
  return proportionalSetSize(usher.processTree()) / 1_048_576;
}
