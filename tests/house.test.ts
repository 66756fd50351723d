import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { describe, expect, it } from '@jest/globals';

/** Rooms from the ground up: each imports only from itself and from those before it. */
const ROOMS = ['core', 'mcp', 'adapters', 'simulator', 'functions', 'run', 'eval', 'cli'];
/** The rooms of core, along one alarm. */
const PIPELINE = [
  'words',
  'clean',
  'proof',
  'catalogue',
  'logs',
  'evidence',
  'alarm',
  'observe',
  'graph',
  'ledger',
  'causes',
  'ask',
  'judge',
  'report',
];
/** The contracts of the whole pipeline, which name the types of its ends. */
const CONTRACTS = ['core/ports.ts', 'core/verdict.ts'];
/** Files that a folder may have before it wants rooms. The catalogue has one for each service. */
const MOST_FILES = 26;

const files = ROOMS.flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${room}/${name}`),
);

/** What a file imports of ours, types too. */
function importsOf(file: string): string[] {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, path = '']) =>
    normalize(join(dirname(file), path)),
  );
}

const imports = new Map(files.map((file) => [file, importsOf(file)]));
const edges = [...imports].flatMap(([from, all]) => all.map((to) => [from, to] as const));

/** Files that import each other in a circle, if there are such. */
function circle(): string[] {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const next of imports.get(file) ?? []) {
      const found = visit(next, [...path, file]);
      if (found.length > 0) return found;
    }
    done.add(file);
    return [];
  };
  for (const file of files) {
    const found = visit(file, []);
    if (found.length > 0) return found;
  }
  return [];
}

const roomOf = (file: string) => file.split('/')[0] ?? '';
const stageOf = (file: string) =>
  /^core\/[^/]+\//.test(file) ? PIPELINE.indexOf(file.split('/')[1] ?? '') : undefined;

describe('the house', () => {
  it('has every file in a room, and all imports of it can be read', () => {
    expect(files.length).toBeGreaterThan(400);
    expect(edges.length).toBeGreaterThan(1_500);
    expect(edges.filter(([, to]) => to.endsWith('.ts') && !existsSync(to))).toEqual([]);
  });

  it('has no circle of imports', () => {
    expect(circle()).toEqual([]);
  });

  it('imports from the ground up', () => {
    const up = edges.filter(([from, to]) => ROOMS.indexOf(roomOf(to)) > ROOMS.indexOf(roomOf(from)));
    expect(up).toEqual([]);
  });

  it('imports along one alarm in core, and never ahead', () => {
    const ahead = edges.filter(([from, to]) => {
      const [own, other] = [stageOf(from), stageOf(to)];
      return own !== undefined && other !== undefined && other > own;
    });
    expect(ahead).toEqual([]);
    const ground = edges.filter(
      ([from, to]) =>
        from.startsWith('core/') &&
        stageOf(from) === undefined &&
        (stageOf(to) ?? -1) > PIPELINE.indexOf('clean') &&
        !CONTRACTS.includes(from),
    );
    expect(ground).toEqual([]);
  });

  it('has no crowded folder', () => {
    const counts = new Map<string, number>();
    for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    const crowded = [...counts].filter(([folder, n]) => n > MOST_FILES && folder !== 'core/catalogue');
    expect(crowded).toEqual([]);
  });

  it('spells services in the catalogue and nowhere else in core', () => {
    const spelt = files.filter(
      (file) =>
        file.startsWith('core/') &&
        !file.startsWith('core/catalogue/') &&
        /['"`]AWS::[A-Z]\w+::|['"`]AWS\/[A-Z]|\/aws\/[a-z]|amazonaws\.com['"`]/.test(
          readFileSync(file, 'utf8'),
        ),
    );
    expect(spelt).toEqual([]);
  });
});
