import { expect, type Page, test } from '@playwright/test';
import { expectUsableByEverybody, windowsOfThisFile } from './in-window';
import { RendererPage } from './renderer-page';
import { deadCredential, readyCredential, sampleDetails, sampleMeeting, sampleState } from './sample-state';

const inWindow = windowsOfThisFile();
const meeting = sampleMeeting({ topic: 'Town hall', startsIn: 20, meetingId: '81000000001' });
const openPage = (page: Page, shown = meeting) =>
  RendererPage.openOperator(page, sampleState({ meetings: [shown], credentials: [readyCredential, deadCredential] }), {
    screen: `meetings/${encodeURIComponent(shown.key)}`,
    replies: { readMeeting: { ok: true, value: sampleDetails } },
  });
const section = (page: Page) => page.getByRole('region', { name: 'Come in' });
const calls = async (window: RendererPage, name: string) =>
  (await window.calls()).filter((call) => call.name === name).map(({ input }) => input);

test('what others will see is said before anything happens, and the host starts with the permission to record', async () => {
  await inWindow(openPage, async (window, page) => {
    const comingIn = section(page);
    await expect(comingIn.getByRole('status')).toHaveText(/^Others see .*, as the host\.$/);
    await comingIn.getByRole('checkbox', { name: 'Ask for the permission to record' }).check();
    await expect(comingIn.getByRole('status')).toHaveText(/with the permission to record from/);
    await comingIn.getByRole('button', { name: 'Start like this' }).click();
    expect(await calls(window, 'startMeeting')).toEqual([
      { meetingKey: meeting.key, credentialId: readyCredential.id, record: true },
    ]);
    await expectUsableByEverybody(page);
  });
});

test('one can join signed in, or on behalf of a user who is there already', async () => {
  await inWindow(openPage, async (window, page) => {
    const comingIn = section(page);
    const { id: credentialId, name, user } = readyCredential;
    const as = comingIn.getByRole('combobox', { name: 'As' });
    await as.selectOption({ label: `${user?.displayName} (${name}), joins signed in` });
    await comingIn.getByRole('button', { name: 'Join like this' }).click();
    await as.selectOption({ label: `${user?.displayName} (${name}), is there already, and one joins on their behalf` });
    await expect(comingIn.getByRole('status')).toHaveText(/on behalf of/);
    await comingIn.getByRole('button', { name: 'Join like this' }).click();
    expect(await calls(window, 'joinMeeting')).toEqual([
      { meetingKey: meeting.key, credentialId, record: false, onBehalf: false },
      { meetingKey: meeting.key, credentialId, record: false, onBehalf: true },
    ]);
  });
});

test('what is in the way is said with what would mend it, and the button waits', async () => {
  const sources = [{ credentialId: deadCredential.id, isHost: true }];
  await inWindow(
    (page) => openPage(page, sampleMeeting({ topic: 'Town hall', startsIn: 20, environment: 'zoom', sources })),
    async (_window, page) => {
      const comingIn = section(page);
      await expect(comingIn.getByRole('button', { name: 'Reauthorize' })).toBeVisible();
      await expect(comingIn.getByRole('button', { name: 'Start like this' })).toBeDisabled();
    },
  );
});
