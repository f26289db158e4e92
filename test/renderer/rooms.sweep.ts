import { expect, type Page, test } from '@playwright/test';
import { withFocus } from '../support/focus';
import { refusal, windowsOfThisFile } from './in-window';
import type { RendererPage, Replies } from './renderer-page';
import { connected, exchanged, inCall, meeting, openRooms, otherCertificate, ready, roomsState } from './room-samples';
import { sampleDetails, sampleState } from './sample-state';

const inWindow = windowsOfThisFile();
const row = (page: Page, name: string) => page.getByRole('main').getByRole('listitem', { name, exact: true });
const callsOf = async (window: RendererPage, name: string) =>
  (await window.calls()).filter((call) => call.name === name).map(({ input }) => input);
const found: Replies = { lookAtCodec: { ok: true, value: otherCertificate } };

async function fill(page: Page, fields: Record<string, string>): Promise<void> {
  const dialog = await withFocus(page.getByRole('dialog'));
  for (const [label, text] of Object.entries(fields)) await dialog.getByLabel(label, { exact: true }).fill(text);
}

test('a new room system shows its certificate, and gets its password only after somebody has agreed', async () => {
  const replies = { ...found, addCodec: { ok: true, value: { codecId: ready.id } } } satisfies Replies;
  await inWindow(openRooms(replies, sampleState()), async (window, page) => {
    await page.getByRole('button', { name: 'Add a room system' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a room system' });
    await fill(page, {
      Name: 'Boardroom',
      Address: 'board.example.com',
      'User name': 'usher',
      Password: 'not-a-real-password',
    });
    await dialog.getByRole('button', { name: 'Look at its certificate' }).click();
    await expect(dialog.getByText(otherCertificate.fingerprint)).toBeVisible();
    expect(await callsOf(window, 'lookAtCodec')).toEqual([{ address: 'board.example.com' }]);
    expect(await callsOf(window, 'addCodec'), 'nothing is kept yet').toEqual([]);
    await dialog.getByRole('button', { name: 'It is the right one' }).click();
    await expect(dialog).toHaveCount(0);
    const entry = {
      name: 'Boardroom',
      place: '',
      address: 'board.example.com',
      userName: 'usher',
      groups: [],
      forgetsKeys: true,
      fingerprint: otherCertificate.fingerprint,
    };
    expect(await callsOf(window, 'addCodec')).toEqual([{ entry, password: 'not-a-real-password' }]);
  });
});

test('the keyboard follows from the form to the certificate and back, and a second Enter does not agree', async () => {
  await inWindow(openRooms(found, sampleState()), async (window, page) => {
    await page.getByRole('button', { name: 'Add a room system' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a room system' });
    await fill(page, { Name: 'Boardroom', Address: 'board.example.com', 'User name': 'usher', Password: 'not-real' });
    const look = dialog.getByRole('button', { name: 'Look at its certificate' });
    await look.press('Enter');
    await expect(dialog.getByRole('button', { name: 'Back' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(look).toBeFocused();
    await expect(dialog.getByLabel('Name', { exact: true })).toHaveValue('Boardroom');
    expect(await callsOf(window, 'addCodec')).toEqual([]);
  });
});

test('what is wrong in the form stands beside its field, and what was typed stays', async () => {
  await inWindow(openRooms(found, sampleState()), async (window, page) => {
    await page.getByRole('button', { name: 'Add a room system' }).click();
    const dialog = page.getByRole('dialog');
    await fill(page, { Name: 'Boardroom', Address: 'https://board.example.com/ws', 'User name': 'a:b' });
    await dialog.getByRole('button', { name: 'Look at its certificate' }).click();
    await expect(dialog.getByText('Without a colon: signing in to a device does not allow one.')).toBeVisible();
    await expect(dialog.getByLabel('Address')).toBeFocused();
    await expect(dialog.getByLabel('Name', { exact: true })).toHaveValue('Boardroom');
    expect(await callsOf(window, 'lookAtCodec')).toEqual([]);
  });
});

test('a change that leaves the address alone asks for no certificate, and an empty password stays what it was', async () => {
  await inWindow(openRooms({ changeCodec: { ok: true, value: undefined } }), async (window, page) => {
    await page.getByRole('button', { name: 'More for Boardroom' }).click();
    await page.getByRole('menuitem', { name: 'Edit…' }).click();
    await fill(page, { Place: 'Attic' });
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    const [changed] = await callsOf(window, 'changeCodec');
    expect(changed).toMatchObject({ codecId: ready.id, entry: { place: 'Attic', fingerprint: ready.fingerprint } });
    expect(changed).not.toHaveProperty('password');
  });
});

test('another certificate than the one agreed to stands beside it, and only a person lets it in', async () => {
  await inWindow(openRooms(), async (window, page) => {
    const studio = row(page, 'Studio');
    await expect(studio).toContainText(exchanged.fingerprint);
    await expect(studio).toContainText(otherCertificate.fingerprint);
    await expect(studio.getByRole('button', { name: 'Bring a meeting here…' })).toBeDisabled();
    await studio.getByRole('button', { name: 'Agree to the new certificate' }).click();
    expect(await callsOf(window, 'trustCodec')).toEqual([
      { codecId: exchanged.id, fingerprint: otherCertificate.fingerprint },
    ]);
  });
});

test('whoever opens the screen hears which rooms can be reached', async () => {
  const idle = roomsState({ codecs: [{ ...ready, link: 'idle' }, inCall], errands: [] });
  await inWindow(openRooms({}, idle), async (window, page) => {
    await expect(row(page, 'Boardroom')).toContainText('Not looked at yet');
    await expect.poll(() => callsOf(window, 'connectCodec')).toEqual([{ codecId: ready.id }]);
  });
});

test('a call is followed, asked about, steered and ended from its room', async () => {
  await inWindow(openRooms(), async (window, page) => {
    const room = row(page, 'Auditorium');
    await expect(room).toContainText(connected.shown);
    await room.getByRole('button', { name: 'No, nobody is' }).click();
    expect(await callsOf(window, 'answerErrand')).toEqual([{ codecId: inCall.id, whoIsHost: 'nobody' }]);
    await room.getByLabel('Keys to press in the call').fill('12x');
    await expect(room.getByRole('button', { name: 'Press' })).toBeDisabled();
    await room.getByLabel('Keys to press in the call').fill('123456#');
    await room.getByRole('button', { name: 'Press' }).click();
    expect(await callsOf(window, 'pressInRoom')).toEqual([{ codecId: inCall.id, callId: 4, digits: '123456#' }]);
    await expect(room.getByLabel('Keys to press in the call')).toHaveValue('');
    await room.getByRole('button', { name: 'Hang up' }).click();
    expect(await callsOf(window, 'hangUpRoom')).toEqual([{ codecId: inCall.id, callId: 4 }]);
    await window.publish(
      roomsState({ errands: [{ ...connected, whoIsHost: 'nobody', keyIs: 'doubtful', phase: 'over' }] }),
    );
    await expect(room).toContainText('marked as doubtful');
    await room.getByRole('button', { name: 'Dismiss' }).click();
    expect(await callsOf(window, 'dismissErrand')).toEqual([{ codecId: inCall.id }]);
  });
});

test('from a room one comes to the page of a meeting, where the room is chosen already, and all of a group can be', async () => {
  const replies: Replies = {
    bringIntoRoom: refusal('codec_in_call'),
    readMeeting: { ok: true, value: sampleDetails },
  };
  await inWindow(openRooms(replies, roomsState({ errands: [] })), async (window, page) => {
    await row(page, 'Boardroom').getByRole('button', { name: 'Bring a meeting here…' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'Choose Town hall' }).click();
    const rooms = page.getByRole('region', { name: 'Room systems' });
    await expect(rooms.getByRole('checkbox', { name: 'Boardroom, Floor 1' })).toBeChecked();
    await expect(rooms.getByRole('checkbox', { name: 'Auditorium, Floor 2' })).not.toBeChecked();
    await rooms.getByRole('checkbox', { name: 'All of “Town halls”' }).check();
    await rooms.getByRole('button', { name: 'Dial in 2 rooms' }).click();
    await expect(rooms.getByRole('alert')).toContainText('in another call');
    const dial = { protocol: 'sip', host: 'zoomcrc.com' };
    expect(await callsOf(window, 'bringIntoRoom')).toEqual([
      { meetingKey: meeting.key, codecIds: [ready.id, inCall.id], dial },
    ]);
  });
});

test('a room that is removed is asked about first', async () => {
  await inWindow(openRooms(), async (window, page) => {
    await page.getByRole('button', { name: 'More for Boardroom' }).click();
    await page.getByRole('menuitem', { name: 'Remove…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove Boardroom?' });
    await expect(dialog).toContainText('password');
    await dialog.getByRole('button', { name: 'Remove' }).click();
    expect(await callsOf(window, 'removeCodec')).toEqual([{ codecId: ready.id }]);
  });
});
