import {
  type CloudFormationClient,
  DescribeEventsCommand,
  type OperationEvent,
} from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { clipClean } from '../../../core/clean/clip-clean.ts';
import { readPages } from '../../server-kit/read-pages.ts';
import { isoOf } from '../../server-kit/times.ts';
import type { ToolContext } from '../../server-kit/tool.ts';
import type { StackEvent } from './stack-events.ts';
import { operationsOf } from './stack-operations.ts';

const MAX_PAGES = 5;
const MAX_REASON_CHARS = 1_000;

/** What failed first in the last operation that failed: everything behind it is usually its consequence. */
export const FirstFailure = z.strictObject({
  t: z.string(),
  logicalId: z.string(),
  type: z.string(),
  status: z.string(),
  reason: z.string(),
  /** `events`: told by DescribeEvents; `history`: by the stack's own events, where that is not to be had. */
  from: z.enum(['events', 'history']),
  /** The operation that began next, if the one that failed was not the last. */
  followedBy: z.strictObject({ t: z.string(), status: z.string() }).exactOptional(),
});
export type FirstFailure = z.infer<typeof FirstFailure>;

/** CloudFormation's words for what it did not do because something else had failed before. */
const CONSEQUENCE =
  /^(?:resource (?:creation|update|deletion|import) cancelled|the following resource\(s\) failed)/i;

/**
 * By DescribeEvents, which also knows why validation failed before any resource was touched.
 * @returns `missed`: why an earlier failure of the same operation may not have been read
 */
export async function failureByEvents(
  client: CloudFormationClient,
  stack: string,
  range: { from: string; to: string },
  { signal, note }: ToolContext,
): Promise<{ failure: FirstFailure | undefined; missed: string | undefined }> {
  const { items, partial } = await readPages<OperationEvent>(
    { of: 'failed events', maxPages: MAX_PAGES },
    async (token) => {
      const command = new DescribeEventsCommand({
        StackName: stack,
        Filters: { FailedEvents: true },
        NextToken: token,
      });
      const page = note(await client.send(command, { abortSignal: signal }));
      return { items: page.OperationEvents ?? [], next: page.NextToken };
    },
  );
  const failures = items.flatMap((event) => {
    const {
      Timestamp,
      OperationId = '',
      ResourceStatusReason,
      ValidationStatusReason,
      HookStatusReason,
    } = event;
    if (Timestamp === undefined) return [];
    const t = isoOf(Timestamp);
    const reason = ResourceStatusReason ?? ValidationStatusReason ?? HookStatusReason ?? '';
    if (t < range.from || t >= range.to || CONSEQUENCE.test(reason)) return [];
    const failure: FirstFailure = {
      t,
      logicalId: event.LogicalResourceId ?? '',
      type: event.ResourceType ?? '',
      status: event.ResourceStatus ?? event.EventType ?? '',
      reason: clipClean(reason, MAX_REASON_CHARS),
      from: 'events',
    };
    return [{ operation: OperationId, failure }];
  });
  const last = failures.reduce<(typeof failures)[number] | undefined>(
    (latest, one) => (latest === undefined || one.failure.t > latest.failure.t ? one : latest),
    undefined,
  );
  const [failure] = failures
    .filter(({ operation }) => operation === last?.operation)
    .map((one) => one.failure)
    .sort((a, b) => (a.t < b.t ? -1 : 1));
  return { failure, missed: isBehind(items.at(-1), last?.operation, range.from) ? undefined : partial };
}

/** Newest comes first: once it has come to another operation or to older times, nothing of the operation is left. */
function isBehind(oldest: OperationEvent | undefined, operation: string | undefined, from: string): boolean {
  if (oldest?.Timestamp === undefined) return false;
  return isoOf(oldest.Timestamp) < from || (operation !== undefined && oldest.OperationId !== operation);
}

/**
 * By the events of the stack itself: of the newest operation that failed, whatever was done since.
 * @param events newest first
 * @param id of the stack
 */
export function failureByHistory(events: readonly StackEvent[], id: string): FirstFailure | undefined {
  const [failed] = operationsOf(events, id).flatMap((operation) => operation.find(isFailure) ?? []);
  if (failed === undefined) return undefined;
  const { t, logicalId, type, status, reason = '' } = failed;
  return { t, logicalId, type, status, reason: clipClean(reason, MAX_REASON_CHARS), from: 'history' };
}

function isFailure({ status, reason = '' }: StackEvent): boolean {
  return status.endsWith('_FAILED') && !CONSEQUENCE.test(reason);
}
