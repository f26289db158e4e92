import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { CredentialId } from '../../../src-main/shared/credential';
import { type HostKeySearch, hostKeyPersonId } from '../../../src-main/shared/host-key';
import { waitUntil } from '../../support/wait-until';
import { codeFrom } from '../code-from';
import { now } from '../examples';
import { sendJson } from '../http-fake';
import { AppParts } from './app-parts';

type Listed = { id?: string; email: string; display_name: string; pmi?: number };

let app: AppParts;
let directory: Readonly<Record<string, Listed[]>>;
/** What Zoom has, by user. */
let atZoom: Map<string, string>;
/** What it says to a change in place of doing it; `dropped` does it, and loses the answer. */
let refusal: { status: number; body?: object } | 'dropped' | undefined;

test.beforeEach(async () => {
  app = await AppParts.start();
  directory = {
    active: [
      { id: 'ada', email: 'ada@example.com', display_name: 'Ada', pmi: 4_110_042_001 },
      { id: 'bob', email: 'Bob@example.com', display_name: 'bob' },
    ],
    inactive: [{ id: 'old', email: 'old@example.com', display_name: 'Old' }],
    pending: [{ email: 'new@example.com', display_name: 'New' }],
  };
  atZoom = new Map();
  refusal = undefined;
  app.zoom.scope = 'user:read:user:admin user:read:list_users:admin user:update:user:admin';
  app.zoom.answer = ({ method, path, query, body }, response) => {
    if (path === '/v2/users') {
      const users = directory[query.get('status') ?? ''] ?? [];
      sendJson(response, 200, { total_records: users.length, next_page_token: '', users });
      return true;
    }
    if (method !== 'PATCH') return false;
    if (refusal && refusal !== 'dropped') sendJson(response, refusal.status, refusal.body ?? {});
    else {
      atZoom.set(path.split('/').at(-1) ?? '', JSON.parse(body).host_key);
      if (refusal === 'dropped') response.destroy();
      else response.writeHead(204).end();
    }
    return true;
  };
});
test.afterEach(() => app.close());

const everybody: HostKeySearch = { text: '', offset: 0, limit: 100 };
const find = async (search: Partial<HostKeySearch> = {}) => app.commands.findHostKeys({ ...everybody, ...search });
const standings = async () =>
  Object.fromEntries((await find()).people.map(({ name, standing }) => [name, standing] as const));
const ada = hostKeyPersonId('zoom', 'ada');
const bob = hostKeyPersonId('zoom', 'bob');
const written = async () => {
  await app.activity.settle();
  return app.activityLog.written;
};

/** An admin who has signed in, and the directory of their account. */
async function readDirectory(): Promise<CredentialId> {
  const credentialId = await app.addSignedIn();
  await app.commands.readDirectory({ credentialId });
  return credentialId;
}

test.describe('reading the directory', () => {
  test('makes a person of everybody whom Zoom has an ID for, and says who has no key and who is gone', async () => {
    await readDirectory();
    const { people, found, counts } = await find();
    expect(people.map(({ name, email }) => `${name} ${email}`)).toEqual([
      'Ada ada@example.com',
      'bob Bob@example.com',
      'Old old@example.com',
    ]);
    expect([found, counts]).toEqual([3, { missing: 2, known: 0, doubtful: 0, uncertain: 0, retired: 1 }]);
    expect(app.live.current.hostKeys.sync).toBeUndefined();
  });

  test('once more changes nothing but what has changed', async () => {
    const credentialId = await readDirectory();
    app.random.push(583_961);
    await app.commands.setHostKey({ personId: ada });
    directory = {
      active: [{ id: 'ada', email: 'ada.l@example.com', display_name: 'Ada L.' }],
      inactive: [],
      pending: [],
    };
    await app.commands.readDirectory({ credentialId });
    expect(await standings()).toEqual({ 'Ada L.': 'known', bob: 'retired', Old: 'retired' });
    expect(await app.commands.revealHostKey({ personId: ada })).toEqual({ key: '583961' });
    directory = { active: [{ id: 'bob', email: 'bob@example.com', display_name: 'bob' }], inactive: [], pending: [] };
    await app.commands.readDirectory({ credentialId });
    expect(await standings()).toEqual({ 'Ada L.': 'retired', bob: 'missing', Old: 'retired' });
  });

  test('finds whoever was only told of by their address', async () => {
    await app.commands.tellHostKey({ environment: 'zoom', email: 'BOB@example.com', name: 'Bob', key: '012345' });
    await readDirectory();
    expect((await find()).people.filter(({ email }) => /bob/i.test(email))).toMatchObject([
      { id: bob, name: 'bob', standing: 'known', source: 'told' },
    ]);
    expect(await app.commands.revealHostKey({ personId: bob })).toEqual({ key: '012345' });
  });

  test('that fails or is cancelled changes nothing', async () => {
    const credentialId = await app.addSignedIn();
    const answer = app.zoom.answer;
    app.zoom.answer = (request, response) => {
      if (request.query.get('status') !== 'inactive') return answer(request, response);
      sendJson(response, 403, { code: 200, message: 'No permission.' });
      return true;
    };
    expect(await codeFrom(app.commands.readDirectory({ credentialId }))).toBe('not_permitted');
    app.zoom.answer = (request, response) => {
      if (request.query.get('status') === 'inactive') void app.commands.cancelDirectory();
      return answer(request, response);
    };
    expect(await codeFrom(app.commands.readDirectory({ credentialId }))).toBe('done');
    app.zoom.answer = (request, response) => {
      // All is read, and cannot be kept.
      if (request.query.get('status') === 'pending') app.keyring.state = 'locked';
      return answer(request, response);
    };
    expect(await codeFrom(app.commands.readDirectory({ credentialId }))).toBe('keychain_locked');
    const read = (await written()).filter(({ kind }) => kind === 'directoryRead');
    expect(read.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['failed', 'not_permitted'],
      ['failed', 'keychain_locked'],
    ]);
    expect((await find()).found).toBe(0);
    expect(app.live.current.hostKeys.sync).toBeUndefined();
  });

  test('tells who may change keys in the account, where the app may ask that', async () => {
    const credentialId = await readDirectory();
    expect(app.live.current.hostKeys.changers, 'without the scope nobody asks').toBeUndefined();
    expect(app.zoom.requestsTo('/v2/accounts/me/settings')).toEqual([]);
    app.zoom.scope += ' account:read:settings:admin';
    await app.signIns.authorize(credentialId);
    const answer = app.zoom.answer;
    for (const [security, changers] of [
      [{ admin_change_user_info: false }, 'users'],
      [{ admin_change_user_info: true, user_modifiable_info_by_admin: ['host_key'] }, 'admins'],
      [undefined, 'untold'],
    ] as const) {
      app.zoom.answer = (request, response) => {
        if (request.path !== '/v2/accounts/me/settings') return answer(request, response);
        sendJson(response, 200, { security });
        return true;
      };
      await app.commands.readDirectory({ credentialId });
      expect(app.live.current.hostKeys).toMatchObject({ changers: { [`zoom:${credentialId}`]: changers } });
    }
    expect((await find()).found).toBe(3);
  });

  test('happens once at a time', async () => {
    const credentialId = await app.addSignedIn();
    const [one, other] = await Promise.all([
      codeFrom(app.commands.readDirectory({ credentialId })),
      codeFrom(app.commands.readDirectory({ credentialId })),
    ]);
    expect([one, other]).toEqual(['done', 'invalid_request']);
  });
});

test.describe('setting a key', () => {
  test('gives everybody one of their own that nobody guesses, and Zoom has exactly that', async () => {
    await readDirectory();
    // The first is weak, the second part of a room’s number, the fourth taken.
    app.random.push(123_456, 110_042, 58_396, 58_396, 771_204);
    await app.commands.setHostKey({ personId: ada });
    await app.commands.setHostKey({ personId: bob });
    expect([...atZoom]).toEqual([
      ['me', '058396'],
      ['bob', '771204'],
    ]);
    expect(await app.commands.revealHostKey({ personId: ada })).toEqual({ key: '058396' });
    expect((await find()).people[0]).toMatchObject({ source: 'set', setAt: now.toISOString(), standing: 'known' });
  });

  test('that Zoom refuses leaves the key that was there', async () => {
    await readDirectory();
    app.random.push(583_961, 771_204);
    await app.commands.setHostKey({ personId: bob });
    refusal = { status: 400, body: { code: 200, message: 'Only an account administrator can change the host key.' } };
    expect(await codeFrom(app.commands.setHostKey({ personId: bob }))).toBe('host_key_locked');
    expect((await find({ text: 'bob' })).people).toMatchObject([{ standing: 'known', earlier: 0 }]);
    expect(await app.commands.revealHostKey({ personId: bob })).toEqual({ key: '583961' });
    expect(app.credentials.all[0]?.health.kind, 'it says nothing of the credential').toBe('ready');
  });

  test('without an answer is left open, and asked for again with the same key', async () => {
    await readDirectory();
    app.random.push(583_961, 771_204);
    refusal = 'dropped';
    expect(await codeFrom(app.commands.setHostKey({ personId: bob }))).toBe('offline');
    expect((await find({ text: 'bob' })).people).toMatchObject([{ standing: 'uncertain' }]);
    expect(await app.commands.revealHostKey({ personId: bob })).toEqual({ orElse: '583961' });
    // What Zoom says now says nothing of what became of the first.
    refusal = { status: 400, body: { code: 200, message: 'Only an account administrator can change the host key.' } };
    expect(await codeFrom(app.commands.setHostKey({ personId: bob }))).toBe('host_key_locked');
    expect((await find({ text: 'bob' })).people).toMatchObject([{ standing: 'uncertain' }]);
    refusal = undefined;
    await app.commands.setHostKey({ personId: bob });
    expect(await app.commands.revealHostKey({ personId: bob })).toEqual({ key: '583961' });
    expect(atZoom.get('bob')).toBe('583961');
    expect(app.random).toEqual([771_204]);
  });

  test('that nobody here may do says what it takes, and asks Zoom nothing', async () => {
    app.zoom.scope = 'user:read:user user:read:list_users:admin';
    await readDirectory();
    expect(await codeFrom(app.commands.setHostKey({ personId: bob }))).toBe('no_key_setter');
    expect(atZoom.size).toBe(0);
    expect((await find({ text: 'bob' })).people).toMatchObject([{ standing: 'missing' }]);
  });

  test('is not forgotten because somebody tells another key while Zoom is asked', async () => {
    await readDirectory();
    app.random.push(583_961);
    const answer = app.zoom.answer;
    app.zoom.answer = (request, response) => {
      if (request.method !== 'PATCH') return answer(request, response);
      const told = { environment: 'zoom', email: 'bob@example.com', name: 'Bob', key: '112358' } as const;
      void app.commands.tellHostKey(told).then(() => answer(request, response));
      return true;
    };
    await app.commands.setHostKey({ personId: bob });
    expect(atZoom.get('bob')).toBe('583961');
    expect(await app.commands.revealHostKey({ personId: bob })).toEqual({ key: '583961' });
  });

  test('for somebody whom the directory names meanwhile is theirs under the new name', async () => {
    await app.addSignedIn();
    await app.commands.tellHostKey({ environment: 'zoom', email: 'bob@example.com', name: 'Bob', key: '112358' });
    const [credential] = app.credentials.all;
    app.random.push(583_961);
    const answer = app.zoom.answer;
    app.zoom.answer = (request, response) => {
      if (request.method !== 'PATCH' || !credential) return answer(request, response);
      void app.commands.readDirectory({ credentialId: credential.id }).then(() => answer(request, response));
      return true;
    };
    await app.commands.setHostKey({ personId: hostKeyPersonId('zoom', 'bob@example.com') });
    expect(await app.commands.revealHostKey({ personId: bob })).toEqual({ key: '583961' });
    expect((await find({ text: 'bob' })).people).toMatchObject([{ id: bob, standing: 'known' }]);
  });

  test('can be the one that they had before', async () => {
    await readDirectory();
    app.random.push(583_961, 771_204);
    await app.commands.setHostKey({ personId: bob });
    await app.commands.setHostKey({ personId: bob });
    await app.commands.setHostKey({ personId: bob, wanted: 'earlier' });
    expect(await app.commands.revealHostKey({ personId: bob })).toEqual({ key: '583961' });
    expect(atZoom.get('bob')).toBe('583961');
  });

  test('for the same person twice at once is one', async () => {
    await readDirectory();
    app.random.push(583_961, 771_204);
    const outcomes = await Promise.all([1, 2].map(() => codeFrom(app.commands.setHostKey({ personId: bob }))));
    expect(outcomes).toEqual(['done', 'invalid_request']);
    expect(atZoom.get('bob')).toBe('583961');
  });

  test('keeps the one before among the earlier ones', async () => {
    await readDirectory();
    app.random.push(583_961, 771_204);
    await app.commands.setHostKey({ personId: bob });
    await app.commands.setHostKey({ personId: bob });
    expect((await find({ text: 'bob' })).people).toMatchObject([{ earlier: 1 }]);
    expect(await app.commands.revealHostKey({ personId: bob })).toEqual({ key: '771204' });
  });
});

test.describe('a key', () => {
  test('is shown and copied to whoever asks, which is written down without it', async () => {
    await app.commands.tellHostKey({ environment: 'zoom', email: 'ada@example.com', name: 'Ada', key: '123456' });
    const personId = hostKeyPersonId('zoom', 'ada@example.com');
    expect(await app.commands.revealHostKey({ personId })).toEqual({ key: '123456' });
    await app.commands.copyHostKey({ personId });
    expect(app.copiedSecrets).toEqual(['123456']);
    expect((await find()).people).toMatchObject([{ weakness: 'sequence', source: 'told' }]);
    expect(await written()).toMatchObject([
      { kind: 'hostKeyTold', about: 'Ada <ada@example.com>' },
      { kind: 'hostKeyShown', about: 'Ada <ada@example.com>' },
      { kind: 'hostKeyCopied', about: 'Ada <ada@example.com>' },
    ]);
    const told = JSON.stringify([app.live.current, await find(), await written()]);
    expect(told).not.toContain('123456');
  });

  test('that somebody had before is listed without the key, and shown to whoever asks for that one', async () => {
    const told = { environment: 'zoom', email: 'ada@example.com', name: 'Ada' } as const;
    for (const key of ['771204', '902143', '583961']) {
      await app.commands.tellHostKey({ ...told, key });
      app.clock.now = new Date(app.clock.now.getTime() + 60_000);
    }
    const personId = hostKeyPersonId('zoom', 'ada@example.com');
    const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000).toISOString();
    const listed = await app.commands.listEarlierHostKeys({ personId });
    expect(listed).toEqual([
      { source: 'told', at: at(1), until: at(2) },
      { source: 'told', at: at(0), until: at(1) },
    ]);
    const show = (place: number, until: string) =>
      app.commands.revealEarlierHostKey({ personId, earlier: { place, until } });
    expect(await show(1, at(1))).toEqual({ key: '771204' });
    expect(await show(0, at(2))).toEqual({ key: '902143' });
    // Another key has come before it since it was listed.
    expect(await codeFrom(show(0, at(1)))).toBe('host_key_missing');
    expect(await codeFrom(show(2, at(1)))).toBe('host_key_missing');
    const shown = (await written()).filter(({ kind }) => kind === 'hostKeyShown');
    expect(shown.map(({ about }) => about)).toEqual(Array(2).fill('An earlier key of Ada <ada@example.com>'));
    expect(await app.commands.listEarlierHostKeys({ personId: hostKeyPersonId('zoom', 'nobody') })).toEqual([]);
  });

  test('that is not here is said to be missing', async () => {
    await readDirectory();
    expect(await codeFrom(app.commands.revealHostKey({ personId: ada }))).toBe('host_key_missing');
    expect(await codeFrom(app.commands.copyHostKey({ personId: hostKeyPersonId('zoom', 'nobody') }))).toBe(
      'host_key_missing',
    );
  });

  test('is gone with its person', async () => {
    await readDirectory();
    await app.commands.tellHostKey({ environment: 'zoom', email: 'bob@example.com', name: 'Bob', key: '583961' });
    await app.commands.forgetHostKey({ personId: bob });
    expect(await standings()).toEqual({ Ada: 'missing', Old: 'retired' });
    expect(await codeFrom(app.commands.revealHostKey({ personId: bob }))).toBe('host_key_missing');
  });
});

test.describe('who has left', () => {
  test('and whose key is still here is counted, and forgotten as one step, by the number that one was told', async () => {
    const credentialId = await readDirectory();
    expect((await find()).leftWithKey, 'nobody has a key').toBe(0);
    app.random.push(583_961, 771_204);
    await app.commands.setHostKey({ personId: ada });
    await app.commands.setHostKey({ personId: bob });
    directory = { active: [], inactive: [], pending: [] };
    await app.commands.readDirectory({ credentialId });
    expect(await find()).toMatchObject({ leftWithKey: 2, counts: { retired: 3 } });
    expect(await codeFrom(app.commands.forgetWhoHasLeft({ people: 1 }))).toBe('plan_changed');
    expect((await find()).leftWithKey).toBe(2);
    await app.commands.forgetWhoHasLeft({ people: 2 });
    expect(await standings()).toEqual({ Old: 'retired' });
    expect((await find()).leftWithKey).toBe(0);
    expect(await codeFrom(app.commands.revealHostKey({ personId: ada }))).toBe('host_key_missing');
    expect((await written()).at(-1)).toMatchObject({ kind: 'hostKeyForgotten', about: '2 people who have left' });
  });

  test('is nobody who is still in the account', async () => {
    await readDirectory();
    app.random.push(583_961);
    await app.commands.setHostKey({ personId: ada });
    expect(await codeFrom(app.commands.forgetWhoHasLeft({ people: 1 }))).toBe('plan_changed');
    expect(await standings()).toMatchObject({ Ada: 'known' });
  });
});

test.describe('people are found', () => {
  test('by parts of name, address and ID in any order and case, and by how it stands with their key', async () => {
    await readDirectory();
    for (const [text, names] of [
      ['ADA', ['Ada']],
      ['example bob', ['bob']],
      ['old@', ['Old']],
      ['nobody', []],
    ] as const)
      expect(
        (await find({ text })).people.map(({ name }) => name),
        text,
      ).toEqual(names);
    const retired = await find({ standing: 'retired' });
    expect([retired.found, retired.people.length, retired.counts.missing]).toEqual([1, 1, 2]);
    const second = await find({ offset: 1, limit: 1 });
    expect([second.found, second.people.map(({ name }) => name)]).toEqual([3, ['bob']]);
  });

  test('and windows hear of every change', async () => {
    await readDirectory();
    const { changes } = app.live.current.hostKeys;
    await app.commands.tellHostKey({ environment: 'zoom', email: 'bob@example.com', name: 'Bob', key: '583961' });
    await waitUntil('the windows to be told', () => app.live.current.hostKeys.changes > changes);
  });
});

test.describe('the key of the directory', () => {
  test('lies in the keyring, and without it nothing is opened and nothing is begun', async () => {
    await app.commands.tellHostKey({ environment: 'zoom', email: 'ada@example.com', name: 'Ada', key: '583961' });
    expect([...app.keychainProcess.items.keys()]).toContain('host-keys');
    app.keychainProcess.items.delete('host-keys');
    const other = await reopened();
    expect(await codeFrom(other.find(everybody))).toBe('vault_key_lost');
    expect([...app.keychainProcess.items.keys()]).not.toContain('host-keys');
  });

  test('that is locked is no reason to say that there is nobody; where there is nothing to open it is not asked for', async () => {
    app.keyring.state = 'locked';
    expect((await find()).found).toBe(0);
    expect(app.keychainProcess.items.has('host-keys')).toBe(false);
    app.keyring.state = 'ready';
    await app.commands.tellHostKey({ environment: 'zoom', email: 'ada@example.com', name: 'Ada', key: '583961' });
    app.keyring.state = 'locked';
    expect(await codeFrom((await reopened()).find(everybody))).toBe('keychain_locked');
  });

  test('that is lost is begun anew only when somebody says so, and the old file stays', async () => {
    await app.commands.tellHostKey({ environment: 'zoom', email: 'ada@example.com', name: 'Ada', key: '583961' });
    expect(await codeFrom(app.commands.beginDirectory())).toBe('invalid_request');
    app.keychainProcess.items.delete('host-keys');
    const other = await reopened();
    await other.beginAnew();
    expect((await other.find(everybody)).found).toBe(0);
    expect(readdirSync(app.folder).filter((name) => name.startsWith('host-keys'))).toEqual([
      expect.stringMatching(/^host-keys\.set-aside-[\dTZ-]+\.sealed$/),
    ]);
  });

  /** What another start of Usher would make of what is there. */
  async function reopened() {
    const { HostKeys } = await import('../../../src-main/app/host-keys');
    const { HostKeyFile, putHostKeysAside } = await import('../../../src-main/storage/host-key-file');
    const { vaultKeyIn } = await import('../../../src-main/storage/vault-key');
    const path = join(app.folder, 'host-keys.sealed');
    return new HostKeys({
      live: app.live,
      credentials: app.credentials,
      access: app.access,
      activity: app.activity,
      openFile: () =>
        HostKeyFile.open({
          path,
          key: (file) => vaultKeyIn(app.keyringCare.store, file),
          onSetAside: () => {},
          now: () => now,
        }),
      putFileAside: () => putHostKeysAside(path, now),
      copySecret: () => {},
      randomBelow: () => 0,
      now: () => now,
    });
  }
});

test('a directory stays where it is while secrets are kept for one session only, and is there again after that', async () => {
  await app.commands.tellHostKey({ environment: 'zoom', email: 'ada@example.com', name: 'Ada', key: '583961' });
  const sealing = app.keychainProcess.items.get('host-keys');
  await app.commands.chooseSecretStore({ store: 'session' });
  expect((await find()).found).toBe(0);
  app.clock.now = new Date(now.getTime() + 60_000);
  await app.commands.tellHostKey({ environment: 'zoom', email: 'bob@example.com', name: 'Bob', key: '771204' });
  await app.commands.tellHostKey({ environment: 'zoom', email: 'ada@example.com', name: 'Ada', key: '902143' });
  expect(app.keychainProcess.items.get('host-keys')).toBe(sealing);
  await app.commands.chooseSecretStore({ store: 'keychain' });
  expect(app.keychainProcess.items.get('host-keys')).toBe(sealing);
  expect((await find()).people).toMatchObject([{ name: 'Ada', earlier: 1 }, { name: 'Bob' }]);
  const personId = hostKeyPersonId('zoom', 'ada@example.com');
  expect(await app.commands.revealHostKey({ personId })).toEqual({ key: '902143' });
});

test('a directory of one session goes along when secrets are to stay', async () => {
  await app.commands.chooseSecretStore({ store: 'session' });
  await app.commands.tellHostKey({ environment: 'zoom', email: 'ada@example.com', name: 'Ada', key: '583961' });
  expect(app.keychainProcess.items.has('host-keys')).toBe(false);
  await app.commands.chooseSecretStore({ store: 'keychain' });
  expect((await find()).found).toBe(1);
  expect(await app.commands.revealHostKey({ personId: hostKeyPersonId('zoom', 'ada@example.com') })).toEqual({
    key: '583961',
  });
  expect(app.keychainProcess.items.has('host-keys')).toBe(true);
  expect(existsSync(join(app.folder, 'host-keys.sealed'))).toBe(true);
});
