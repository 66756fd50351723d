import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { TimeRange, isoOf } from '../../server-kit/times.ts';
import { defineTool, readOnly } from '../../server-kit/tool.ts';

const MAX_PAGES = 5;

const Series = z.strictObject({
  id: z.string(),
  /** `Complete`, or `PartialData` if later pages were left out. */
  status: z.string(),
  points: z.array(z.strictObject({ t: z.string(), v: z.number() })),
});

export function getMetricData(client: CloudWatchClient) {
  return defineTool({
    name: 'get_metric_data',
    description:
      'Datapoints of several metrics over one range, oldest first. Buckets without data are absent.',
    annotations: readOnly('Get metric data'),
    timeoutMs: 9_000,
    input: z.strictObject({
      ...TimeRange,
      periodSeconds: z.number().int().min(60).max(86_400).multipleOf(60),
      metrics: z
        .array(
          z.strictObject({
            id: z.string().regex(/^[a-z][a-zA-Z0-9_]{0,63}$/),
            namespace: z.string().min(1).max(255),
            name: z.string().min(1).max(255),
            dimensions: z.record(z.string(), z.string()).default({}),
            stat: z.string().min(1).max(40).describe('Sum, Average, Minimum, Maximum, SampleCount or pNN'),
          }),
        )
        .min(1)
        .max(100),
    }),
    output: z.strictObject({ series: z.array(Series), warnings: z.array(z.string()) }),
    async run({ from, to, periodSeconds, metrics }, { signal, note }) {
      const series = new Map(
        metrics.map(({ id }) => [id, { id, status: 'Complete', points: [] as { t: string; v: number }[] }]),
      );
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
              MetricDataQueries: metrics.map(({ id, namespace, name, dimensions, stat }) => ({
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
            }),
            { abortSignal: signal },
          ),
        );
        for (const result of response.MetricDataResults ?? []) {
          const into = series.get(result.Id ?? '');
          if (into === undefined) continue;
          into.status = result.StatusCode ?? into.status;
          result.Timestamps?.forEach((time, i) => {
            const v = result.Values?.[i];
            if (v !== undefined) into.points.push({ t: isoOf(time), v });
          });
        }
        warnings.push(...(response.Messages ?? []).map(({ Code, Value }) => `${Code}: ${Value}`));
        token = response.NextToken;
        if (token === undefined) break;
      }
      if (token !== undefined)
        warnings.push(`Only the first ${MAX_PAGES} pages were read; narrow the range.`);
      return {
        series: [...series.values()].map(({ points, ...rest }) => ({
          ...rest,
          points: points.sort((a, b) => (a.t < b.t ? -1 : 1)),
        })),
        warnings,
      };
    },
  });
}
