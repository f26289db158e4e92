import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Not import.meta.dirname: a Node that is too old has to come as far as the sentence that says so.
/** The folder of package.json. */
export const projectRoot = fileURLToPath(new URL('..', import.meta.url));

/** An error whose message is all that its reader needs: it is printed without a stack. */
export class PlainError extends Error {}

/**
 * Runs a script's work and makes its answer the exit code; without one, 0.
 * @param {() => Promise<number | void>} work
 */
export async function runScript(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    console.error(error instanceof PlainError ? error.message : error);
    process.exitCode = 1;
  }
}

/**
 * Prints what is done and why, does it, and ends the line with the time that it took.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const startedAt = performance.now();
  process.stdout.write(`${title} ...`);
  let outcome = 'failed after';
  try {
    const answer = await work();
    outcome = 'done in';
    return answer;
  } finally {
    process.stdout.write(` ${outcome} ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
  }
}

/**
 * Runs a command without showing what it prints.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<{ exitCode: number, output: string, stdout: string }>} `output` is stdout and stderr as they came;
 *   a command that cannot be started, or is ended by a signal, has an exit code from 126 on, as in a shell
 */
export async function runQuietly(command, args, options = {}) {
  const child = spawn(command, args, { cwd: projectRoot, ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    stdout += text;
    output += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  const exitCode = await exitCodeOf(child).catch((error) => {
    output += error.message;
    return 127;
  });
  return { exitCode, output, stdout };
}

/**
 * Runs a command on this terminal until it ends. Ctrl+C reaches it once: a terminal sends the signal to every process,
 * npm sends it again, and to most programs the second one means "now, without tidying up".
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} its exit code
 */
export async function runInForeground(command, args, env = process.env) {
  const child = spawn(command, args, {
    cwd: projectRoot,
    env,
    stdio: 'inherit',
    detached: process.platform !== 'win32',
  });
  let lastSignalAt = Number.NEGATIVE_INFINITY;
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    const now = performance.now();
    if (now - lastSignalAt > 500) child.kill(signal);
    lastSignalAt = now;
  };
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  try {
    return await exitCodeOf(child);
  } finally {
    for (const signal of signals) process.off(signal, forward);
  }
}

/**
 * Runs npm as it was found: the very one that started this script, else the one in PATH.
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export async function runNpm(args, options = {}) {
  const { npm_execpath: startedBy } = process.env;
  if (startedBy !== undefined && basename(startedBy) === 'npm-cli.js') {
    return await runQuietly(process.execPath, [startedBy, ...args], options);
  }
  // On Windows npm is a batch file, which only a shell can start.
  return await runQuietly('npm', args, { ...options, shell: process.platform === 'win32' });
}

/**
 * A program that an installed package brings, to be run by Node.
 * @param {string} path inside node_modules
 */
export function programFrom(path) {
  return join(projectRoot, 'node_modules', path);
}

/**
 * The last lines of what a command printed, for an error message.
 * @param {string} output
 */
export function lastLines(output, count = 20) {
  return output.trimEnd().split('\n').slice(-count).join('\n');
}

/** @param {import('node:child_process').ChildProcess} child */
async function exitCodeOf(child) {
  return await new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code, signal) => done(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}
