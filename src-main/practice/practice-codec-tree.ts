type CodecValue = string | number;
/** What a codec shows of itself: names in names, and lists of things that have an ID. */
type CodecNode = CodecValue | CodecTree | readonly CodecItem[];
export type CodecTree = { readonly [name: string]: CodecNode };
export type CodecItem = CodecTree & { readonly id: number };
export type CodecPath = readonly (string | number)[];

const isSame = (a: string | number, b: string | number) => String(a).toLowerCase() === String(b).toLowerCase();
const isTree = (node: CodecNode): node is CodecTree => typeof node === 'object' && !Array.isArray(node);
const isList = (node: CodecNode): node is readonly CodecItem[] => Array.isArray(node);

/** What is at a path by itself, as `xGet` answers it; a number names a thing of a list by its ID. */
export function nodeAt(node: CodecNode, path: CodecPath): CodecNode | undefined {
  const [head, ...rest] = path;
  if (head === undefined) return node;
  if (isList(node)) {
    const item = node.find(({ id }) => isSame(id, head));
    return item && nodeAt(item, rest);
  }
  const found = isTree(node) ? Object.entries(node).find(([name]) => isSame(name, head)) : undefined;
  return found && nodeAt(found[1], rest);
}

/** Where a query leads to from here into something of this name. */
function stepsInto(queries: readonly CodecPath[], name: string | number): CodecPath[] {
  return queries.flatMap((query): CodecPath[] => {
    const [head, ...rest] = query;
    if (head === undefined) return [];
    if (head === '**') return [query, ...stepsInto([rest], name)];
    return head === '*' || isSame(head, name) ? [rest] : [];
  });
}

/**
 * The part of a tree that a query means, from the top on, as `xQuery` and feedback give it. `*` is any one name and `**` any number of them;
 * the number of a thing in a list may be left out.
 */
export function selected<T extends CodecNode>(node: T, ...queries: readonly CodecPath[]): T | undefined {
  return part(node, queries) as T | undefined;
}

function part(node: CodecNode, queries: readonly CodecPath[]): CodecNode | undefined {
  if (queries.length === 0) return undefined;
  if (queries.some((query) => query.every((name) => name === '**'))) return node;
  if (isList(node)) {
    const items = node.flatMap((item) => {
      // What is gone is told to whoever asked for any part of it.
      if (item.ghost) return [item];
      const found = part(item, [...queries, ...stepsInto(queries, item.id)]);
      return found && isTree(found) ? [{ ...found, id: item.id }] : [];
    });
    return items.length > 0 ? items : undefined;
  }
  if (!isTree(node)) return undefined;
  const found = Object.entries(node).flatMap(([name, child]) => {
    const below = part(child, stepsInto(queries, name));
    return below === undefined ? [] : [[name, below] as const];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}
