import {
  type Document,
  type LineCounter,
  type Node,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
} from 'yaml';

export interface Position {
  line: number;
  column: number;
}

/** Where the key or the item at a path stands; of a path that is not there, its nearest ancestor. */
export function positionOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): Position {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const key of path) {
    const found = childOf(node, key);
    if (found === undefined) break;
    offset = found.offset;
    node = found.node;
  }
  return at(lines, offset);
}

export function at(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function childOf(node: unknown, key: PropertyKey): { offset: number; node: unknown } | undefined {
  if (!isCollection(node)) return undefined;
  if (isSeq(node)) {
    const item: unknown = typeof key === 'number' ? node.items[key] : undefined;
    const offset = isNode(item) ? startOf(item) : undefined;
    return offset === undefined ? undefined : { offset, node: item };
  }
  if (!isMap(node)) return undefined;
  for (const pair of node.items) {
    if (!isPair(pair) || !isScalar(pair.key) || String(pair.key.value) !== String(key)) continue;
    const offset = startOf(pair.key);
    if (offset !== undefined) return { offset, node: pair.value };
  }
  return undefined;
}

function startOf(node: Node): number | undefined {
  return node.range?.[0];
}
