import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { electronArguments, electronRuntime } from '../../scripts/electron-runtime.mjs';
import { practiceFirst } from '../support/operator';
import { endChild, processorSeconds, processTree } from '../support/processes';
import { test } from '../support/usher-test';
import { waitUntil } from '../support/wait-until';
import { callUsher, plainPlan } from './call-usher';
import { median } from './pairs';
import { startHidden } from './start-hidden';

const projectRoot = resolve(import.meta.dirname, '../..');
const bareTray = resolve(import.meta.dirname, 'bare-tray');
const users = ['Mira Okafor', 'Jonas Lindqvist', 'Priya Raman', 'Studio Bot'];
const appsOfEach = 5;
const credentials = users.length * appsOfEach;
const meetings = 200;
/** One series at a time: Zoom takes fifty occurrences of one. */
const occurrences = 50;
const clicks = 35;
const idleMs = 120_000;

test(`idle processor time with ${credentials} credentials, against a bare tray app over the same two minutes`, async ({
  launch,
  practice,
  desktop,
  trayHost,
  profile,
  answerConsent,
}) => {
  const first = await launch();
  const page = await first.mainWindow();
  await practiceFirst(page, answerConsent);
  await page.getByText('Town hall rehearsal').first().waitFor();
  for (let number = 1; number < credentials; number += 1) {
    const { clientId, clientSecret = '' } = await practice.registerApp();
    const { credentialId } = (await callUsher(page, 'addCredential', {
      kind: 'user',
      environment: 'practice',
      name: `Desk ${number}`,
      clientId,
      clientSecret,
    })) as { credentialId: string };
    const authorized = callUsher(page, 'authorizeCredential', { credentialId });
    await answerConsent({ decision: 'Allow', user: users[number % users.length] ?? '' });
    await authorized;
  }
  await first.quit();

  const env = { ...desktop.env, USHER_PRACTICE_ORIGIN: practice.origin };
  const { child: ours } = await startHidden(projectRoot, profile, { trayHost, env });
  const bareProfile = `--user-data-dir=${mkdtempSync(join(desktop.root, 'bare-'))}`;
  const bare = spawn(electronRuntime().executablePath, [...electronArguments(), bareProfile, bareTray], {
    env,
    stdio: 'ignore',
  });
  // The first look at every calendar and every credential is over.
  await delay(30_000);
  const spent = () => [ours, bare].map(({ pid = 0 }) => processorSeconds(processTree(pid)));
  const before = spent();
  await delay(idleMs);
  const shares = spent().map((seconds, at) => ((seconds - (before[at] ?? 0)) / (idleMs / 1_000)) * 100);
  for (const child of [ours, bare]) await endChild(child);
  const [our = Number.NaN, base = Number.NaN] = shares;
  console.log(
    `bench idle-cpu-${credentials} ours=${our.toFixed(2)}% base=${base.toFixed(2)}% more=${(our - base).toFixed(2)}% aim=0.10% (of one processor)`,
  );
});

test(`the tray menu with ${meetings} meetings, from the click on the icon`, async ({ usher, tray, answerConsent }) => {
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  await page.getByText('Town hall rehearsal').first().waitFor();
  const few = await timesOf(() => tray.menu());
  await scheduleSeries(page);
  const many = await timesOf(() => tray.menu());
  console.log(
    `bench tray-menu-${meetings} ours=${median(many).toFixed(1)}ms worst=${Math.max(...many).toFixed(1)}ms base=${median(few).toFixed(1)}ms aim=100ms (base: with the few of the first day)`,
  );
});

async function scheduleSeries(page: Page): Promise<void> {
  const { credentials: known } = (await callUsher(page, 'getState', undefined)) as { credentials: { id: string }[] };
  const start = new Date(Date.now() + 30 * 60_000).toISOString().slice(0, 16);
  for (let series = 1; series <= meetings / occurrences; series += 1)
    await callUsher(page, 'createMeeting', {
      credentialId: known[0]?.id,
      plan: {
        ...plainPlan,
        topic: `Series ${series}`,
        start,
        durationMinutes: 30,
        recurrence: { every: 'day', interval: 1, times: occurrences },
      },
    });
  const listed = async () =>
    ((await callUsher(page, 'getState', undefined)) as { meetings: unknown[] }).meetings.length >= meetings;
  await waitUntil('the series to be listed', listed, { timeout: 30_000 });
}

async function timesOf(act: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let time = 0; time < clicks; time += 1) {
    const startedAt = performance.now();
    await act();
    times.push(performance.now() - startedAt);
  }
  return times;
}
