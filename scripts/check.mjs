import { programFrom, runQuietly, runScript } from './run-command.mjs';
import { setUp } from './set-up.mjs';

const tsc = programFrom('typescript/bin/tsc');
const checks = {
  'format, lint and import walls': [programFrom('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings'],
  'types of src-main': [tsc, '-p', 'src-main'],
  'types of src-renderer': [tsc, '-p', 'src-renderer'],
  'types of test': [tsc, '-p', 'test'],
};

await runScript(async () => {
  await setUp({ purpose: 'check' });
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, args]) => ({ name, ...(await runQuietly(process.execPath, args)) })),
  );
  const failed = results.filter(({ exitCode }) => exitCode !== 0);
  for (const { name, output } of failed) console.log(`--- ${name}\n${output.trimEnd()}\n`);
  for (const { name, exitCode } of results) console.log(`${exitCode === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  return failed.length === 0 ? 0 : 1;
});
