import { people } from '../../../src-main/practice/practice-people';
import { expectNoAxeFindings } from '../../support/axe';
import { pageEngineOptions } from '../../support/chromium';
import { enter, look } from './practice-room-visitor';
import { expect, test } from './running-practice';

test.use({ launchOptions: pageEngineOptions });

const registration = '86055004606';
const openToAll = '86011004203';

test('who opens the link of a meeting with registration registers there, and the link of their own lets them in', async ({
  practice,
  page,
}) => {
  await page.goto(`${practice.origin}/j/${registration}`);
  await expect(page.getByText('Practice Zoom – this is not zoom.us')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Register for “Press briefing (registration)”');
  await expectNoAxeFindings(page);
  await page.getByLabel('Name').fill('Ines');
  await page.getByLabel('E-mail address').fill('ines@elsewhere.example');
  await page.getByRole('button', { name: 'Register' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You are registered');
  await expectNoAxeFindings(page);
  const link = new URL((await page.locator('code').textContent()) ?? '');
  expect(link.pathname).toBe(`/w/${registration}`);
  const tk = link.searchParams.get('tk') ?? '';
  const guest = await enter(practice, registration, 'participant', undefined, 'Ines', { tk });
  expect((await look(practice, guest)).standing).toEqual({ kind: 'inMeeting' });
});

test('the host’s API names the same page; other meetings have none', async ({ practice }) => {
  const host = await practice.get<{ registration_url: string }>(
    `/v2/meetings/${registration}`,
    await practice.accessTokenOf(people.mira.id, ['meeting:read:meeting:admin']),
  );
  const { pathname } = new URL(host.body.registration_url);
  const opened = await practice.ask(`/j/${registration}`);
  expect([opened.status, opened.headers.get('location')]).toEqual([302, pathname]);
  const other = await practice.get(`/v2/meetings/${openToAll}`, await practice.accessTokenOf(people.mira.id));
  expect(other.body).not.toHaveProperty('registration_url');
  expect((await practice.ask(`/j/${openToAll}`)).status).toBe(200);
  for (const path of ['/j/99999999999', '/meeting/register/x']) expect((await practice.ask(path)).status).toBe(404);
});

test('a registration without name or address, or from another page, is none', async ({ practice }) => {
  const path = (await practice.ask(`/j/${registration}`)).headers.get('location') ?? '';
  const send = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    practice.ask<string>(path, { method: 'POST', headers, body: new URLSearchParams(fields) });
  const whole = { first_name: 'Ines', email: 'ines@elsewhere.example' };
  for (const fields of [{}, { ...whole, first_name: ' ' }, { ...whole, email: '<b>' }])
    expect((await send(fields)).status).toBe(400);
  expect((await send(whole, { origin: 'http://evil.example' })).status).toBe(404);
  const good = await send(whole);
  expect([good.status, good.headers.get('cache-control')]).toEqual([200, 'no-store']);
});
