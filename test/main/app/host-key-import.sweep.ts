import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { failureOf } from '../../../src-main/shared/app-error';
import { AppParts } from './app-parts';

const passphrase = 'not-a-real-passphrase';

test('more people than a table may have rows are not sealed into a file that could not be opened again', async () => {
  const app = await AppParts.start();
  const exportSealed = async (name: string) => {
    app.chosenFile.path = join(app.folder, name);
    return app.commands.exportHostKeys({ withKeys: true, passphrase }).catch(failureOf);
  };
  app.chosenFile.path = join(app.folder, 'keys.csv');
  const rows = Array.from({ length: 99_999 }, (_, at) => `p${at}@example.com,${583_961 + at}\n`);
  writeFileSync(app.chosenFile.path, `E-mail,Host key\n${rows.join('')}`);
  const read = await app.commands.readHostKeyTable({ environment: 'zoom' });
  if (read.kind !== 'dryRun') throw new Error('nothing was read');
  const choice = { conflicts: 'take', ambiguous: 'skip' } as const;
  await app.commands.importHostKeys({ importId: read.dryRun.importId, choice });
  expect(await exportSealed('all.json')).toEqual({ saved: true });
  await app.commands.tellHostKey({ environment: 'zoom', email: 'one-more@example.com', name: 'One', key: '771204' });
  expect(await exportSealed('more.json')).toMatchObject({
    code: 'file_not_written',
    subject: 'more.json (too large to be opened again)',
  });
  expect(existsSync(join(app.folder, 'more.json'))).toBe(false);
  await app.close();
});
