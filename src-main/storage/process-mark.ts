import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';

/** What tells one process from every other, also from a later one with the same number. Outside of Linux only number and computer. */
export const ProcessMarkShape = z.object({
  pid: z.number().int().positive(),
  host: z.string(),
  /** Clock ticks after the computer's start. */
  startedAt: z.string().optional(),
  /** Of this start of the computer. */
  boot: z.string().optional(),
  /** The process numbers of a container are its own. */
  numbers: z.string().optional(),
});
export type ProcessMark = z.infer<typeof ProcessMarkShape>;

let own: Promise<ProcessMark> | undefined;

export function thisProcess(): Promise<ProcessMark> {
  own ??= mark();
  return own;
}

async function mark(): Promise<ProcessMark> {
  const [startedAt, boot, numbers] = await Promise.all([
    startOf(process.pid),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => undefined),
    readlink('/proc/self/ns/pid').catch(() => undefined),
  ]);
  return {
    pid: process.pid,
    host: hostname(),
    ...(startedAt ? { startedAt } : {}),
    ...(boot ? { boot: boot.trim() } : {}),
    ...(numbers ? { numbers } : {}),
  };
}

/** Does the process behind a mark still run? `unknown` where it cannot be seen from here. */
export async function isRunning(other: ProcessMark): Promise<'yes' | 'no' | 'unknown'> {
  const here = await thisProcess();
  if (other.host !== here.host) return 'unknown';
  if (other.boot !== here.boot) return 'no';
  if (other.numbers !== here.numbers) return 'unknown';
  if (other.startedAt !== undefined) return (await startOf(other.pid)) === other.startedAt ? 'yes' : 'no';
  try {
    process.kill(other.pid, 0);
    return 'unknown';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? 'unknown' : 'no';
  }
}

/** The 22nd field of proc(5) `stat`; the second is a name that may hold anything. A zombie has ended. */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? undefined : fields[18];
}
