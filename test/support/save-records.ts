import { readFileSync, writeSync } from 'node:fs';
import { CheckedFile } from '../../src-main/storage/checked-file';

type Contents = Record<string, unknown>;

/**
 * What the process below is to do with one file of records:
 * `once`: one save. `manyAtOnce`: a save, and fifty more while it is under way. `untilKilled`: saves without end, each named by its number.
 */
export type SavePlan = {
  path: string;
  /** What `CheckedFile` is told about the file as it is now. */
  found: { generation: number; own: string | undefined };
  contents: Contents & { credentials: readonly Contents[] };
} & ({ kind: 'once' } | { kind: 'manyAtOnce' } | { kind: 'untilKilled'; first: number });

/** One line on stdout; it is written before the process does anything else. */
function tell(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

async function saveOnce(file: CheckedFile, contents: Contents): Promise<void> {
  try {
    await file.save(contents);
    tell({ saved: true });
  } catch (error) {
    tell({ saved: false, code: error instanceof Error && 'code' in error ? error.code : String(error) });
  }
}

/** Tells the longest time, in milliseconds, for which nothing else could run. */
async function saveManyAtOnce(file: CheckedFile, contents: Contents): Promise<void> {
  let longestLag = 0;
  let last = performance.now();
  const ticks = setInterval(() => {
    const now = performance.now();
    longestLag = Math.max(longestLag, now - last);
    last = now;
  }, 5);
  const saves = [file.save(contents)];
  await new Promise((resolve) => setTimeout(resolve, 50));
  for (let number = 1; number <= 50; number++) saves.push(file.save({ ...contents, number }));
  await Promise.all(saves);
  clearInterval(ticks);
  tell({ longestLag });
}

/** Of any size, alone or several at once; a number is told when its save has been acknowledged. */
async function saveUntilKilled(file: CheckedFile, { contents, first }: SavePlan & { first: number }): Promise<never> {
  for (let number = first; ; ) {
    const together = 1 + Math.floor(Math.random() * 3);
    const saves = Array.from({ length: together }, async () => {
      const own = number++;
      const [named, ...others] = contents.credentials;
      const credentials = [
        { ...named, name: String(own) },
        ...others.slice(0, Math.floor(Math.random() * (others.length + 1))),
      ];
      await file.save({ ...contents, credentials });
      tell({ acknowledged: own });
    });
    await Promise.all(saves);
  }
}

const plan: SavePlan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const file = new CheckedFile(
  plan.path,
  { contents: {}, generation: plan.found.generation, own: plan.found.own },
  { now: () => new Date(), onSetAside: (setAside) => tell({ setAside }) },
);
if (plan.kind === 'once') await saveOnce(file, plan.contents);
else if (plan.kind === 'manyAtOnce') await saveManyAtOnce(file, plan.contents);
else await saveUntilKilled(file, plan);
