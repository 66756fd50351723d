import { AwsFault } from '../answer.ts';
import { statisticOf } from '../world/metrics.ts';
import type { World } from '../world/world.ts';

/** `SELECT SUM(Errors) FROM SCHEMA("AWS/Lambda", FunctionName) GROUP BY FunctionName ORDER BY SUM() DESC LIMIT 20` */
const QUERY =
  /^SELECT (SUM|AVG|MAX|MIN|COUNT)\("?([\w.]+)"?\) FROM SCHEMA\("([^"]+)", "?(\w+)"?\) GROUP BY "?(\w+)"?(?: ORDER BY (SUM|AVG|MAX|MIN|COUNT)\(\) (ASC|DESC))?(?: LIMIT (\d+))?$/;

const STATISTICS: Record<string, string> = {
  SUM: 'Sum',
  AVG: 'Average',
  MAX: 'Maximum',
  MIN: 'Minimum',
  COUNT: 'SampleCount',
};
/** Queries see two weeks, whatever the metric is kept for. */
const SECONDS_SEEN = 14 * 86_400;
/** AWS gives at most this many series. */
const MAX_SERIES = 500;

export interface LabelledSeries {
  label: string;
  /** By time in seconds. */
  points: Map<number, number>;
}

export function isInsightsQuery(expression: string): boolean {
  return /^\s*SELECT\s/i.test(expression);
}

/** One series for each value of the dimension, of the metrics that have exactly that dimension. */
export function selectSeries(
  { metrics }: World,
  query: string,
  { start, end, period, now }: { start: number; end: number; period: number; now: number },
): LabelledSeries[] {
  const [, select, name, namespace, dimension, groupBy, , direction = 'ASC', limit] =
    QUERY.exec(query.trim()) ?? [];
  if (select === undefined || dimension === undefined || dimension !== groupBy) {
    throw new AwsFault('ValidationException', `Error in expression: the query is not simulated: ${query}`);
  }
  const stat = STATISTICS[select] ?? 'Sum';
  const all = metrics
    .all()
    .filter(
      (series) =>
        series.namespace === namespace &&
        series.name === name &&
        Object.keys(series.dimensions).join() === dimension,
    )
    .map((series) => {
      const points = new Map<number, number>();
      const from = Math.max(start, now / 1_000 - SECONDS_SEEN);
      for (let t = Math.floor(from / period) * period; t < end; t += period) {
        const told = series.samples(t * 1_000, (t + period) * 1_000).filter(({ toldAt }) => toldAt <= now);
        const value = statisticOf(told, stat);
        if (value !== undefined) points.set(t, value);
      }
      return { label: series.dimensions[dimension] ?? '', points };
    })
    .filter(({ points }) => points.size > 0);
  const total = ({ points }: LabelledSeries) => [...points.values()].reduce((sum, value) => sum + value, 0);
  const sign = direction === 'DESC' ? -1 : 1;
  return all
    .toSorted((a, b) => sign * (total(a) - total(b)))
    .slice(0, Math.min(MAX_SERIES, Number(limit ?? MAX_SERIES)));
}
