import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { malformed } from '../../server-kit/always-sent.ts';
import { LIST_BYTES } from '../../server-kit/byte-budget.ts';
import { TimeRange, isoOf } from '../../server-kit/times.ts';
import { KEEP, type ToolContext, defineTool, readOnly } from '../../server-kit/tool.ts';
import { toToolError } from '../../server-kit/tool-error.ts';
import { keptPeriod, periodFor } from './metric-period.ts';
import { SeriesStatistics, statisticsOf } from './series-statistics.ts';

export const MAX_PAGES = 5;
/** Metrics and expressions in one call. */
export const MAX_QUERIES = 100;

/** Points of all series together that fit into a result: each takes less than 50 bytes. */
const MAX_POINTS = LIST_BYTES / 50;
/** Expressions whose series are told apart by what AWS calls each, also if it is one: `SLICE(SORT(SEARCH(...), ...), 0, 1)`. */
const GIVES_SERIES = /^\s*SELECT\b|\b(?:SEARCH|METRICS)\s*\(/i;

const Id = z.string().regex(/^[a-z][a-zA-Z0-9_]{0,63}$/);

const Series = z.strictObject({
  id: z.string(),
  /** Of an expression: tells the series apart if it gives several (`GROUP BY`, `SEARCH`). */
  label: z.string().exactOptional(),
  /** `Complete`, or `PartialData` if later pages were left out. */
  status: z.string(),
  points: z.array(z.strictObject({ t: z.string(), v: z.number() })),
});
type Series = z.infer<typeof Series>;

/** Lengths and number as CloudWatch takes them (API reference of Dimension). */
const Dimensions = z
  .record(z.string().min(1).max(255), z.string().min(1).max(1_024))
  .refine((named) => Object.keys(named).length <= 30, 'at most 30 dimensions');

const Input = z
  .strictObject({
    ...TimeRange,
    periodSeconds: z
      .number()
      .int()
      .min(60)
      .max(86_400)
      .multipleOf(60)
      .optional()
      .describe('Left out: what fits range and retention'),
    metrics: z
      .array(
        z.strictObject({
          id: Id,
          namespace: z.string().min(1).max(255),
          name: z.string().min(1).max(255),
          dimensions: Dimensions.default({}),
          stat: z.string().min(1).max(40).describe('Sum, Average, Maximum, p99 ...'),
        }),
      )
      .max(MAX_QUERIES)
      .default([]),
    expressions: z
      .array(z.strictObject({ id: Id, expression: z.string().min(1).max(2_048) }))
      .max(MAX_QUERIES)
      .default([]),
    as: z.enum(['points', 'statistics']).default('points'),
  })
  .refine(
    ({ metrics, expressions }) => {
      const ids = [...metrics, ...expressions].map(({ id }) => id);
      return ids.length > 0 && ids.length <= MAX_QUERIES && new Set(ids).size === ids.length;
    },
    { error: `from 1 to ${MAX_QUERIES} metrics and expressions, each with an id of its own` },
  );
type Input = z.infer<typeof Input>;

/** @param simulated times are a simulator's: nothing is too old */
export function getMetricData(client: CloudWatchClient, simulated: boolean) {
  return defineTool({
    name: 'get_metric_data',
    description:
      'Datapoints of many metrics, metric math and Metrics Insights (SELECT ...) at once, oldest first, or their statistics. Buckets without data are absent.',
    annotations: readOnly('Get metric data'),
    timeoutMs: 9_000,
    cacheSeconds: KEEP.states,
    maxDays: 455,
    input: Input,
    output: z.strictObject({
      periodSeconds: z.number(),
      series: z.array(Series.extend({ points: Series.shape.points.exactOptional(), ...SeriesStatistics })),
      warnings: z.array(z.string()),
    }),
    async run(args, context) {
      const age = simulated ? 0 : context.now - Date.parse(args.from);
      const rangeMs = Date.parse(args.to) - Date.parse(args.from);
      const most =
        args.as === 'statistics' ? Infinity : MAX_POINTS / (args.metrics.length + args.expressions.length);
      const periodSeconds = args.periodSeconds ?? periodFor(rangeMs, age, most);
      const queries = queriesOf(args, periodSeconds);
      const { series, warnings, whole } = await readSeries(client, args, queries, context);
      const kept = keptPeriod(age);
      if (periodSeconds < kept) {
        warnings.push(`Of that age, AWS keeps buckets of ${kept} s and longer; leave periodSeconds out.`);
      }
      // In the order of the questions.
      const found = queries.flatMap(({ Id: id = '', Expression = '' }): Series[] => {
        const of = series.filter((one) => one.id === id);
        const givesSeries = GIVES_SERIES.test(Expression);
        if (of.length === 0) {
          // AWS answers each question, also that it has no datapoints; only such an expression may give no series.
          if (whole && !givesSeries) throw malformed('GetMetricData', `it says nothing of ${id}`);
          return [{ id, status: whole ? 'Complete' : 'PartialData', points: [] }];
        }
        return of.map((one) => inOrder(of.length > 1 || givesSeries ? one : unlabelled(one)));
      });
      const shown =
        args.as === 'points'
          ? found
          : found.map(({ points, ...rest }) => ({ ...rest, ...statisticsOf(points) }));
      return { periodSeconds, series: shown, warnings };
    },
  });
}

function queriesOf({ metrics, expressions }: Input, periodSeconds: number): MetricDataQuery[] {
  return [
    ...metrics.map(({ id, namespace, name, dimensions, stat }) => ({
      Id: id,
      MetricStat: {
        Metric: {
          Namespace: namespace,
          MetricName: name,
          Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        },
        Period: periodSeconds,
        Stat: stat,
      },
    })),
    ...expressions.map(({ id, expression }) => ({
      Id: id,
      Expression: expression,
      Period: periodSeconds,
      ReturnData: true,
    })),
  ];
}

async function readSeries(
  client: CloudWatchClient,
  { from, to, expressions }: Input,
  queries: MetricDataQuery[],
  { signal, note, progress }: ToolContext,
): Promise<{ series: Series[]; warnings: string[]; whole: boolean }> {
  const computed = new Set(expressions.map(({ id }) => id));
  const series = new Map<string, Series>();
  const warnings: string[] = [];
  let token: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const command = new GetMetricDataCommand({
      StartTime: new Date(from),
      EndTime: new Date(to),
      ScanBy: 'TimestampAscending',
      NextToken: token,
      MetricDataQueries: queries,
    });
    try {
      const response = note(await client.send(command, { abortSignal: signal }));
      for (const result of response.MetricDataResults ?? []) addResult(series, result, computed);
      warnings.push(...(response.Messages ?? []).map(({ Code, Value }) => `${Code}: ${Value}`));
      token = response.NextToken;
      if (token === undefined) return { series: [...series.values()], warnings, whole: true };
      progress(`${page + 1} pages of datapoints read`);
    } catch (error) {
      if (page === 0) throw error;
      // Where a page is missing is not known: every series may lack points.
      for (const one of series.values()) one.status = 'PartialData';
      warnings.push(`Later pages could not be read: ${toToolError(error).body.message}`);
      return { series: [...series.values()], warnings, whole: false };
    }
  }
  warnings.push(`Only the first ${MAX_PAGES} pages were read; narrow the range.`);
  return { series: [...series.values()], warnings, whole: false };
}

function addResult(
  series: Map<string, Series>,
  result: MetricDataResult,
  computed: ReadonlySet<string>,
): void {
  const { Id: id, Label, StatusCode, Timestamps, Values } = result;
  if (id === undefined) return;
  const label = computed.has(id) ? Label : undefined;
  const key = JSON.stringify([id, label]);
  const into = series.get(key) ?? {
    id,
    ...(label !== undefined && { label }),
    status: 'Complete',
    points: [],
  };
  series.set(key, into);
  into.status = StatusCode ?? into.status;
  Timestamps?.forEach((time, i) => {
    const v = Values?.[i];
    if (v !== undefined) into.points.push({ t: isoOf(time), v });
  });
}

function unlabelled({ label: _own, ...rest }: Series): Series {
  return rest;
}

function inOrder({ points, ...rest }: Series): Series {
  return { ...rest, points: points.sort((a, b) => (a.t < b.t ? -1 : 1)) };
}
