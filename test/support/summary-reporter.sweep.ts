import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';

const projectRoot = resolve(import.meta.dirname, '../..');
const reporter = JSON.stringify(join(import.meta.dirname, 'summary-reporter.ts'));

/** A real run of Playwright over these test files, in a folder of its own. */
async function runTests(files: Record<string, string>): Promise<{ lines: string[]; exitCode: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'usher-summary-reporter-'));
  symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
  try {
    for (const [name, body] of Object.entries(files)) {
      writeFileSync(join(folder, name), `import { test, expect } from '@playwright/test';\n${body}`);
    }
    const config = `export default { outputDir: 'out', retries: 1, workers: 1, timeout: 500, reporter: [['list'], [${reporter}]], projects: [
      { name: 'first', testMatch: 'first*' }, { name: 'second', testMatch: 'second*', dependencies: ['first'] }] };`;
    writeFileSync(join(folder, 'playwright.config.ts'), config);
    return await new Promise((done) => {
      const cli = join(projectRoot, 'node_modules/@playwright/test/cli.js');
      const env = { PATH: process.env.PATH, HOME: folder };
      execFile(process.execPath, [cli, 'test', '--config', folder], { cwd: folder, env }, (error, stdout) => {
        done({ lines: stdout.trimEnd().split('\n'), exitCode: error ? Number(error.code) : 0 });
      });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('a green run ends with the count and says why a test was skipped', async () => {
  const { lines, exitCode } = await runTests({
    'first.spec.ts': `
      test('good', () => {}); test.fail('known to fail', () => { throw new Error('as it should'); });
      test('elsewhere', () => { test.skip(true, 'needs a Mac'); });`,
  });
  expect(lines.at(-1)).toBe('2 passed, 0 failed, 1 skipped');
  expect(lines.filter((line) => line.includes('needs a Mac'))).toHaveLength(1);
  expect(exitCode).toBe(0);
});

test('flaky, slow, failed and unreached tests all count as failed', async () => {
  const { lines, exitCode } = await runTests({
    'first.spec.ts': `
      test('good', () => {}); test('bad', () => { expect(1).toBe(2); });
      test('flaky', ({}, info) => { expect(info.retry).toBe(1); }); test('slow', () => new Promise(() => {}));`,
    'second.spec.ts': `test('never reached', () => {});`,
  });
  expect(lines.at(-1)).toBe('1 passed, 4 failed');
  expect(lines.filter((line) => line.includes('did not run: second > second.spec.ts > never reached'))).toHaveLength(1);
  expect(exitCode).toBe(1);
});

test('a run in which nothing ran is not green', async () => {
  const [noTests, onlySkipped, broken] = [
    await runTests({}),
    await runTests({ 'first.spec.ts': `test.skip('later', () => {});` }),
    await runTests({ 'first.spec.ts': `throw new Error('cannot be loaded');` }),
  ];
  expect(noTests.lines.at(-1)).toBe('0 passed, 1 failed');
  expect(onlySkipped.lines.at(-1)).toBe('0 passed, 1 failed, 1 skipped');
  expect(broken.lines.at(-1)).toMatch(/^0 passed, [12] failed$/);
  expect([noTests, onlySkipped, broken].map(({ exitCode }) => exitCode)).toEqual([1, 1, 1]);
});
