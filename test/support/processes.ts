import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { waitUntil } from './wait-until';

/** A process that is told apart from a later one with the same number. */
export type ProcessId = { pid: number; startedAt: string };

type Stat = ProcessId & { state: string; parent: number };

/** A file of /proc, or nothing when its process has gone meanwhile. */
export function readProc(pid: number, file: 'cmdline' | 'environ' | 'stat' | 'smaps_rollup'): Buffer | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return undefined;
    throw error;
  }
}

function readStat(pid: number): Stat | undefined {
  // proc(5): the second field is the program's name in brackets and may itself hold spaces and brackets.
  const text = readProc(pid, 'stat')?.toString('latin1');
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, parent] = fields ?? [];
  const startedAt = fields?.[19];
  if (state === undefined || parent === undefined || startedAt === undefined) return undefined;
  return { pid, state, parent: Number(parent), startedAt };
}

function allProcesses(): Stat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(Number(name)) ?? []);
}

/** The process and all that it started, directly or not, the process itself first. Ended ones are left out. */
export function processTree(root: number): ProcessId[] {
  const alive = allProcesses().filter((process) => process.state !== 'Z');
  const tree = alive.filter((process) => process.pid === root);
  for (const parent of tree) tree.push(...alive.filter((process) => process.parent === parent.pid));
  return tree.map(({ pid, startedAt }) => ({ pid, startedAt }));
}

/** Every process whose environment holds this text: finds also those that lost their parent. */
export function processesWithEnvironment(text: string): ProcessId[] {
  return allProcesses()
    .filter(({ pid, state }) => state !== 'Z' && readProc(pid, 'environ')?.includes(text))
    .map(({ pid, startedAt }) => ({ pid, startedAt }));
}

export function isRunning({ pid, startedAt }: ProcessId): boolean {
  const stat = readStat(pid);
  return stat !== undefined && stat.state !== 'Z' && stat.startedAt === startedAt;
}

/** For messages only: a command line may hold what does not belong in a test's output, the program's name does not. */
export function programName(pid: number): string {
  try {
    return `${readlinkSync(`/proc/${pid}/exe`).split('/').at(-1)} (${pid})`;
  } catch {
    return `a process that has just ended (${pid})`;
  }
}

/** Proportional set size of all these processes together, in bytes: shared pages are counted once. */
export function proportionalSetSize(processes: readonly ProcessId[]): number {
  const kilobytes = processes.map(({ pid }) =>
    Number(/^Pss:\s+(\d+) kB$/m.exec(readProc(pid, 'smaps_rollup')?.toString() ?? '')?.[1] ?? 0),
  );
  return kilobytes.reduce((sum, size) => sum + size, 0) * 1_024;
}

/** How long all these processes together have kept a processor busy, in seconds; proc(5) counts in hundredths. */
export function processorSeconds(processes: readonly ProcessId[]): number {
  const ticks = processes.map(({ pid }) => {
    const text = readProc(pid, 'stat')?.toString('latin1') ?? '';
    const [user = 0, system = 0] = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number);
    return user + system;
  });
  return ticks.reduce((sum, one) => sum + one, 0) / 100;
}

export function hasExited(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** Asks a child to end, insists after `grace` milliseconds, and comes back when it has gone. */
export async function endChild(child: ChildProcess, { grace = 2_000 } = {}): Promise<void> {
  if (hasExited(child)) return;
  child.kill('SIGTERM');
  try {
    await waitUntil(`${child.spawnfile} to end`, () => hasExited(child), { timeout: grace });
  } catch {
    child.kill('SIGKILL');
    await waitUntil(`${child.spawnfile} to be killed`, () => hasExited(child));
  }
}
