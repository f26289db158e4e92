import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { readChosenFile, writeChosenFile } from '../../../src-main/storage/chosen-file';

const maxBytes = 2 ** 20;

test('a text is read as it stands, without the mark that editors put before it', async () => {
  const testInfo = test.info();
  const path = testInfo.outputPath('chosen.json');
  writeFileSync(path, '\ufeff{"name": "Büro"}');
  await expect(readChosenFile(path, maxBytes)).resolves.toBe('{"name": "Büro"}');
});

test('a file of just 1 MB is read, and one byte more is refused by name', async () => {
  const testInfo = test.info();
  const path = testInfo.outputPath('chosen.json');
  writeFileSync(path, Buffer.alloc(maxBytes, 'a'));
  expect(await readChosenFile(path, maxBytes)).toHaveLength(maxBytes);
  writeFileSync(path, Buffer.alloc(maxBytes + 1, 'a'));
  await expect(readChosenFile(path, maxBytes)).rejects.toMatchObject({
    failure: { code: 'file_unreadable', subject: 'chosen.json (larger than 1 MB)' },
  });
});

test('what is no text, no file or not there is refused and hangs nothing', async () => {
  const testInfo = test.info();
  const refused = async (path: string, subject: string) =>
    await expect(readChosenFile(path, maxBytes)).rejects.toMatchObject({
      failure: { code: 'file_unreadable', subject },
    });
  writeFileSync(testInfo.outputPath('picture.png'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff]));
  await refused(testInfo.outputPath('picture.png'), 'picture.png (not a text)');
  mkdirSync(testInfo.outputPath('folder'));
  await refused(testInfo.outputPath('folder'), 'folder (not a regular file)');
  await refused(testInfo.outputPath('nowhere'), 'nowhere');
  test.skip(process.platform === 'win32', 'Windows has neither named pipes in folders nor endless devices.');
  execFileSync('mkfifo', [testInfo.outputPath('pipe')]);
  await refused(testInfo.outputPath('pipe'), 'pipe (not a regular file)');
  await refused('/dev/zero', 'zero (not a regular file)');
});

test('what is written is for the user’s eyes only and replaces what was there', async () => {
  const testInfo = test.info();
  const path = testInfo.outputPath('saved.json');
  writeFileSync(path, 'an older and longer text', { mode: 0o644 });
  await writeChosenFile(path, 'new');
  expect(readFileSync(path, 'utf8')).toBe('new');
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(testInfo.outputDir)).toEqual(['saved.json']);
});

test('what cannot be written changes nothing and leaves nothing behind', async () => {
  const testInfo = test.info();
  mkdirSync(testInfo.outputPath('taken', 'by-a-folder'), { recursive: true });
  await expect(writeChosenFile(testInfo.outputPath('taken'), 'new')).rejects.toMatchObject({
    failure: { code: 'file_not_written', subject: 'taken' },
  });
  await expect(writeChosenFile(join(testInfo.outputPath('nowhere'), 'a.json'), 'new')).rejects.toMatchObject({
    failure: { code: 'file_not_written', subject: 'a.json' },
  });
  expect(readdirSync(testInfo.outputDir)).toEqual(['taken']);
});
