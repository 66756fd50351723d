import type { World } from '../world/world.ts';
import { cut, oneLine } from '../tools/scenario-text.ts';

const MOST_BEFORE = 3;
const MOST_AFTER = 5;
const MOST_LETTERS = 400;

export interface LineSample {
  count: number;
  /** Of the first such line. */
  offsetMs: number;
  line: string;
}

export interface LogSamples {
  logGroup: string;
  lines: number;
  /** Kinds of lines before the split, the most frequent first. */
  before: LineSample[];
  /** Kinds of lines that are there only after the split. */
  onlyAfter: LineSample[];
}

/** Per log group: what is usual, and what appears only after the split. */
export function logSamples(world: World, splitMs: number): LogSamples[] {
  const { start, end, logGroups } = world;
  const split = start + splitMs;
  return [...logGroups.values()].map((group) => {
    const lines = group.lines(start, end);
    const kinds = new Map<string, LineSample & { beforeSplit: boolean }>();
    for (const { t, message } of lines) {
      const kind = kindOf(message);
      const known = kinds.get(kind);
      if (known !== undefined) known.count++;
      else {
        const line = cut(oneLine(message), MOST_LETTERS);
        kinds.set(kind, { count: 1, offsetMs: t - start, line, beforeSplit: t < split });
      }
    }
    const most = (before: boolean, limit: number) =>
      [...kinds.values()]
        .filter(({ beforeSplit }) => beforeSplit === before)
        .toSorted((a, b) => b.count - a.count)
        .slice(0, limit)
        .map(({ count, offsetMs, line }) => ({ count, offsetMs, line }));
    return {
      logGroup: group.name,
      lines: lines.length,
      before: most(true, MOST_BEFORE),
      onlyAfter: most(false, MOST_AFTER),
    };
  });
}

/** Lines that differ only in ids, times and numbers are of one kind. */
function kindOf(message: string): string {
  return message
    .slice(0, 2_000)
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z?/g, '#')
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}\b/gi, '#')
    .replace(/\b(?=[a-f]*\d)[0-9a-f]{8,}\b/gi, '#')
    .replace(/\d+(?:\.\d+)?/g, '#')
    .replace(/\tInit Duration: # ms/, '');
}
