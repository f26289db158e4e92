import { mock } from 'node:test';
import { expect, test } from '@playwright/test';
import { type ActivityEntry, activityTitle } from '../../../src-main/shared/activity';
import { type AppErrorCode, failureOf } from '../../../src-main/shared/app-error';
import type { CredentialId } from '../../../src-main/shared/credential';
import { waitUntil } from '../../support/wait-until';
import { idOf, now } from '../examples';
import { sendJson } from '../http-fake';
import { AppParts } from './app-parts';

const day = 24 * 3_600_000;
let app: AppParts;
test.beforeEach(async () => {
  app = await AppParts.start();
});
test.afterEach(async () => {
  mock.timers.reset();
  app.bin.stop();
  await app.close();
});

async function codeFrom(work: Promise<unknown>): Promise<AppErrorCode | 'done'> {
  return work.then(
    () => 'done' as const,
    (error: unknown) => failureOf(error).code,
  );
}

async function binned(): Promise<CredentialId> {
  const id = await app.addSignedIn();
  await app.bin.delete(id);
  return id;
}

const expectNothingLeft = (id: CredentialId) => {
  expect(app.credentials.all).toEqual([]);
  expect(app.disk.store.credentials).toEqual([]);
  expect(app.keychainProcess.items.has(id)).toBe(false);
};

async function purges(): Promise<ActivityEntry[]> {
  await app.activity.list({ limit: 1 });
  return app.activityLog.written.filter(({ kind }) => kind === 'credentialPurged');
}

/** Zoom hangs up when it is asked to. */
function cannotBeRevoked(): void {
  app.zoom.answer = ({ path }, response) => {
    if (path === '/oauth/revoke') response.destroy();
    return path === '/oauth/revoke';
  };
}

test.describe('a deleted credential', () => {
  test('keeps its secrets and its record, and says since when it is in the bin', async () => {
    const id = await app.addSignedIn();
    const kept = app.kept;
    await app.bin.delete(id);
    expect(app.credentials.get(id)).toMatchObject({ deletedAt: now.toISOString(), health: { kind: 'ready' } });
    expect(app.disk.store.credentials).toEqual(app.credentials.all);
    expect(app.kept).toBe(kept);
    expect(app.zoom.revoked).toEqual([]);
  });

  test('is used for nothing: no request, no refresh, no signature, no sign-in, no change', async () => {
    const id = await app.addSignedIn();
    const client = await app.access.clientOf(id);
    await app.bin.delete(id);
    const asked = app.zoom.http.requests.length;
    for (const work of [
      client.getZak(),
      app.access.clientOf(id),
      app.access.signingPair(id),
      app.care.test(id),
      app.care.duplicate(id),
      app.care.changeClient(id, { clientId: 'client-2', clientSecret: '' }),
      app.signIns.authorize(id),
      app.commands.describeCredential({ credentialId: id, name: 'Other', tags: [] }),
      app.commands.deleteCredential({ credentialId: id }),
    ]) {
      expect(await codeFrom(work)).toBe('invalid_request');
    }
    expect(app.zoom.http.requests).toHaveLength(asked);
    expect(app.credentials.get(id)).toMatchObject({ name: 'Front desk', health: { kind: 'ready' } });
  });

  test('can be deleted while the keyring is locked, since nothing is taken out of it', async () => {
    const id = await app.addSignedIn();
    app.keyring.state = 'locked';
    await app.bin.delete(id);
    expect(app.credentials.get(id).deletedAt).toBeDefined();
  });

  test('is not deleted when that cannot be saved, and can be once there is room', async () => {
    const id = await app.addSignedIn();
    app.disk.isFull = true;
    expect(await codeFrom(app.commands.deleteCredential({ credentialId: id }))).toBe('records_not_saved');
    expect(app.credentials.get(id).deletedAt).toBeUndefined();
    app.disk.isFull = false;
    await app.commands.deleteCredential({ credentialId: id });
    expect(app.credentials.get(id).deletedAt).toBeDefined();
  });

  test('ends a sign-in under way, and nothing of it comes back later', async () => {
    const id = await app.addUser();
    const urls: URL[] = [];
    app.browse = (url) => urls.push(url);
    const signingIn = codeFrom(app.signIns.authorize(id));
    await waitUntil('the browser tab', () => urls.length === 1);
    await app.bin.delete(id);
    expect(await signingIn).toBe('authorization_cancelled');
    expect(app.live.current.signIns).toEqual([]);
    expect(app.kept).not.toContain('refresh-token');
    await app.bin.purge(id);
    expectNothingLeft(id);
  });

  test('whose token was rotated at that moment still stores it: a restored one has to work', async () => {
    const id = await app.addSignedIn();
    app.zoom.expireAccessTokens();
    const before = app.kept;
    app.zoom.answer = ({ path }) => {
      if (path === '/oauth/token') void app.bin.delete(id);
      return false;
    };
    await codeFrom((await app.access.clientOf(id)).getZak());
    expect(app.kept).not.toBe(before);
    app.zoom.answer = () => false;
    await app.bin.restore(id);
    expect(await (await app.access.clientOf(id)).getZak()).toBe('not-a.real.zak');
  });

  test('comes back with everything that it had, and is tested', async () => {
    const id = await app.addSignedIn();
    const before = app.credentials.get(id);
    await app.bin.delete(id);
    app.zoom.endGrants();
    await app.bin.restore(id);
    expect(app.credentials.get(id)).toEqual(before);
    await waitUntil('the test', () => app.credentials.get(id).health.kind === 'needsReauthorization');
    expect(app.disk.store.credentials).toEqual(app.credentials.all);
  });

  test('only what is in the bin can be restored or purged', async () => {
    const id = await app.addSignedIn();
    for (const which of [id, idOf(9)]) {
      expect(await codeFrom(app.commands.restoreCredential({ credentialId: which }))).toBe('invalid_request');
      expect(await codeFrom(app.commands.purgeCredential({ credentialId: which }))).toBe('invalid_request');
    }
    expect(app.credentials.get(id).health.kind).toBe('ready');
  });
});

test.describe('purging', () => {
  test('revokes at Zoom with the access token, and leaves nothing behind', async () => {
    const id = await binned();
    expect(await app.commands.purgeCredential({ credentialId: id })).toEqual({ revoked: 'yes' });
    expect(await purges()).toMatchObject([
      { outcome: 'done', credentialId: id, credentialName: 'Front desk', zoomUser: 'Ada <ada@example.com>' },
    ]);
    expect(app.zoom.revoked).toEqual([expect.stringContaining('not-a-real-access-token')]);
    expectNothingLeft(id);
  });

  test('takes a fresh access token where there is none any more: Zoom documents no other for it', async () => {
    const id = await binned();
    app.clock.now = new Date(now.getTime() + 2 * day);
    expect(await app.bin.purge(id)).toBe('yes');
    expect(app.zoom.refreshes).toBe(1);
    expect(app.zoom.revoked).toEqual([expect.stringContaining('not-a-real-access-token')]);
    expectNothingLeft(id);
  });

  test('says when Zoom could not be told, and leaves nothing behind all the same', async () => {
    const id = await binned();
    cannotBeRevoked();
    expect(await app.bin.purge(id)).toBe('no');
    expectNothingLeft(id);
    expect((await purges()).map(activityTitle)).toEqual(['Credential purged, not revoked at Zoom']);
    // Who purges sees the answer in the window.
    expect(app.live.current.notices).toEqual([]);
  });

  test('does not wait for a Zoom that never answers', async () => {
    const id = await binned();
    let isAsked = false;
    app.zoom.answer = ({ path }) => {
      isAsked ||= path === '/oauth/revoke';
      return path === '/oauth/revoke';
    };
    mock.timers.enable({ apis: ['setTimeout'] });
    const purge = app.bin.purge(id);
    await waitFor(() => isAsked);
    mock.timers.tick(8_000);
    expect(await purge).toBe('no');
    expectNothingLeft(id);
  });

  test('says that there was nothing where Zoom had ended the authorization already', async () => {
    const id = await binned();
    app.clock.now = new Date(now.getTime() + day);
    app.zoom.endGrants();
    expect(await app.bin.purge(id)).toBe('nothing');
    expectNothingLeft(id);
  });

  test('says that there was nothing where nobody had signed in', async () => {
    const never = await app.addUser();
    const signer = await app.addApp();
    for (const id of [never, signer]) {
      await app.bin.delete(id);
      expect(await app.bin.purge(id)).toBe('nothing');
    }
    // All that Zoom was ever asked is whether it knows the app.
    expect(app.zoom.http.paths).toEqual(['/oauth/token']);
    expect(app.keychainProcess.items.size).toBe(0);
  });

  test('keeps the authorization while the same user of the same app is signed in with another credential, and says so', async () => {
    const id = await app.addSignedIn();
    const other = await app.addSignedIn();
    await app.bin.delete(id);
    expect(await app.bin.purge(id)).toBe('kept');
    expect(app.zoom.revoked).toEqual([]);
    expect(await purges()).toMatchObject([{ outcome: 'done', about: expect.stringContaining('another credential') }]);
    expect(await (await app.access.clientOf(other)).getZak()).toBe('not-a.real.zak');
  });

  test('keeps everything while the keyring is locked', async () => {
    const id = await binned();
    app.keyring.state = 'locked';
    expect(await codeFrom(app.bin.purge(id))).toBe('keychain_locked');
    expect(app.credentials.all).toHaveLength(1);
    expect(app.keychainProcess.items.size).toBe(1);
    expect(app.zoom.revoked).toEqual([]);
    expect((await purges()).map(activityTitle)).toEqual(['Credential not purged']);
    expect(app.activityLog.written).toMatchObject([{ outcome: 'failed', code: 'keychain_locked' }]);
  });

  test('can be done again when the disk was full', async () => {
    const id = await binned();
    app.disk.isFull = true;
    expect(await codeFrom(app.bin.purge(id))).toBe('records_not_saved');
    expect(app.credentials.all).toHaveLength(1);
    app.disk.isFull = false;
    await app.bin.purge(id);
    expectNothingLeft(id);
  });

  test('twice at once is once, and cannot be undone meanwhile', async () => {
    const id = await binned();
    const purges = [app.bin.purge(id), app.bin.purge(id)];
    expect(await codeFrom(app.bin.restore(id))).toBe('invalid_request');
    expect(await Promise.all(purges)).toEqual(['yes', 'yes']);
    expect(app.zoom.revoked).toHaveLength(1);
  });

  test('leaves no secret behind when a refresh of it comes to its end meanwhile', async () => {
    const id = await app.addSignedIn();
    app.zoom.expireAccessTokens();
    let purging: Promise<unknown> | undefined;
    app.zoom.answer = ({ path }) => {
      if (path === '/oauth/token' && !purging) {
        void app.bin.delete(id);
        purging = app.bin.purge(id);
      }
      return false;
    };
    await codeFrom((await app.access.clientOf(id)).getZak());
    await purging;
    expectNothingLeft(id);
  });
});

test.describe('after 30 days', () => {
  test('a credential is purged at the next start, and not a moment earlier', async () => {
    const id = await binned();
    app.clock.now = new Date(now.getTime() + 30 * day - 1);
    await app.bin.purgeDue();
    expect(app.credentials.get(id).deletedAt).toBeDefined();
    app.clock.now = new Date(now.getTime() + 30 * day);
    app.bin.start();
    await waitUntil('the purge', () => app.credentials.all.length === 0);
    expectNothingLeft(id);
    expect(app.zoom.revoked).toHaveLength(1);
  });

  test('a Usher that runs on looks once a day', async () => {
    const id = await binned();
    mock.timers.enable({ apis: ['setInterval'] });
    app.bin.start();
    app.clock.now = new Date(now.getTime() + 29 * day);
    mock.timers.tick(day);
    await app.bin.purgeDue();
    expect(app.credentials.all).toHaveLength(1);
    app.clock.now = new Date(now.getTime() + 31 * day);
    mock.timers.tick(day);
    await waitUntil('the purge', () => app.credentials.all.length === 0);
    expectNothingLeft(id);
  });

  test('one that cannot be purged today does not hold up the others, and goes tomorrow', async () => {
    const first = await binned();
    const second = await binned();
    app.clock.now = new Date(now.getTime() + 31 * day);
    app.zoom.answer = ({ path }) => {
      if (path === '/oauth/revoke') app.disk.isFull = !app.disk.isFull;
      return false;
    };
    await app.bin.purgeDue();
    expect(app.credentials.all.map(({ id }) => id)).toEqual([first]);
    expect(app.keychainProcess.items.has(second)).toBe(false);
    await app.bin.purgeDue();
    expect(app.credentials.all).toEqual([]);
  });

  test('what Zoom could not be told is told by a notice for each, since nobody looks on', async () => {
    const ids = [await binned(), await binned()];
    cannotBeRevoked();
    app.clock.now = new Date(now.getTime() + 31 * day);
    await app.bin.purgeDue();
    expect(app.credentials.all).toEqual([]);
    expect(app.live.current.notices).toMatchObject(
      ids.map((credentialId) => ({ credentialId, failure: { code: 'not_revoked', subject: '“Front desk”' } })),
    );
    expect(await purges()).toMatchObject([{ outcome: 'failed' }, { outcome: 'failed' }]);
  });

  test('one that is revoked, or kept for a sibling, is written down and is no news', async () => {
    await binned();
    const kept = await app.addSignedIn();
    await app.addSignedIn();
    await app.bin.delete(kept);
    app.clock.now = new Date(now.getTime() + 31 * day);
    await app.bin.purgeDue();
    expect((await purges()).map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect(app.live.current.notices).toEqual([]);
  });

  test('nothing in use is ever purged', async () => {
    await app.addSignedIn();
    app.clock.now = new Date(now.getTime() + 400 * day);
    await app.bin.purgeDue();
    expect(app.credentials.all).toHaveLength(1);
  });
});

test('the meetings of a deleted credential leave the list, and come back with it', async () => {
  app.zoom.meetings = [
    { id: 81234567890, topic: 'Town hall', type: 2, start_time: '2026-11-21T10:00:00Z', duration: 60, host_id: 'ada' },
  ];
  app.zoom.answer = ({ path, query }, response) => {
    const isLive = path === '/v2/users/me/meetings' && query.get('type') === 'live';
    if (isLive) sendJson(response, 200, { meetings: [] });
    return isLive;
  };
  const credentialId = await app.addSignedIn();
  await app.meetings.refresh();
  expect(app.live.current.meetings).toHaveLength(1);
  await app.commands.deleteCredential({ credentialId });
  expect(app.live.current).toMatchObject({ meetings: [], feeds: [] });
  await app.commands.restoreCredential({ credentialId });
  expect(app.live.current.meetings).toHaveLength(1);
});

/** As `waitUntil`, where the timers stand still. */
async function waitFor(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
