import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { TimeRange, isoOf } from '../../server-kit/times.ts';
import { defineTool, readOnly } from '../../server-kit/tool.ts';

export const MAX_PAGES = 5;
/** Metrics and expressions in one call. */
export const MAX_QUERIES = 100;

const Id = z.string().regex(/^[a-z][a-zA-Z0-9_]{0,63}$/);

const Series = z.strictObject({
  id: z.string(),
  /** Of an expression: tells the series apart if it gives several (`GROUP BY`, `SEARCH`). */
  label: z.string().exactOptional(),
  /** `Complete`, or `PartialData` if later pages were left out. */
  status: z.string(),
  points: z.array(z.strictObject({ t: z.string(), v: z.number() })),
});

export function getMetricData(client: CloudWatchClient) {
  return defineTool({
    name: 'get_metric_data',
    description:
      'Datapoints of several metrics and of expressions over them (metric math, or Metrics Insights: SELECT ...) over one range, oldest first. Buckets without data are absent.',
    annotations: readOnly('Get metric data'),
    timeoutMs: 9_000,
    input: z
      .strictObject({
        ...TimeRange,
        periodSeconds: z.number().int().min(60).max(86_400).multipleOf(60),
        metrics: z
          .array(
            z.strictObject({
              id: Id,
              namespace: z.string().min(1).max(255),
              name: z.string().min(1).max(255),
              dimensions: z.record(z.string(), z.string()).default({}),
              stat: z.string().min(1).max(40).describe('Sum, Average, Minimum, Maximum, SampleCount or pNN'),
            }),
          )
          .max(MAX_QUERIES),
        expressions: z
          .array(z.strictObject({ id: Id, expression: z.string().min(1).max(2_048) }))
          .max(MAX_QUERIES)
          .default([]),
      })
      .refine(
        ({ metrics, expressions }) => {
          const ids = [...metrics, ...expressions].map(({ id }) => id);
          return ids.length > 0 && ids.length <= MAX_QUERIES && new Set(ids).size === ids.length;
        },
        { error: `from 1 to ${MAX_QUERIES} metrics and expressions, each with an id of its own` },
      ),
    output: z.strictObject({ series: z.array(Series), warnings: z.array(z.string()) }),
    async run({ from, to, periodSeconds, metrics, expressions }, { signal, note }) {
      const queries: MetricDataQuery[] = [
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
          // What gives one series is told by its id; what gives several, by what AWS calls each.
          ...(!/^\s*(?:SELECT|SEARCH)\b/i.test(expression) && { Label: id }),
          Period: periodSeconds,
          ReturnData: true,
        })),
      ];
      const computed = new Set(expressions.map(({ id }) => id));
      const series = new Map<string, z.infer<typeof Series>>();
      const warnings: string[] = [];
      let token: string | undefined;
      for (let page = 0; page < MAX_PAGES; page++) {
        const response = note(
          await client.send(
            new GetMetricDataCommand({
              StartTime: new Date(from),
              EndTime: new Date(to),
              ScanBy: 'TimestampAscending',
              NextToken: token,
              MetricDataQueries: queries,
            }),
            { abortSignal: signal },
          ),
        );
        for (const { Id: id, Label, StatusCode, Timestamps, Values } of response.MetricDataResults ?? []) {
          if (id === undefined) continue;
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
        warnings.push(...(response.Messages ?? []).map(({ Code, Value }) => `${Code}: ${Value}`));
        token = response.NextToken;
        if (token === undefined) break;
      }
      if (token !== undefined)
        warnings.push(`Only the first ${MAX_PAGES} pages were read; narrow the range.`);
      const found = [...series.values()];
      return {
        // In the order of the questions; what AWS says nothing of has no datapoints.
        series: queries.flatMap(({ Id: id = '' }) => {
          const of = found.filter((one) => one.id === id);
          return of.length > 0 ? of.map(inOrder) : [{ id, status: 'Complete', points: [] }];
        }),
        warnings,
      };
    },
  });
}

function inOrder({ points, ...rest }: z.infer<typeof Series>): z.infer<typeof Series> {
  return { ...rest, points: points.sort((a, b) => (a.t < b.t ? -1 : 1)) };
}
