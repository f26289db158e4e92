import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { hasApt, installDebianPackages } from './debian-packages.mjs';
import { ensureElectronRuntime } from './electron-runtime.mjs';
import { buildKeytar, keytarLoads, keytarPackages } from './keytar.mjs';
import { lastLines, PlainError, projectRoot, runNpm, step } from './run-command.mjs';

/** Libraries that the program of Electron is linked with; the rest comes with these. `t64`: from Debian 13 on. */
const electronPackages = [
  'libgtk-3-0|libgtk-3-0t64',
  'libnss3',
  'libasound2|libasound2t64',
  'libgbm1',
  'libatspi2.0-0|libatspi2.0-0t64',
  'libsecret-1-0',
  'libnotify4',
  'xdg-utils',
];

/** A screen, a session bus, a keyring and a browser, for work without a desktop, and what makes a disk, a network or a clock fail; by the program that each brings. */
const desktopPrograms = {
  Xvfb: 'xvfb',
  'dbus-daemon': 'dbus',
  'gnome-keyring-daemon': 'gnome-keyring',
  xdotool: 'xdotool',
  'xdg-open': 'xdg-utils',
  chromium: 'chromium',
  'chromium-headless-shell': 'chromium-headless-shell',
  strace: 'strace',
  ip: 'iproute2',
  faketime: 'faketime',
};

/** Without them a picture of the window would show boxes in place of names. */
const fontPackages = ['fonts-liberation', 'fonts-noto-core'];

/** @typedef {'check' | 'start' | 'dev' | 'test' | 'tour' | 'bench'} Purpose */

/**
 * Puts everything in place that this purpose needs and this machine lacks, one printed line a step; silent when nothing is missing.
 * @param {{ purpose: Purpose }} options
 */
export async function setUp({ purpose }) {
  expectNode();
  const runsElectron = purpose !== 'check';
  const needsDesktop = runsElectron && purpose !== 'start' && purpose !== 'dev';
  const keytarIsThere = await keytarLoads();
  if (process.platform === 'linux') {
    if (hasApt) {
      await installDebianPackages(
        [
          ...(keytarIsThere ? [] : keytarPackages),
          ...(runsElectron ? electronPackages : []),
          ...(needsDesktop ? [...desktopPackages(), ...fontPackages] : []),
        ],
        purposeInWords({ keytarIsThere, runsElectron, needsDesktop }),
      );
    } else if (needsDesktop) {
      expectDesktopPrograms();
    }
  }
  const reason = reasonToInstall();
  if (reason !== undefined) await step(`Installing the npm packages with npm ci: ${reason}`, installNpmPackages);
  if (!keytarIsThere && !(await keytarLoads())) {
    await step('Building keytar, which talks to the keychain', buildKeytar);
  }
  if (runsElectron) await ensureElectronRuntime();
}

/** @returns {string | undefined} why `npm ci` is needed */
function reasonToInstall() {
  const wanted = lockedPackages('package-lock.json');
  // npm writes this file last, so that an installation that was cut short does not have it.
  const note = 'node_modules/.package-lock.json';
  if (!existsSync(join(projectRoot, note))) return 'they are not there yet';
  const installed = lockedPackages(note);
  const isSame = Object.entries(wanted).every(([path, { version, integrity, optional, devOptional }]) => {
    const found = installed[path];
    if (found === undefined) return path === '' || optional || devOptional;
    return found.version === version && found.integrity === integrity;
  });
  const hasMore = Object.keys(installed).some((path) => wanted[path] === undefined);
  return isSame && !hasMore ? undefined : 'package-lock.json names other ones than are there';
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }>}
 */
function lockedPackages(file) {
  return JSON.parse(readFileSync(join(projectRoot, file), 'utf8')).packages;
}

async function installNpmPackages() {
  const { exitCode, output } = await runNpm(['ci', '--include=dev', '--loglevel=error', '--no-audit', '--no-fund']);
  if (exitCode !== 0) throw new PlainError(`npm ci failed:\n${lastLines(output, 40)}`);
}

function desktopPackages() {
  return Object.entries(desktopPrograms).flatMap(([program, name]) => (isUsersOwn(program) ? [] : [name]));
}

function expectDesktopPrograms() {
  const missing = Object.keys(desktopPrograms).filter((program) => {
    return !isInPath(program) && !isUsersOwn(program);
  });
  if (missing.length > 0) {
    throw new PlainError(
      `This Linux has no apt. Install what brings these programs, then run it again: ${missing.join(', ')}`,
    );
  }
}

/**
 * With CHROMIUM_PATH the browser is the user's own.
 * @param {string} program
 */
function isUsersOwn(program) {
  return process.env.CHROMIUM_PATH !== undefined && program.startsWith('chromium');
}

/** @param {string} program */
function isInPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** @param {{ keytarIsThere: boolean, runsElectron: boolean, needsDesktop: boolean }} needs */
function purposeInWords({ keytarIsThere, runsElectron, needsDesktop }) {
  const reasons = [
    ...(keytarIsThere ? [] : ['to build keytar']),
    ...(runsElectron ? ['to run Electron'] : []),
    ...(needsDesktop ? ['to give it a virtual desktop'] : []),
  ];
  return reasons.join(' and ');
}

function expectNode() {
  const { engines } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  const [wantedMajor = 0, wantedMinor = 0] = engines.node.replace(/^\D+/, '').split('.').map(Number);
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new PlainError(`Usher needs Node ${engines.node}; this is ${process.versions.node}.`);
}
