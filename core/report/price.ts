import * as z from 'zod';
import { callsOf } from '../ask/ask.ts';
import type { Call, CaseConfig } from '../case.ts';

/**
 * List prices in US dollars. GetMetricData: 0.01 per 1,000 metrics, the same everywhere (CloudWatch pricing). Logs
 * Insights: 0.005 per GB scanned in us-east-1, more elsewhere; twice that is taken as the most. All else that is asked
 * (Describe*, List*, FilterLogEvents, LookupEvents, DescribeEvents of Health) is free, or so within the free million of
 * requests a month. A model is charged beside this.
 */
const PER_METRIC = 0.01 / 1_000;
const PER_GB_SCANNED = 0.01;

/**
 * What the servers hold: metrics that one call asks for, those of further pages taken as asked for again, and what
 * one query may scan. A test compares them.
 */
export const MAX_METRICS_PER_CALL = 500;
export const MAX_GB_PER_QUERY = 2;

/**
 * The most that the questions of one investigation can cost in AWS charges: every call that the budget allows, each as
 * dear as a call can be.
 */
export function priceCeiling({ budget }: Pick<CaseConfig, 'budget'>): number {
  const metrics = MAX_METRICS_PER_CALL * PER_METRIC;
  // Each query also asks one metric for what it will scan.
  const query = (MAX_GB_PER_QUERY * PER_GB_SCANNED + PER_METRIC) / callsOf('logs.patterns');
  return budget.calls * Math.max(metrics, query);
}

/** What it costs to ask for so many metrics beside an investigation. */
export function priceOfMetrics(count: number): number {
  return count * PER_METRIC;
}

const MetricArgs = z.looseObject({
  metrics: z.array(z.unknown()).default([]),
  expressions: z.array(z.unknown()).default([]),
  /** As the official server calls them. */
  queries: z.array(z.unknown()).default([]),
});

/** A query's state as our server tells it, and as the official one does, within `result` or bare. */
const Query = z.looseObject({
  status: z.string(),
  bytesScanned: z.number().optional(),
  statistics: z.looseObject({ bytesScanned: z.number().optional() }).nullish(),
});
const QueryAnswer = z.union([Query, z.looseObject({ result: Query }).transform(({ result }) => result)]);
const QUERY_TOOLS = ['get_query_results', 'execute_log_insights_query', 'get_logs_insight_query_results'];
const UNFINISHED = ['Scheduled', 'Running', 'Polling Timeout'];

/** What the recorded calls have cost, by the same prices. */
export function priceOf(calls: readonly Pick<Call, 'tool' | 'args' | 'outcome'>[]): number {
  return calls.reduce((sum, { tool, args, outcome }) => {
    if (tool === 'start_query') return sum + PER_METRIC;
    if (tool === 'get_metric_data') {
      const { metrics, expressions, queries } = MetricArgs.parse(args);
      return sum + (metrics.length + expressions.length + queries.length) * PER_METRIC;
    }
    if (!QUERY_TOOLS.includes(tool) || !('result' in outcome)) return sum;
    const query = QueryAnswer.safeParse(outcome.result).data;
    // Of a query's looks, only that at the end is charged; earlier ones tell less.
    if (query === undefined || UNFINISHED.includes(query.status)) return sum;
    const scanned = query.bytesScanned ?? query.statistics?.bytesScanned ?? 0;
    return sum + (scanned / 1e9) * PER_GB_SCANNED;
  }, 0);
}

/** `$0.0123`; a tenth of a cent is the least that is said. */
export function dollars(amount: number): string {
  if (amount === 0) return '$0';
  return amount < 0.001 ? 'less than $0.001' : `$${amount.toFixed(3)}`;
}
