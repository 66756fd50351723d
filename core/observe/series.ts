import type { Incident, Range } from '../case.ts';
import type { EvidenceIndex } from '../evidence/evidence-index.ts';
import { type AnswerOf, type ArgsOf, type Point } from '../evidence/capabilities.ts';
import type { Stat, Term } from '../proof/predicate.ts';
import { bucketValues, statOf } from '../proof/evaluate.ts';
import { canonical } from '../canonical.ts';
import { floorTo } from '../time.ts';
import { type MetricShift, type SeriesOptions, type Usual, findShift, usualOf } from './metric-shift.ts';
import { metricsOf } from '../catalogue/metric-names.ts';
import type { Entity } from '../entity.ts';
import { judgedMetric } from './watched-metrics.ts';

type MetricArgs = ArgsOf<'metrics.range'>;

interface Read {
  id: string;
  args: MetricArgs;
  answer: AnswerOf<'metrics.range'>;
  completeUntil: string;
}

/** One recorded series: its statistics as numbers, and as the terms that prove them. */
export interface Series {
  name: string;
  /** Namespace, name, dimensions and statistic as one text; absent for an expression. */
  metric?: string;
  /** ` a minute`, ` per 300 s`; empty for averages, which are not per anything. */
  per: string;
  direction: 'up' | 'down';
  /** Up to when absence and drops mean something. */
  completeUntil: string;
  usual: Usual | undefined;
  shift: MetricShift | undefined;
  /** Undefined over nothing. */
  value(stat: Stat, from: string, to: string): number | undefined;
  term(stat: Stat, from: string, to: string): Term;
}

/** The series that tell how a resource does, as far as they have datapoints, by id. */
export function readSeries(incident: Incident, entity: Entity, evidence: EvidenceIndex): Map<string, Series> {
  const wanted = metricsOf(entity);
  const [first] = wanted;
  const read = rangesIn(evidence).findLast(({ args }) =>
    args.series.some(
      ({ id, namespace, dimensions }) =>
        id === first?.id && namespace === first.namespace && sameDimensions(dimensions, first.dimensions),
    ),
  );
  const all = new Map<string, Series>();
  for (const { id, name, stat } of wanted) {
    const series = read && seriesOf(read, { id, name, stat, direction: 'up' }, incident);
    if (series !== undefined) all.set(id, series);
  }
  return all;
}

/** What the alarm judges, over window and baseline; undefined if it was not read or has no datapoint. */
export function readJudged(incident: Incident, evidence: EvidenceIndex): Series | undefined {
  const judged = judgedMetric(incident, evidence);
  const [metric] = judged?.metrics ?? [];
  if (judged === undefined || metric === undefined) return undefined;
  const read = rangesIn(evidence).findLast(({ args }) => isJudged(args) && args.to === incident.window.to);
  const direction = judged.low ? 'down' : 'up';
  const isExpression = judged.expression !== undefined;
  const of = judged.child === undefined ? '' : ` (alarm ${judged.child})`;
  const name = `${judged.expression ?? metric.name}${of}`;
  return (
    read &&
    seriesOf(read, { id: 'alarm', name, stat: isExpression ? 'Average' : metric.stat, direction }, incident)
  );
}

/** The judged series at the same time on earlier days, the longest ago first. */
export function readSeasons(
  incident: Incident,
  evidence: EvidenceIndex,
): { id: string; range: Range; points: Point[] }[] {
  return rangesIn(evidence)
    .filter(({ args }) => isJudged(args) && args.to < incident.baseline.from)
    .map(({ id, args, answer }) => ({
      id,
      range: { from: args.from, to: args.to },
      points: answer.series['alarm'] ?? [],
    }))
    .sort((a, b) => (a.range.from < b.range.from ? -1 : 1));
}

function isJudged({ series, expressions }: MetricArgs): boolean {
  return series.some(({ id }) => id === 'alarm') || expressions.some(({ id }) => id === 'alarm');
}

function rangesIn(evidence: EvidenceIndex): readonly Read[] {
  return evidence.of('metrics.range');
}

function sameDimensions(a: Record<string, string>, b: Record<string, string>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

function seriesOf(
  read: Read,
  { id, name, stat, direction }: { id: string; name: string; stat: string; direction: Series['direction'] },
  { baseline, window }: Incident,
): Series | undefined {
  const points = read.answer.series[id];
  if (points === undefined || points.length === 0) return undefined;
  const { periodSeconds } = read.args;
  const asked = read.args.series.find((one) => one.id === id);
  // Sums and counts are of events: where there is no datapoint, nothing happened.
  const absentIsZero = stat === 'Sum' || stat === 'SampleCount';
  const everySeconds = absentIsZero ? periodSeconds : undefined;
  // A bucket that has only begun is not complete.
  const completeUntil = floorTo(read.completeUntil, periodSeconds);
  const options: SeriesOptions = { baseline, window, periodSeconds, completeUntil, absentIsZero, direction };
  const usual = usualOf(points, options);
  return {
    name,
    ...(asked && { metric: canonical([asked.namespace, asked.name, asked.dimensions, asked.stat]) }),
    direction,
    per: !absentIsZero ? '' : periodSeconds === 60 ? ' a minute' : ` per ${periodSeconds} s`,
    completeUntil,
    usual,
    shift: usual && findShift(points, usual, options),
    value: (wanted, from, to) => statOf(bucketValues(points, from, to, everySeconds), wanted),
    term: (wanted, from, to) => ({
      evidence: read.id,
      path: ['series', id],
      stat: wanted,
      from,
      to,
      ...(everySeconds !== undefined && { everySeconds }),
    }),
  };
}
