import type { Json } from '../../../core/canonical.ts';
import { type Row, isRow, opened } from './said-value.ts';

/** How deep a list may lie in an answer, and how many objects of one depth are looked into. */
const MAX_DEPTH = 5;
const MAX_OBJECTS = 2_000;

/** What lies at one depth of an answer: its objects, and the lists of objects in them. */
export interface Level {
  objects: Row[];
  /** Those of one name are one list, in whatever object they stand. */
  lists: Row[][];
  /** Whether there is a list at all, even an empty one; words in a row are none. */
  listed: boolean;
}

/** An answer from the outside in. JSON that stands as text in it is opened. */
export function levelsOf(said: Json): Level[] {
  const levels: Level[] = [];
  const outer = opened(said);
  const top = Array.isArray(outer) ? { list: outer } : outer;
  let objects = isRow(top) ? [top] : [];
  while (objects.length > 0 && levels.length < MAX_DEPTH) {
    const byName = new Map<string, Row[]>();
    const inner: Row[] = [];
    let listed = false;
    for (const object of objects) {
      for (const [name, value] of Object.entries(object)) {
        const within = opened(value);
        if (isRow(within)) inner.push(within);
        if (!Array.isArray(within)) continue;
        listed ||= within.length === 0 || typeof within[0] === 'object';
        const rows = byName.get(name) ?? [];
        for (const row of rowsOf(within, object)) rows.push(row);
        if (rows.length > 0) byName.set(name, rows);
      }
    }
    const lists = [...byName.values()];
    levels.push({ objects, lists, listed });
    objects = [...inner, ...lists.flat()].slice(0, MAX_OBJECTS);
  }
  return levels;
}

/** The objects of a list; lists of values are named by a list of names beside them, as `{columns, rows}`. */
function rowsOf(list: readonly Json[], beside: Row): Row[] {
  const [first] = list;
  if (!Array.isArray(first)) return list.filter(isRow);
  const names = Object.values(beside).find(
    (one): one is string[] =>
      Array.isArray(one) && one.length === first.length && one.every((name) => typeof name === 'string'),
  );
  return list
    .filter((values) => Array.isArray(values))
    .map((values) =>
      Object.fromEntries(values.map((value, i) => [names?.[i] ?? String(i + 1), value] as const)),
    );
}
