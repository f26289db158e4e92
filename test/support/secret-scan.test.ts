import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { findSecrets } from './secret-scan';

const value = 'not-a-real-secret/with+"quotes" ü!';
const secrets = [{ label: 'refresh token', value }];

const disguises: Record<string, string | Buffer> = {
  'as it is': `token=${value};`,
  'in base64 after other text': Buffer.from(`user:${value}`).toString('base64'),
  'in base64 between other texts': Buffer.from(`id=${value}&more`).toString('base64'),
  'in base64url': Buffer.from(`{"t":"${value}"}`).toString('base64url'),
  'in hex': Buffer.from(value).toString('hex'),
  'in upper-case hex': Buffer.from(value).toString('hex').toUpperCase(),
  'in a URL': `/callback?t=${encodeURIComponent(value)}`,
  'in a form': new URLSearchParams({ t: value }).toString(),
  'in JSON': JSON.stringify({ t: value }),
  'in UTF-16': Buffer.from(`x${value}y`, 'utf16le'),
};

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'usher-secret-scan-'));
  mkdirSync(join(folder, 'deep/er'), { recursive: true });
});
test.afterEach(() => rmSync(folder, { recursive: true }));

for (const [disguise, content] of Object.entries(disguises)) {
  test(`a secret in a file is found ${disguise}`, () => {
    writeFileSync(join(folder, 'deep/er/file'), content);
    const findings = findSecrets(secrets, { paths: [folder] });
    expect(findings).toHaveLength(1);
    expect(findings[0]?.where).toContain('deep/er/file');
    expect(JSON.stringify(findings)).not.toContain('not-a-real');
  });
}

test('a secret is found in a log, in the name of a file and in the command line and environment of a process', () => {
  writeFileSync(join(folder, 'not-a-real-name'), 'empty');
  const child = spawn('sleep', ['30'], { argv0: `sleep --token=${value}`, env: { TOKEN: value } });
  try {
    const found = findSecrets([...secrets, { label: 'name', value: 'not-a-real-name' }], {
      paths: [folder],
      texts: { stdout: `early\n${value}\n` },
      pids: [child.pid ?? 0],
    });
    expect(found.map(({ label, where }) => `${label}: ${where.replace(folder, '').replace(/\d+/g, 'N')}`)).toEqual([
      'name: the name of a file in , byte N',
      'refresh token: stdout, byte N',
      'refresh token: /proc/N/cmdline, byte N',
      'refresh token: /proc/N/environ, byte N',
    ]);
  } finally {
    child.kill();
  }
});

test('what holds no secret gives no finding', () => {
  writeFileSync(join(folder, 'file'), 'not-a-real-secret');
  expect(findSecrets(secrets, { paths: [folder], texts: { log: 'calm' }, pids: [process.pid] })).toEqual([]);
});

test('a scan that would look at nothing, or for nothing, throws', () => {
  expect(() => findSecrets([], { texts: { log: '' } })).toThrow('no secret');
  expect(() => findSecrets(secrets, {})).toThrow('no place');
  expect(() => findSecrets(secrets, { paths: [join(folder, 'misspelt')] })).toThrow('ENOENT');
  expect(() => findSecrets(secrets, { pids: [] })).toThrow('None of the processes');
  expect(() => findSecrets([{ label: 'pin', value: '1234' }], { texts: { log: '' } })).toThrow('too short');
});
