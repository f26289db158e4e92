import { expect, type Page, test } from '@playwright/test';
import { accountKeyOf } from '../../src-main/shared/credential';
import type { HostKeyChangers } from '../../src-main/shared/host-key';
import { shortestPassphrase } from '../../src-main/shared/keyring-standing';
import { campaignAnnouncement } from '../../src-renderer/screens/campaign-announcement';
import {
  dryRun,
  earlierKeys,
  hostKeysState,
  openEarlierKeys,
  openHostKeys,
  openTable,
  pageOf,
  paused,
  people,
  reader,
  tablePlan,
} from './host-key-samples';
import { expectUsableByEverybody, refusal, windowsOfThisFile } from './in-window';
import type { RendererPage, Replies } from './renderer-page';
import { sampleNow } from './sample-state';

const inWindow = windowsOfThisFile();

const row = (page: Page, name: string) => page.getByRole('listitem', { name, exact: true });
const chooseFromMenu = async (page: Page, item: string) => {
  await page.getByRole('button', { name: 'Import and export' }).click();
  await page.getByRole('menuitem', { name: item }).click();
};
const callsOf = async (window: RendererPage, name: string) =>
  (await window.calls()).filter((call) => call.name === name).map(({ input }) => input);

test('a key is hidden until somebody asks for it, and hidden again by a click or when the screen is locked', async () => {
  const replies: Replies = { revealHostKey: { ok: true, value: { key: '583961' } } };
  await inWindow(openHostKeys(replies), async (window, page) => {
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
    await window.publish(hostKeysState({ hostKeys: { changes: 0, locks: 1 } }));
    await expect(page.getByText('583961')).toHaveCount(0);
    expect(await callsOf(window, 'revealHostKey')).toEqual(Array(2).fill({ personId: people[0]?.id }));
  });
});

test('earlier keys are listed with when they were theirs, and shown one at a time until the screen is locked', async () => {
  const replies: Replies = {
    listEarlierHostKeys: { ok: true, value: earlierKeys },
    revealEarlierHostKey: [
      { ok: true, value: { key: '771204' } },
      { ok: true, value: { key: '902143' } },
      refusal('host_key_missing', { subject: 'Mira' }),
    ],
  };
  await inWindow(openHostKeys(replies), async (window, page) => {
    const dialog = await openEarlierKeys(page);
    const keys = dialog.getByRole('listitem');
    await expect(keys).toHaveCount(2);
    await expect(keys.first()).toContainText('From Saturday 21 November, 07:12 until Saturday 21 November, 07:57');
    await expect(keys.last()).toContainText('imported');
    expect(await callsOf(window, 'revealEarlierHostKey')).toEqual([]);
    await keys.first().getByRole('button', { name: 'Reveal' }).click();
    await expect(keys.first()).toContainText('771204');
    await keys.last().getByRole('button', { name: 'Reveal' }).click();
    await expect(keys.last()).toContainText('902143');
    await expect(dialog.getByText('771204')).toHaveCount(0);
    await window.publish(hostKeysState({ hostKeys: { changes: 0, locks: 1 } }));
    await expect(dialog.getByText('902143')).toHaveCount(0);
    await keys.last().getByRole('button', { name: 'Reveal' }).click();
    await expect(dialog.getByRole('alert')).toBeVisible();
    expect(await callsOf(window, 'revealEarlierHostKey')).toEqual(
      [0, 1, 1].map((place) => ({
        personId: people[0]?.id,
        earlier: { place, until: earlierKeys[place]?.until },
      })),
    );
    await expectUsableByEverybody(page);
  });
});

test('a key is set after a question that says what happens, and what is open is asked for again at once', async () => {
  await inWindow(openHostKeys(), async (window, page) => {
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
  await inWindow(openHostKeys(replies), async (_window, page) => {
    await row(page, 'Elin').getByRole('button', { name: 'Ask Zoom again' }).click();
    await expect(row(page, 'Elin').getByRole('alert')).toContainText('only its admins change host keys');
  });
});

test('people are asked for as one types, by standing, and anew when the directory has changed', async () => {
  await inWindow(openHostKeys(), async (window, page) => {
    await expect(page.getByText('5 people')).toBeVisible();
    await page.getByRole('searchbox').fill('mir');
    await page.getByRole('combobox', { name: 'Standing' }).selectOption('missing');
    await expect
      .poll(async () => (await callsOf(window, 'findHostKeys')).at(-1))
      .toEqual({ text: 'mir', standing: 'missing', offset: 0, limit: 200 });
    const before = (await callsOf(window, 'findHostKeys')).length;
    await window.publish(hostKeysState({ hostKeys: { changes: 1, locks: 0 } }));
    await expect.poll(async () => (await callsOf(window, 'findHostKeys')).length).toBe(before + 1);
  });
});

test('the directory is read with a click, says how far it is, and can be stopped', async () => {
  await inWindow(openHostKeys(), async (window, page) => {
    await page.getByRole('button', { name: 'Read the directory' }).click();
    expect(await callsOf(window, 'readDirectory')).toEqual([{ credentialId: reader.id }]);
    const sync = { credentialId: reader.id, seen: 300, total: 1_200 };
    await window.publish(hostKeysState({ hostKeys: { changes: 0, locks: 0, sync } }));
    await expect(page.getByText('Reading the directory: 300 of 1200 so far')).toBeVisible();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await callsOf(window, 'cancelDirectory')).toHaveLength(1);
  });
});

test('who may change keys in the account is said, or which scope would tell', async () => {
  await inWindow(openHostKeys(), async (window, page) => {
    await expect(page.getByText('account:read:settings:admin')).toBeVisible();
    const account = accountKeyOf(reader);
    const told = (changers: HostKeyChangers) =>
      window.publish(hostKeysState({ hostKeys: { changes: 0, locks: 0, changers: { [account]: changers } } }));
    await told('users');
    await expect(page.getByText('so keys here can go stale')).toBeVisible();
    await expect(page.getByText('account:read:settings:admin')).toHaveCount(0);
    await told('admins');
    await expect(page.getByText('Only admins can change host keys in this account.')).toBeVisible();
  });
  const mayAsk = { ...reader, scopes: [...reader.scopes, 'account:read:settings:admin'] };
  await inWindow(openHostKeys({}, hostKeysState({ credentials: [mayAsk] })), async (_window, page) => {
    await expect(page.getByText('5 people')).toBeVisible();
    await expect(page.getByText('can change their host key')).toHaveCount(0);
  });
});

test('what is to be done is said above the list, with a way to those whom it concerns', async () => {
  const replies: Replies = { forgetWhoHasLeft: refusal('plan_changed') };
  await inWindow(openHostKeys(replies), async (window, page) => {
    const toDo = page.getByRole('region', { name: 'To do' });
    await expect(toDo).toContainText('1 person has no key yet');
    await expect(toDo).toContainText('1 has left, and the key is still here');
    await page.getByRole('searchbox').fill('mira');
    for (const [name, standing] of [
      ['Show who has no key yet', 'missing'],
      ['Show who has left', 'retired'],
    ] as const) {
      await toDo.getByRole('button', { name }).click();
      await expect
        .poll(async () => (await callsOf(window, 'findHostKeys')).at(-1))
        .toEqual({ text: '', standing, offset: 0, limit: 200 });
    }
    // It is about everybody, whatever is shown.
    await toDo.getByRole('button', { name: 'Set all missing keys…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(await callsOf(window, 'planCampaign')).toEqual([{ kind: 'backfill', text: '' }]);
    await toDo.getByRole('button', { name: 'Forget…' }).click();
    const question = page.getByRole('dialog', { name: 'Forget one person who has left?' });
    await expect(question).toContainText('cannot be undone');
    expect(await callsOf(window, 'forgetWhoHasLeft')).toEqual([]);
    await question.getByRole('button', { name: 'Forget' }).click();
    expect(await callsOf(window, 'forgetWhoHasLeft')).toEqual([{ people: 1 }]);
    await expect(toDo.getByRole('alert')).toContainText('somebody has come, gone or got a key');
  });
  const done = pageOf(people.slice(2, 3));
  await inWindow(openHostKeys({ findHostKeys: { ok: true, value: done } }), async (_window, page) => {
    await expect(page.getByText('1 person')).toBeVisible();
    await expect(page.getByRole('region', { name: 'To do' })).toHaveCount(0);
  });
});

test('a key that somebody was told is typed in; what is wrong is said beside its field', async () => {
  await inWindow(openHostKeys(), async (window, page) => {
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
  await inWindow(openHostKeys({ findHostKeys: refusal('vault_key_lost') }), async (window, page) => {
    await page.getByRole('button', { name: 'Begin a new directory' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Begin a new one' }).click();
    expect(await callsOf(window, 'beginDirectory')).toHaveLength(1);
  });
});

test('a campaign says who is meant before anything is done, and begins with a click', async () => {
  const plan = { people: 2, names: ['Jonas', 'Nora'], without: 1, secondsAtLeast: 90 };
  await inWindow(openHostKeys({ planCampaign: { ok: true, value: plan } }), async (window, page) => {
    await page.getByRole('searchbox').fill('halden');
    await page.getByRole('button', { name: 'Set missing keys…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Set the missing host keys' });
    await expect(dialog).toContainText('2 people');
    await expect(dialog).toContainText('2 min or longer');
    await expect(dialog).toContainText('Jonas, Nora');
    await expect(dialog).toContainText('One person is left out');
    await expect(dialog).toContainText('Zoom may tell each of them by e-mail');
    await dialog.getByRole('button', { name: 'Copy the announcement' }).click();
    expect(await callsOf(window, 'copyText')).toEqual([
      { text: campaignAnnouncement('backfill', sampleNow, { locale: 'en-GB' }) },
    ]);
    await dialog.getByRole('button', { name: 'Set 2 keys' }).click();
    expect(await callsOf(window, 'startCampaign')).toEqual([{ kind: 'backfill', text: 'halden', people: 2 }]);
  });
});

test('a look at whom it concerns that fails is looked at again, and sets nothing', async () => {
  const replies: Replies = { planCampaign: refusal('keychain_hung') };
  await inWindow(openHostKeys(replies), async (window, page) => {
    await page.getByRole('button', { name: 'Set new keys…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Try again' }).click();
    await expect.poll(async () => (await callsOf(window, 'planCampaign')).length).toBe(2);
    expect(await callsOf(window, 'startCampaign')).toEqual([]);
  });
});

test('a campaign that waits says why and for whom, and goes on, stops or is put away', async () => {
  const results = [
    { personId: people[0]?.id, name: 'Mira', email: 'mira@halden.example', outcome: 'uncertain' },
    { personId: people[1]?.id, name: 'Jonas', email: 'jonas@halden.example', outcome: 'done' },
  ];
  const replies: Replies = { listCampaignResults: { ok: true, value: results } };
  const shown = (campaign: typeof paused) => hostKeysState({ hostKeys: { changes: 0, locks: 0, campaign } });
  await inWindow(openHostKeys(replies, shown(paused)), async (window, page) => {
    const card = page.getByRole('region', { name: 'Campaign' });
    await expect(card).toContainText('Setting new host keys (paused)');
    await expect(card).toContainText('44 of 120 done, 1 not set');
    await expect(card.getByRole('listitem')).toHaveText(['Mira mira@halden.example: Zoom has not answered']);
    await expect(page.getByRole('button', { name: 'Set missing keys…' })).toHaveCount(0);
    await card.getByRole('button', { name: 'Go on' }).click();
    await card.getByRole('button', { name: 'Stop' }).click();
    const { failure: _gone, ...over } = { ...paused, status: 'over' as const };
    await window.publish(shown(over));
    await expect(card).toContainText('New host keys set');
    await card.getByRole('button', { name: 'Take back…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
    await card.getByRole('button', { name: 'Save the receipt…' }).click();
    await card.getByRole('button', { name: 'Dismiss' }).click();
    const made = (await window.calls()).map(({ name }) => name).filter((name) => /Campaign/.test(name));
    expect(made.filter((name) => name !== 'listCampaignResults')).toEqual([
      'resumeCampaign',
      'cancelCampaign',
      'takeBackCampaign',
      'saveCampaignReceipt',
      'dismissCampaign',
    ]);
  });
});

test('a table is shown as what it would do, and taken as it was decided', async () => {
  const replies: Replies = {
    readHostKeyTable: { ok: true, value: { kind: 'dryRun', dryRun } },
    importHostKeys: { ok: true, value: { taken: 13 } },
  };
  await inWindow(openHostKeys(replies), async (window, page) => {
    const dialog = await openTable(page);
    await expect(dialog).toContainText('12 new, 3 here already, 1 with another key here');
    await expect(dialog.getByRole('row', { name: /Gus/ })).toContainText('more than 10 digits');
    await dialog.getByRole('combobox', { name: 'Where another key is here' }).selectOption('take');
    await dialog.getByRole('button', { name: 'Take 13 rows' }).click();
    await expect(dialog).toContainText('13 keys were taken.');
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    expect(await callsOf(window, 'importHostKeys')).toEqual([
      { importId: dryRun.importId, choice: { conflicts: 'take', ambiguous: 'skip' } },
    ]);
    await expect.poll(async () => (await callsOf(window, 'forgetHostKeyTable')).length).toBe(1);
  });
});

test('a large table says how far it is, and can be stopped', async () => {
  const replies: Replies = {
    readHostKeyTable: { ok: true, value: { kind: 'dryRun', dryRun } },
    importHostKeys: { ok: true, value: {} },
  };
  const onItsWay = (step: 'reading' | 'taking') =>
    hostKeysState({ hostKeys: { changes: 0, locks: 0, table: { step, part: 0.42 } } });
  await inWindow(openHostKeys(replies), async (window, page) => {
    await chooseFromMenu(page, 'Import a table…');
    const dialog = page.getByRole('dialog', { name: 'Import host keys' });
    await window.publish(onItsWay('reading'));
    await expect(dialog.getByText('Reading the table: 42 %')).toBeVisible();
    await expect(dialog.getByRole('progressbar', { name: 'Reading the table' })).toHaveAttribute('aria-valuenow', '42');
    await window.publish(onItsWay('taking'));
    await expect(dialog.getByText('Taking the keys: 42 %')).toBeVisible();
    await expectUsableByEverybody(page);
    await dialog.getByRole('button', { name: 'Stop' }).click();
    expect(await callsOf(window, 'stopHostKeyTable')).toHaveLength(1);
    await window.publish(hostKeysState({}));
    await dialog.getByRole('button', { name: 'Choose a file…' }).click();
    await dialog.getByRole('button', { name: /^Take/ }).click();
    await expect(dialog.getByText('Stopped. Nothing was taken.')).toBeVisible();
    await expect(dialog.getByRole('button', { name: /^Take/ })).toBeEnabled();
  });
});

test('a table is taken without the mouse: each step has the focus when the one before has gone with it', async () => {
  const replies: Replies = {
    readHostKeyTable: { ok: true, value: { kind: 'dryRun', dryRun } },
    importHostKeys: { ok: true, value: { taken: 12 } },
  };
  await inWindow(openHostKeys(replies), async (_window, page) => {
    await chooseFromMenu(page, 'Import a table…');
    const dialog = page.getByRole('dialog', { name: 'Import host keys' });
    const focused = dialog.locator(':focus');
    await expect(focused).toHaveText('Choose a file…');
    await focused.press('Enter');
    await expect(focused).toContainText('keys.csv');
    await dialog.getByRole('button', { name: /^Take/ }).press('Enter');
    await expect(focused).toHaveText('Close');
  });
});

test('the keys of a table can be set at Zoom, after a look at whom that concerns and who is not in the directory', async () => {
  const replies: Replies = {
    readHostKeyTable: { ok: true, value: { kind: 'dryRun', dryRun } },
    planTableCampaign: { ok: true, value: tablePlan },
    startTableCampaign: [refusal('plan_changed'), { ok: true, value: undefined }],
  };
  await inWindow(openHostKeys(replies), async (window, page) => {
    const dialog = await openTable(page);
    await dialog.getByRole('combobox', { name: 'What to do with these keys' }).selectOption('Set them at Zoom');
    await expect(dialog).toContainText('exactly the keys of this table for 12 people');
    await expect(dialog).toContainText('One of these keys is easy to guess');
    await expect(dialog).toContainText('3 already set by Usher');
    await expect(dialog.getByRole('region', { name: 'Not in the directory' })).toContainText('vera@halden.example');
    await dialog.getByRole('combobox', { name: 'Where another key is here' }).selectOption('take');
    await dialog.getByRole('button', { name: 'Set 12 keys' }).click();
    await dialog.getByRole('button', { name: 'Look again' }).click();
    await dialog.getByRole('button', { name: 'Set 12 keys' }).click();
    await expect(dialog).toHaveCount(0);
    const table = { importId: dryRun.importId, choice: { conflicts: 'take', ambiguous: 'skip' } };
    expect((await callsOf(window, 'planTableCampaign')).at(-1)).toEqual(table);
    expect(await callsOf(window, 'startTableCampaign')).toEqual(Array(2).fill({ ...table, people: 12 }));
    expect(await callsOf(window, 'importHostKeys')).toEqual([]);
  });
  const running = hostKeysState({ hostKeys: { changes: 0, locks: 0, campaign: paused } });
  await inWindow(openHostKeys(replies, running), async (_window, page) => {
    const dialog = await openTable(page);
    await expect(dialog.getByRole('combobox', { name: 'What to do with these keys' })).toBeDisabled();
  });
});

test('keys leave in a file that everybody can read only after a second yes', async () => {
  const replies: Replies = { exportHostKeys: { ok: true, value: { saved: false } } };
  await inWindow(openHostKeys(replies), async (window, page) => {
    await chooseFromMenu(page, 'Export without keys…');
    await chooseFromMenu(page, 'Export with keys…');
    const dialog = page.getByRole('dialog', { name: 'Write all host keys into a file?' });
    await expect(dialog.getByRole('button', { name: 'Write the keys' })).toHaveCount(0);
    await dialog.getByRole('radio', { name: 'Readable by everybody' }).check();
    await dialog.getByRole('button', { name: 'Write the keys' }).click();
    expect(await callsOf(window, 'exportHostKeys')).toEqual([{ withKeys: false }, { withKeys: true }]);
  });
});

test('keys are sealed unless somebody chooses otherwise, under a passphrase that is long enough and typed twice', async () => {
  const replies: Replies = {
    exportHostKeys: [refusal('file_not_written'), { ok: true, value: { saved: true } }],
  };
  await inWindow(openHostKeys(replies), async (window, page) => {
    await chooseFromMenu(page, 'Export with keys…');
    const dialog = page.getByRole('dialog', { name: 'Write all host keys into a file?' });
    const seal = dialog.getByRole('button', { name: 'Seal and save…' });
    const first = dialog.getByRole('textbox', { name: 'Passphrase', exact: true });
    await first.fill('x'.repeat(shortestPassphrase - 1));
    await seal.click();
    await expect(dialog.getByText(`At least ${shortestPassphrase} characters.`)).toBeVisible();
    await expect(first).toBeFocused();
    await first.fill('not-a-real-passphrase');
    await seal.click();
    await expect(dialog.getByText('The two are not the same.')).toBeVisible();
    expect(await callsOf(window, 'exportHostKeys')).toEqual([]);
    await dialog.getByRole('textbox', { name: 'Passphrase again' }).fill('not-a-real-passphrase');
    await seal.click();
    await expect(dialog.getByRole('alert')).toContainText('could not be written');
    await seal.click();
    await expect(dialog).toBeHidden();
    expect(await callsOf(window, 'exportHostKeys')).toEqual(
      Array(2).fill({ withKeys: true, passphrase: 'not-a-real-passphrase' }),
    );
  });
});

test('a sealed table wants its passphrase; a wrong one is said, and another may be tried', async () => {
  const replies: Replies = {
    readHostKeyTable: { ok: true, value: { kind: 'sealed', fileName: 'keys.json' } },
    openHostKeyTable: [refusal('wrong_passphrase'), { ok: true, value: { kind: 'dryRun', dryRun } }],
  };
  await inWindow(openHostKeys(replies), async (window, page) => {
    await chooseFromMenu(page, 'Import a table…');
    const dialog = page.getByRole('dialog', { name: 'Import host keys' });
    await dialog.getByRole('button', { name: 'Choose a file…' }).click();
    await expect(dialog).toContainText('keys.json is sealed.');
    const field = dialog.getByRole('textbox', { name: 'Passphrase' });
    await expect(field).toBeFocused();
    await field.fill('not-the-passphrase');
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('alert')).toContainText('This is not the passphrase.');
    await field.fill('not-a-real-passphrase');
    await dialog.getByRole('button', { name: 'Open' }).click();
    await expect(dialog).toContainText('12 new, 3 here already');
    expect(await callsOf(window, 'openHostKeyTable')).toEqual([
      { passphrase: 'not-the-passphrase' },
      { passphrase: 'not-a-real-passphrase' },
    ]);
  });
});
