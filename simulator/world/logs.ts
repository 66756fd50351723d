import type { LogGroupPrimitive } from '../language/primitives.ts';
import type { Scenario } from '../language/scenario.ts';
import { levelAt } from '../language/values.ts';
import { type Random, random, uuid } from '../random.ts';

export interface LogEvent {
  t: number;
  /** When it can be found. */
  ingestedAt: number;
  stream: string;
  message: string;
}

export interface LogGroup {
  name: string;
  class: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY';
  /** Lines in `[from, to)`, oldest first, whatever the data time. */
  lines(from: number, to: number): LogEvent[];
}

/** What writes to a group: the lines of what began in one minute (since 1970), and how long such may last. */
export interface LogSource {
  linesOf(minute: number): LogEvent[];
  lastsMs: number;
}

const MINUTE = 60_000;

export function logGroup(name: string, type: LogGroup['class'], sources: readonly LogSource[]): LogGroup {
  const cache = sources.map(() => new Map<number, LogEvent[]>());
  return {
    name,
    class: type,
    lines(from, to) {
      const found: LogEvent[] = [];
      sources.forEach((source, i) => {
        const first = Math.floor((from - source.lastsMs) / MINUTE);
        for (let minute = first; minute * MINUTE < to; minute++) {
          const lines = cache[i]?.get(minute) ?? source.linesOf(minute);
          cache[i]?.set(minute, lines);
          for (const line of lines) if (from <= line.t && line.t < to) found.push(line);
        }
      });
      return found.sort((a, b) => a.t - b.t);
    },
  };
}

/** Ingestion is as late for all lines of a stream within a minute. */
export function ingestionLag({ seed, lag }: Scenario, stream: string, t: number): number {
  return random(seed, stream, 'ingestion', Math.floor(t / MINUTE)).between(...lag.logs) * 1_000;
}

/** The lines that a scenario writes down one by one. */
export function primitiveSource(scenario: Scenario, name: string, group: LogGroupPrimitive): LogSource {
  const start = Date.parse(scenario.start);
  const end = start + scenario.minutes * MINUTE;
  return {
    lastsMs: 0,
    linesOf(minute) {
      const from = minute * MINUTE;
      if (from < start || from >= end) return [];
      const day = new Date(from).toISOString().slice(0, 10);
      const streams = new Map<string, { stream: string; lag: number }>();
      const streamOf = (instance: string, t: number) => {
        const known = streams.get(instance);
        if (known !== undefined) return known;
        const stream = group.stream.replaceAll('{instance}', instance).replaceAll('{day}', day);
        const made = { stream, lag: ingestionLag(scenario, stream, t) };
        streams.set(instance, made);
        return made;
      };
      return group.lines.flatMap((lines, i) => {
        const draw = random(scenario.seed, name, 'lines', i, from - start);
        const events: LogEvent[] = [];
        for (let n = draw.count(levelAt(lines.perMinute, start, from)); n > 0; n--) {
          const t = Math.floor(from + draw.next() * MINUTE);
          const instances = lines.instances ?? Array.from({ length: group.instances }, (_, k) => k);
          const instance = String(instances[Math.floor(draw.next() * instances.length)] ?? 0);
          const message = fill(lines.message, lines.values, draw, t, instance);
          if (t < start + (lines.from ?? -Infinity) || t >= start + (lines.until ?? Infinity)) continue;
          const { stream, lag } = streamOf(instance, t);
          events.push({ t, message, stream, ingestedAt: t + lag });
        }
        return events;
      });
    },
  };
}

/** What `{...}` in a line can be, beside the names in its `values`. */
export const PLACEHOLDERS = ['n', 'id', 'time', 'instance'];

function fill(
  message: string,
  values: Record<string, Record<string, number>>,
  draw: Random,
  t: number,
  instance: string,
): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => {
    switch (name) {
      case 'n':
        return String(Math.floor(draw.between(100, 9_999)));
      case 'id':
        return uuid(draw);
      case 'time':
        return new Date(t).toISOString();
      case 'instance':
        return instance;
      default:
        return values[name] === undefined ? whole : weighted(values[name], draw);
    }
  });
}

function weighted(choices: Record<string, number>, draw: Random): string {
  const total = Object.values(choices).reduce((sum, weight) => sum + weight, 0);
  let left = draw.next() * total;
  return Object.entries(choices).find(([, weight]) => (left -= weight) < 0)?.[0] ?? '';
}

/** A filter pattern as CloudWatch Logs reads it, as far as it is simulated; undefined if it is not. */
export function filterMatcher(pattern: string): ((message: string) => boolean) | undefined {
  if (pattern.trim() === '') return () => true;
  const terms = [...pattern.matchAll(/([?-]?)(?:"([^"]+)"|([^\s"?]+))(?=\s|$)/g)].map(
    ([, sign, quoted, bare]) => ({
      sign,
      text: quoted ?? bare ?? '',
    }),
  );
  if (terms.length === 0 || /^[{[%]/.test(pattern.trim())) return undefined;
  const any = terms.filter(({ sign }) => sign === '?').map(({ text }) => text);
  const all = terms.filter(({ sign }) => sign === '').map(({ text }) => text);
  const none = terms.filter(({ sign }) => sign === '-').map(({ text }) => text);
  return (message) =>
    (any.length === 0 || any.some((text) => message.includes(text))) &&
    all.every((text) => message.includes(text)) &&
    !none.some((text) => message.includes(text));
}
