import type { WindowBounds } from '../shared/bot';

/** From what a meeting window usually has down to the least it can be used with. */
const sizes = [
  { width: 1100, height: 740 },
  { width: 720, height: 520 },
  { width: 480, height: 400 },
];
/** How far the next window is moved where there is no room beside the others: its title can still be seen. */
const cascadeStep = 32;

/** The place that was wished for, on a display that is there: as large as it was, if that display has the room. */
export function fitted(wish: WindowBounds, areas: readonly WindowBounds[]): WindowBounds {
  const [nearest] = [...areas].sort(
    (a, b) => shared(b, wish) - shared(a, wish) || distance(a, wish) - distance(b, wish),
  );
  if (!nearest) return wish;
  const width = Math.min(wish.width, nearest.width);
  const height = Math.min(wish.height, nearest.height);
  return {
    x: Math.min(Math.max(wish.x, nearest.x), nearest.x + nearest.width - width),
    y: Math.min(Math.max(wish.y, nearest.y), nearest.y + nearest.height - height),
    width,
    height,
  };
}

/** A place where a window covers none of the others, as large as there is room for; where there is none, a step aside. */
export function besideOthers(
  others: readonly WindowBounds[],
  areas: readonly WindowBounds[],
): WindowBounds | undefined {
  for (const size of sizes) {
    for (const area of areas) {
      // Whatever fits anywhere fits against an edge, too.
      const rows = [area.y, ...others.map(({ y, height }) => y + height)].sort((a, b) => a - b);
      const columns = [area.x, ...others.map(({ x, width }) => x + width)].sort((a, b) => a - b);
      const places = rows.flatMap((y) => columns.map((x) => ({ x, y, ...size })));
      const free = places.find(
        (place) =>
          shared(place, area) === size.width * size.height && others.every((other) => shared(other, place) === 0),
      );
      if (free) return free;
    }
  }
  const [area] = areas;
  const smallest = sizes.at(-1);
  if (!area || !smallest) return undefined;
  const step = others.length * cascadeStep;
  return fitted({ x: area.x + step, y: area.y + step, ...smallest }, areas);
}

/** How many pixels two rectangles have in common. */
function shared(one: WindowBounds, other: WindowBounds): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return Math.max(0, width) * Math.max(0, height);
}

function distance(one: WindowBounds, other: WindowBounds): number {
  const x = one.x + one.width / 2 - (other.x + other.width / 2);
  const y = one.y + one.height / 2 - (other.y + other.height / 2);
  return Math.hypot(x, y);
}
