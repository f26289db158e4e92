import { type WireVerdict, wireRefusals } from '../../src-main/practice/practice-verdict';
import { meetingRow, practiceFirst, practiceTopics } from '../support/operator';
import { expect, test } from '../support/usher-test';

// Every refusal that was measured is in refusals.sweep.ts.

test('a refused ZAK is minted anew once; a refusal ends in a card of Usher’s own, and Try again opens the meeting', async ({
  usher,
  practice,
  answerConsent,
}) => {
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  const minted = () => practice.zoom.requests.filter(({ path }) => path === '/v2/users/me/zak').length;
  // The check before the meeting, four minutes ahead of it.
  await expect.poll(minted).toBe(1);
  practice.zoom.faults.add(answered(wireRefusals.zakRefused));
  practice.zoom.faults.add(answered(wireRefusals.notStarted));
  await meetingRow(page, practiceTopics.inFourMinutes).getByRole('button', { name: 'Start' }).click();
  const meeting = await usher.windowShowing('The host has not started');
  expect(minted()).toBe(3);
  await meeting.getByRole('button', { name: 'Try again' }).click();
  await expect(meeting.getByText('This is practice')).toBeVisible({ timeout: 40_000 });
  expect(minted()).toBe(4);
});

test('a ZAK that cannot be minted ends in the card with the reason', async ({ usher, practice, answerConsent }) => {
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  const message = 'Invalid access token, does not contain scopes:[user:read:zak, user:read:zak:admin].';
  practice.zoom.faults.add({
    path: '/v2/users/me/zak',
    effect: { kind: 'answer', status: 400, body: { code: 4711, message } },
  });
  await meetingRow(page, practiceTopics.inFourMinutes).getByRole('button', { name: 'Start' }).click();
  await usher.windowShowing('The Zoom app lacks a scope: user:read:zak');
});

function answered(verdict: WireVerdict) {
  return { path: '/api/v1/wc/info', times: 1, effect: { kind: 'answer', status: 200, body: verdict } } as const;
}
