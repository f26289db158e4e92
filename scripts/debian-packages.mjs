import { existsSync } from 'node:fs';
import { lastLines, PlainError, runQuietly, step } from './run-command.mjs';

/** Whether this Linux takes its packages from apt. */
export const hasApt = existsSync('/usr/bin/apt-get') && existsSync('/usr/bin/dpkg-query');

/**
 * Installs what is missing of these packages: as root, or through sudo where it asks for no password.
 * @param {readonly string[]} names `a|b` means either: newer releases have renamed some libraries
 * @param {string} purpose what they are for, as the end of "... Debian packages"
 */
export async function installDebianPackages(names, purpose) {
  const present = await presentPackages();
  const missing = names.filter((name) => !name.split('|').some((each) => present.has(each)));
  if (missing.length === 0) return;

  const isRoot = process.getuid?.() === 0;
  if (!isRoot && (await runQuietly('sudo', ['-n', 'true'])).exitCode !== 0) {
    throw new PlainError(
      `Debian packages are missing ${purpose}, and installing them takes a password:\n` +
        `  sudo apt-get update && sudo apt-get install --no-install-recommends ${(await knownToApt(missing)).join(' ')}\n` +
        'Then run it again.',
    );
  }
  /** @param {string[]} args */
  const aptGet = async (...args) => {
    const settings = ['DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-y', '-o', 'DPkg::Lock::Timeout=120'];
    const [command, prefix] = isRoot ? ['env', []] : ['sudo', ['-n', 'env']];
    const { exitCode, output } = await runQuietly(command, [...prefix, ...settings, ...args]);
    if (exitCode !== 0) throw new PlainError(`apt-get ${args.join(' ')} failed:\n${lastLines(output)}`);
  };
  const count = missing.length === 1 ? '1 Debian package' : `${missing.length} Debian packages`;
  const through = isRoot ? '' : ' through sudo';
  const list = missing.map((name) => name.split('|')[0]).join(', ');
  await step(`Installing ${count} ${purpose}${through} (${list})`, async () => {
    await aptGet('update');
    await aptGet('install', '--no-install-recommends', ...(await knownToApt(missing)));
  });
}

/** The installed packages, and the names that they stand in for. */
async function presentPackages() {
  const format = `\${db:Status-Status} \${Package} \${Provides}\n`;
  const { stdout } = await runQuietly('dpkg-query', ['--show', `--showformat=${format}`]);
  const installed = stdout.split('\n').filter((line) => line.startsWith('installed '));
  return new Set(
    installed.flatMap((line) =>
      line
        .replaceAll(/\([^)]*\)|,/g, ' ')
        .split(/\s+/)
        .slice(1),
    ),
  );
}

/**
 * For each `a|b` the one that this release has.
 * @param {readonly string[]} names
 */
async function knownToApt(names) {
  const { stdout } = await runQuietly('apt-cache', ['policy', ...names.flatMap((name) => name.split('|'))], {
    env: { ...process.env, LC_ALL: 'C' },
  });
  const known = new Set([...stdout.matchAll(/^(\S+):\n.*\n {2}Candidate: (?!\(none\))/gm)].map(([, name]) => name));
  return names.map((name) => name.split('|').find((each) => known.has(each)) ?? name.split('|')[0] ?? name);
}
