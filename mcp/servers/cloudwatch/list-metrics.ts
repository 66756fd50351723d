import { type CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { More, NextToken, listed } from '../../server-kit/paging.ts';
import { KEEP, defineTool, readOnly } from '../../server-kit/tool.ts';
import { dimensionsOf } from './alarm-settings.ts';

/** AWS gives 500 a page. */
const MAX_PAGES = 5;

const MetricName = z.strictObject({
  namespace: z.string(),
  name: z.string(),
  dimensions: z.record(z.string(), z.string()),
});

export function listMetrics(client: CloudWatchClient) {
  return defineTool({
    name: 'list_metrics',
    description:
      'Metrics of a namespace, optionally by name and by dimensions; a dimension without a value matches any value.',
    annotations: readOnly('List metrics'),
    timeoutMs: 9_000,
    cacheSeconds: KEEP.inventory,
    input: z.strictObject({
      namespace: z.string().min(1).max(255),
      name: z.string().min(1).max(255).optional(),
      dimensions: z
        .array(
          z.strictObject({
            name: z.string().min(1).max(255),
            value: z.string().min(1).max(1_024).optional(),
          }),
        )
        .max(30)
        .default([]),
      recentlyActive: z.boolean().default(false).describe('Only those with data in the last three hours'),
      ...NextToken,
    }),
    output: z.strictObject({ metrics: z.array(MetricName), ...More }),
    async run({ namespace, name, dimensions, recentlyActive, nextToken }, context) {
      const { signal, note } = context;
      const { items, more } = await listed(
        { of: 'metrics', maxPages: MAX_PAGES, nextToken },
        context,
        async (token) => {
          const command = new ListMetricsCommand({
            Namespace: namespace,
            MetricName: name,
            Dimensions: dimensions.map((filter) => ({ Name: filter.name, Value: filter.value })),
            RecentlyActive: recentlyActive ? 'PT3H' : undefined,
            NextToken: token,
          });
          const page = note(await client.send(command, { abortSignal: signal }));
          return {
            items: (page.Metrics ?? []).map(({ Namespace, MetricName: metric, Dimensions }) => ({
              namespace: Namespace ?? '',
              name: metric ?? '',
              dimensions: dimensionsOf(Dimensions),
            })),
            next: page.NextToken,
          };
        },
      );
      return { metrics: items, ...more };
    },
  });
}
