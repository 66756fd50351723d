import { type CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { clipClean } from '../../../core/clean/clip-clean.ts';
import { isoOf } from '../../server-kit/times.ts';
import { KEEP, defineTool, readOnly } from '../../server-kit/tool.ts';
import { stackError } from './no-stack.ts';

const MAX_VALUE_CHARS = 500;

const Text = z.record(z.string(), z.string());

export function describeStack(client: CloudFormationClient) {
  return defineTool({
    name: 'describe_stack',
    description:
      'A stack: status and why, when it was made and last changed, outputs, tags, parameter names, and the drift that was last detected.',
    annotations: readOnly('Describe stack'),
    timeoutMs: 7_000,
    cacheSeconds: KEEP.settings,
    input: z.strictObject({ stack: z.string().min(1).max(1_024).describe('Name or ARN') }),
    output: z.strictObject({
      name: z.string(),
      id: z.string(),
      description: z.string(),
      status: z.string(),
      reason: z.string().exactOptional(),
      createdAt: z.string().exactOptional(),
      changedAt: z.string().exactOptional(),
      deletedAt: z.string().exactOptional(),
      parent: z.string().exactOptional(),
      role: z.string().exactOptional(),
      terminationProtection: z.boolean(),
      /** Values may be secrets. */
      parameters: z.array(z.string()),
      outputs: Text,
      tags: Text,
      drift: z.strictObject({ status: z.string(), checkedAt: z.string().exactOptional() }),
    }),
    async run({ stack }, { signal, note }) {
      const response = note(
        await client
          .send(new DescribeStacksCommand({ StackName: stack }), { abortSignal: signal })
          .catch((error: unknown) => {
            throw stackError(stack, error);
          }),
      );
      const [found] = response.Stacks ?? [];
      if (found === undefined) {
        const missing = new Error(`${stack} does not exist`);
        missing.name = 'ValidationError';
        throw stackError(stack, missing);
      }
      return stackOf(found);
    },
  });
}

function stackOf(stack: Stack) {
  const { CreationTime, LastUpdatedTime, DeletionTime, DriftInformation: drift } = stack;
  return {
    name: stack.StackName ?? '',
    id: stack.StackId ?? '',
    description: stack.Description ?? '',
    status: stack.StackStatus ?? '',
    ...(stack.StackStatusReason && { reason: clipClean(stack.StackStatusReason, MAX_VALUE_CHARS) }),
    ...(CreationTime && { createdAt: isoOf(CreationTime) }),
    ...(LastUpdatedTime && { changedAt: isoOf(LastUpdatedTime) }),
    ...(DeletionTime && { deletedAt: isoOf(DeletionTime) }),
    ...(stack.ParentId && { parent: stack.ParentId }),
    ...(stack.RoleARN && { role: stack.RoleARN }),
    terminationProtection: stack.EnableTerminationProtection ?? false,
    parameters: (stack.Parameters ?? []).map(({ ParameterKey }) => ParameterKey ?? '').sort(),
    outputs: textOf((stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
    tags: textOf((stack.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
    drift: {
      status: drift?.StackDriftStatus ?? 'NOT_CHECKED',
      ...(drift?.LastCheckTimestamp && { checkedAt: isoOf(drift.LastCheckTimestamp) }),
    },
  };
}

function textOf(entries: (readonly [string | undefined, string | undefined])[]): Record<string, string> {
  return Object.fromEntries(
    entries.map(([key = '', value = '']) => [key, clipClean(value, MAX_VALUE_CHARS)]),
  );
}
