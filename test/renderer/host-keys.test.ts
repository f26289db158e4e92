import { expect, type Page, test } from '@playwright/test';
import type { AppState } from '../../src-main/shared/app-state';
import type { Credential } from '../../src-main/shared/credential';
import { type HostKeyPage, type HostKeyPerson, hostKeyPersonId } from '../../src-main/shared/host-key';
import { expectUsableByEverybody, refusal, testLooks, windowsOfThisFile } from './in-window';
import { RendererPage, type Replies } from './renderer-page';
import { minutesFromNow, readyCredential, sampleState } from './sample-state';

const inWindow = windowsOfThisFile();

const { user: _nobody, ...serverApp } = readyCredential;
const reader: Credential = {
  ...serverApp,
  kind: 'serverToServer',
  name: 'Practice account',
  accountId: 'not-a-real-account',
  scopes: ['user:read:list_users:admin', 'user:update:user:admin'],
};

function person(name: string, different: Partial<HostKeyPerson> = {}): HostKeyPerson {
  const userId = name.toLowerCase();
  return {
    id: hostKeyPersonId('practice', userId),
    environment: 'practice',
    userId,
    email: `${userId}@halden.example`,
    name,
    standing: 'known',
    source: 'set',
    setAt: minutesFromNow(-3000),
    earlier: 0,
    ...different,
  };
}

const { source: _set, setAt: _when, ...withoutKey } = person('Jonas');
const people: HostKeyPerson[] = [
  person('Mira', { provenAt: minutesFromNow(-75), earlier: 2 }),
  { ...withoutKey, standing: 'missing' },
  person('Priya', { standing: 'doubtful', weakness: 'sequence', source: 'told' }),
  person('Elin', { standing: 'uncertain' }),
  person('Oskar', { standing: 'retired' }),
];

function pageOf(shown: HostKeyPerson[], found = shown.length): HostKeyPage {
  const counts = { missing: 0, known: 0, doubtful: 0, uncertain: 0, retired: 0 };
  for (const { standing } of shown) counts[standing] += 1;
  return { people: shown, found, counts };
}

const state = (different: Partial<AppState> = {}) => sampleState({ credentials: [reader], ...different });
const open =
  (replies: Replies = {}, shown: AppState = state()) =>
  (page: Page) =>
    RendererPage.openOperator(page, shown, {
      screen: 'hostKeys',
      replies: { findHostKeys: { ok: true, value: pageOf(people) }, ...replies },
    });
const row = (page: Page, name: string) => page.getByRole('listitem', { name, exact: true });
const callsOf = async (window: RendererPage, name: string) =>
  (await window.calls()).filter((call) => call.name === name).map(({ input }) => input);

test('a key is hidden until somebody asks for it, and hidden again by a click or when the screen is locked', async () => {
  const replies: Replies = { revealHostKey: { ok: true, value: { key: '583961' } } };
  await inWindow(open(replies), async (window, page) => {
    const mira = row(page, 'Mira');
    await expect(mira).toContainText('made somebody the host 1 h ago');
    await expect(mira).toContainText('2 earlier keys');
    await expect(page.getByText('583961')).toHaveCount(0);
    await mira.getByRole('button', { name: 'Reveal' }).click();
    await expect(mira.getByText('583961')).toBeVisible();
    await mira.getByRole('button', { name: 'Hide' }).click();
    await expect(page.getByText('583961')).toHaveCount(0);
    await mira.getByRole('button', { name: 'Reveal' }).click();
    await expect(mira.getByText('583961')).toBeVisible();
    await window.publish(state({ hostKeys: { changes: 0, locks: 1 } }));
    await expect(page.getByText('583961')).toHaveCount(0);
    expect(await callsOf(window, 'revealHostKey')).toEqual(Array(2).fill({ personId: people[0]?.id }));
  });
});

test('a key is set after a question that says what happens, and what is open is asked for again at once', async () => {
  await inWindow(open(), async (window, page) => {
    await row(page, 'Jonas').getByRole('button', { name: 'Set a key…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Set a host key for Jonas?' });
    await expect(dialog).toContainText('Zoom may tell Jonas by e-mail');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await callsOf(window, 'setHostKey')).toEqual([]);
    await row(page, 'Jonas').getByRole('button', { name: 'Set a key…' }).click();
    await dialog.getByRole('button', { name: 'Set the key' }).click();
    await row(page, 'Elin').getByRole('button', { name: 'Ask Zoom again' }).click();
    expect(await callsOf(window, 'setHostKey')).toEqual([{ personId: people[1]?.id }, { personId: people[3]?.id }]);
    await expect(row(page, 'Oskar').getByRole('button', { name: /Set/ })).toHaveCount(0);
  });
});

test('what Zoom says to a change stands at the person', async () => {
  const replies = { setHostKey: refusal('host_key_locked', { zoomCode: 200 }) };
  await inWindow(open(replies), async (_window, page) => {
    await row(page, 'Elin').getByRole('button', { name: 'Ask Zoom again' }).click();
    await expect(row(page, 'Elin').getByRole('alert')).toContainText('only its admins change host keys');
  });
});

test('people are asked for as one types, by standing, and anew when the directory has changed', async () => {
  await inWindow(open(), async (window, page) => {
    await expect(page.getByText('5 people')).toBeVisible();
    await page.getByRole('searchbox').fill('mir');
    await page.getByRole('combobox', { name: 'Standing' }).selectOption('missing');
    await expect
      .poll(async () => (await callsOf(window, 'findHostKeys')).at(-1))
      .toEqual({ text: 'mir', standing: 'missing', offset: 0, limit: 500 });
    const before = (await callsOf(window, 'findHostKeys')).length;
    await window.publish(state({ hostKeys: { changes: 1, locks: 0 } }));
    await expect.poll(async () => (await callsOf(window, 'findHostKeys')).length).toBe(before + 1);
  });
});

test('the directory is read with a click, says how far it is, and can be stopped', async () => {
  await inWindow(open(), async (window, page) => {
    await page.getByRole('button', { name: 'Read the directory' }).click();
    expect(await callsOf(window, 'readDirectory')).toEqual([{ credentialId: reader.id }]);
    const sync = { credentialId: reader.id, seen: 300, total: 1_200 };
    await window.publish(state({ hostKeys: { changes: 0, locks: 0, sync } }));
    await expect(page.getByText('Reading the directory: 300 of 1200 so far')).toBeVisible();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await callsOf(window, 'cancelDirectory')).toHaveLength(1);
  });
});

test('a key that somebody was told is typed in; what is wrong is said beside its field', async () => {
  await inWindow(open(), async (window, page) => {
    await page.getByRole('button', { name: 'Enter a key' }).click();
    const dialog = page.getByRole('dialog', { name: 'Enter a host key' });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog.getByText('A host key has 6 to 10 digits.')).toBeVisible();
    await dialog.getByRole('textbox', { name: 'E-mail address' }).fill(' nora@halden.example ');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Nora');
    await dialog.getByRole('textbox', { name: 'Host key' }).fill('012 345');
    await expect(dialog.getByText('easy to guess')).toBeVisible();
    await expectUsableByEverybody(page);
    await dialog.getByRole('button', { name: 'Save' }).click();
    expect(await callsOf(window, 'tellHostKey')).toEqual([
      { environment: 'practice', email: 'nora@halden.example', name: 'Nora', key: '012345' },
    ]);
  });
});

test('a directory whose key is lost can be begun anew, after a question', async () => {
  await inWindow(open({ findHostKeys: refusal('vault_key_lost') }), async (window, page) => {
    await page.getByRole('button', { name: 'Begin a new directory' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Begin a new one' }).click();
    expect(await callsOf(window, 'beginDirectory')).toHaveLength(1);
  });
});

testLooks(inWindow, [
  { name: 'the host keys', open: open() },
  {
    name: 'the host keys before there is one',
    open: open({ findHostKeys: { ok: true, value: pageOf([]) } }, sampleState({ credentials: [] })),
  },
  {
    name: 'the host keys when nobody matches',
    open: open({ findHostKeys: { ok: true, value: { ...pageOf(people), people: [], found: 0 } } }),
  },
]);
