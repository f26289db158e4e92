import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, type BrowserContext, chromium, expect, type Page, test } from '@playwright/test';
import { browserOptions } from '../../support/chromium';
import { type RunningSignIn, startSignIn } from './running-sign-in';
import { TokenEndpoint } from './token-endpoint';

let browser: Browser;
let context: BrowserContext;
let endpoint: TokenEndpoint;
let flow: RunningSignIn;

test.beforeAll(async () => {
  browser = await chromium.launch(browserOptions);
});

test.afterAll(() => browser.close());

test.beforeEach(async () => {
  endpoint = await TokenEndpoint.start();
  flow = await startSignIn(endpoint);
  context = await browser.newContext();
});

test.afterEach(async () => {
  flow.controller.abort();
  await flow.result.catch(() => {});
  await context.close();
  await endpoint.close();
});

/** A page of another site: `localhost` is one to a browser, and nothing keeps it from asking for 127.0.0.1. */
async function servePage(html: string): Promise<{ url: string; server: Server }> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://localhost:${(server.address() as AddressInfo).port}/`, server };
}

/** What an address is answered, also where the browser keeps the answer from the page. */
async function watch(page: Page, address: string): Promise<{ status: Promise<number> }> {
  const devTools = await context.newCDPSession(page);
  await devTools.send('Network.enable');
  const asked = new Set<string>();
  const answers = new Map<string, number>();
  const status = new Promise<number>((resolve) => {
    page.on('response', (response) => {
      if (response.url() === address) resolve(response.status());
    });
    // The two come in either order.
    const look = (requestId: string) => {
      const answer = answers.get(requestId);
      if (asked.has(requestId) && answer !== undefined) resolve(answer);
    };
    devTools.on('Network.requestWillBeSent', ({ request, requestId }) => {
      if (request.url === address) asked.add(requestId);
      look(requestId);
    });
    devTools.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode }) => {
      answers.set(requestId, statusCode);
      look(requestId);
    });
  });
  return { status };
}

const attacks: { name: string; status: number; html: (address: string) => string }[] = [
  { name: 'an image', status: 403, html: (address) => `<img src="${address}">` },
  { name: 'a script', status: 403, html: (address) => `<script src="${address}"></script>` },
  { name: 'a stylesheet', status: 403, html: (address) => `<link rel="stylesheet" href="${address}">` },
  { name: 'a fetch', status: 403, html: (address) => `<script>fetch("${address}", { mode: 'no-cors' })</script>` },
  { name: 'a fetch with CORS', status: 403, html: (address) => `<script>fetch("${address}").catch(() => {})</script>` },
  { name: 'a frame', status: 403, html: (address) => `<iframe src="${address}"></iframe>` },
  { name: 'an embedded object', status: 403, html: (address) => `<object data="${address}"></object>` },
  {
    name: 'a form that is posted',
    status: 405,
    html: (address) => `<form method="post" action="${address}"></form><script>document.forms[0].submit()</script>`,
  },
  {
    name: 'a form that is posted into a frame',
    status: 405,
    html: (address) =>
      `<iframe name="f"></iframe><form method="post" action="${address}" target="f"></form><script>document.forms[0].submit()</script>`,
  },
];

for (const { name, status, html } of attacks) {
  test(`a foreign page cannot answer by ${name}, even if it knew the state`, async () => {
    const back = endpoint.allow(flow.url);
    const { url, server } = await servePage(html(back.href));
    const page = await context.newPage();
    const answered = await watch(page, back.href);
    await page.goto(url);
    expect(await answered.status).toBe(status);
    server.close();
    expect(flow.events).toEqual(['waiting', 'browser']);

    const landing = page.goto(back.href);
    const { conclude } = await flow.result;
    conclude({ ok: true, sentence: 'Mira is signed in.' });
    await landing;
    await expect(page.getByText('Mira is signed in.')).toBeVisible();
    expect(endpoint.requests).toHaveLength(1);
  });
}

test('the code stays neither in the address bar nor in the history, and going back sends nothing again', async () => {
  const page = await context.newPage();
  const sentCodes: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('code=')) sentCodes.push(new URL(request.url()).pathname);
  });
  await page.goto(flow.url.href);
  const [{ conclude }] = await Promise.all([
    flow.result,
    page.getByRole('link', { name: 'Allow' }).click({ noWaitAfter: true }),
  ]);
  conclude({ ok: true, sentence: 'Mira is signed in.' });
  await expect(page.getByText('Mira is signed in.')).toBeVisible();
  expect(page.url()).toBe(new URL('/done', flow.redirectUri).href);
  await page.goBack();
  await expect(page.getByRole('link', { name: 'Allow' })).toBeVisible();
  expect(sentCodes.filter((path) => path === '/callback')).toHaveLength(1);
  expect(endpoint.requests).toHaveLength(1);
});

test('a denial is told in the browser, in our words', async () => {
  const page = await context.newPage();
  flow.result.catch(() => {});
  const state = flow.url.searchParams.get('state');
  await page.goto(`${flow.redirectUri}?error=access_denied&error_description=%3Cimg%20src=x%3E&state=${state}`);
  await expect(page.getByRole('heading', { name: 'Not signed in' })).toBeVisible();
  await expect(page.getByText('Consent was denied in the browser')).toBeVisible();
  await expect(page.locator('img')).toHaveCount(0);
});

test('the last page is styled, loads nothing, runs nothing and shows a hostile name as text', async () => {
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  const name = '<img src=x onerror=alert(1)> "Mira" & \'Co\'';
  const landing = page.goto(endpoint.allow(flow.url).href);
  const { conclude } = await flow.result;
  conclude({ ok: true, sentence: `${name} is signed in.` });
  await landing;
  await expect(page.getByRole('heading', { name: 'Signed in' })).toBeVisible();
  await expect(page.getByText(`${name} is signed in.`)).toBeVisible();
  expect(await page.title()).toBe('Signed in · Usher');
  await expect(page.locator('main')).toHaveCSS('border-radius', '12px');
  expect(complaints).toEqual([]);
  expect(requests).toEqual(['/callback', '/done']);
});
