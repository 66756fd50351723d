import {
  type CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  type LogGroup,
} from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { More, NextToken, listed } from '../../server-kit/paging.ts';
import { KEEP, defineTool, readOnly } from '../../server-kit/tool.ts';

/** AWS's own maximum for a page; more groups of one name mean that the name says nothing. */
const PAGE = 50;
const MAX_PAGES = 1;

export function describeLogGroups(client: CloudWatchLogsClient) {
  return defineTool({
    name: 'describe_log_groups',
    description:
      'Log groups whose name contains a text (case-sensitive), with class, retention and stored bytes.',
    annotations: readOnly('Describe log groups'),
    timeoutMs: 7_000,
    cacheSeconds: KEEP.inventory,
    input: z.strictObject({
      nameContains: z
        .string()
        .regex(/^[\w/.#-]{1,512}$/)
        .describe('Part of the name'),
      ...NextToken,
    }),
    output: z.strictObject({
      groups: z.array(
        z.strictObject({
          name: z.string(),
          /** Of INFREQUENT_ACCESS, no lines can be read but by queries; of DELIVERY, none at all. */
          class: z.string(),
          retentionDays: z.number().exactOptional(),
          storedBytes: z.number().exactOptional(),
        }),
      ),
      ...More,
    }),
    async run({ nameContains, nextToken }, context) {
      const { signal, note } = context;
      const { items, more } = await listed(
        { of: 'groups', maxPages: MAX_PAGES, nextToken },
        context,
        async (token) => {
          const command = new DescribeLogGroupsCommand({
            logGroupNamePattern: nameContains,
            limit: PAGE,
            nextToken: token,
          });
          const page = note(await client.send(command, { abortSignal: signal }));
          return { items: (page.logGroups ?? []).map(groupOf), next: page.nextToken };
        },
      );
      return { groups: items, ...more };
    },
  });
}

function groupOf({ logGroupName, logGroupClass, retentionInDays, storedBytes }: LogGroup) {
  return {
    name: logGroupName ?? '',
    class: logGroupClass ?? 'STANDARD',
    ...(retentionInDays !== undefined && { retentionDays: retentionInDays }),
    ...(storedBytes !== undefined && { storedBytes }),
  };
}
