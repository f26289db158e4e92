import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { lastLines, PlainError, programFrom, runNpm, runQuietly } from './run-command.mjs';

const keytar = programFrom('keytar');
const addon = join(keytar, 'build/Release/keytar.node');

/** What building keytar needs on Debian and its kin. */
export const keytarPackages = ['libsecret-1-dev', 'pkg-config', 'python3', 'make', 'g++'];

/** Looks in another process: a library that is missing must not take this one down. */
export async function keytarLoads() {
  if (!existsSync(addon)) return false;
  const { exitCode } = await runQuietly(process.execPath, ['-e', 'require(process.argv[1])', addon], {
    timeout: 10_000,
  });
  return exitCode === 0;
}

/**
 * Linux compiles: it takes 4 s and needs no network. Elsewhere compilers are rare, and keytar's own download comes first.
 * npm does not do this by itself: without libsecret's headers it would say so in 45 lines and remove all packages again.
 */
export async function buildKeytar() {
  if (process.platform === 'linux') {
    await expectLibsecret();
  } else {
    await runQuietly(process.execPath, [programFrom('prebuild-install/bin.js')], { cwd: keytar, timeout: 60_000 });
    if (await keytarLoads()) return;
  }
  const { exitCode, output } = await runQuietly(process.execPath, [await nodeGyp(), 'rebuild', ...nodeHeaders()], {
    cwd: keytar,
  });
  if (exitCode !== 0 || !(await keytarLoads())) {
    throw new PlainError(`keytar, which talks to the keychain, could not be built:\n${lastLines(output)}`);
  }
}

async function expectLibsecret() {
  const { exitCode, output } = await runQuietly('pkg-config', ['--exists', '--print-errors', 'libsecret-1']);
  if (exitCode === 0) return;
  const sudo = process.getuid?.() === 0 ? '' : 'sudo ';
  throw new PlainError(
    [
      `keytar, which talks to the keychain, cannot be built without libsecret's headers (${output.trim().split('\n').at(-1)}).`,
      `  Debian, Ubuntu: ${sudo}apt-get install --no-install-recommends ${keytarPackages.join(' ')}`,
      "  elsewhere: a C++ compiler, make, Python, pkg-config and libsecret's development package",
      'Then run it again.',
    ].join('\n'),
  );
}

/** npm's own. The one in node_modules/.bin is another package's, and too old for this Node. */
async function nodeGyp() {
  const { npm_config_node_gyp: given } = process.env;
  if (given !== undefined) return given;
  // npm tells it to the scripts that it runs, and to nobody else.
  const { stdout } = await runNpm(['exec', '--loglevel=silent', '--call', 'node -p process.env.npm_config_node_gyp']);
  return stdout.trim();
}

/** Most Nodes lie beside their headers; without this node-gyp downloads them. */
function nodeHeaders() {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include/node/node_api.h')) ? [`--nodedir=${prefix}`] : [];
}
