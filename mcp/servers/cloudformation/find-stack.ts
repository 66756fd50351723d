import { type CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { malformed } from '../../server-kit/always-sent.ts';
import { KEEP, defineTool, readOnly } from '../../server-kit/tool.ts';
import { isNoStack } from './no-stack.ts';

export function findStack(client: CloudFormationClient) {
  return defineTool({
    name: 'find_stack',
    description: 'The stack that owns a resource, by its physical id; null if no stack does.',
    annotations: readOnly('Find the stack of a resource'),
    timeoutMs: 7_000,
    cacheSeconds: KEEP.inventory,
    input: z.strictObject({ physicalId: z.string().min(1).max(1_024) }),
    output: z.strictObject({
      stack: z
        .strictObject({ name: z.string(), id: z.string(), logicalId: z.string(), type: z.string() })
        .nullable(),
    }),
    async run({ physicalId }, { signal, note }) {
      try {
        const { StackResources = [] } = note(
          await client.send(new DescribeStackResourcesCommand({ PhysicalResourceId: physicalId }), {
            abortSignal: signal,
          }),
        );
        const found = StackResources.find(({ PhysicalResourceId: id }) => id === physicalId);
        // Of a resource without a stack, CloudFormation says so by an error.
        if (found === undefined) throw malformed('DescribeStackResources', `${physicalId} is not in it`);
        return {
          stack: {
            name: found.StackName ?? '',
            id: found.StackId ?? '',
            logicalId: found.LogicalResourceId ?? '',
            type: found.ResourceType ?? '',
          },
        };
      } catch (error) {
        if (isNoStack(error)) return { stack: null };
        throw error;
      }
    },
  });
}
