import { type CloudFormationClient, DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { TimeRange, isoOf, showing } from '../../server-kit/times.ts';
import { defineTool, readOnly } from '../../server-kit/tool.ts';
import { stackError } from './no-stack.ts';

const MAX_PAGES = 10;
const MAX_EVENTS = 500;

const StackEvent = z.strictObject({
  t: z.string(),
  logicalId: z.string(),
  physicalId: z.string(),
  type: z.string(),
  status: z.string(),
  reason: z.string().exactOptional(),
});

export function getStackEvents(client: CloudFormationClient) {
  return defineTool({
    name: 'get_stack_events',
    description: 'What deployments did to the resources of a stack within a range, oldest first.',
    annotations: readOnly('Get stack events'),
    timeoutMs: 9_000,
    input: z.strictObject({ ...TimeRange, stack: z.string().min(1).max(1_024).describe('Name or ARN') }),
    output: z.strictObject({ events: z.array(StackEvent), showing: z.string().exactOptional() }),
    async run({ stack, from, to }, { signal, note }) {
      const start = Date.parse(from);
      const end = Date.parse(to);
      const events: z.infer<typeof StackEvent>[] = [];
      let token: string | undefined;
      let older = false;
      for (let page = 0; page < MAX_PAGES && !older; page++) {
        const command = new DescribeStackEventsCommand({ StackName: stack, NextToken: token });
        const response = note(
          await client.send(command, { abortSignal: signal }).catch((error: unknown) => {
            throw stackError(stack, error);
          }),
        );
        // Newest first: once an event is older than the range, all others are.
        for (const event of response.StackEvents ?? []) {
          const time = event.Timestamp?.getTime() ?? 0;
          if (time < start) older = true;
          if (time < start || time >= end || event.Timestamp === undefined) continue;
          events.push({
            t: isoOf(event.Timestamp),
            logicalId: event.LogicalResourceId ?? '',
            physicalId: event.PhysicalResourceId ?? '',
            type: event.ResourceType ?? '',
            status: event.ResourceStatus ?? '',
            ...(event.ResourceStatusReason && { reason: event.ResourceStatusReason }),
          });
        }
        token = response.NextToken;
        if (token === undefined) older = true;
      }
      const shown = events.slice(0, MAX_EVENTS).reverse();
      const partial = older
        ? showing(shown.length, events.length, 'events')
        : showing(shown.length, undefined, 'events');
      return { events: shown, ...(partial !== undefined && { showing: partial }) };
    },
  });
}
