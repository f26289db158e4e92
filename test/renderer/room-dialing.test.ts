import { expect, type Page, test } from '@playwright/test';
import { type HostKeyPerson, hostKeyPersonId } from '../../src-main/shared/host-key';
import type { MeetingDetails } from '../../src-main/shared/meeting-details';
import { expectUsableByEverybody, windowsOfThisFile } from './in-window';
import { RendererPage, type Replies } from './renderer-page';
import { sampleDetails, sampleMeeting, sampleState } from './sample-state';

const inWindow = windowsOfThisFile();
const meeting = sampleMeeting({ topic: 'Town hall', startsIn: 20, meetingId: '81000000001' });
const roomAddresses = [
  { address: '192.0.2.1', place: 'US West' },
  { address: '192.0.2.2', place: '' },
];
const openPage = (page: Page, details: Partial<MeetingDetails> = {}, replies: Replies = {}) =>
  RendererPage.openOperator(page, sampleState({ meetings: [meeting] }), {
    screen: `meetings/${encodeURIComponent(meeting.key)}`,
    replies: { readMeeting: { ok: true, value: { ...sampleDetails, roomAddresses, ...details } }, ...replies },
  });
const section = (page: Page) => page.getByRole('region', { name: 'Room systems' });
const copies = async (window: RendererPage) =>
  (await window.calls()).filter(({ name }) => name === 'copyDialString').map(({ input }) => input);

test('what a room dials is put together field by field, and copied with what is not shown', async () => {
  await inWindow(openPage, async (window, page) => {
    const rooms = section(page);
    await expect(rooms.getByText('81000000001.••••••@zoomcrc.com')).toBeVisible();
    await rooms.getByRole('combobox', { name: 'Layout' }).selectOption('308');
    await rooms.getByRole('combobox', { name: 'Host key' }).selectOption({ label: 'Another one' });
    await rooms.getByRole('textbox', { name: 'Key' }).fill('012345');
    await expect(rooms.getByText('81000000001.••••••.308.••••••@zoomcrc.com')).toBeVisible();
    await rooms.getByRole('button', { name: 'Copy what to dial' }).click();
    await expect(rooms.getByRole('button', { name: 'Copied, for half a minute' })).toBeVisible();
    expect(await copies(window)).toEqual([
      {
        meetingKey: meeting.key,
        dial: { protocol: 'sip', host: 'zoomcrc.com', layout: '308', hostKey: '012345' },
      },
    ]);
    await expectUsableByEverybody(page);
  });
});

test('over H.323 the addresses of the invitation can be chosen, or another one', async () => {
  await inWindow(openPage, async (window, page) => {
    const rooms = section(page);
    await rooms.getByText('H.323', { exact: true }).click();
    await expect(rooms.getByText('192.0.2.1##81000000001#••••••')).toBeVisible();
    await rooms.getByRole('combobox', { name: 'Calls' }).selectOption({ label: 'Another domain or address' });
    await rooms.getByRole('textbox', { name: 'Domain or address' }).fill('not a host');
    await expect(rooms.getByText('A domain or an address, such as rooms.example.com.')).toBeVisible();
    await expect(rooms.getByRole('button', { name: 'Copy what to dial' })).toBeDisabled();
    await rooms.getByRole('textbox', { name: 'Domain or address' }).fill('rooms.example.com');
    await rooms.getByRole('combobox', { name: 'Layout' }).selectOption({ label: 'Other keys' });
    await rooms.getByRole('textbox', { name: 'Keys' }).fill('11504');
    await expect(rooms.getByText('rooms.example.com##81000000001#••••••#11504')).toBeVisible();
    await rooms.getByRole('textbox', { name: 'Keys' }).press('Enter');
    await expect(rooms.getByRole('button', { name: 'Copied', exact: true })).toBeVisible();
    expect(await copies(window)).toEqual([
      { meetingKey: meeting.key, dial: { protocol: 'h323', host: 'rooms.example.com', layout: '11504' } },
    ]);
  });
});

test('a host key that is too short is named, and nothing is copied', async () => {
  await inWindow(openPage, async (window, page) => {
    const rooms = section(page);
    await rooms.getByRole('combobox', { name: 'Host key' }).selectOption({ label: 'Another one' });
    await rooms.getByRole('textbox', { name: 'Key' }).fill('12345');
    await expect(rooms.getByText('A host key has 6 to 10 digits.')).toBeVisible();
    await rooms.getByRole('textbox', { name: 'Key' }).press('Enter');
    expect(await copies(window)).toEqual([]);
  });
});

test('a passcode that no room can send, and a meeting that no room can join, are explained', async () => {
  await inWindow(
    (page) => openPage(page, { hasDigits: false }),
    async (_window, page) => {
      await expect(section(page)).toContainText('Zoom gives none in digits');
      await expect(section(page).getByText('81000000001@zoomcrc.com')).toBeVisible();
    },
  );
  await inWindow(
    (page) => openPage(page, { isEndToEndEncrypted: true }),
    async (_window, page) => {
      await expect(section(page)).toContainText('encrypted end to end: no room system can join');
      await expect(section(page).getByRole('button')).toHaveCount(0);
    },
  );
});

test('the key of the meeting’s host comes from the directory, and this window never sees it', async () => {
  const host: HostKeyPerson = {
    id: hostKeyPersonId('practice', 'anna'),
    environment: 'practice',
    userId: 'anna',
    email: 'anna@halden.example',
    name: 'Anna Weber',
    standing: 'known',
    source: 'set',
    earlier: 0,
  };
  const others = [{ ...host, id: hostKeyPersonId('practice', 'anna2'), userId: 'anna2', email: 'a@halden.example' }];
  const counts = { missing: 0, known: 2, doubtful: 0, uncertain: 0, retired: 0 };
  await inWindow(
    (page) =>
      openPage(
        page,
        { hostId: 'anna', hostEmail: 'anna@halden.example' },
        {
          findHostKeys: { ok: true, value: { people: [...others, host], found: 2, counts } },
        },
      ),
    async (window, page) => {
      const rooms = section(page);
      await rooms.getByRole('combobox', { name: 'Host key' }).selectOption({
        label: 'Anna Weber’s, from the directory',
      });
      await expect(rooms.getByText('81000000001.••••••..••••••@zoomcrc.com')).toBeVisible();
      await rooms.getByRole('button', { name: 'Copy what to dial' }).click();
      expect(await copies(window)).toEqual([
        { meetingKey: meeting.key, dial: { protocol: 'sip', host: 'zoomcrc.com', hostKeyFrom: host.id } },
      ]);
    },
  );
});

test('a key that Zoom has made for this meeting is the one that is dialed', async () => {
  await inWindow(
    (page) => openPage(page, { hasOwnHostKey: true }),
    async (window, page) => {
      await section(page).getByRole('button', { name: 'Copy what to dial' }).click();
      expect(await copies(window)).toMatchObject([{ dial: { hostKeyFrom: 'meeting' } }]);
    },
  );
});
