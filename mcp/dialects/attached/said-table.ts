import type { Json } from '../../../core/canonical.ts';
import { clip } from '../../../core/clip.ts';
import { levelsOf } from './said-lists.ts';
import { MAX_LIST, type Row, isRow, plain } from './said-value.ts';

const MAX_ROWS = 20;
const MAX_COLUMNS = 12;
const MAX_CELL_CHARS = 100;
/** How deep a row's values may lie in it. */
const MAX_DEPTH = 5;

type Cells = Map<string, string>;

/**
 * The list of an answer that has the most values, as lines of text; an object alone is a table of one row. Objects in a
 * row are columns (`Period.Start`), a list of objects in it is as many rows. Undefined if there is nothing in it.
 */
export function tableOf(said: Json): string | undefined {
  const levels = levelsOf(said);
  const lists = levels.flatMap((level) => level.lists);
  const weighed = lists.map((list) => ({ list, values: list.reduce((sum, row) => sum + valuesIn(row), 0) }));
  const [most] = weighed.sort((a, b) => b.values - a.values);
  if (most !== undefined) return most.values === 0 ? undefined : linesOf(most.list);
  const [top] = levels;
  return top === undefined || levels.some(({ listed }) => listed) ? undefined : linesOf(top.objects);
}

function valuesIn(value: Json): number {
  if (value === null || value === '') return 0;
  if (typeof value !== 'object') return 1;
  return Object.values(value).reduce<number>((sum, inner) => sum + valuesIn(inner), 0);
}

function linesOf(list: readonly Row[]): string {
  const rows = list.slice(0, MAX_ROWS).flatMap(cellsOf);
  const shown = rows.slice(0, MAX_ROWS);
  const columns = [...new Set(shown.flatMap((cells) => [...cells.keys()]))].slice(0, MAX_COLUMNS);
  const lines = shown.map((cells) => columns.map((column) => cells.get(column) ?? '').join(' | '));
  const left = list.length > MAX_ROWS ? list.length - MAX_ROWS : rows.length - shown.length;
  return [
    namesOf(columns).join(' | '),
    ...lines,
    ...(left > 0 ? [`(${list.length < MAX_LIST ? '' : 'more than '}${left} more rows)`] : []),
    // A report has it in one line.
  ].join(';\n');
}

/** A row's cells by path, once for each object of the first list that it has. */
function cellsOf(row: Row): Cells[] {
  const cells: Cells = new Map();
  const inner: { path: string; rows: Row[] }[] = [];
  collect(row, [], cells, inner);
  const [first] = inner;
  if (first === undefined) return [cells];
  return first.rows.slice(0, MAX_ROWS + 1).map((one) => {
    const own: Cells = new Map(cells);
    collect(one, [first.path], own, []);
    return own;
  });
}

function collect(
  row: Row,
  path: readonly string[],
  cells: Cells,
  inner: { path: string; rows: Row[] }[],
): void {
  for (const [name, value] of Object.entries(row)) {
    const at = [...path, name];
    const rows = Array.isArray(value) ? value.filter(isRow) : [];
    if (isRow(value) && at.length < MAX_DEPTH) collect(value, at, cells, inner);
    else if (rows.length > 0 && inner.length === 0 && path.length < MAX_DEPTH)
      inner.push({ path: at.join('.'), rows });
    else if (valuesIn(value) > 0) cells.set(at.join('.'), cellOf(value));
  }
}

function cellOf(value: Json): string {
  const scalars = Array.isArray(value) && value.every((one) => typeof one !== 'object');
  const text = scalars ? value.map(plain).join(', ') : plain(value);
  return clip(text.replace(/[\s|;]+/g, ' '), MAX_CELL_CHARS);
}

/** The last part of each path, or all of it where that is not one column's alone. */
function namesOf(paths: readonly string[]): string[] {
  const last = (path: string) => path.split('.').at(-1) ?? path;
  return paths.map((path) =>
    paths.filter((one) => last(one) === last(path)).length > 1 ? path : last(path),
  );
}
