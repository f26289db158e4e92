import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expectNoAxeFindings } from '../../support/axe';
import { pageEngineOptions } from '../../support/chromium';
import { challengeOf, expect, redirectUri, test } from './running-practice';

test.use({ launchOptions: pageEngineOptions });

const pkce = { code_challenge: challengeOf('not-a-real-verifier'), code_challenge_method: 'S256' };

for (const viewport of [
  { width: 1280, height: 800 },
  { width: 420, height: 800 },
]) {
  test(`nothing on the pages is in anybody’s way, in light and in dark (${viewport.width} wide)`, async ({
    practice,
    page,
  }) => {
    await page.setViewportSize(viewport);
    const app = await practice.publicApp();
    for (const path of [practice.authorizePath(app, pkce), practice.authorizePath(app)]) {
      await page.goto(`${practice.origin}${path}`);
      await expectNoAxeFindings(page);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, 'no sideways scrolling').toBeLessThanOrEqual(viewport.width);
    }
  });
}

test('the page says who asks, for what, and that this is not zoom.us', async ({ practice, page }) => {
  const app = await practice.publicApp();
  await page.goto(`${practice.origin}${practice.authorizePath(app, pkce)}`);
  await expect(page.getByText('Practice Zoom – this is not zoom.us')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Usher asks for access' })).toBeVisible();
  await expect(page.getByText('Start your meetings and join as you')).toBeVisible();
  for (const scope of ['user:read:zak', 'meeting:read:meeting']) await expect(page.getByText(scope)).toBeVisible();
  await expect(page.getByRole('radio')).toHaveCount(4);
  await expect(page.getByRole('radio', { name: 'Mira Okafor mira.okafor@halden.example' })).toBeChecked();
});

/** The app's end of the redirect, on a port of its own: Zoom ignores the port of a public client. */
async function listenAtTheApp() {
  const listener = createServer((_request, response) => response.end('back at the app'));
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  return {
    redirectUri: `http://127.0.0.1:${port}/callback`,
    close: () => {
      listener.closeAllConnections();
      listener.close();
    },
  };
}

test('a user chooses who they are with the keyboard, allows, and lands at the app', async ({ practice, page }) => {
  const { redirectUri, close } = await listenAtTheApp();
  const app = await practice.publicApp();
  const back = { ...pkce, state: 'some state', redirect_uri: redirectUri };
  await page.goto(`${practice.origin}${practice.authorizePath(app, back)}`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: /Jonas Lindqvist/ })).toBeChecked();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Allow', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('back at the app')).toBeVisible();
  const url = new URL(page.url());
  expect(url.searchParams.get('state')).toBe('some state');
  expect(url.searchParams.get('code')).toMatch(/^[\w-]{40,}$/);
  close();
});

test('a user denies, and the app is told', async ({ practice, page }) => {
  const { redirectUri, close } = await listenAtTheApp();
  const app = await practice.publicApp();
  const back = { ...pkce, state: 's', redirect_uri: redirectUri };
  await page.goto(`${practice.origin}${practice.authorizePath(app, back)}`);
  await page.getByRole('button', { name: 'Deny', exact: true }).click();
  await expect(page.getByText('back at the app')).toBeVisible();
  expect(page.url()).toBe(`${redirectUri}?error=access_denied&state=s`);
  close();
});

test('an app’s name and address cannot bring markup into the page', async ({ practice, page }) => {
  const name = `<img src=x onerror="document.title='owned'">"'&amp;`;
  const app = await practice.zoom.registerClient({ name, redirectUris: [redirectUri], isPublic: true });
  await page.goto(
    `${practice.origin}${practice.authorizePath(app, { ...pkce, state: '"><script>alert(1)</script>' })}`,
  );
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${name} asks for access`);
  expect(await page.locator('script, img[src="x"]').count()).toBe(0);
  await page.goto(`${practice.origin}${practice.authorizePath(app, { ...pkce, redirect_uri: `http://x/${name}` })}`);
  await expect(page.getByText(`Invalid redirect: http://x/${name} is not registered`)).toBeVisible();
  expect(await page.locator('script, img').count()).toBe(0);
});

test('the page may run nothing, cannot be framed, and its form leads to the app only', async ({ practice }) => {
  const app = await practice.publicApp();
  const reply = await practice.ask<string>(practice.authorizePath(app, pkce));
  const policy = reply.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/=]+'; img-src 'self'; form-action 'self' http:\/\/127\.0\.0\.1:47801; base-uri 'none'; frame-ancestors 'none'$/,
  );
  expect(reply.headers.get('cache-control')).toBe('no-store');
  expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
  expect(reply.body).not.toMatch(/<script|javascript:|\son\w+=/i);
});
