import * as z from 'zod';
import { compile } from '../alarms/expression.ts';
import { AwsFault, type Operation, page, parse } from '../answer.ts';
import { statisticOf } from '../world/metrics.ts';
import type { World } from '../world/world.ts';
import { type LabelledSeries, isInsightsQuery, selectSeries } from './metrics-insights.ts';

const Metric = z.looseObject({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.looseObject({ Name: z.string(), Value: z.string() })).default([]),
});

const MetricStat = z.looseObject({ Metric, Period: z.number().int().positive(), Stat: z.string() });

const Input = z.looseObject({
  StartTime: z.number(),
  EndTime: z.number(),
  ScanBy: z.enum(['TimestampAscending', 'TimestampDescending']).default('TimestampDescending'),
  MetricDataQueries: z
    .array(
      z.looseObject({
        Id: z.string(),
        MetricStat: MetricStat.optional(),
        Expression: z.string().optional(),
        Period: z.number().int().positive().optional(),
        Label: z.string().optional(),
        ReturnData: z.boolean().default(true),
      }),
    )
    .max(500),
  MaxDatapoints: z.number().int().min(1).default(100_800),
  NextToken: z.string().optional(),
});

type Column = Map<number, number>;

/** Series are as sparse as AWS's: a bucket in which nothing was measured has no datapoint. */
export const getMetricData: Operation = ({ world }, { input, now, pageSize }) => {
  const { StartTime, EndTime, ScanBy, MetricDataQueries, MaxDatapoints, NextToken } = parse(Input, input);
  if (StartTime >= EndTime) {
    throw new AwsFault(
      'ValidationException',
      'The parameter StartTime must be less than the parameter EndTime.',
    );
  }
  const columns = new Map<string, Column>();
  MetricDataQueries.forEach(({ Id, MetricStat: asked }, i) => {
    if (asked === undefined) return;
    checkStatistic(asked.Stat, i + 1);
    columns.set(Id, columnOf(world, asked, StartTime, EndTime, now));
  });
  if (MetricDataQueries.filter(({ Expression = '' }) => isInsightsQuery(Expression)).length > 1) {
    throw new AwsFault('ValidationException', 'Only one Metrics Insights query is possible.');
  }
  const selected = new Map<string, LabelledSeries[]>();
  for (const { Id, Expression, Period = 60 } of MetricDataQueries) {
    if (Expression === undefined) continue;
    if (isInsightsQuery(Expression)) {
      const range = { start: StartTime, end: EndTime, period: Period, now };
      selected.set(Id, selectSeries(world, Expression, range));
    } else columns.set(Id, evaluate(Expression, columns));
  }
  // A query over many series gives a result for each, with the same id.
  const returned = MetricDataQueries.filter(({ ReturnData }) => ReturnData).flatMap(
    ({ Id, Label, MetricStat: asked }) =>
      (selected.get(Id) ?? [{ label: Label ?? asked?.Metric.MetricName ?? Id, points: columns.get(Id) }]).map(
        ({ label, points }) => ({ Id, label, points, key: `${Id} ${label}` }),
      ),
  );
  const all = returned.flatMap(({ key, points }) =>
    [...(points ?? [])]
      .map(([t, value]) => ({ key, t, value }))
      .toSorted((a, b) => (ScanBy === 'TimestampAscending' ? a.t - b.t : b.t - a.t)),
  );
  // With an expression, AWS gives no pages.
  const computed = MetricDataQueries.some(({ Expression }) => Expression !== undefined);
  const size = computed ? Infinity : (pageSize ?? MaxDatapoints);
  const { items, next } = page(all, NextToken, size, 'InvalidNextToken');
  const last = items.at(-1);
  const later = last === undefined ? [] : all.slice(all.indexOf(last) + 1);
  return {
    Messages: [],
    MetricDataResults: returned.map(({ Id, label, key }) => {
      const points = items.filter((point) => point.key === key);
      return {
        Id,
        Label: label,
        StatusCode: later.some((point) => point.key === key) ? 'PartialData' : 'Complete',
        Timestamps: points.map(({ t }) => t),
        Values: points.map(({ value }) => value),
      };
    }),
    ...(next !== undefined && { NextToken: next }),
  };
};

/** CloudWatch keeps datapoints of a minute for 15 days, of 5 for 63, of an hour for 455. */
const RETENTION_DAYS: readonly [periodSeconds: number, days: number][] = [
  [3_600, 455],
  [300, 63],
  [60, 15],
];

/** By time in seconds. */
function columnOf(
  world: World,
  { Metric: asked, Period, Stat }: z.infer<typeof MetricStat>,
  start: number,
  end: number,
  now: number,
): Column {
  const dimensions = Object.fromEntries(asked.Dimensions.map(({ Name, Value }) => [Name, Value]));
  const series = world.metrics.find(asked.Namespace, asked.MetricName, dimensions);
  const kept = RETENTION_DAYS.find(([seconds]) => Period >= seconds)?.[1] ?? 0.125;
  const points: Column = new Map();
  if (series === undefined) return points;
  for (let t = Math.floor(start / Period) * Period; t < end; t += Period) {
    if (t * 1_000 < now - kept * 86_400_000) continue;
    const told = series.samples(t * 1_000, (t + Period) * 1_000).filter(({ toldAt }) => toldAt <= now);
    const value = statisticOf(told, Stat);
    if (value !== undefined) points.set(t, value);
  }
  return points;
}

/** Trimmed means and the like, which CloudWatch knows too. */
const NOT_SIMULATED = /^(?:IQM|(?:tm|wm|tc|ts|pr)\d.*|(?:TM|WM|TC|TS|PR)\(.*\))$/;

function checkStatistic(stat: string, n: number): void {
  try {
    statisticOf([{ t: 0, v: 0, n: 1, toldAt: 0 }], stat);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const why = NOT_SIMULATED.test(stat) ? 'is not simulated' : 'is not a valid statistic';
    const where = `MetricDataQueries.member.${n}.MetricStat.Stat`;
    throw new AwsFault('ValidationException', `The value ${stat} for parameter ${where} ${why}.`);
  }
}

function evaluate(expression: string, columns: ReadonlyMap<string, Column>): Column {
  const ids = [...columns.keys()];
  const compiled = compile(expression, ids);
  if ('problem' in compiled) {
    throw new AwsFault('ValidationException', `Error in expression: ${compiled.problem}`);
  }
  const times = new Set([...columns.values()].flatMap((column) => [...column.keys()]));
  const points: Column = new Map();
  for (const t of times) {
    const values = Object.fromEntries(ids.map((id) => [id, columns.get(id)?.get(t)]));
    const value = compiled.evaluate(values);
    if (value !== undefined) points.set(t, value);
  }
  return points;
}
