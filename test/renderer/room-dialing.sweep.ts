import { expect, type Page, test } from '@playwright/test';
import { CodecId } from '../../src-main/shared/codec';
import { contract } from '../../src-main/shared/contract';
import { type HostKeyPerson, hostKeyPersonId } from '../../src-main/shared/host-key';
import type { MeetingDetails } from '../../src-main/shared/meeting-details';
import { h323Connectors, regionalSipConnectors, roomConnectorsAsOf } from '../../src-main/shared/room-connectors';
import { pageOf, person } from './host-key-samples';
import { expectUsableByEverybody, refusal, windowsOfThisFile } from './in-window';
import { RendererPage, type Replies } from './renderer-page';
import { ready } from './room-samples';
import { readyCredential, sampleDetails, sampleMeeting, sampleState } from './sample-state';

const inWindow = windowsOfThisFile();
const meeting = sampleMeeting({ topic: 'Town hall', startsIn: 20, meetingId: '81000000001' });
const roomAddresses = [
  { address: '192.0.2.1', place: 'US West' },
  { address: '192.0.2.2', place: '' },
];
const openPage = (page: Page, details: Partial<MeetingDetails> = {}, replies: Replies = {}, state = {}) =>
  RendererPage.openOperator(page, sampleState({ meetings: [meeting], ...state }), {
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

test('where the invitation names no address for H.323, those that Zoom had of late are offered, with their date', async () => {
  await inWindow(
    (page) => openPage(page, { roomAddresses: [] }),
    async (window, page) => {
      const rooms = section(page);
      await rooms.getByText('H.323', { exact: true }).click();
      await expect(rooms.getByText(`as of ${roomConnectorsAsOf}`)).toBeVisible();
      await expect(rooms.getByText(`${h323Connectors[0]?.address}##81000000001#••••••`)).toBeVisible();
      const calls = rooms.getByRole('combobox', { name: 'Calls' });
      await calls.selectOption({ label: '159.124.47.249 (Germany)' });
      await rooms.getByRole('button', { name: 'Copy what to dial' }).click();
      expect(await copies(window)).toEqual([
        { meetingKey: meeting.key, dial: { protocol: 'h323', host: '159.124.47.249' } },
      ]);
      await expectUsableByEverybody(page);
    },
  );
});

test('over H.323 only the invitation’s own addresses are offered where it names some; over SIP the regional names too', async () => {
  await inWindow(openPage, async (_window, page) => {
    const rooms = section(page);
    const offered = () => rooms.getByRole('combobox', { name: 'Calls' }).getByRole('option').allTextContents();
    const anyOther = 'Another domain or address';
    await expect
      .poll(offered)
      .toEqual([
        'zoomcrc.com',
        ...regionalSipConnectors.map(({ address, place }) => `${address} (${place})`),
        anyOther,
      ]);
    await rooms.getByRole('combobox', { name: 'Calls' }).selectOption({ label: 'zmeu.us (Europe)' });
    await expect(rooms.getByText('81000000001.••••••@zmeu.us')).toBeVisible();
    await rooms.getByText('H.323', { exact: true }).click();
    await expect.poll(offered).toEqual(['192.0.2.1 (US West)', '192.0.2.2', anyOther]);
    await expect(rooms.getByText('as of')).toHaveCount(0);
  });
});

const codeScope = 'meeting:write:sip_dialing';
const withCodeScope = {
  credentials: [{ ...readyCredential, scopes: [...readyCredential.scopes, codeScope] }],
};

test('a participant code goes along over SIP where somebody wants one, and is not shown', async () => {
  const replies: Replies = { copyDialString: [refusal('room_connector_missing'), { ok: true, value: undefined }] };
  await inWindow(
    (page) => openPage(page, { signedInOnly: true }, replies, withCodeScope),
    async (window, page) => {
      const rooms = section(page);
      await expect(rooms.getByText('only signed-in users may join')).not.toHaveCount(0);
      const wanted = rooms.getByRole('switch', { name: 'With a participant code from Zoom' });
      await wanted.check();
      await expect(rooms.getByText('81000000001.••••••....••••••@zoomcrc.com')).toBeVisible();
      await expect(rooms.getByText('good for two hours', { exact: false }).first()).toBeVisible();
      const copy = rooms.getByRole('button', { name: 'Copy what to dial' });
      await copy.click();
      await expect(rooms.getByRole('alert')).toContainText('Dial without it');
      await copy.click();
      await expect(rooms.getByRole('button', { name: 'Copied, for half a minute' })).toBeVisible();
      const dial = { protocol: 'sip', host: 'zoomcrc.com' };
      expect(await copies(window)).toEqual(
        Array(2).fill({ meetingKey: meeting.key, dial: { ...dial, withParticipantCode: true } }),
      );
      await rooms.getByText('H.323', { exact: true }).click();
      await expect(wanted).toHaveCount(0);
      await expect(rooms.getByText('dial over SIP, which has a field for it')).toBeVisible();
      await expect(rooms.getByText('192.0.2.1##81000000001#••••••', { exact: true })).toBeVisible();
      await expectUsableByEverybody(page);
    },
  );
});

test('without the scope no participant code is offered; why is said of a meeting for signed-in users, and of no other', async () => {
  for (const [signedInOnly, count] of [
    [true, 1],
    [false, 0],
  ] as const)
    await inWindow(
      (page) => openPage(page, { signedInOnly }),
      async (_window, page) => {
        const rooms = section(page);
        await expect(rooms.getByText('81000000001.••••••@zoomcrc.com')).toBeVisible();
        await expect(rooms.getByRole('switch')).toHaveCount(0);
        await expect(rooms.getByText(`it lacks the scope ${codeScope}`)).toHaveCount(count);
      },
    );
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
      await expect(section(page)).toContainText('one that cannot be typed there');
      await expect(section(page)).toContainText('host can set a passcode of digits only');
      await expect(section(page)).toContainText('phone_password');
      await expect(section(page).getByText('81000000001@zoomcrc.com')).toBeVisible();
    },
  );
  await inWindow(
    (page) => openPage(page, { hasDigits: false, isPasscodeInDigits: true }),
    async (_window, page) => {
      await expect(section(page)).toContainText('the room asks for it, and it can be typed there');
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

test('a key that becomes doubtful while the page is open says so, and one that is gone is not dialled', async () => {
  const host = person('Mira');
  const pages = [pageOf([host]), pageOf([{ ...host, standing: 'doubtful' }]), pageOf([])];
  const replies: Replies = { findHostKeys: pages.map((value) => ({ ok: true, value })) };
  const changed = (changes: number) => sampleState({ meetings: [meeting], hostKeys: { changes, locks: 0 } });
  await inWindow(
    (page) => openPage(page, { hostId: 'mira' }, replies),
    async (window, page) => {
      const rooms = section(page);
      const key = rooms.getByRole('combobox', { name: 'Host key' });
      await key.selectOption({ label: 'Mira’s, from the directory' });
      await window.publish(changed(1));
      await expect(key.getByRole('option', { name: 'Mira’s, from the directory (doubtful)' })).toHaveCount(1);
      await expect(key).toHaveValue(host.id);
      await window.publish(changed(2));
      await expect(key).toHaveValue('');
      await rooms.getByRole('button', { name: 'Copy what to dial' }).click();
      await expect(rooms.getByRole('button', { name: 'Copied', exact: true })).toBeVisible();
      expect(await copies(window)).toEqual([
        { meetingKey: meeting.key, dial: { protocol: 'sip', host: 'zoomcrc.com' } },
      ]);
    },
  );
});

test('whoever chooses rooms copies nothing, and still sees that a key is on the clipboard', async () => {
  await inWindow(
    (page) => openPage(page, { hasOwnHostKey: true }, {}, { codecs: [ready] }),
    async (window, page) => {
      const room = section(page).getByRole('checkbox', { name: 'Boardroom, Floor 1' });
      await room.press('Enter');
      expect(await copies(window)).toEqual([]);
      await section(page).getByRole('button', { name: 'Copy what to dial' }).click();
      const copied = section(page).getByRole('button', { name: 'Copied, for half a minute' });
      await expect(copied).toBeVisible();
      await room.check();
      await expect(section(page).getByRole('button', { name: 'Dial', exact: true })).toBeEnabled();
      await expect(copied).toBeVisible();
      expect(await copies(window)).toHaveLength(1);
    },
  );
});

test('more rooms than can be dialled at once are not dialled, and it is said why', async () => {
  const codecs = Array.from({ length: 51 }, (_, at) => ({
    ...ready,
    id: CodecId.parse(`00000000-0000-4000-8000-${String(at).padStart(12, '0')}`),
    name: `Room ${at}`,
  }));
  await inWindow(
    (page) => openPage(page, {}, {}, { codecs }),
    async (window, page) => {
      const rooms = section(page);
      await rooms.getByRole('checkbox', { name: 'All of “Town halls”' }).check();
      await expect(rooms.getByText('50 rooms at the most at once.')).toBeVisible();
      await expect(rooms.getByRole('button', { name: 'Dial in 51 rooms' })).toBeDisabled();
      await rooms.getByRole('checkbox', { name: 'Room 50, Floor 1' }).uncheck();
      await expect(rooms.getByText('50 rooms at the most at once.')).toHaveCount(0);
      await rooms.getByRole('button', { name: 'Dial in 50 rooms' }).click();
      const [brought] = (await window.calls()).filter(({ name }) => name === 'bringIntoRoom');
      const input = contract.bringIntoRoom.input.parse(brought?.input);
      expect(input.codecIds).toHaveLength(50);
      const oneMore = { ...input, codecIds: codecs.map(({ id }) => id) };
      expect(contract.bringIntoRoom.input.safeParse(oneMore).success).toBe(false);
    },
  );
});
