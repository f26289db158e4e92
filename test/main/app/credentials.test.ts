import { expect, test } from '@playwright/test';
import { codeFrom } from '../code-from';
import { sendJson } from '../http-fake';
import { AppParts } from './app-parts';

let app: AppParts;
test.beforeEach(async () => {
  app = await AppParts.start();
});
test.afterEach(() => app.close());

test('its name and tags are the user’s own words, kept on disk', async () => {
  const credentialId = await app.addUser();
  await app.commands.describeCredential({ credentialId, name: 'Studio A', tags: ['stage', 'stage', 'left'] });
  expect(app.credentials.get(credentialId)).toMatchObject({ name: 'Studio A', tags: ['stage', 'left'] });
  expect(app.disk.store.credentials).toEqual(app.credentials.all);
});

test('a bad network makes it degraded, the next success well again', async () => {
  const id = await app.addSignedIn();
  const client = await app.access.clientOf(id);
  app.zoom.answer = (_request, response) => {
    sendJson(response, 503, {});
    return true;
  };
  expect(await codeFrom(client.getZak())).toBe('zoom_unavailable');
  expect(app.credentials.get(id)).toMatchObject({
    health: { kind: 'degraded' },
    lastError: { failure: { code: 'zoom_unavailable' } },
  });
  app.zoom.answer = () => false;
  await client.getZak();
  expect(app.credentials.get(id).health).toEqual({ kind: 'ready' });
  expect(app.credentials.get(id)).not.toHaveProperty('lastError');
  expect(app.disk.store.credentials).toMatchObject([{ health: { kind: 'ready' } }]);
});

test('one credential that Zoom has ended leaves the others alone', async () => {
  const ended = await app.addSignedIn();
  app.zoom.endGrants();
  const well = await app.addSignedIn();
  expect(await codeFrom((await app.access.clientOf(ended)).getZak())).toBe('reauthorization_required');
  expect(await codeFrom((await app.access.clientOf(well)).getZak())).toBe('done');
  expect(app.credentials.all.map(({ health }) => health.kind)).toEqual(['needsReauthorization', 'ready']);
});
