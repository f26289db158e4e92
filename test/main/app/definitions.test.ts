import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { failureOf } from '../../../src-main/shared/app-error';
import type { NewCredential } from '../../../src-main/shared/contract';
import type { CredentialId } from '../../../src-main/shared/credential';
import type { DryRun, ImportDecision } from '../../../src-main/shared/definitions-file';
import { keyFrom } from '../../../src-main/storage/sealed-text';
import { AppParts } from './app-parts';

let app: AppParts;
test.beforeEach(async () => {
  app = await AppParts.start();
});
test.afterEach(() => app.close());

const passphrase = 'not-a-real-passphrase';
const studio: NewCredential = {
  kind: 'user',
  environment: 'zoom',
  name: 'Studio A',
  tags: ['EMEA'],
  clientId: 'client-1',
  clientSecret: 'not-a-real-client-secret',
};
const signer: NewCredential = { ...studio, kind: 'app', name: 'Signer', clientSecret: 'not-a-real-signer-secret' };
const account: NewCredential = {
  ...studio,
  kind: 'serverToServer',
  name: 'Whole account',
  clientId: 'client-2',
  accountId: 'not-a-real-account',
};

/** Another Usher, on a computer of its own, whose user chooses the same file. */
async function elsewhere(path: string, work: (other: AppParts) => Promise<void>): Promise<void> {
  const other = await AppParts.start();
  other.chosenFile.path = path;
  try {
    await work(other);
  } finally {
    await other.close();
  }
}

async function exportedTo(name: string, ids: readonly CredentialId[], withSecrets = true): Promise<string> {
  const path = test.info().outputPath(name);
  app.chosenFile.path = path;
  const outcome = await app.definitions.export(ids, withSecrets ? passphrase : undefined);
  expect(outcome).toEqual({ kind: 'saved', fileName: name, withoutSecret: [] });
  return path;
}

async function dryRunOf(parts: AppParts): Promise<DryRun> {
  const read = await parts.definitions.read();
  if (read.kind === 'dryRun') return read.dryRun;
  expect(read.kind).toBe('sealed');
  return await parts.definitions.open(passphrase);
}

const all = (choice: ImportDecision['choice'], { rows }: DryRun): ImportDecision[] =>
  rows.map(({ row }) => ({ row, choice }));
const verdicts = ({ rows }: DryRun) => rows.map(({ verdict }) => verdict.kind);
const codeFrom = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => failureOf(error).code,
  );

test.describe('exporting', () => {
  test('writes what others need to know, and no secret, as JSON that can be read', async () => {
    const ids = [await app.care.add(studio), await app.care.add(account)];
    const text = readFileSync(await exportedTo('open.json', ids, false), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      format: 'usher-credentials',
      credentials: [
        { name: 'Studio A', kind: 'user', environment: 'zoom', clientId: 'client-1', tags: ['EMEA'] },
        { name: 'Whole account', accountId: 'not-a-real-account' },
      ],
    });
    expect(text).not.toContain('secret"');
    expect(text).not.toContain('not-a-real-client');
  });

  test('never lets a sign-in out, sealed or not: no token and nothing of who signed in', async () => {
    const id = await app.addSignedIn();
    const tokens = [...app.kept.matchAll(/"refreshToken":"([^"]+)"/g)].map(([, token = '']) => token);
    expect(tokens).toHaveLength(1);
    const open = readFileSync(await exportedTo('open.json', [id], false), 'utf8');
    const { user } = app.credentials.get(id);
    for (const word of [...tokens, user?.id, user?.email, user?.displayName, 'refresh'])
      expect(open).not.toContain(String(word));
    await elsewhere(await exportedTo('sealed.json', [id]), async (other) => {
      const dryRun = await dryRunOf(other);
      expect(JSON.stringify(dryRun)).not.toContain(tokens[0]);
      await other.definitions.import(dryRun.importId, all('add', dryRun));
      expect(other.kept).not.toContain('refreshToken');
      expect(other.credentials.all[0]?.user).toBeUndefined();
    });
  });

  test('takes only what was chosen', async () => {
    const id = await app.care.add(studio);
    await app.care.add(account);
    const text = readFileSync(await exportedTo('open.json', [id, id], false), 'utf8');
    expect(JSON.parse(text).credentials).toHaveLength(1);
  });

  test('under a passphrase nothing can be read without it', async () => {
    const text = readFileSync(await exportedTo('sealed.json', [await app.care.add(studio)]), 'utf8');
    for (const word of ['Studio A', 'client-1', 'not-a-real-client-secret', passphrase])
      expect(text).not.toContain(word);
  });

  test('says whose secret the keyring did not have, and exports the rest', async () => {
    const [id, other] = [await app.care.add(studio), await app.care.add(account)];
    app.keychainProcess.items.delete(id);
    app.chosenFile.path = test.info().outputPath('sealed.json');
    expect(await app.definitions.export([id, other], passphrase)).toMatchObject({ kind: 'saved', withoutSecret: [id] });
  });

  test('asks for no file when the keyring is locked, and writes none when the user cancels', async () => {
    const id = await app.care.add(studio);
    expect(await app.definitions.export([id], undefined)).toEqual({ kind: 'cancelled' });
    app.keyring.state = 'locked';
    app.chosenFile.path = test.info().outputPath('never.json');
    expect(await codeFrom(app.definitions.export([id], passphrase))).toBe('keychain_locked');
    expect(readdirSync(test.info().outputDir)).toEqual([]);
  });
});

test.describe('in the activity', () => {
  async function written(parts: AppParts) {
    await parts.activity.list({ limit: 1 });
    return parts.activityLog.written.map(({ kind, outcome, about, code }) => ({ kind, outcome, about, code }));
  }

  test('stands which credentials were exported and whether with secrets, and what an import did', async () => {
    const ids = [await app.care.add(studio), await app.care.add(signer)];
    await exportedTo('open.json', ids, false);
    await exportedTo('sealed.json', ids);
    const done = { outcome: 'done', code: undefined };
    expect(await written(app)).toEqual([
      { kind: 'credentialsExported', ...done, about: '2 without secrets: Studio A, Signer' },
      { kind: 'credentialsExported', ...done, about: '2 with client secrets, sealed: Studio A, Signer' },
    ]);
    await elsewhere(app.chosenFile.path ?? '', async (other) => {
      const dryRun = await dryRunOf(other);
      await other.definitions.import(dryRun.importId, all('add', dryRun));
      expect(await written(other)).toEqual([
        { kind: 'credentialsImported', ...done, about: '2 added, 0 replaced, from a sealed file' },
      ]);
      expect(JSON.stringify(other.activityLog.written)).not.toContain('not-a-real');
    });
  });

  test('stands an import that was taken back, and an export that could not be written', async () => {
    const ids = [await app.care.add(studio)];
    await exportedTo('open.json', ids, false);
    await elsewhere(app.chosenFile.path ?? '', async (other) => {
      const dryRun = await dryRunOf(other);
      other.disk.isFull = true;
      await other.definitions.import(dryRun.importId, all('add', dryRun));
      expect(await written(other)).toMatchObject([
        { kind: 'credentialsImported', outcome: 'failed', code: 'records_not_saved' },
      ]);
    });
    app.chosenFile.path = test.info().outputPath('nowhere', 'open.json');
    expect(await codeFrom(app.definitions.export(ids, undefined))).toBe('file_not_written');
    expect((await written(app)).at(-1)).toMatchObject({ kind: 'credentialsExported', outcome: 'failed' });
  });

  test('stands nothing of what was cancelled', async () => {
    const id = await app.care.add(studio);
    await app.definitions.export([id], undefined);
    expect(await written(app)).toEqual([]);
  });
});

test('two exports at once end well, each in its own file', async () => {
  const id = await app.care.add(studio);
  const paths = ['one.json', 'two.json'].map((name) => test.info().outputPath(name));
  const outcomes = await Promise.all(
    paths.map((path) => {
      app.chosenFile.path = path;
      return app.definitions.export([id], undefined);
    }),
  );
  expect(outcomes.map(({ kind }) => kind)).toEqual(['saved', 'saved']);
  expect(readdirSync(test.info().outputDir).sort()).toEqual(['one.json', 'two.json']);
  for (const path of paths) expect(JSON.parse(readFileSync(path, 'utf8')).credentials).toHaveLength(1);
});

test.describe('importing', () => {
  test('into a fresh Usher brings every credential with its secret, under the real and expensive key', async () => {
    // Two keys, each of which is meant to be expensive.
    test.setTimeout(60_000);
    app.deriveKey = keyFrom;
    const ids = [await app.care.add(studio), await app.care.add(signer), await app.care.add(account)];
    await elsewhere(await exportedTo('sealed.json', ids), async (other) => {
      other.deriveKey = keyFrom;
      const dryRun = await dryRunOf(other);
      expect(verdicts(dryRun)).toEqual(['new', 'new', 'new']);
      expect(other.credentials.all).toEqual([]);
      expect(await other.definitions.import(dryRun.importId, all('add', dryRun))).toMatchObject({ kind: 'kept' });
      expect(other.credentials.all).toMatchObject([
        { name: 'Studio A', kind: 'user', tags: ['EMEA'], health: { kind: 'needsReauthorization' } },
        // Zoom is asked about it at once: how it stands is no matter of the import.
        { name: 'Signer', kind: 'app' },
        { name: 'Whole account', kind: 'serverToServer', accountId: 'not-a-real-account' },
      ]);
      for (const { clientSecret } of [studio, signer]) expect(other.kept).toContain(clientSecret);
      expect(JSON.stringify([other.disk.store, other.live.current, dryRun])).not.toContain('not-a-real-client-secret');
    });
  });

  test('tells what is the same, what differs and what only shares its app', async () => {
    const id = await app.care.add(studio);
    await exportedTo('sealed.json', [id, await app.care.add(signer), await app.care.add(account)]);
    const before = await dryRunOf(app);
    expect(verdicts(before)).toEqual(['same', 'same', 'same']);
    await elsewhere(app.chosenFile.path ?? '', async (other) => {
      const known = await other.care.add({ ...studio, name: 'Desk', clientSecret: 'not-a-real-older-secret' });
      const { rows } = await dryRunOf(other);
      expect(rows.map(({ verdict }) => verdict)).toEqual([
        { kind: 'conflict', credentialId: known, differsIn: ['name', 'clientSecret'] },
        { kind: 'new', sharesAppWith: known },
        { kind: 'new' },
      ]);
    });
  });

  test('another cloud is another app, whatever its client ID', async () => {
    await exportedTo('sealed.json', [await app.care.add(studio)]);
    await elsewhere(app.chosenFile.path ?? '', async (other) => {
      await other.care.add({ ...studio, environment: 'zoomgov' });
      expect(verdicts(await dryRunOf(other))).toEqual(['new']);
    });
  });

  test('replacing takes over what differs and leaves the sign-in alone', async () => {
    await exportedTo('sealed.json', [await app.care.add({ ...studio, clientSecret: 'not-a-real-new-secret' })]);
    await elsewhere(app.chosenFile.path ?? '', async (other) => {
      const id = await other.addSignedIn();
      other.credentials.noteRefusal(id, { code: 'signature_refused' });
      const before = other.credentials.get(id);
      const dryRun = await dryRunOf(other);
      expect(await other.definitions.import(dryRun.importId, all('replace', dryRun))).toEqual({
        kind: 'kept',
        added: [],
        replaced: [id],
      });
      expect(other.credentials.get(id)).not.toHaveProperty('lastError');
      expect(other.credentials.get(id)).toMatchObject({
        name: 'Studio A',
        tags: ['EMEA'],
        hasClientSecret: true,
        user: before.user,
        scopes: before.scopes,
      });
      expect(other.kept).toContain('not-a-real-new-secret');
      expect(other.kept).toContain('refreshToken');
    });
  });

  test('what is skipped stays as it was, and what the operator types completes the file', async () => {
    await exportedTo('open.json', [await app.care.add(studio), await app.care.add(signer)], false);
    await elsewhere(app.chosenFile.path ?? '', async (other) => {
      const dryRun = await dryRunOf(other);
      await other.definitions.import(dryRun.importId, [
        { row: 0, choice: 'skip' },
        { row: 1, choice: 'add', clientSecret: 'not-a-real-typed-secret' },
      ]);
      expect(other.credentials.all).toMatchObject([{ name: 'Signer' }]);
      expect(JSON.stringify(other.credentials.all)).not.toContain('secret_missing');
      expect(other.kept).toContain('not-a-real-typed-secret');
    });
  });

  test('a credential whose secret did not come along is there and says so', async () => {
    await exportedTo('open.json', [await app.care.add(studio)], false);
    await elsewhere(app.chosenFile.path ?? '', async (other) => {
      const dryRun = await dryRunOf(other);
      await other.definitions.import(dryRun.importId, all('add', dryRun));
      expect(other.credentials.all).toMatchObject([
        { hasClientSecret: true, health: { kind: 'misconfigured', cause: { code: 'secret_missing' } } },
      ]);
    });
  });

  test('an entry that cannot be read does not keep the others out', async () => {
    const path = test.info().outputPath('mixed.json');
    const good = { name: 'Studio A', kind: 'user', environment: 'zoom', clientId: 'client-1', hasClientSecret: false };
    const credentials = [good, { ...good, kind: 'boss' }, good, { ...good, name: 'Studio B' }];
    writeFileSync(path, JSON.stringify({ format: 'usher-credentials', version: 1, credentials }));
    app.chosenFile.path = path;
    const dryRun = await dryRunOf(app);
    expect(verdicts(dryRun)).toEqual(['new', 'unreadable', 'unreadable', 'new']);
    await app.definitions.import(dryRun.importId, [
      { row: 0, choice: 'add' },
      { row: 3, choice: 'add' },
    ]);
    expect(app.credentials.all.map(({ name }) => name)).toEqual(['Studio A', 'Studio B']);
  });
});

test.describe('nothing is applied halfway', () => {
  let path: string;
  test.beforeEach(async () => {
    path = await exportedTo('sealed.json', [
      await app.care.add(studio),
      await app.care.add(signer),
      await app.care.add(account),
    ]);
  });

  test('one decision that makes no sense, and the first is not kept either', async () => {
    await elsewhere(path, async (other) => {
      const { importId } = await dryRunOf(other);
      const senseless: ImportDecision[][] = [
        [
          { row: 0, choice: 'add' },
          { row: 9, choice: 'add' },
        ],
        [
          { row: 0, choice: 'add' },
          { row: 0, choice: 'add' },
        ],
        [
          { row: 0, choice: 'add' },
          { row: 1, choice: 'replace' },
        ],
        [{ row: 0, choice: 'add', clientSecret: 'not-a-real-other-secret' }],
      ];
      for (const decisions of senseless)
        expect(await codeFrom(other.definitions.import(importId, decisions))).toBe('invalid_request');
      const otherImport = '10000000-0000-4000-8000-000000000000';
      expect(await codeFrom(other.definitions.import(otherImport, [{ row: 0, choice: 'add' }]))).toBe(
        'invalid_request',
      );
      expect(other.credentials.all).toEqual([]);
      expect(other.keychainProcess.items.size).toBe(0);
    });
  });

  test('a keyring that refuses the third secret gives the first two back', async () => {
    await elsewhere(path, async (other) => {
      const dryRun = await dryRunOf(other);
      const obey = other.keychainProcess.obey.bind(other.keychainProcess);
      let stored = 0;
      other.keychainProcess.obey = (request) => {
        if (request.operation.kind === 'set' && ++stored > 2)
          other.keychainProcess.reply({ id: request.id, ok: false, message: 'no room' });
        else obey(request);
      };
      const outcome = await other.definitions.import(dryRun.importId, all('add', dryRun));
      expect(outcome).toMatchObject({ kind: 'takenBack', left: 0 });
      expect(stored).toBeGreaterThan(2);
      expect(other.keychainProcess.items.size).toBe(0);
      expect(other.credentials.all).toEqual([]);
      other.keychainProcess.obey = obey;
      expect(await other.definitions.import(dryRun.importId, all('add', dryRun))).toMatchObject({ kind: 'kept' });
    });
  });

  test('a keyring that locks in the middle keeps what it has, and that is said', async () => {
    await elsewhere(path, async (other) => {
      const dryRun = await dryRunOf(other);
      const obey = other.keychainProcess.obey.bind(other.keychainProcess);
      other.keychainProcess.obey = (request) => {
        obey(request);
        if (other.keychainProcess.items.size === 2) other.keyring.state = 'locked';
      };
      const outcome = await other.definitions.import(dryRun.importId, all('add', dryRun));
      expect(outcome).toMatchObject({
        kind: 'takenBack',
        failure: { code: 'keychain_locked' },
        left: expect.any(Number),
      });
      expect(outcome.kind === 'takenBack' && outcome.left).toBeGreaterThan(0);
      expect(other.credentials.all).toEqual([]);
    });
  });

  test('a full disk gives everything back, replaced secrets included', async () => {
    await elsewhere(path, async (other) => {
      const older = { ...studio, clientSecret: 'not-a-real-older-secret' };
      const id = await other.care.add(older);
      const before = other.credentials.all.map(({ secretsGeneration: _stored, ...rest }) => rest);
      const dryRun = await dryRunOf(other);
      other.disk.isFull = true;
      const [first, ...rest] = all('add', dryRun);
      const decisions = [{ row: first?.row ?? 0, choice: 'replace' as const }, ...rest];
      expect(await other.definitions.import(dryRun.importId, decisions)).toEqual({
        kind: 'takenBack',
        failure: { code: 'records_not_saved' },
        left: 0,
      });
      expect(other.credentials.all.map(({ secretsGeneration: _stored, ...rest }) => rest)).toEqual(before);
      expect(await other.access.clientSecretOf(id)).toBe('not-a-real-older-secret');
      expect(other.keychainProcess.items.size).toBe(1);
    });
  });

  test('what changed since the dry run is looked at again', async () => {
    await elsewhere(path, async (other) => {
      const dryRun = await dryRunOf(other);
      await other.care.add(studio);
      expect(await codeFrom(other.definitions.import(dryRun.importId, all('add', dryRun)))).toBe('invalid_request');
      expect(other.credentials.all).toHaveLength(1);
    });
  });
});

test('a wrong passphrase may be followed by the right one', async () => {
  await exportedTo('sealed.json', [await app.care.add(studio)]);
  expect(await app.definitions.read()).toEqual({ kind: 'sealed', fileName: 'sealed.json' });
  expect(await codeFrom(app.definitions.open('not-the-passphrase'))).toBe('wrong_passphrase');
  expect(verdicts(await app.definitions.open(passphrase))).toEqual(['same']);
});

test('what was not imported is forgotten', async () => {
  await exportedTo('sealed.json', [await app.care.add(studio)]);
  const dryRun = await dryRunOf(app);
  app.definitions.forget();
  expect(await codeFrom(app.definitions.open(passphrase))).toBe('invalid_request');
  expect(await codeFrom(app.definitions.import(dryRun.importId, []))).toBe('invalid_request');
});

test('a damaged seal is a file that cannot be read', async () => {
  const path = test.info().outputPath('sealed.json');
  writeFileSync(path, JSON.stringify({ format: 'usher-credentials', version: 1, sealed: { text: 'AAAA' } }));
  app.chosenFile.path = path;
  await expect(app.definitions.read()).rejects.toMatchObject({
    failure: { code: 'file_unreadable', subject: 'sealed.json (its seal is damaged)' },
  });
});
