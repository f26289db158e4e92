import { expect, type Page, test } from '@playwright/test';
import type { AppState } from '../../src-main/shared/app-state';
import { registeredRedirectUris } from '../../src-main/shared/redirect-addresses';
import { expectNoSeriousAxeFindings } from '../support/axe';
import { arrival, everyCredential, manyCredentials, twin } from './credential-samples';
import { refusal, testLooks, windowsOfThisFile } from './in-window';
import { RendererPage, type Replies } from './renderer-page';
import {
  deadCredential,
  limitedCredential,
  minutesFromNow,
  newCredential,
  readyCredential,
  sampleMeeting,
  sampleState,
  wrongAppCredential,
} from './sample-state';

const inWindow = windowsOfThisFile();

const open =
  (screen: string, state: AppState = everyCredential, replies: Replies = {}) =>
  (page: Page) =>
    RendererPage.openOperator(page, state, { screen, replies });
const pageOf = ({ id }: { id: string }) => `credentials/${id}`;
const row = (page: Page, name: string) => page.getByRole('listitem', { name, exact: true });

testLooks(inWindow, [
  {
    name: 'the question before a credential is deleted',
    open: open(pageOf(readyCredential)),
    act: async (page) => page.getByRole('button', { name: 'Delete' }).click(),
  },
]);

test('a row says what, whose, how it stands since when and why, and what is in the bin is not there', async () => {
  await inWindow(open('credentials'), async (_window, page) => {
    await expect(row(page, 'Town hall host')).toContainText('Ben Okafor');
    await expect(row(page, 'Town hall host')).toContainText('Sign in again');
    await expect(row(page, 'Town hall host')).toContainText('since 08:32, 40 min ago');
    await expect(row(page, 'Town hall host')).toContainText('Zoom no longer accepts this authorization.');
    await expect(row(page, 'Agency desk')).toContainText('Offline');
    await expect(row(page, 'Signing app')).toContainText('Set-up wrong');
    await expect(row(page, 'Studio A')).toContainText('Signing in');
    await expect(row(page, 'Old press office')).toHaveCount(0);
    await expect(page.getByRole('link', { name: 'Bin (1)' })).toBeVisible();
    await expect(page.getByText('6 in all')).toBeVisible();
  });
});

test('the filter is reached with Ctrl+F and "/", narrows by text and choices, counts, and is undone', async () => {
  await inWindow(open('credentials'), async (_window, page) => {
    const text = page.getByRole('searchbox', { name: 'Filter by name, user, tag or ID' });
    const rows = page.getByRole('list', { name: 'Credentials' }).getByRole('listitem', { name: /./ });
    await expect(row(page, 'Practice')).toBeVisible();
    await page.keyboard.press('Control+f');
    await expect(text).toBeFocused();
    await page.keyboard.type('ben');
    await expect(page.getByText('1 of 6')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(text).toHaveValue('');
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('/');
    await expect(text).toBeFocused();
    await expect(text).toHaveValue('');
    await page.getByRole('button', { name: /Needs sign-in 2/ }).click();
    await expect(rows).toHaveCount(2);
    await page.getByLabel('Cloud', { exact: true }).selectOption({ label: 'Zoom for Government (1)' });
    await expect(page.getByText('No credential matches')).toBeVisible();
    await page.getByRole('button', { name: 'Show all 6' }).click();
    await expect(text).toBeFocused();
    await page.getByLabel('Tag', { exact: true }).selectOption('directory');
    await expect(rows).toHaveCount(1);
    await page.getByLabel('Kind', { exact: true }).selectOption('serverToServer');
    await expect(rows).toHaveCount(1);
  });
});

test('arrow keys go from the filter into the list and from row to row, Enter opens, Alt+Left comes back to the row', async () => {
  await inWindow(open('credentials', { ...everyCredential, signIns: [] }), async (_window, page) => {
    await expect(row(page, 'Practice')).toBeVisible();
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('link', { name: 'Agency desk' })).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await expect(page.getByRole('link', { name: 'Practice' })).toBeFocused();
    await page.keyboard.press('End');
    await expect(page.getByRole('link', { name: 'Whole account' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Whole account');
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
    await page.keyboard.press('Alt+ArrowLeft');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Credentials');
    await expect(page.getByRole('link', { name: 'Whole account' })).toBeFocused();
  });
});

test('what changes at one credential draws its row again and no other', async () => {
  const many = manyCredentials(12);
  const state = { ...everyCredential, signIns: [], credentials: many };
  await inWindow(open('credentials', state), async (window, page) => {
    await expect(row(page, 'Room 1')).toBeVisible();
    await page.evaluate(() => {
      const list = document.querySelector('.credential-rows');
      const touched = new Set<string>();
      Object.assign(globalThis, { touched });
      new MutationObserver((changes) => {
        for (const { target } of changes) {
          const element = target instanceof Element ? target : target.parentElement;
          touched.add(element?.closest('li')?.querySelector('a')?.textContent ?? '');
        }
      }).observe(list ?? document, { subtree: true, childList: true, characterData: true, attributes: true });
    });
    const changed = many.map((one) => (one.name === 'Room 3' ? { ...one, tags: ['changed'] } : one));
    await window.publish({ ...state, credentials: changed });
    await expect(row(page, 'Room 3')).toContainText('changed');
    expect(await page.evaluate(() => [...(globalThis as unknown as { touched: Set<string> }).touched])).toEqual([
      'Room 3',
    ]);
  });
});

test('the page has the whole of the last error, and what can be sent to Zoom’s support is copied', async () => {
  await inWindow(open(pageOf(deadCredential)), async (window, page) => {
    const lastError = page.getByRole('region', { name: 'Last error' });
    await expect(lastError).toContainText('invalid_grant');
    await expect(lastError).toContainText('Invalid Token!');
    await lastError.getByRole('button', { name: 'Copy Tracking ID' }).click();
    await expect(lastError.getByRole('button', { name: 'Copied Tracking ID' })).toBeVisible();
    expect(await window.calls()).toEqual([{ name: 'copyText', input: { text: 'WEB_not-a-real-tracking-id' } }]);
    await expect(page.getByRole('region', { name: 'State' })).toContainText('since 08:32, 40 min ago');
    await expect(page.getByRole('region', { name: 'How long it holds' })).toContainText('No longer accepted');
  });
});

test('the page says who others will see, how long it holds, what depends on it, and which scopes are missing', async () => {
  await inWindow(open(pageOf(readyCredential)), async (window, page) => {
    await expect(page.getByRole('region', { name: 'Zoom user' })).toContainText('This is what others will see.');
    await expect(page.getByRole('region', { name: 'How long it holds' })).toContainText('40:00 left');
    await expect(page.getByRole('region', { name: 'How long it holds' })).toContainText('87 d left');
    await expect(page.getByRole('region', { name: 'What depends on it' })).toContainText('5 meetings');
    await expect(page.getByRole('region', { name: 'State' })).toContainText('Last success at 09:10, 2 min ago');
    const scopes = page.getByRole('region', { name: 'Scopes' });
    await expect(scopes.getByRole('listitem').filter({ hasText: 'Start as host' })).toContainText('allowed');
    await expect(scopes.getByRole('listitem').filter({ hasText: 'OBF' })).toContainText('user:read:token');
    await scopes.getByRole('button', { name: 'Copy the scopes that OBF needs' }).click();
    expect(await window.calls()).toEqual([{ name: 'copyText', input: { text: 'user:read:token' } }]);
  });
});

test('what a feature stands on is tried in its row, and the row says what Zoom said', async () => {
  const granted = {
    ...readyCredential,
    scopes: ['user:read:user', 'user:read:zak', 'user:read:token', 'meeting:read:local_recording_token'],
  };
  const state = { ...everyCredential, credentials: [granted, deadCredential] };
  const refused = { tryFeature: refusal('not_permitted', { zoomCode: 3000 }) };
  await inWindow(open(pageOf(granted), state), async (window, page) => {
    const feature = page.getByRole('listitem').filter({ hasText: 'OBF' });
    await feature.getByRole('button', { name: 'Try OBF' }).click();
    await expect(feature.getByRole('status')).toHaveText('Zoom gave the token. It was thrown away.');
    expect(await window.calls()).toEqual([
      { name: 'tryFeature', input: { credentialId: granted.id, feature: 'onBehalf' } },
    ]);
    await expectNoSeriousAxeFindings(page);
  });
  await inWindow(open(pageOf(granted), state, refused), async (_window, page) => {
    const feature = page.getByRole('listitem').filter({ hasText: 'Local recording' });
    await feature.getByRole('button', { name: 'Try Local recording' }).click();
    await expect(feature.getByRole('status')).toContainText('Zoom does not permit this');
  });
  await inWindow(open(pageOf(granted), { ...state, meetings: [] }), async (_window, page) => {
    await expect(page.getByRole('button', { name: 'Try Start as host' })).toBeEnabled();
    const withoutMeeting = page.getByRole('button', { name: 'Try Local recording' });
    await expect(withoutMeeting).toBeDisabled();
    await expect(withoutMeeting).toHaveAccessibleDescription('to try it, a hosted meeting has to be in the list');
  });
});

test('a test says in place how it went, well or not', async () => {
  await inWindow(open(pageOf(readyCredential)), async (window, page) => {
    await page.getByRole('button', { name: 'Test now' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Zoom answered: it works' })).toBeVisible();
    expect(await window.calls()).toEqual([{ name: 'testCredential', input: { credentialId: readyCredential.id } }]);
  });
  await inWindow(
    open(pageOf(readyCredential), everyCredential, { testCredential: refusal('offline') }),
    async (_window, page) => {
      await page.getByRole('button', { name: 'Test now' }).click();
      await expect(page.getByRole('alert')).toContainText('Zoom cannot be reached.');
      await expect(page.getByText('it works')).toHaveCount(0);
    },
  );
});

test('name and tags are changed together; a wrong one is named at its field', async () => {
  await inWindow(open(pageOf(readyCredential)), async (window, page) => {
    await page.getByRole('button', { name: 'Name and tags' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByLabel('Name')).toBeFocused();
    await dialog.getByLabel('Name').fill('');
    await page.keyboard.press('Enter');
    await expect(dialog).toContainText('Give it a name that you will know again.');
    expect(await window.calls()).toEqual([]);
    await dialog.getByLabel('Name').fill('Control room');
    await dialog.getByLabel('Tags').fill('studio, night shift');
    await dialog.getByRole('button', { name: 'Add the tag directory' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Name and tags' })).toBeFocused();
    expect(await window.calls()).toEqual([
      {
        name: 'describeCredential',
        input: { credentialId: readyCredential.id, name: 'Control room', tags: ['studio', 'night shift', 'directory'] },
      },
    ]);
  });
});

test('where Zoom refuses a changed client, the dialog stays and says that nothing was changed', async () => {
  await inWindow(
    open(pageOf(wrongAppCredential), everyCredential, { changeClient: refusal('invalid_client') }),
    async (window, page) => {
      await page
        .getByRole('region', { name: 'State' })
        .getByRole('button', { name: 'Change client ID and secret' })
        .click();
      const dialog = page.getByRole('dialog');
      const secret = dialog.getByRole('textbox', { name: /Client secret/ });
      await expect(secret).toBeFocused();
      await page.keyboard.press('Enter');
      await expect(dialog).toContainText('Only a user credential can do without the client secret.');
      expect(await window.calls()).toEqual([]);
      await secret.fill('not-a-real-secret');
      await page.keyboard.press('Enter');
      await expect(dialog.getByRole('alert')).toContainText('Nothing was changed.');
      await page.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Signing app');
      expect(await window.calls()).toEqual([
        {
          name: 'changeClient',
          input: {
            credentialId: wrongAppCredential.id,
            clientId: wrongAppCredential.clientId,
            clientSecret: 'not-a-real-secret',
          },
        },
      ]);
    },
  );
});

test('a changed client that Zoom takes is said to be kept', async () => {
  await inWindow(open(`${pageOf(deadCredential)}/client`), async (_window, page) => {
    await page.getByRole('textbox', { name: /Client secret/ }).fill('not-a-real-secret');
    await page.getByRole('textbox', { name: 'Client ID' }).fill('another-client');
    await expect(page.getByRole('dialog')).toContainText('its user has to sign in again');
    await page.getByRole('button', { name: 'Check and keep' }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page.getByRole('status').filter({ hasText: 'they are kept' })).toBeVisible();
  });
});

const wouldReplace = { authorizeCredential: refusal('authorization_would_replace', { subject: '“Practice”' }) };
const withTwin = { ...everyCredential, signIns: [], credentials: [readyCredential, twin, limitedCredential] };

test('a sign-in that may end another authorization asks first and names it; any other opens the browser at once (O8)', async () => {
  await inWindow(open('credentials', withTwin), async (window, page) => {
    await row(page, 'Agency desk').getByRole('button', { name: 'Reauthorize' }).click();
    expect(await window.calls()).toEqual([
      { name: 'authorizeCredential', input: { credentialId: limitedCredential.id } },
    ]);
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });
  await inWindow(open('credentials', withTwin, wouldReplace), async (window, page) => {
    const button = row(page, 'Town hall host').getByRole('button', { name: 'Reauthorize' });
    await button.click();
    const dialog = page.getByRole('dialog', { name: 'Sign in with “Town hall host”?' });
    await expect(dialog.getByRole('listitem')).toHaveText(['Practice']);
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(button).toBeFocused();
    const first = { name: 'authorizeCredential', input: { credentialId: twin.id } };
    expect(await window.calls()).toEqual([first]);
    await button.click();
    await dialog.getByRole('button', { name: 'Sign in all the same' }).click();
    await expect(dialog).toHaveCount(0);
    expect((await window.calls()).slice(1)).toEqual([
      first,
      { name: 'authorizeCredential', input: { credentialId: twin.id, confirmed: true } },
    ]);
  });
});

test('the tray, a notification and a meeting’s card lead to that question by the address of a credential (O8)', async () => {
  await inWindow(open(`${pageOf(twin)}/authorize`, withTwin), async (window, page) => {
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Town hall host');
    expect(await window.calls()).toEqual([]);
    await window.navigate(`${pageOf(twin)}/authorize`);
    await dialog.getByRole('button', { name: 'Sign in all the same' }).click();
    expect(await window.calls()).toEqual([
      { name: 'authorizeCredential', input: { credentialId: twin.id, confirmed: true } },
    ]);
  });
});

test('for a credential without a user yet, everybody signed in to its app is named with their credential (O8)', async () => {
  const copy = { ...newCredential, environment: 'practice', clientId: readyCredential.clientId } as const;
  const state = { ...everyCredential, signIns: [], credentials: [readyCredential, copy] };
  await inWindow(open(pageOf(copy), state, wouldReplace), async (_window, page) => {
    await page.getByRole('button', { name: 'Authorize', exact: true }).click();
    await expect(page.getByRole('dialog').getByRole('listitem')).toHaveText(['Practice (Anna Weber)']);
  });
});

test('deleting says what it would break, lands in the bin, and Undo is under the finger', async () => {
  await inWindow(open(pageOf(readyCredential)), async (window, page) => {
    await page.getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete “Practice”?' });
    await expect(dialog).toContainText('2 meetings within 24 hours could not be started any more');
    await expect(dialog).toContainText('Quarterly town hall, main stage');
    await expect(dialog).toContainText('2 later meetings could not be started any more.');
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    expect(await window.calls()).toEqual([]);
    await page.getByRole('button', { name: 'Delete' }).click();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Credentials');
    const inBin = everyCredential.credentials.map((one) =>
      one.id === readyCredential.id ? { ...one, deletedAt: minutesFromNow(0) } : one,
    );
    await window.publish({ ...everyCredential, credentials: inBin });
    await expect(page.getByText('“Practice” is in the bin.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Undo' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => location.hash)).toBe(`#credentials/${readyCredential.id}`);
    await window.publish(everyCredential);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Practice');
    const input = { credentialId: readyCredential.id };
    expect(await window.calls()).toEqual([
      { name: 'deleteCredential', input },
      { name: 'restoreCredential', input },
    ]);
  });
});

test('the bin says since when and until which day, restores, and says whether Zoom has revoked what is gone for good', async () => {
  const replies: Replies = { purgeCredential: { ok: true, value: { revoked: 'yes' } } };
  await inWindow(open('credentials/bin', everyCredential, replies), async (window, page) => {
    const line = row(page, 'Old press office');
    await expect(line).toContainText('In the bin since 3 d ago');
    await expect(line).toContainText('for good on Friday 18 December');
    await line.getByRole('button', { name: 'Restore' }).click();
    await expect(page.getByRole('status')).toContainText('“Old press office” is back');
    await line.getByRole('button', { name: 'Delete now' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click();
    await expect(page.getByRole('status')).toContainText('Zoom has revoked its authorization.');
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
    expect((await window.calls()).map(({ name }) => name)).toEqual(['restoreCredential', 'purgeCredential']);
  });
});

for (const [revoked, sentence] of [
  ['no', 'Zoom could not be asked to revoke its authorization'],
  [
    'kept',
    'Zoom was not asked to revoke its authorization, because another credential of the same user and app is in use',
  ],
  ['nothing', 'There was no authorization to revoke.'],
] as const) {
  test(`what is gone for good says what became of its authorization: ${revoked}`, async () => {
    const replies: Replies = { purgeCredential: { ok: true, value: { revoked } } };
    await inWindow(open('credentials/bin', everyCredential, replies), async (_window, page) => {
      await row(page, 'Old press office').getByRole('button', { name: 'Delete now' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click();
      await expect(page.getByRole('status')).toContainText(sentence);
    });
  });
}

test('a signature that Zoom refused says that a test cannot tell whether that is over', async () => {
  const refused = { failure: { code: 'signature_refused' }, at: minutesFromNow(-1) } as const;
  const state = { ...everyCredential, credentials: [{ ...readyCredential, lastError: refused }] };
  await inWindow(open(pageOf(readyCredential), state), async (window, page) => {
    const lastError = page.getByRole('region', { name: 'Last error' });
    await expect(lastError).toContainText('Zoom looks at a signature only at the door of a meeting');
    const failure = { code: 'offline' } as const;
    const lost = { ...readyCredential, lastError: { failure, at: minutesFromNow(-1) } };
    await window.publish({ ...everyCredential, credentials: [lost] });
    await expect(lastError).not.toContainText('signature');
  });
});

test('a redirect address that Zoom does not know leads to those to register, each with a button that copies it (O5)', async () => {
  const failure = { code: 'redirect_mismatch', zoomCode: 4709, subject: registeredRedirectUris[1] } as const;
  const health = { kind: 'misconfigured', cause: failure, since: minutesFromNow(-1) } as const;
  const mismatched = { ...readyCredential, health, lastError: { failure, at: minutesFromNow(-1) } };
  const state = { ...everyCredential, credentials: [mismatched] };
  await inWindow(open(pageOf(readyCredential), state), async (window, page) => {
    const addresses = page.getByRole('region', { name: 'Redirect addresses to register' });
    await expect(addresses.getByRole('listitem').locator('code')).toHaveText([...registeredRedirectUris]);
    for (const text of registeredRedirectUris) {
      await addresses.getByRole('button', { name: `Copy ${text}` }).press('Enter');
      await expect(addresses.getByRole('button', { name: `Copied ${text}` })).toBeVisible();
      expect((await window.calls()).at(-1)).toEqual({ name: 'copyText', input: { text } });
    }
    await window.publish({ ...everyCredential, credentials: [{ ...mismatched, hasClientSecret: false }] });
    await expect(addresses).toContainText('For a public client Zoom does not look at the port.');
    await window.publish({ ...everyCredential, credentials: [readyCredential] });
    await expect(addresses).toHaveCount(0);
  });
});

test('a purge that the keyring stops says so, and the row stays', async () => {
  await inWindow(
    open('credentials/bin', everyCredential, { purgeCredential: refusal('keychain_locked') }),
    async (_window, page) => {
      await row(page, 'Old press office').getByRole('button', { name: 'Delete now' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click();
      await expect(row(page, 'Old press office').getByRole('alert')).toContainText('The system keyring is locked.');
    },
  );
});

for (const [button, choice] of [
  ['Replace', 'replace'],
  ['Add as new', 'addAsNew'],
  ['Throw away', 'discard'],
] as const) {
  test(`another user who came back is shown beside the known one, and "${button}" decides`, async () => {
    await inWindow(open('', { ...everyCredential, arrivals: [arrival] }), async (window, page) => {
      const dialog = page.getByRole('dialog', { name: 'Somebody else signed in' });
      await expect(dialog).toContainText('anna.weber@practice.example');
      await expect(dialog).toContainText('priya.raman@halden.example');
      await expect(dialog).toContainText('Thrown away by itself in 8:00.');
      await expect(dialog.getByRole('button', { name: 'Throw away' })).toBeFocused();
      await dialog.getByRole('button', { name: button }).click();
      expect(await window.calls()).toEqual([
        { name: 'decideArrival', input: { credentialId: readyCredential.id, choice } },
      ]);
      await window.publish(everyCredential);
      await expect(dialog).toHaveCount(0);
    });
  });
}

test('who decides about another user is told what becomes of the start or join that waits', async () => {
  const { key: meetingKey } = sampleMeeting({ topic: 'Town hall', startsIn: 5 });
  const wish = { credentialId: readyCredential.id, meetingKey, expiresAt: minutesFromNow(5) };
  const waiting = (kind: 'start' | 'join'): AppState => ({
    ...everyCredential,
    arrivals: [arrival],
    waitingWishes: [{ ...wish, kind }],
  });
  await inWindow(open('', waiting('start')), async (window, page) => {
    const dialog = page.getByRole('dialog', { name: 'Somebody else signed in' });
    await expect(dialog).toContainText('The start that waits for it goes on if Priya Raman is the host.');
    await window.publish(waiting('join'));
    await expect(dialog).toContainText('The join that waits for it goes on as Priya Raman.');
    await window.publish({ ...everyCredential, arrivals: [arrival] });
    await expect(dialog).not.toContainText('waits');
  });
});

test('the decision about another user can wait, and the credential’s page leads back to it', async () => {
  await inWindow(open(pageOf(readyCredential), { ...everyCredential, arrivals: [arrival] }), async (_window, page) => {
    await expect(page.getByRole('button', { name: 'Throw away' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.getByRole('button', { name: 'Decide' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
  });
});

test('duplicating leads to the new credential', async () => {
  const replies: Replies = { duplicateCredential: { ok: true, value: { credentialId: newCredential.id } } };
  await inWindow(open(pageOf(readyCredential), everyCredential, replies), async (_window, page) => {
    await page.getByRole('button', { name: 'Duplicate' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Studio A');
  });
});

for (const [label, kind] of [
  ['App only', 'app'],
  ['Server-to-server', 'serverToServer'],
] as const) {
  test(`Practice Zoom makes an app for a credential of the kind “${label}”, and a failure stays in the dialog`, async () => {
    const replies: Replies = {
      makePracticeApp: [refusal('keychain_locked'), { ok: true, value: { credentialId: newCredential.id } }],
    };
    await inWindow(
      (page) => RendererPage.openOperator(page, sampleState(), { screen: 'credentials', replies }),
      async (window, page) => {
        await page.getByRole('button', { name: 'Add', exact: true }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('radio', { name: label }).check();
        await dialog.getByRole('radio', { name: 'Practice Zoom' }).check();
        const make = dialog.getByRole('button', { name: 'Make one and add it' });
        await make.press('Enter');
        await expect(dialog.getByRole('alert')).toContainText('The system keyring is locked.');
        await make.press('Enter');
        await expect(dialog).toHaveCount(0);
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('Credentials');
        expect(await window.calls()).toEqual([
          { name: 'makePracticeApp', input: { kind } },
          { name: 'makePracticeApp', input: { kind } },
        ]);
      },
    );
  });
}
