import { type CloudFormationClient, DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { isoOf } from '../../server-kit/times.ts';
import { malformed } from '../../server-kit/always-sent.ts';
import type { ToolContext } from '../../server-kit/tool.ts';
import { toToolError } from '../../server-kit/tool-error.ts';
import { stackError } from './no-stack.ts';

const MAX_PAGES = 10;

export const StackEvent = z.strictObject({
  t: z.string(),
  logicalId: z.string(),
  physicalId: z.string(),
  type: z.string(),
  status: z.string(),
  reason: z.string().exactOptional(),
});
export type StackEvent = z.infer<typeof StackEvent>;

export interface StackHistory {
  /** Newest first, as AWS gives them. */
  events: StackEvent[];
  /** The stack's, empty without events. */
  id: string;
  /** Everything of the range was read. */
  whole: boolean;
  /** Why reading on failed. */
  failed: string | undefined;
}

/** Events of a stack within a range. */
export async function stackEvents(
  client: CloudFormationClient,
  stack: string,
  range: { from: string; to: string },
  { signal, note, progress }: ToolContext,
): Promise<StackHistory> {
  const events: StackEvent[] = [];
  let id = '';
  let token: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const command = new DescribeStackEventsCommand({ StackName: stack, NextToken: token });
    try {
      const response = note(await client.send(command, { abortSignal: signal }));
      // A stack that there is has at least the event of its own beginning.
      if (page === 0 && !response.StackEvents?.length && !response.NextToken) {
        throw malformed('DescribeStackEvents', 'it has no events');
      }
      for (const event of response.StackEvents ?? []) {
        if (event.Timestamp === undefined) continue;
        const t = isoOf(event.Timestamp);
        id = event.StackId ?? id;
        // Newest first: once an event is older than the range, all others are.
        if (t < range.from) return { events, id, whole: true, failed: undefined };
        if (t >= range.to) continue;
        events.push({
          t,
          logicalId: event.LogicalResourceId ?? '',
          physicalId: event.PhysicalResourceId ?? '',
          type: event.ResourceType ?? '',
          status: event.ResourceStatus ?? '',
          ...(event.ResourceStatusReason && { reason: event.ResourceStatusReason }),
        });
      }
      token = response.NextToken;
      progress(`${events.length} events read`);
      if (token === undefined) return { events, id, whole: true, failed: undefined };
    } catch (error) {
      if (page === 0) throw stackError(stack, error);
      return { events, id, whole: false, failed: toToolError(error).body.message };
    }
  }
  return { events, id, whole: false, failed: undefined };
}
