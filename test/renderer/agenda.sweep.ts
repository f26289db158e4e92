import { expect, type Page, test } from '@playwright/test';
import type { CallReply } from '../../src-main/shared/bridge';
import type { MeetingDetails } from '../../src-main/shared/meeting-details';
import { expectNoSeriousAxeFindings } from '../support/axe';
import { expectUsableByEverybody, refusal, windowsOfThisFile } from './in-window';
import { RendererPage, type Replies } from './renderer-page';
import { minutesFromNow, readyCredential, sampleDetails, sampleMeeting, sampleState } from './sample-state';

const inWindow = windowsOfThisFile();
const row = (page: Page, topic: string) => page.getByRole('listitem', { name: topic, exact: true });

const running = sampleMeeting({ topic: 'Stand-up', startsIn: -10, isRunning: true, meetingId: '81000000001' });
const series = sampleMeeting({
  topic: 'Daily review',
  type: 'recurring',
  startsIn: 20,
  meetingId: '82000000002',
  timezone: 'America/New_York',
});
const details: MeetingDetails = {
  ...sampleDetails,
  agenda: 'Numbers\nQuestions',
  hostEmail: 'anna.weber@practice.example',
  waitingRoom: true,
  recording: 'none',
  recurrence: { every: 'day', interval: 1, times: 10 },
  occurrencesAhead: 9,
  nextOccurrence: minutesFromNow(20),
  invitation: 'Daily review\r\nPasscode: ••••••',
  dialIn: [{ number: '+1 669 555 0100', place: 'US (San Jose)' }],
};
const ok = (value: unknown): CallReply => ({ ok: true, value });
const state = sampleState({ meetings: [running, series] });
const open = (key: string) => `meetings/${encodeURIComponent(key)}`;
const openSeries = (page: Page, replies: Replies = {}) =>
  RendererPage.openOperator(page, state, {
    screen: open(series.key),
    replies: { readMeeting: ok(details), ...replies },
  });
const callsOf = async (window: RendererPage, ...names: string[]) =>
  (await window.calls()).filter(({ name }) => names.includes(name));

test.describe('two thousand meetings', () => {
  const meetings = Array.from({ length: 2_000 }, (_, index) =>
    sampleMeeting({
      topic: `Session ${index}`,
      startsIn: 30 + index * 20,
      durationMinutes: 15,
      meetingId: String(80000000000 + index),
    }),
  );

  test('are there as fast as a screenful: only what is in sight is drawn, and the rest as somebody gets there', async () => {
    await inWindow(
      (page) => RendererPage.openOperator(page, sampleState({ meetings })),
      async (_window, page) => {
        await expect(row(page, 'Session 0')).toBeVisible();
        await expect(page.getByText('2000 in all')).toBeVisible();
        const rows = page.locator('.meeting-row');
        expect(await rows.count()).toBeLessThan(200);
        const before = await rows.count();
        await rows.last().scrollIntoViewIfNeeded();
        await expect.poll(() => rows.count()).toBeGreaterThan(before);
      },
    );
  });

  test('are narrowed by number, host and what can be done, and the last one is found', async () => {
    const others = sampleMeeting({
      topic: 'Theirs',
      startsIn: 5,
      sources: [{ credentialId: readyCredential.id, isHost: false }],
    });
    await inWindow(
      (page) => RendererPage.openOperator(page, sampleState({ meetings: [...meetings, others] })),
      async (_window, page) => {
        await expect(page.getByText('2001 in all')).toBeVisible();
        await page.keyboard.press('Control+f');
        await page.keyboard.type('800 0000 1999');
        await expect(page.locator('.meeting-row')).toHaveCount(1);
        await expect(row(page, 'Session 1999')).toBeVisible();
        await page.keyboard.press('Escape');
        await page.keyboard.type('anna weber session 77');
        await expect(page.getByText(/^38 of 2001$/)).toBeVisible();
        await page.getByRole('button', { name: 'Show all' }).click();
        await page.getByRole('button', { name: 'Can be started here 2000' }).click();
        await expect(row(page, 'Theirs')).toHaveCount(0);
        await expect(page.getByText('2000 of 2001')).toBeVisible();
      },
    );
  });
});

test('the arrow keys go from row to row, over the days, and Enter opens one; Alt+Left comes back to it', async () => {
  const meetings = [running, series, sampleMeeting({ topic: 'Later', startsIn: 3000, meetingId: '83000000003' })];
  await inWindow(
    (page) => RendererPage.openOperator(page, sampleState({ meetings }), { replies: { readMeeting: ok(details) } }),
    async (_window, page) => {
      await page.getByRole('link', { name: 'Stand-up' }).focus();
      await page.keyboard.press('ArrowDown');
      await expect(page.getByRole('link', { name: 'Daily review' })).toBeFocused();
      await page.keyboard.press('End');
      await expect(page.getByRole('link', { name: 'Later' })).toBeFocused();
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('heading', { level: 1, name: 'Daily review' })).toBeFocused();
      await page.keyboard.press('Alt+ArrowLeft');
      await expect(page.getByRole('link', { name: 'Daily review' })).toBeFocused();
    },
  );
});

test('a row says the time in its own zone where that differs, and the day of a heading stays in sight', async () => {
  await inWindow(
    (page) => RendererPage.openOperator(page, state),
    async (_window, page) => {
      await expect(row(page, 'Daily review')).toContainText('03:32 in New York');
      await expect(row(page, 'Daily review')).toContainText('Overlaps 1');
      await expect(page.getByRole('heading', { level: 2, name: 'Running now' })).toHaveCSS('position', 'sticky');
    },
  );
});

test.describe('the page of a meeting', () => {
  test('has its agenda, settings, numbers and invitation, and passes axe in light and dark down to the smallest window', async () => {
    await inWindow(openSeries, async (window, page) => {
      await expect(page.getByRole('region', { name: 'Agenda' })).toContainText('Questions');
      await expect(page.getByRole('region', { name: 'Settings' })).toContainText('every day, 10 times');
      await expect(page.getByRole('region', { name: 'Dial in' })).toContainText('+1 669 555 0100');
      await expect(page.getByRole('region', { name: 'Invitation' })).toContainText('Passcode: ••••••');
      await expect(page.getByText('At the same time: “Stand-up”.')).toBeVisible();
      // And whose key a room system would dial, of which nothing but the name comes here.
      expect((await window.calls()).map(({ name }) => name)).toEqual(['readMeeting', 'findHostKeys']);
      await expectUsableByEverybody(page);
    });
  });

  test('shows the passcode only when it is asked for, and hides it again', async () => {
    const replies = { showPasscodes: ok({ passcode: 'not-real', digits: '654321' }) };
    await inWindow(
      (page) => openSeries(page, replies),
      async (window, page) => {
        await expect(page.getByText('not-real')).toHaveCount(0);
        expect(await callsOf(window, 'showPasscodes')).toEqual([]);
        await page.getByRole('button', { name: 'Show the passcode' }).click();
        await expect(page.getByText('not-real')).toBeVisible();
        await page.getByRole('button', { name: 'Hide the passcode' }).click();
        await expect(page.getByText('not-real')).toHaveCount(0);
      },
    );
  });

  test('copies the invitation, the link or what a room system dials without having them', async () => {
    await inWindow(openSeries, async (window, page) => {
      await page.getByRole('button', { name: 'Copy invitation' }).click();
      await expect(page.getByRole('button', { name: 'Invitation copied' })).toBeVisible();
      expect(await callsOf(window, 'copyInvitation', 'copyText')).toEqual([
        { name: 'copyInvitation', input: { meetingKey: series.key } },
      ]);
      await page.getByRole('button', { name: 'Copy link' }).click();
      await expect(page.getByRole('button', { name: 'Link copied' })).toBeVisible();
      await expect(page.getByRole('button', { name: 'Copy invitation' })).toBeVisible();
      await page.getByRole('button', { name: 'Copy dial string' }).click();
      await expect(page.getByRole('button', { name: 'Dial string copied' })).toBeVisible();
      expect(await callsOf(window, 'copyMeetingLink', 'copyDialString', 'copyText')).toEqual([
        { name: 'copyMeetingLink', input: { meetingKey: series.key } },
        { name: 'copyDialString', input: { meetingKey: series.key } },
      ]);
    });
  });

  test('says why Zoom tells nothing, with the one thing to do', async () => {
    const missing = refusal('missing_scope', { missingScopes: ['meeting:read:meeting'] });
    await inWindow(
      (page) => openSeries(page, { readMeeting: missing }),
      async (window, page) => {
        const alert = page.getByRole('alert');
        await expect(alert).toContainText('meeting:read:meeting');
        await alert.getByRole('button', { name: 'Reauthorize' }).click();
        expect(await callsOf(window, 'authorizeCredential')).toHaveLength(1);
      },
    );
  });
});

test('a running meeting is ended for all only after a question', async () => {
  await inWindow(
    (page) =>
      RendererPage.openOperator(page, state, { screen: open(running.key), replies: { readMeeting: ok(details) } }),
    async (window, page) => {
      await page.getByRole('button', { name: 'End for all…' }).click();
      const dialog = page.getByRole('dialog', { name: 'End “Stand-up” for all?' });
      await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
      expect(await callsOf(window, 'endMeeting')).toEqual([]);
      await dialog.getByRole('button', { name: 'End for all' }).click();
      await expect(dialog).toHaveCount(0);
      expect(await callsOf(window, 'endMeeting')).toEqual([{ name: 'endMeeting', input: { meetingKey: running.key } }]);
    },
  );
});

test('to delete asks how much of a series, says what it does, and deletes no more than that', async () => {
  await inWindow(openSeries, async (window, page) => {
    await page.getByRole('button', { name: 'Delete…' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('radio', { name: /Only this one/ })).toBeChecked();
    await expect(dialog).toContainText('This one is gone from Zoom for everybody.');
    await dialog.getByRole('radio', { name: 'The whole series, 9 ahead' }).check();
    await expect(dialog).toContainText('lead nowhere any more');
    await dialog.getByRole('radio', { name: /Only this one/ }).check();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Meetings' })).toBeVisible();
    expect(await callsOf(window, 'deleteMeeting')).toEqual([
      { name: 'deleteMeeting', input: { meetingKey: series.key, part: 'occurrence' } },
    ]);
  });
});

test.describe('a meeting', () => {
  const schedulers = ok([{ userId: 'bob', email: 'bob@example.com' }]);

  test('is scheduled with the keyboard, in the name of those who granted it; what was typed stays if Zoom says no', async () => {
    const refused = refusal('entry_refused', { subject: 'passcode', zoomMessage: 'Passcode too weak.' });
    const replies = { listSchedulers: schedulers, createMeeting: [refused, ok({ meetingId: '84000000004' })] };
    await inWindow(
      (page) => RendererPage.openOperator(page, state, { replies }),
      async (window, page) => {
        await page.getByRole('button', { name: 'New meeting' }).press('Enter');
        const dialog = page.getByRole('dialog', { name: 'New meeting' });
        await expect(dialog.getByLabel('Topic')).toBeFocused();
        await page.keyboard.press('Enter');
        await expect(dialog.getByText('Give it a topic of at most 200 characters.')).toBeVisible();
        expect(await callsOf(window, 'createMeeting')).toEqual([]);
        await page.keyboard.type('Rehearsal');
        await dialog.getByLabel('In the name of').selectOption('bob@example.com');
        await dialog.getByLabel('Passcode (optional)').fill('not-real');
        await dialog.getByRole('button', { name: 'Schedule' }).click();
        await expect(dialog.getByRole('alert')).toContainText('Zoom does not accept what was entered (passcode).');
        await expect(dialog.getByLabel('Topic')).toHaveValue('Rehearsal');
        await dialog.getByLabel('Passcode (optional)').fill('notReal1!');
        await dialog.getByRole('button', { name: 'Schedule' }).click();
        await expect(page.getByText('“Rehearsal” is scheduled.')).toBeVisible();
        const [, sent] = await callsOf(window, 'createMeeting');
        expect(sent?.input).toMatchObject({
          credentialId: readyCredential.id,
          scheduleFor: 'bob',
          plan: { topic: 'Rehearsal', start: '2026-11-21T09:30', timezone: 'Europe/Berlin', passcode: 'notReal1!' },
        });
      },
    );
  });

  test('is offered in nobody else’s name where nobody granted it, and warns where no answer came', async () => {
    const replies = { listSchedulers: ok([]), createMeeting: refusal('offline') };
    await inWindow(
      (page) => RendererPage.openOperator(page, state, { replies }),
      async (_window, page) => {
        await page.getByRole('button', { name: 'New meeting' }).click();
        const dialog = page.getByRole('dialog', { name: 'New meeting' });
        await dialog.getByLabel('Topic').fill('Rehearsal');
        await expect(dialog.getByLabel('In the name of')).toHaveCount(0);
        await dialog.getByLabel('Repeats').selectOption('By the week');
        await expect(dialog.getByRole('checkbox', { name: 'Saturday' })).toBeChecked();
        await expectNoSeriousAxeFindings(page);
        await dialog.getByRole('button', { name: 'Schedule' }).click();
        await expect(dialog.getByRole('alert')).toContainText('It may have been done all the same');
      },
    );
  });

  test('is changed on its own clock, one of a series without what belongs to all of it', async () => {
    await inWindow(openSeries, async (window, page) => {
      await page.getByRole('button', { name: 'Edit this one…' }).click();
      const one = page.getByRole('dialog', { name: 'Edit this one of the series' });
      await expect(one.getByLabel('Time', { exact: true })).toHaveValue('03:32');
      await expect(one).toContainText('That is 09:32 in Berlin, where you are.');
      await expect(one.getByLabel('Topic')).toHaveCount(0);
      await one.getByLabel('Minutes').fill('90');
      await one.getByRole('button', { name: 'Save' }).click();
      await expect(one).toHaveCount(0);
      await page.getByRole('button', { name: 'Edit all…' }).click();
      const all = page.getByRole('dialog', { name: 'Edit the whole series' });
      await expect(all.getByLabel('So many times')).toHaveValue('9');
      await all.getByLabel('Topic').fill('Daily look');
      await all.getByRole('button', { name: 'Save' }).click();
      await expect(all).toHaveCount(0);
      const [first, second] = await callsOf(window, 'changeMeeting');
      expect(first?.input).toMatchObject({ meetingKey: series.key, part: 'occurrence', plan: { durationMinutes: 90 } });
      expect(first?.input).not.toHaveProperty('plan.recurrence');
      expect(second?.input).toMatchObject({
        part: 'all',
        plan: { topic: 'Daily look', recurrence: { every: 'day', interval: 1, times: 9 } },
      });
    });
  });
});
