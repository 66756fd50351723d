import { identityOf } from './identity.ts';
import { maskKey, maskOf } from './mask.ts';
import { mergeTokens } from './merge-tokens.ts';
import { readLine } from './read-line.ts';
import { shortenLine } from './shorten.ts';
import { textOf, tokensOf } from './tokens.ts';

export interface LogLine {
  /** ISO, UTC. */
  t: string;
  message: string;
  stream: string;
}

/** Lines that say the same: they differ only in ids, numbers, times and names. */
export interface LogPattern {
  pattern: string;
  count: number;
  first: string;
  last: string;
  /** Minutes in which it was logged about as often as in its busiest one: how long it was more than usual. */
  busyMinutes: number;
  /** Function versions whose log streams hold it, sorted; empty unless every line's stream tells its version. */
  versions: string[];
  /** The first line of it, shortened where it is long. */
  sample: string;
}

/** Different lines that are looked at; of more the rest is counted and not read. */
const MAX_KEYS = 20_000;
/** Patterns that are kept, the most frequent first. */
const MAX_PATTERNS = 400;

export interface Mined {
  /** Of lines that tell of a failure; most lines first. */
  patterns: LogPattern[];
  /** Lines that tell of a failure. */
  errorLines: number;
  /** Lines that were of too many kinds to be looked at, and of patterns that were left out. */
  unread: number;
}

interface Group {
  count: number;
  first: string;
  last: string;
  /** Lines of each minute. */
  minutes: Map<string, number>;
  versions: Set<string | undefined>;
  /** The first line, as it was logged. */
  line: string;
}

/**
 * Groups the lines that tell of failures. The order of the lines does not change the result. Takes time in proportion to the
 * lines, and memory to the kinds of lines.
 */
export function minePatterns(lines: readonly LogLine[]): Mined {
  const byKey = new Map<number, Group>();
  const versions = new Map<string, string | undefined>();
  let unread = 0;
  for (const { t, message, stream } of lines) {
    const key = maskKey(message);
    const known = byKey.get(key);
    let version = versions.get(stream);
    if (version === undefined && !versions.has(stream)) versions.set(stream, (version = versionOf(stream)));
    if (known !== undefined) add(known, t, message, version);
    else if (byKey.size < MAX_KEYS) byKey.set(key, groupOf(t, message, version));
    else unread++;
  }
  // Before they are grouped: lines with the same words in front may go on differently.
  const failed = [...byKey.values()].filter((group) => readLine(group.line).isError);
  const errors = [...byText(failed, (group) => tokensOf(maskOf(identityOf(group.line))))]
    // For the result not to depend on the order of lines.
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, one]) => one);
  const merged = mergeTokens(errors.map(({ tokens }) => tokens));
  const patterns = [
    ...byText(
      errors.map(({ group }) => group),
      (_group, i) => merged[i] ?? [],
    ),
  ]
    .map(([pattern, { group }]) => patternOf(pattern, group))
    .sort((a, b) => b.count - a.count || (a.pattern < b.pattern ? -1 : 1));
  const countOf = (some: readonly LogPattern[]) => some.reduce((sum, { count }) => sum + count, 0);
  return {
    patterns: patterns.slice(0, MAX_PATTERNS),
    errorLines: countOf(patterns),
    unread: unread + countOf(patterns.slice(MAX_PATTERNS)),
  };
}

/** Groups of the same tokens together. */
function byText(groups: readonly Group[], tokensOfGroup: (group: Group, i: number) => string[]) {
  const found = new Map<string, { group: Group; tokens: string[] }>();
  for (const [i, group] of groups.entries()) {
    const tokens = tokensOfGroup(group, i);
    const text = textOf(tokens);
    const known = found.get(text);
    if (known === undefined) found.set(text, { group: { ...group }, tokens });
    else join(known.group, group);
  }
  return found;
}

function groupOf(t: string, message: string, version: string | undefined): Group {
  const minutes = new Map([[t.slice(0, MINUTE_CHARS), 1]]);
  return { count: 1, first: t, last: t, minutes, versions: new Set([version]), line: message };
}

/** `2026-03-10T03:09` */
const MINUTE_CHARS = 16;

function add(group: Group, t: string, message: string, version: string | undefined): void {
  group.count++;
  group.versions.add(version);
  const minute = t.slice(0, MINUTE_CHARS);
  group.minutes.set(minute, (group.minutes.get(minute) ?? 0) + 1);
  if (t < group.first || (t === group.first && message < group.line)) {
    group.first = t;
    group.line = message;
  }
  if (t > group.last) group.last = t;
}

function join(into: Group, other: Group): void {
  into.count += other.count;
  into.versions = new Set([...into.versions, ...other.versions]);
  const minutes = new Map(into.minutes);
  for (const [minute, lines] of other.minutes) minutes.set(minute, (minutes.get(minute) ?? 0) + lines);
  into.minutes = minutes;
  if (other.first < into.first || (other.first === into.first && other.line < into.line)) {
    into.first = other.first;
    into.line = other.line;
  }
  if (other.last > into.last) into.last = other.last;
}

/** A quarter of the busiest minute's lines is about as often; what is there on any day falls below it in a flare. */
const BUSY_SHARE = 0.25;

function busyOf(counts: readonly number[]): number {
  const most = counts.reduce((max, count) => Math.max(max, count), 0);
  return counts.filter((count) => count >= BUSY_SHARE * most).length;
}

function patternOf(pattern: string, { count, first, last, minutes, versions, line }: Group): LogPattern {
  const known = [...versions].filter((version) => version !== undefined);
  return {
    pattern,
    count,
    first,
    last,
    busyMinutes: busyOf([...minutes.values()]),
    // None if any line's stream does not tell its version, since then nothing can be said of all lines.
    versions: known.length === versions.size ? known.sort() : [],
    sample: shortenLine(line),
  };
}

/** Lambda's log stream names: `2026/03/10/[42]0a1b...`, with a shared group `2026/03/10/<function>[42]0a1b...`. */
function versionOf(stream: string): string | undefined {
  return /\[(\$LATEST|\d+)\]/.exec(stream)?.[1];
}
