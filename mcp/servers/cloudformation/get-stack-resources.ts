import { type CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { readPages } from '../../server-kit/read-pages.ts';
import { KEEP, defineTool, readOnly } from '../../server-kit/tool.ts';
import { stackError } from './no-stack.ts';

/** AWS gives 100 a page; a stack has 500 resources at most. */
const MAX_PAGES = 10;

const StackResource = z.strictObject({
  logicalId: z.string(),
  type: z.string(),
  /** Absent while it has not been created. */
  id: z.string().exactOptional(),
  status: z.string(),
});

export function getStackResources(client: CloudFormationClient) {
  return defineTool({
    name: 'get_stack_resources',
    description: 'The resources of a stack with their physical ids.',
    annotations: readOnly('Get stack resources'),
    timeoutMs: 9_000,
    cacheSeconds: KEEP.settings,
    input: z.strictObject({ stack: z.string().min(1).max(1_024).describe('Name or ARN') }),
    output: z.strictObject({ resources: z.array(StackResource), showing: z.string().exactOptional() }),
    async run({ stack }, context) {
      const { signal, note } = context;
      // DescribeStackResources gives the first 100 only, and no token.
      const { items, partial } = await readPages(
        { of: 'resources', maxPages: MAX_PAGES, context },
        async (token) => {
          const command = new ListStackResourcesCommand({ StackName: stack, NextToken: token });
          const page = note(
            await client.send(command, { abortSignal: signal }).catch((error: unknown) => {
              throw stackError(stack, error);
            }),
          );
          return {
            items: (page.StackResourceSummaries ?? []).map((resource) => ({
              logicalId: resource.LogicalResourceId ?? '',
              type: resource.ResourceType ?? '',
              ...(resource.PhysicalResourceId && { id: resource.PhysicalResourceId }),
              status: resource.ResourceStatus ?? '',
            })),
            next: page.NextToken,
          };
        },
      );
      return { resources: items, ...(partial !== undefined && { showing: partial }) };
    },
  });
}
