/** One measure: what it is called, what Usher aims at (a ratio, or the most that ours may be), and how each side is taken once. */
export type Measure = {
  name: string;
  unit: 'ms' | 'MiB';
  aim: number | `${number}ms`;
  /** How many pairs count: seven, or more of what takes milliseconds, where one pause would be the whole sample. */
  pairs?: number;
  ours: () => Promise<number>;
  base: () => Promise<number>;
};

const fewestPairs = 7;

/**
 * Takes both sides in turn, ours first in every second pair, after one pair that does not count, and prints one line.
 * The ratio is the median of the pairs' ratios: what slows the machine down for a while slows both sides.
 */
export async function measurePairs({
  name,
  unit,
  aim,
  pairs: counts = fewestPairs,
  ours,
  base,
}: Measure): Promise<void> {
  const pairs: { ours: number; base: number }[] = [];
  for (let index = 0; index <= counts; index++) {
    if (index % 2 === 0) {
      const first = await ours();
      pairs.push({ ours: first, base: await base() });
    } else {
      const first = await base();
      pairs.push({ base: first, ours: await ours() });
    }
  }
  const counted = pairs.slice(1);
  const ratio = median(counted.map((pair) => pair.ours / pair.base));
  const [our, bare] = [median(counted.map((pair) => pair.ours)), median(counted.map((pair) => pair.base))];
  const text = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)}${unit}`;
  console.log(
    `bench ${name} ours=${text(our)} base=${text(bare)} ratio=${ratio.toFixed(2)} aim=${typeof aim === 'number' ? aim.toFixed(2) : aim}`,
  );
}

/** The value in the middle, or between the two that are. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [upper, lower] = [sorted[middle] ?? Number.NaN, sorted[middle - 1] ?? Number.NaN];
  return sorted.length % 2 === 1 ? upper : (upper + lower) / 2;
}
