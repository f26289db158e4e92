import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from '@playwright/test';

/**
 * Skips a test that the system does not let run, and says why. In CI, where everything is set up, that is a failure.
 * @param whyNot nothing where it can run
 */
export function skipOutsideOfCi(whyNot: string | undefined): void {
  if (whyNot === undefined) return;
  if (process.env.CI) throw new Error(whyNot);
  console.warn(whyNot);
  test.skip(true, whyNot);
}

/** What strace says that it cannot do here, if it cannot. */
export function whyNoStrace(): string | undefined {
  const { error, status, stderr } = spawnSync('strace', ['-f', '-o', '/dev/null', 'true'], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  return error || status !== 0 ? `strace does not work here: ${error?.message ?? stderr}` : undefined;
}

/**
 * Makes a folder a small disk of its own. Whoever mounts it takes it away again with `takeDiskAway`.
 * @param options of tmpfs(5), such as `size=1m`
 * @returns why that cannot be done here, if it cannot
 */
export function mountSmallDisk(folder: string, options: string): string | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'usher-tests', folder], { stdio: 'pipe', timeout: 10_000 });
    return undefined;
  } catch (error) {
    return `no small disk can be mounted here (root only): ${error instanceof Error ? error.message : error}`;
  }
}

export function takeDiskAway(folder: string): void {
  execFileSync('umount', [folder], { timeout: 10_000 });
}

/**
 * Runs a program under strace, with all calls of its file system from one thread: strace counts them for each.
 * @param options.calls the calls that are listed, or counted
 * @param options.paths on these paths only
 * @param options.inject what strace does to them, such as `fsync:signal=KILL:when=2`
 * @param options.listing where they are listed, one a line
 */
export async function runTraced(
  command: readonly [string, ...string[]],
  options: { calls: readonly string[]; paths: readonly string[]; inject?: string; listing?: string },
): Promise<{ stdout: string; signal: NodeJS.Signals | null }> {
  const { calls, paths, inject, listing = '/dev/null' } = options;
  const flags = [
    ...['-f', '-qq', '-o', listing, '-e', `trace=${calls.join(',')}`],
    // Spares every other call the detour, but strace cannot send signals then.
    ...(inject?.includes('signal=') ? [] : ['--seccomp-bpf']),
    ...paths.flatMap((path) => ['-P', path]),
    ...(inject === undefined ? [] : ['-e', `inject=${inject}`]),
  ];
  const child = spawn('strace', [...flags, ...command], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 30_000,
    killSignal: 'SIGKILL',
    env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
  });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk;
  });
  const signal = await new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (_code, by) => resolve(by));
  });
  return { stdout, signal };
}

/** How often each call stands in a listing of strace, in the thread that makes it most often. */
export function countCalls(listing: string): Map<string, number> {
  const byThread = new Map<string, number>();
  const most = new Map<string, number>();
  for (const [, thread = '', name = ''] of readFileSync(listing, 'utf8').matchAll(/^(\d+) +(\w+)\(/gm)) {
    const count = (byThread.get(`${thread} ${name}`) ?? 0) + 1;
    byThread.set(`${thread} ${name}`, count);
    most.set(name, Math.max(count, most.get(name) ?? 0));
  }
  return most;
}
