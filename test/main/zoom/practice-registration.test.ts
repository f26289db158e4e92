import { expect, test } from '@playwright/test';
import { failureOf } from '../../../src-main/shared/app-error';
import { registerPracticeApp, registerPracticeServerApp } from '../../../src-main/zoom/practice-registration';
import { RunningPractice, redirectUri } from '../practice/running-practice';

let practice: RunningPractice;
test.beforeEach(async () => {
  practice = await RunningPractice.start();
});
test.afterEach(() => practice.stop());

test('Practice Zoom gives an app of either kind, ready to be used', async () => {
  const { origin } = practice;
  const app = await registerPracticeApp({ origin, name: 'Usher', redirectUris: [redirectUri], fetch });
  expect(await practice.signIn(app)).toMatchObject({ token_type: 'bearer' });

  const { accountId, ...serverApp } = await registerPracticeServerApp({ origin, name: 'Usher', fetch });
  const reply = await practice.token(serverApp, { grant_type: 'account_credentials', account_id: accountId });
  expect(reply.status).toBe(200);
});

test('a Practice Zoom that is away, or says nothing of use, is one failure', async () => {
  const silly = async () => Response.json({ client_id: 'not-a-real-client' });
  for (const fetchNothing of [silly, async () => Promise.reject(new TypeError('fetch failed'))]) {
    const failed = registerPracticeServerApp({ origin: practice.origin, name: 'Usher', fetch: fetchNothing });
    expect(failureOf(await failed.catch((error: unknown) => error)).code).toBe('zoom_unavailable');
  }
});
