import { expect, test } from '@playwright/test';
import { answerCall } from '../../../src-main/app/answer-call';
import type { ActivityEntry } from '../../../src-main/shared/activity';
import { contract } from '../../../src-main/shared/contract';
import { guidePageNames, guidePages } from '../../../src-main/shared/guide-pages';
import { registeredRedirectUris } from '../../../src-main/shared/redirect-addresses';
import { sendJson } from '../http-fake';
import { AppParts } from './app-parts';

let app: AppParts;
let opened: string[];

test.beforeEach(async () => {
  app = await AppParts.start();
  opened = [];
  app.browse = (url) => void opened.push(url.href);
});
test.afterEach(() => app.close());

async function clientChanges(): Promise<ActivityEntry[]> {
  await app.activity.list({ limit: 1 });
  return app.activityLog.written.filter(({ kind }) => kind === 'clientChanged');
}

test('another secret alone, which leaves no trace in the state, is written down; what the state tells is told once', async () => {
  app.activity.start();
  app.zoom.answer = ({ path }, response) => {
    if (path === '/oauth/token') sendJson(response, 400, { error: 'invalid_grant', reason: 'Invalid Token!' });
    return path === '/oauth/token';
  };
  const client = { clientId: 'client-1', clientSecret: 'not-a-real-secret' };
  const credentialId = await app.care.add({ kind: 'app', environment: 'zoom', name: 'Signer', ...client });
  await app.commands.changeClient({ credentialId, ...client, clientSecret: 'not-a-real-other-secret' });
  await app.commands.changeClient({ credentialId, ...client, clientId: 'client-2' });
  expect(await clientChanges()).toMatchObject([
    { about: 'client secret', credentialName: 'Signer', outcome: 'done' },
    { about: 'client ID' },
  ]);
  expect(JSON.stringify(app.activityLog.written)).not.toContain('not-a-real');
  await app.activity.settle();
});

test('Practice Zoom gives a credential of each kind for which nobody signs in, with a name of its own', async () => {
  const asked: Record<string, unknown>[] = [];
  app.zoom.answer = ({ path, body }, response) => {
    if (path !== '/practice/clients') return false;
    asked.push(JSON.parse(body));
    const isServerToServer = asked.at(-1)?.grant_types !== undefined;
    sendJson(response, 201, {
      client_id: `practice-client-${asked.length}`,
      client_secret: `not-a-real-secret-${asked.length}`,
      ...(isServerToServer ? { account_id: 'practice-account' } : {}),
    });
    return true;
  };
  for (const kind of ['app', 'serverToServer', 'serverToServer'] as const) {
    const { credentialId } = await app.commands.makePracticeApp({ kind });
    expect(app.credentials.all.at(-1)?.id).toBe(credentialId);
  }
  expect(app.credentials.all).toMatchObject([
    { kind: 'app', environment: 'practice', name: 'Practice app', clientId: 'practice-client-1' },
    { kind: 'serverToServer', environment: 'practice', name: 'Practice account', accountId: 'practice-account' },
    { kind: 'serverToServer', environment: 'practice', name: 'Practice account (2)', hasClientSecret: true },
  ]);
  expect(asked).toMatchObject([
    { redirect_uris: [...registeredRedirectUris] },
    { grant_types: ['account_credentials'] },
    { grant_types: ['account_credentials'] },
  ]);
  for (const number of [1, 2, 3]) expect(app.kept).toContain(`not-a-real-secret-${number}`);
  expect(JSON.stringify(app.live.current)).not.toContain('not-a-real');
});

test('each page that the guide names is opened at its own address', async () => {
  for (const page of guidePageNames) await app.commands.openGuidePage({ page });
  expect(opened).toEqual(Object.values(guidePages));
});

test('a window names a page of the guide and cannot bring an address of its own', async () => {
  const { openGuidePage } = app.commands;
  const onlyThis = { openGuidePage: contract.openGuidePage };
  for (const page of ['https://elsewhere.example/', 'constructor', '', 7])
    expect(await answerCall(onlyThis, { openGuidePage }, 'openGuidePage', { page }, () => {})).toEqual({
      ok: false,
      failure: { code: 'invalid_request' },
    });
  expect(opened).toEqual([]);
});
