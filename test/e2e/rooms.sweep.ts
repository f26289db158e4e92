import type { Page } from '@playwright/test';
import { people } from '../../src-main/practice/practice-people';
import type { HostKeyPage, RevealedHostKey } from '../../src-main/shared/host-key';
import { goTo, meetingRow, practiceFirst, practiceTopics } from '../support/operator';
import type { Practice } from '../support/practice';
import { expect, test } from '../support/usher-test';

const boardroom = (page: Page) => page.getByRole('main').getByRole('listitem', { name: 'Boardroom', exact: true });

/** Signs Mira in, reads the directory and sets a host key for her. @returns the key */
async function withHostKey(page: Page): Promise<string> {
  const call = async <Value>(name: string, input: unknown): Promise<Value> => {
    const reply = await page.evaluate(([called, given]) => window.bridge.call(called as string, given), [name, input]);
    if (!reply.ok) throw new Error(`${name}: ${reply.failure.code}`);
    return reply.value as Value;
  };
  const { credentialId } = await call<{ credentialId: string }>('makePracticeApp', { kind: 'serverToServer' });
  await call('testCredential', { credentialId });
  await call('readDirectory', { credentialId });
  const found = await call<HostKeyPage>('findHostKeys', { text: people.mira.email, offset: 0, limit: 1 });
  const personId = found.people[0]?.id;
  await call('setHostKey', { personId });
  return (await call<RevealedHostKey>('revealHostKey', { personId })).key ?? '';
}

async function rolesIn(practice: Practice, meetingId: string): Promise<string[]> {
  const meeting = await practice.zoom.rooms.meeting(meetingId);
  if (!meeting) throw new Error(`there is no meeting ${meetingId}`);
  const looker = practice.zoom.rooms.enter(meeting, { userId: undefined, displayName: 'Looker', role: 'participant' });
  const room = await practice.zoom.rooms.view(looker);
  await practice.zoom.rooms.leave(looker);
  return (room?.participants ?? []).map(({ displayName, role }) => `${displayName}: ${role}`);
}

test('a meeting is brought into a room with the key of its host: the room is the host, the key is proven, and nobody reads it there', async ({
  usher,
  practice,
  answerConsent,
}) => {
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  await expect(meetingRow(page, practiceTopics.inFourMinutes)).toBeVisible();
  const key = await withHostKey(page);

  await goTo(page, 'Rooms');
  await page.getByRole('button', { name: 'Add the practice room' }).click();
  await expect(boardroom(page)).toContainText('Ready');
  await boardroom(page).getByRole('button', { name: 'Bring a meeting here…' }).click();
  await page
    .getByRole('dialog')
    .getByRole('link', { name: `Choose ${practiceTopics.inFourMinutes}` })
    .click();

  const rooms = page.getByRole('region', { name: 'Room systems' });
  await expect(rooms.getByRole('checkbox', { name: 'Boardroom' })).toBeChecked();
  await rooms.getByRole('combobox', { name: 'Host key' }).selectOption({ label: 'Mira Okafor’s, from the directory' });
  await rooms.getByRole('button', { name: 'Dial', exact: true }).click();
  await expect(rooms.getByText('Connected', { exact: true })).toBeVisible();
  const meeting = (await practice.zoom.rooms.meetings()).find(({ topic }) => topic === practiceTopics.inFourMinutes);
  await expect.poll(() => rolesIn(practice, meeting?.meetingId ?? '')).toContain('Boardroom: host');

  await rooms.getByRole('button', { name: 'Yes, it is the host' }).click();
  await expect(rooms.getByText('The key is proven.')).toBeVisible();
  const told = async () =>
    JSON.stringify([await page.content(), await page.evaluate(() => window.bridge.call('getState', undefined))]);
  expect(await told()).not.toContain(key);
  await rooms.getByRole('button', { name: 'Hang up' }).click();
  await expect(rooms.getByText('Over', { exact: true })).toBeVisible();
  await expect.poll(() => practice.zoom.codec.calls.history.length, 'the call is out of its history').toBe(0);
  await goTo(page, 'Host keys');
  await expect(page.getByRole('listitem', { name: 'Mira Okafor', exact: true })).toContainText(
    'made somebody the host',
  );
  expect(await told()).not.toContain(key);
});

test('somebody who has joined a meeting without a host becomes its host with the key of the directory', async ({
  usher,
  answerConsent,
}) => {
  const page = await usher.mainWindow();
  await practiceFirst(page, answerConsent);
  await expect(meetingRow(page, practiceTopics.signedInOnly)).toBeVisible();
  await withHostKey(page);
  await meetingRow(page, practiceTopics.signedInOnly).getByRole('button', { name: 'Join' }).click();
  const room = await usher.windowShowing('This is practice');
  await expect(room.getByText('Mira Okafor (you)')).toBeVisible();

  await goTo(page, 'In meetings');
  await page.getByRole('button', { name: `More for ${practiceTopics.signedInOnly}` }).click();
  await page.getByRole('menuitem', { name: 'Claim host…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'Mira Okafor' }).check();
  await dialog.getByRole('button', { name: 'Claim host' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(room.getByRole('button', { name: 'End for all' })).toBeVisible();
});
