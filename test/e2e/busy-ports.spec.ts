import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Page } from '@playwright/test';
import { registeredRedirectPorts, registeredRedirectUris } from '../../src-main/shared/redirect-addresses';
import { meetingRow, practiceTopics } from '../support/operator';
import { expect, test } from '../support/usher-test';

test('where other programs have every port, the address is pasted and the sign-in goes on', async ({
  usher,
  answerConsent,
}) => {
  const squatters = await Promise.all(registeredRedirectPorts.map(occupy));
  try {
    const page = await usher.mainWindow();
    await page.getByRole('button', { name: 'Practice first' }).click();
    const field = page.getByLabel('Paste the address on which the browser ended');
    await field.fill('http://127.0.0.1:47801/callback?code=not-a-real-code&state=not-a-real-state');
    await page.getByRole('button', { name: 'Finish the sign-in' }).click();
    await expect(page.getByText('This is not where the browser ended')).toBeVisible();
    const endedOn = (browserPage: Page) => field.fill(browserPage.url());
    expect(await answerConsent({ decision: 'Allow', onDone: endedOn })).toBe('Somebody else lives here.');
    await page.getByRole('button', { name: 'Finish the sign-in' }).click();
    await expect(meetingRow(page, practiceTopics.inFourMinutes)).toBeVisible();
  } finally {
    for (const squatter of squatters) {
      squatter?.close();
      squatter?.closeAllConnections();
    }
  }
});

test('a sign-in can be cancelled, and its port closes with it', async ({ usher, openedUrls }) => {
  const page = await usher.mainWindow();
  await page.getByRole('button', { name: 'Practice first' }).click();
  const redirectUri = new URL(await openedUrls.next()).searchParams.get('redirect_uri') ?? '';
  expect(registeredRedirectUris).toContain(redirectUri);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Waiting for you in the browser')).toBeHidden();
  await expect(async () => {
    await expect(fetch(redirectUri)).rejects.toThrow();
  }).toPass({ timeout: 2_000 });
});

/** Nobody, where somebody else has the port already. */
async function occupy(port: number): Promise<Server | undefined> {
  const server = createServer((_request, response) => response.end('Somebody else lives here.')).listen(
    port,
    '127.0.0.1',
  );
  return await once(server, 'listening').then(
    () => server,
    () => undefined,
  );
}
