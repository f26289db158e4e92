/**
 * The newer value, with every part that says the same as before being the very same object.
 * What main tells comes as a copy of the whole; this way a row whose credential did not change is not drawn again.
 * For plain data only.
 */
export function withUnchangedParts<T>(before: unknown, after: T): T {
  if (Object.is(before, after)) return after;
  if (Array.isArray(before) && Array.isArray(after)) return unchangedItems(before, after) as T;
  if (!isPlain(before) || !isPlain(after) || Array.isArray(before) || Array.isArray(after)) return after;
  return unchangedFields(before, after) as T;
}

/** Things with an ID or a key are found again wherever they stand now: one that is added or gone changes no other. */
function unchangedItems(before: readonly unknown[], after: readonly unknown[]): unknown {
  const known = new Map(before.flatMap((item) => (nameOf(item) === undefined ? [] : [[nameOf(item), item]])));
  const items = after.map((item, index) => {
    const name = nameOf(item);
    return withUnchangedParts(name === undefined ? before[index] : known.get(name), item);
  });
  return items.length === before.length && items.every((item, index) => Object.is(item, before[index]))
    ? before
    : items;
}

function nameOf(item: unknown): unknown {
  if (!isPlain(item)) return undefined;
  return item.id ?? item.key;
}

function unchangedFields(before: Record<string, unknown>, after: Record<string, unknown>): unknown {
  const fields = Object.keys(after);
  const parts = fields.map((field) => [field, withUnchangedParts(before[field], after[field])] as const);
  const isSame =
    fields.length === Object.keys(before).length &&
    parts.every(([field, part]) => field in before && Object.is(part, before[field]));
  return isSame ? before : Object.fromEntries(parts);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
