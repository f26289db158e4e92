import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { electronRuntime } from './electron-runtime.mjs';
import { lastLines, PlainError, programFrom, projectRoot, runQuietly, step } from './run-command.mjs';

const sources = [
  'src-main',
  'src-renderer',
  'resources',
  'electron.vite.config.ts',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
];
const note = join(projectRoot, 'out/.built-from.json');
const built = ['out/main/start.cjs', 'out/preload/preload.cjs', 'out/renderer/index.html'];

/** Builds Usher unless what lies in out/ was built by this function from exactly these sources. */
export async function buildIfStale() {
  const runtime = electronRuntime();
  const hash = sourcesHash(runtime.version);
  if (isBuiltFrom(hash)) return;
  await step('Building Usher', async () => {
    const { exitCode, output } = await runQuietly(
      process.execPath,
      [programFrom('electron-vite/bin/electron-vite.js'), 'build'],
      {
        env: { ...process.env, ...buildTarget(runtime) },
      },
    );
    if (exitCode !== 0) throw new PlainError(`The build failed:\n${lastLines(output, 40)}`);
  });
  writeFileSync(note, JSON.stringify({ hash, times: timesOfBuilt() }));
}

/**
 * electron-vite takes its target from the declared Electron, which the fallback is not.
 * @param {import('./electron-runtime.mjs').ElectronRuntime} runtime
 */
export function buildTarget({ isFallback, version }) {
  return isFallback ? { ELECTRON_MAJOR_VER: version.split('.')[0] } : {};
}

/** @param {string} hash */
function isBuiltFrom(hash) {
  try {
    const noted = JSON.parse(readFileSync(note, 'utf8'));
    // Another build, such as that of `npm run dev`, leaves the note but changes the files.
    return noted.hash === hash && JSON.stringify(noted.times) === JSON.stringify(timesOfBuilt());
  } catch {
    return false;
  }
}

function timesOfBuilt() {
  return built.map((path) => statSync(join(projectRoot, path)).mtimeMs);
}

/** @param {string} electronVersion */
function sourcesHash(electronVersion) {
  const hash = createHash('sha256').update(electronVersion);
  for (const source of sources) {
    for (const file of filesOf(join(projectRoot, source))) hash.update(`\0${file}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/**
 * @param {string} path of a file or a folder
 * @returns {string[]}
 */
function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}
