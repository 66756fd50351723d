import * as z from 'zod';
import type { Alarm, AlarmMetric } from '../case.ts';
import { MaybePositive, MaybeText, isRecord } from './lenient.ts';
import { isInsightsQuery, parseInsightsQuery } from './metrics-insights.ts';

/** One entry of `configuration.metrics`: a metric, or an expression (and the metric it selects, if it is a query). */
export interface MetricEntry {
  id: string;
  /** The alarm judges it. An anomaly alarm has two of them, the metric and its band. */
  returned: boolean;
  expression?: NonNullable<Alarm['expression']>;
  metric?: AlarmMetric;
}

const Entry = z.looseObject({
  id: z.string(),
  returnData: z.boolean().catch(true),
  accountId: MaybeText,
  period: MaybePositive,
  expression: MaybeText,
  metricStat: z.unknown().optional(),
});

const MetricStat = z.looseObject({
  metric: z.looseObject({
    namespace: z.string(),
    name: z.string(),
    // Not leniently: with one dimension less it would be another metric.
    dimensions: z.record(z.string(), z.string()).nullish(),
  }),
  period: z.number().positive(),
  stat: z.string(),
});

/** Alarms on Metrics Insights queries are evaluated at this resolution; their events so far also say so. */
const INSIGHTS_PERIOD_S = 60;

/**
 * The entries of `configuration.metrics` that can be read; the others are left out, one by one.
 * `attributes` are those of the contributor whose event it is: they say which of a query's time series is meant.
 */
export function readMetricEntries(metrics: unknown, attributes: Record<string, string> = {}): MetricEntry[] {
  if (!Array.isArray(metrics)) return [];
  return metrics.flatMap((entry: unknown) => readEntry(entry, attributes));
}

function readEntry(value: unknown, attributes: Record<string, string>): MetricEntry[] {
  const entry = Entry.safeParse(value);
  if (!entry.success) return [];
  const { id, returnData, accountId, period, expression } = entry.data;
  if (expression !== undefined) {
    const metric = selectedMetric(id, expression, period ?? INSIGHTS_PERIOD_S, accountId, attributes);
    return [
      {
        id,
        returned: returnData,
        expression: { id, text: expression, ...(period !== undefined && { periodSeconds: period }) },
        ...(metric && { metric }),
      },
    ];
  }
  const stat = MetricStat.safeParse(entry.data.metricStat);
  if (!stat.success) return [];
  const { namespace, name, dimensions } = stat.data.metric;
  const metric: AlarmMetric = {
    id,
    namespace,
    name,
    dimensions: dimensions ?? {},
    periodSeconds: stat.data.period,
    stat: stat.data.stat,
    ...(accountId !== undefined && { account: accountId }),
  };
  return [{ id, returned: returnData, metric }];
}

function selectedMetric(
  id: string,
  expression: string,
  periodSeconds: number,
  accountId: string | undefined,
  attributes: Record<string, string>,
): AlarmMetric | undefined {
  const query = isInsightsQuery(expression) ? parseInsightsQuery(expression) : undefined;
  if (query === undefined) return undefined;
  const labels = Object.entries({ ...query.where, ...attributes });
  const account = accountId ?? labels.find(([label]) => label === 'AWS.AccountId')?.[1];
  return {
    id,
    namespace: query.namespace,
    name: query.name,
    // A query may also tell series apart by resource tags and by account: those are no dimensions.
    dimensions: Object.fromEntries(labels.filter(([label]) => !/^(?:AWS|tag)\./.test(label))),
    periodSeconds,
    stat: query.stat,
    ...(account !== undefined && { account }),
  };
}

/**
 * The first value under a key that `name` matches, in an object and the objects in it.
 * For fields whose place in the event is not documented.
 */
export function findField(value: unknown, name: RegExp, depth = 4): unknown {
  if (!isRecord(value) || depth === 0) return undefined;
  const direct = Object.entries(value).find(([key, inner]) => name.test(key) && inner !== null);
  if (direct !== undefined) return direct[1];
  for (const inner of Object.values(value)) {
    const found = findField(inner, name, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
