import type { Evidence, Incident } from '../case.ts';
import { type AnswerOf, type ArgsOf, type Point, capabilities } from '../evidence/capabilities.ts';
import { evidenceOf } from '../evidence/typed-evidence.ts';
import { bucketValues, statOf } from '../proof/evaluate.ts';
import { floorTo } from '../time.ts';
import type { Stat, Term } from '../proof/predicate.ts';
import { type MetricShift, type SeriesOptions, type Usual, findShift, usualOf } from './metric-shift.ts';

type MetricArgs = ArgsOf<'metrics.range'>;

/** One recorded series: its statistics as numbers, and as the terms that prove them. */
export interface Series {
  name: string;
  /** ` a minute`, ` per 300 s`; empty for averages, which are not per anything. */
  per: string;
  points: readonly Point[];
  /** Up to when absence and drops mean something. */
  completeUntil: string;
  usual: Usual | undefined;
  shift: MetricShift | undefined;
  /** Undefined over nothing. */
  value(stat: Stat, from: string, to: string): number | undefined;
  term(stat: Stat, from: string, to: string): Term;
}

/** The series that were answered, by id. */
export function readSeries(incident: Incident, evidence: readonly Evidence[]): Map<string, Series> {
  const metrics = evidenceOf('metrics.range', capabilities['metrics.range'], evidence).at(-1);
  const all = new Map<string, Series>();
  for (const asked of metrics?.args.series ?? []) {
    const points = metrics?.answer.series[asked.id];
    if (metrics !== undefined && points !== undefined && points.length > 0) {
      all.set(asked.id, seriesOf(asked, points, metrics, incident));
    }
  }
  return all;
}

function seriesOf(
  asked: MetricArgs['series'][number],
  points: AnswerOf<'metrics.range'>['series'][string],
  metrics: { id: string; completeUntil: string; args: MetricArgs },
  { baseline, window }: Incident,
): Series {
  const { periodSeconds } = metrics.args;
  // Sums and counts are of events: where there is no datapoint, nothing happened.
  const absentIsZero = asked.stat === 'Sum' || asked.stat === 'SampleCount';
  const everySeconds = absentIsZero ? periodSeconds : undefined;
  // A bucket that has only begun is not complete.
  const completeUntil = floorTo(metrics.completeUntil, periodSeconds);
  const options: SeriesOptions = { baseline, window, periodSeconds, completeUntil, absentIsZero };
  const usual = usualOf(points, options);
  return {
    name: asked.name,
    per: !absentIsZero ? '' : periodSeconds === 60 ? ' a minute' : ` per ${periodSeconds} s`,
    points,
    completeUntil,
    usual,
    shift: usual && findShift(points, usual, options),
    value: (stat, from, to) => statOf(bucketValues(points, from, to, everySeconds), stat),
    term: (stat, from, to) => ({
      evidence: metrics.id,
      path: ['series', asked.id],
      stat,
      from,
      to,
      ...(everySeconds !== undefined && { everySeconds }),
    }),
  };
}
