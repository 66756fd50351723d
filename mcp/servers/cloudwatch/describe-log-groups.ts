import { type CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { showing } from '../../server-kit/times.ts';
import { defineTool, readOnly } from '../../server-kit/tool.ts';

/** AWS's own maximum for a page; more groups of one name mean that the name says nothing. */
const PAGE = 50;

export function describeLogGroups(client: CloudWatchLogsClient) {
  return defineTool({
    name: 'describe_log_groups',
    description: 'Log groups whose name contains a text (case-sensitive).',
    annotations: readOnly('Describe log groups'),
    timeoutMs: 7_000,
    input: z.strictObject({
      nameContains: z
        .string()
        .regex(/^[\w/.#-]{1,512}$/)
        .describe('Part of the name'),
    }),
    output: z.strictObject({
      groups: z.array(z.strictObject({ name: z.string(), class: z.string() })),
      showing: z.string().exactOptional(),
    }),
    async run({ nameContains }, { signal, note }) {
      const response = note(
        await client.send(new DescribeLogGroupsCommand({ logGroupNamePattern: nameContains, limit: PAGE }), {
          abortSignal: signal,
        }),
      );
      const groups = (response.logGroups ?? []).map(({ logGroupName, logGroupClass }) => ({
        name: logGroupName ?? '',
        class: logGroupClass ?? 'STANDARD',
      }));
      const partial = response.nextToken ? showing(groups.length, undefined, 'groups') : undefined;
      return { groups, ...(partial !== undefined && { showing: partial }) };
    },
  });
}
