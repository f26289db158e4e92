import { expect, test } from '@playwright/test';
import { failureOf } from '../../../src-main/shared/app-error';
import { TokenFeature } from '../../../src-main/shared/token-trial';
import { sendJson } from '../http-fake';
import { AppParts } from './app-parts';

let app: AppParts;
test.beforeEach(async () => {
  app = await AppParts.start();
  app.zoom.meetings = [
    { id: 81234567890, topic: 'Town hall', type: 2, start_time: '2026-11-21T10:00:00Z', duration: 60, host_id: 'ada' },
  ];
  app.zoom.answer = ({ path }, response) => {
    const isToken = path === '/v2/users/me/token' || path.includes('/jointoken/');
    if (isToken) sendJson(response, 200, { token: 'not-a.real.token', expire_in: 120 });
    return isToken;
  };
});
test.afterEach(() => app.close());

async function hostWithMeeting() {
  const credentialId = await app.addSignedIn();
  await app.meetings.refresh();
  app.zoom.http.requests.length = 0;
  return credentialId;
}

test('each feature’s token is asked for as it is when it counts, and told in the activity, but never shown', async () => {
  const credentialId = await hostWithMeeting();
  for (const feature of TokenFeature.options) await app.commands.tryFeature({ credentialId, feature });
  expect(app.zoom.http.requests.map(({ path, query }) => `${path}?${query}`)).toEqual([
    '/v2/users/me/zak?',
    '/v2/users/me/token?type=onbehalf&ttl=7200&meeting_id=81234567890',
    '/v2/meetings/81234567890/jointoken/local_recording?bypass_waiting_room=false',
    '/v2/meetings/81234567890/jointoken/live_streaming?',
    '/v2/meetings/81234567890/jointoken/local_archiving?',
  ]);
  const { entries } = await app.commands.listActivity({ limit: 5, kinds: ['tokenMinted'] });
  expect(entries.map(({ token, outcome, topic }) => [token, outcome, topic]).reverse()).toEqual([
    ['zak', 'done', undefined],
    ['obf', 'done', 'Town hall'],
    ['localRecording', 'done', 'Town hall'],
    ['liveStreaming', 'done', 'Town hall'],
    ['localArchiving', 'done', 'Town hall'],
  ]);
  expect(JSON.stringify([app.live.current, entries])).not.toContain('not-a.real');
});

test('a token that Zoom does not give is the credential’s last error, and the next one that it gives clears it', async () => {
  const credentialId = await hostWithMeeting();
  const gives = app.zoom.answer;
  app.zoom.answer = (_request, response) => {
    sendJson(response, 400, { code: 3000, message: 'Local recording is off.' });
    return true;
  };
  const refused = await app.commands.tryFeature({ credentialId, feature: 'localRecording' }).catch(failureOf);
  expect(refused).toMatchObject({ code: 'not_permitted', zoomCode: 3000 });
  expect(app.credentials.get(credentialId)).toMatchObject({
    health: { kind: 'ready' },
    lastError: { failure: { code: 'not_permitted' } },
  });
  app.zoom.answer = gives;
  await app.commands.tryFeature({ credentialId, feature: 'localRecording' });
  expect(app.credentials.get(credentialId).lastError).toBeUndefined();
});

test('where the list has no meeting to ask with, nothing is asked', async () => {
  app.zoom.meetings = [];
  const credentialId = await hostWithMeeting();
  expect(await app.commands.tryFeature({ credentialId, feature: 'onBehalf' }).catch(failureOf)).toMatchObject({
    code: 'invalid_request',
  });
  expect(app.zoom.http.requests).toEqual([]);
});
