import type { Locator, Page } from '@playwright/test';
import type { AppState } from '../../src-main/shared/app-state';
import type { Credential } from '../../src-main/shared/credential';
import {
  type EarlierHostKey,
  type HostKeyPage,
  type HostKeyPerson,
  hostKeyPersonId,
} from '../../src-main/shared/host-key';
import type { CampaignShown, TableCampaignPlan } from '../../src-main/shared/host-key-campaign';
import type { HostKeyDryRun } from '../../src-main/shared/host-key-import';
import { RendererPage, type Replies } from './renderer-page';
import { minutesFromNow, readyCredential, sampleState } from './sample-state';

/** An app that may read the directory and set everybody's key. */
const { user: _nobody, ...serverApp } = readyCredential;
export const reader: Credential = {
  ...serverApp,
  kind: 'serverToServer',
  name: 'Practice account',
  accountId: 'not-a-real-account',
  scopes: ['user:read:list_users:admin', 'user:update:user:admin'],
};

export function person(name: string, different: Partial<HostKeyPerson> = {}): HostKeyPerson {
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
export const people: HostKeyPerson[] = [
  person('Mira', { provenAt: minutesFromNow(-75), earlier: 2 }),
  { ...withoutKey, standing: 'missing' },
  person('Priya', { standing: 'doubtful', weakness: 'sequence', source: 'told' }),
  person('Elin', { standing: 'uncertain' }),
  person('Oskar', { standing: 'retired' }),
];

export function pageOf(shown: HostKeyPerson[], found = shown.length): HostKeyPage {
  const counts = { missing: 0, known: 0, doubtful: 0, uncertain: 0, retired: 0 };
  for (const { standing } of shown) counts[standing] += 1;
  return { people: shown, found, counts, leftWithKey: counts.retired };
}

export const hostKeysState = (different: Partial<AppState> = {}) =>
  sampleState({ credentials: [reader], ...different });
export const openHostKeys =
  (replies: Replies = {}, shown: AppState = hostKeysState()) =>
  (page: Page) =>
    RendererPage.openOperator(page, shown, {
      screen: 'hostKeys',
      replies: {
        findHostKeys: { ok: true, value: pageOf(people) },
        listCampaignResults: { ok: true, value: [] },
        ...replies,
      },
    });

export const earlierKeys: EarlierHostKey[] = [
  { source: 'set', at: minutesFromNow(-120), until: minutesFromNow(-75) },
  { source: 'imported', at: minutesFromNow(-3000), until: minutesFromNow(-120) },
];

/** Of the first person. */
export async function openEarlierKeys(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: `More for ${people[0]?.name}` }).click();
  await page.getByRole('menuitem', { name: 'Earlier keys…' }).click();
  return page.getByRole('dialog', { name: `Earlier keys of ${people[0]?.name}` });
}

/** A campaign in which something went wrong. */
export const paused: CampaignShown = {
  kind: 'rotate',
  startedAt: minutesFromNow(-4),
  total: 120,
  done: 44,
  failed: 1,
  status: 'paused',
  failure: { code: 'offline' },
};

/** What setting the keys of the table below would do. */
export const tablePlan: TableCampaignPlan = {
  people: 12,
  names: ['Mira', 'Jonas', 'Priya'],
  without: 1,
  secondsAtLeast: 0.6,
  weak: 1,
  already: 3,
  strangers: [
    { line: 11, name: 'Vera', email: 'vera@halden.example' },
    { line: 14, name: 'gus@halden.example', email: 'gus@halden.example' },
  ],
  moreStrangers: 2,
};

/** The dialog after a table was chosen. */
export async function openTable(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Import and export' }).click();
  await page.getByRole('menuitem', { name: 'Import a table…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import host keys' });
  await dialog.getByRole('button', { name: 'Choose a file…' }).click();
  return dialog;
}

export const dryRun: HostKeyDryRun = {
  importId: '10000000-0000-4000-8000-000000000000',
  fileName: 'keys.csv',
  counts: { new: 12, same: 3, conflict: 1, ambiguous: 2, wrong: 1 },
  weak: 1,
  ambiguousKnown: 0,
  more: 0,
  rows: [
    { line: 3, name: 'Mira', email: 'mira@halden.example', verdict: 'conflict', isWeak: false },
    { line: 5, name: 'Dan', email: 'dan@halden.example', verdict: 'ambiguous', isWeak: false },
    { line: 6, name: 'Dan', email: 'dan@halden.example', verdict: 'ambiguous', isWeak: true },
    { line: 8, name: 'Gus', email: 'gus@halden.example', verdict: 'wrong', isWeak: false, why: 'more than 10 digits' },
  ],
};
