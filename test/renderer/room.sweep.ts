import { expect, test } from '@playwright/test';
import type { Failure } from '../../src-main/shared/app-error';
import { windowsOfThisFile } from './in-window';
import { RendererPage } from './renderer-page';
import { atTheDoor, lineIsDown, minutesFromNow, sampleRoomView } from './sample-state';

const inWindow = windowsOfThisFile();

test('the practice room says that it is practice, who is there, and lets the host end it after a question', async () => {
  await inWindow(
    (page) => RendererPage.openRoom(page, sampleRoomView({})),
    async (window, page) => {
      await expect(page.getByText('This is practice: no audio or video leaves this computer.')).toBeVisible();
      await expect(page.getByRole('listitem')).toHaveCount(4);
      await expect(page.getByRole('listitem').first()).toContainText('Anna Weber (you)');
      await expect(page.getByRole('timer')).toHaveText('12:00');
      await page.getByRole('button', { name: 'End for all' }).click();
      expect(await window.calls()).toEqual([]);
      await page.getByRole('dialog').getByRole('button', { name: 'End for all' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Leave' }).click();
      expect((await window.calls()).map(({ name }) => name)).toEqual(['endForAll', 'leave']);
    },
  );
});

test('the practice room’s waiting room tells where one is, and lets one go', async () => {
  await inWindow(
    (page) => RendererPage.openRoom(page, atTheDoor),
    async (window, page) => {
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(
        /^In the waiting room of “Control room stand-up”$/,
      );
      await expect(page.getByRole('status')).toHaveText('The host has been told that you are here.');
      await expect(page.getByRole('timer')).toHaveText('14:30');
      await expect(page.getByRole('listitem')).toHaveCount(0);
      await page.getByRole('button', { name: 'Leave' }).click();
      expect((await window.calls()).map(({ name }) => name)).toEqual(['leave']);
    },
  );
});

test('a lost connection is told above the room that it belongs to, and the host sees who waits', async () => {
  await inWindow(
    (page) => RendererPage.openRoom(page, sampleRoomView({ phase: 'reconnecting' }, lineIsDown)),
    async (_window, page) => {
      await expect(page.getByRole('status')).toHaveText('The connection is lost. Zoom is trying to get it back.');
      await expect(page.getByText('you may record')).toBeVisible();
      const waiting = page.getByRole('region', { name: 'In the waiting room (1)' });
      await expect(waiting.getByRole('listitem')).toHaveText(/Ines Duarte/);
    },
  );
});

test('a participant cannot end the meeting for all', async () => {
  await inWindow(
    (page) => RendererPage.openRoom(page, sampleRoomView({ role: 'participant' })),
    async (_window, page) => {
      await expect(page.getByRole('button', { name: 'Leave' })).toBeVisible();
      await expect(page.getByRole('button', { name: 'End for all' })).toHaveCount(0);
    },
  );
});

test('a failed meeting offers the one thing to do; signing in again leads back in', async () => {
  await inWindow(
    (page) =>
      RendererPage.openRoom(
        page,
        sampleRoomView({
          phase: 'failed',
          failure: { code: 'zak_refused', zoomCode: 3265, trackingId: 'WEB_not-real' },
        }),
      ),
    async (window, page) => {
      await expect(page.getByRole('alert')).toContainText('Zoom refused the access key twice');
      await expect(page.getByText('WEB_not-real')).toBeHidden();
      await page.getByRole('button', { name: 'Reauthorize' }).click();
      await expect
        .poll(async () => (await window.calls()).map(({ name }) => name))
        .toEqual(['reauthorize', 'tryAgain']);
      await page.getByRole('button', { name: 'Close' }).click();
      expect((await window.calls()).at(-1)?.name).toBe('close');
    },
  );
});

for (const [code, button, expected] of [
  ['keychain_locked', 'Unlock', ['unlockKeyring', 'tryAgain']],
  ['passphrase_needed', 'Enter it', ['showSettings']],
  ['keychain_unavailable', 'Choose a place', ['showSettings']],
] as const) {
  test(`a meeting that failed for a keyring (${code}) leads to it`, async () => {
    await inWindow(
      (page) => RendererPage.openRoom(page, sampleRoomView({ phase: 'failed', failure: { code } })),
      async (window, page) => {
        await page.getByRole('button', { name: button }).click();
        await expect.poll(async () => (await window.calls()).map(({ name }) => name)).toEqual(expected);
      },
    );
  });
}

test('a meeting that was cut off says why, without the mark of a good end, and can be entered again', async () => {
  const failure: Failure = { code: 'offline', zoomMessage: 'Connection lost', trackingId: 'WEB_not-real' };
  await inWindow(
    (page) => RendererPage.openRoom(page, sampleRoomView({ phase: 'ended', role: 'participant', failure })),
    async (window, page) => {
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('No longer in “Control room stand-up”');
      await expect(page.getByRole('alert')).toHaveText('Zoom cannot be reached. Check the network.');
      await expect(page.locator('.room-done')).toHaveCount(0);
      await page.getByText('Details').click();
      await expect(page.getByText('WEB_not-real')).toBeVisible();
      await page.getByRole('button', { name: 'Join again' }).click();
      expect((await window.calls()).map(({ name }) => name)).toEqual(['tryAgain']);
    },
  );
});

test('a way in is called by its step, and promises an end only where Usher sets one', async () => {
  const promise = /after half a minute/;
  await inWindow(
    (page) => RendererPage.openRoom(page, sampleRoomView({ phase: 'askingZoom' })),
    async (window, page) => {
      await expect(page.getByRole('status')).toHaveText('Asking Zoom to let you in');
      await expect(page.getByText(promise)).toBeVisible();
      await window.publish(sampleRoomView({ phase: 'admitting' }));
      await expect(page.getByRole('status')).toHaveText('Zoom is letting you in');
      await expect(page.getByText(promise)).toHaveCount(0);
      await expect(page.getByRole('button', { name: 'Cancel' })).toBeVisible();
    },
  );
});

test('a window that waits for its host says for how long, asks at once when told to, and can stop', async () => {
  const view = sampleRoomView({ phase: 'waitingForHost', role: 'participant', waitsUntil: minutesFromNow(4.5) });
  await inWindow(
    (page) => RendererPage.openRoom(page, view),
    async (window, page) => {
      await expect(
        page.getByRole('heading', { name: 'Waiting for the host of “Control room stand-up”' }),
      ).toBeVisible();
      await expect(page.getByRole('timer')).toHaveText('4:30');
      await page.getByRole('button', { name: 'Try again now' }).click();
      await page.getByRole('button', { name: 'Stop waiting' }).click();
      expect((await window.calls()).map(({ name }) => name)).toEqual(['tryAgain', 'leave']);
    },
  );
});

test('a window that has lost its meeting says why, when it tries again and for the how many-th time', async () => {
  const view = sampleRoomView({
    phase: 'reconnecting',
    role: 'participant',
    failure: { code: 'connection_lost', zoomCode: 4001 },
    joinedAt: minutesFromNow(-5),
    waitsUntil: minutesFromNow(0.25),
    rejoin: { attempt: 2, of: 5 },
  });
  await inWindow(
    (page) => RendererPage.openRoom(page, view),
    async (window, page) => {
      await expect(page.getByRole('heading', { name: 'Coming back to “Control room stand-up”' })).toBeVisible();
      await expect(page.getByRole('status')).toHaveText('The connection to the meeting was lost.');
      await expect(page.getByText('Try 2 of 5, with a fresh access key, in 0:15.')).toBeVisible();
      await page.getByRole('button', { name: 'Try again now' }).click();
      await page.getByRole('button', { name: 'Leave' }).click();
      expect((await window.calls()).map(({ name }) => name)).toEqual(['tryAgain', 'leave']);
    },
  );
});

test('a key that Zoom does not take at first is asked for once more, and the window says so', async () => {
  const view = sampleRoomView({
    phase: 'reconnecting',
    failure: { code: 'zak_refused', zoomCode: 124 },
    waitsUntil: minutesFromNow(0.1),
    rejoin: { attempt: 1, of: 1 },
  });
  await inWindow(
    (page) => RendererPage.openRoom(page, view),
    async (_window, page) => {
      const heading = page.getByRole('heading', { name: 'Asking once more to be let into “Control room stand-up”' });
      await expect(heading).toBeVisible();
      await expect(page.getByRole('status')).toHaveText(/^Zoom did not take the access key\./);
      await expect(page.getByText('Try 1 of 1, with a fresh access key, in 0:06.')).toBeVisible();
    },
  );
});

test('a failure of a meeting says who can change it', async () => {
  await inWindow(
    (page) => RendererPage.openRoom(page, sampleRoomView({ phase: 'failed', failure: { code: 'meeting_locked' } })),
    async (_window, page) => {
      await expect(page.getByRole('alert')).toContainText('The host has locked this meeting.');
      await expect(page.getByText('Who can change that: the host of the meeting.')).toBeVisible();
    },
  );
});

test('an ended meeting can be entered again or closed', async () => {
  await inWindow(
    (page) => RendererPage.openRoom(page, sampleRoomView({ phase: 'ended', role: 'participant' })),
    async (window, page) => {
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Meeting ended');
      await page.getByRole('button', { name: 'Join again' }).click();
      await page.getByRole('button', { name: 'Close' }).click();
      expect((await window.calls()).map(({ name }) => name)).toEqual(['tryAgain', 'close']);
    },
  );
});
