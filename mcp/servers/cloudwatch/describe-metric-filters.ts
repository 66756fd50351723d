import { type CloudWatchLogsClient, DescribeMetricFiltersCommand } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { clipClean } from '../../../core/clean/clip-clean.ts';
import { readPages } from '../../server-kit/read-pages.ts';
import { KEEP, defineTool, readOnly } from '../../server-kit/tool.ts';

const MAX_PAGES = 5;
const MAX_PATTERN_CHARS = 1_024;

export function describeMetricFilters(client: CloudWatchLogsClient) {
  return defineTool({
    name: 'describe_metric_filters',
    description: 'Metric filters that write a metric: from which log group, by which pattern.',
    annotations: readOnly('Describe metric filters'),
    timeoutMs: 7_000,
    cacheSeconds: KEEP.inventory,
    input: z.strictObject({ namespace: z.string().min(1).max(255), metric: z.string().min(1).max(255) }),
    output: z.strictObject({
      filters: z.array(z.strictObject({ name: z.string(), logGroup: z.string(), pattern: z.string() })),
      showing: z.string().exactOptional(),
    }),
    async run({ namespace, metric }, context) {
      const { signal, note } = context;
      const { items, partial } = await readPages(
        { of: 'filters', maxPages: MAX_PAGES, context },
        async (token) => {
          const command = new DescribeMetricFiltersCommand({
            metricNamespace: namespace,
            metricName: metric,
            nextToken: token,
          });
          const page = note(await client.send(command, { abortSignal: signal }));
          return {
            items: (page.metricFilters ?? []).map(({ filterName, logGroupName, filterPattern }) => ({
              name: filterName ?? '',
              logGroup: logGroupName ?? '',
              pattern: clipClean(filterPattern ?? '', MAX_PATTERN_CHARS),
            })),
            next: page.nextToken,
          };
        },
      );
      return { filters: items, ...(partial !== undefined && { showing: partial }) };
    },
  });
}
