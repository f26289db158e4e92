import type { Locator, Page } from '@playwright/test';
import type { ConsentAnswer } from './browser';

type AnswerConsent = (answer: ConsentAnswer) => Promise<string>;

/** Meetings that the first practice user, Mira Okafor, sees. */
export const practiceTopics = {
  running: 'Control room: morning check',
  inFourMinutes: 'Town hall rehearsal',
  signedInOnly: 'Board update (signed-in users only)',
  hostedBySomebodyElse: 'Broadcast review',
} as const;

/** The first click of somebody new, up to the list of meetings. Says what the browser showed in the end. */
export async function practiceFirst(
  page: Page,
  answerConsent: AnswerConsent,
  answer: ConsentAnswer = { decision: 'Allow' },
): Promise<string> {
  await page.getByRole('button', { name: 'Practice first' }).click();
  return await answerConsent(answer);
}

export async function goTo(
  page: Page,
  screen: 'Meetings' | 'In meetings' | 'Bots' | 'Rooms' | 'Host keys' | 'Credentials' | 'Activity' | 'Settings',
): Promise<void> {
  await page.getByRole('navigation').getByText(screen, { exact: true }).click();
  await page.getByRole('heading', { level: 1, name: screen }).waitFor();
}

/** A click after which the window is gone: Playwright must not wait for what such a page does next. */
export async function clickAndClose(page: Page, button: string): Promise<void> {
  const closed = page.waitForEvent('close');
  await page
    .getByRole('button', { name: button })
    .last()
    .evaluate((element: HTMLElement) => setTimeout(() => element.click()));
  await closed;
}

export function meetingRow(page: Page, topic: string): Locator {
  return page.getByRole('listitem').filter({ hasText: topic }).first();
}

export function credentialCard(page: Page, name: string): Locator {
  return page.getByRole('listitem', { name });
}

/** From the list of credentials to the page of one. */
export async function openCredential(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
}

/** To the bin, from the page of a credential. */
export async function deleteOpenCredential(page: Page): Promise<void> {
  // One that is on its way out has a button of the same name.
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('is in the bin.').waitFor();
}
