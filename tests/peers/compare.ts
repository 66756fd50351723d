import { KNOWN_DIFFERENCES, type KnownDifference } from './known-differences.ts';
import type { Answered } from './requests.ts';
import { type Shapes, shapesOf } from './shapes.ts';

/** One row of the table. */
export interface Comparison {
  request: string;
  /** Paths that both have, with the same types. */
  same: number;
  onlySimulator: string[];
  onlyPeer: string[];
  notes: string[];
  /** Differences that nobody has explained. */
  unexplained: string[];
  used: KnownDifference[];
}

/** Errors of services and operations that ministack does not have. */
const NOT_THERE = /Unsupported service|Unknown action|Unknown operation|NotImplemented/i;

export function compare(request: string, simulator: Answered, peer: Answered): Comparison {
  const row: Comparison = {
    request,
    same: 0,
    onlySimulator: [],
    onlyPeer: [],
    notes: [],
    unexplained: [],
    used: [],
  };
  if (peer.error !== undefined && NOT_THERE.test(peer.raw?.body ?? '')) {
    row.notes.push('ministack does not have it');
    return row;
  }
  if (simulator.error !== undefined || peer.error !== undefined) {
    compareErrors(row, simulator, peer);
    return row;
  }
  const ours = shapesOf(simulator.raw?.body ?? '');
  const theirs = shapesOf(peer.raw?.body ?? '');
  for (const [path, types] of ours) {
    const other = theirs.get(path);
    if (other === undefined) {
      // Of an empty list nothing is known but that it is one.
      if (isUnder(path, emptyLists(theirs))) continue;
      row.onlySimulator.push(path);
      explain(row, path, `only the simulator has ${path}`);
    } else if (sameTypes(types, other)) {
      row.same++;
    } else {
      const what = `${path} is ${[...types].join('/')}, there ${[...other].join('/')}`;
      row.notes.push(what);
      explain(row, path, what);
    }
  }
  if (ours.size + theirs.size === 0) row.notes.push('both answer nothing');
  const empty = emptyLists(ours);
  row.onlyPeer = [...theirs.keys()].filter((path) => !ours.has(path) && !isUnder(path, empty));
  return row;
}

function compareErrors(row: Comparison, simulator: Answered, peer: Answered): void {
  const [ours, theirs] = [simulator, peer].map(({ error, raw }) => `${error ?? 'answered'}, ${raw?.status}`);
  if (ours === theirs) {
    row.same = 1;
    row.notes.push(`both refuse: ${ours}`);
    return;
  }
  const what = `simulator: ${ours}; ministack: ${theirs}`;
  row.notes.push(what);
  const path = peer.error === undefined ? 'refuses' : simulator.error === undefined ? 'answers' : 'error';
  explain(row, path, what);
}

function explain(row: Comparison, path: string, what: string): void {
  const known = KNOWN_DIFFERENCES.find((one) => one.request.test(row.request) && one.path.test(path));
  if (known === undefined) row.unexplained.push(`${row.request}: ${what}`);
  else if (!row.used.includes(known)) {
    row.used.push(known);
    row.notes.push(known.reason);
  }
}

function emptyLists(shapes: Shapes): string[] {
  return [...shapes].flatMap(([path, types]) =>
    types.has('list') && !shapes.has(`${path}[]`) ? [`${path}[]`] : [],
  );
}

function isUnder(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => path === root || path.startsWith(root));
}

function sameTypes(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return [...a].every((type) => b.has(type)) && [...b].every((type) => a.has(type));
}

/** The rows as Markdown. */
export function tableOf(rows: readonly Comparison[]): string {
  const code = (paths: readonly string[]) => paths.map((path) => `\`${path}\``).join(' ');
  const lines = rows.map(({ request, same, onlySimulator, onlyPeer, notes }) =>
    [request, same || '', code(onlySimulator), code(onlyPeer), notes.join('; ')].join(' | '),
  );
  return [
    '| Request | Same | Only simulator | Only ministack | Note |',
    '| --- | --- | --- | --- | --- |',
    ...lines.map((line) => `| ${line} |`),
  ].join('\n');
}
