import {
  type CloudFormationClient,
  ListStacksCommand,
  StackStatus,
  type StackSummary,
} from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { More, NextToken, listed } from '../../server-kit/paging.ts';
import { TimeText, isoOf, isoTime } from '../../server-kit/times.ts';
import { KEEP, defineTool, readOnly } from '../../server-kit/tool.ts';
import { ToolError } from '../../server-kit/tool-error.ts';

/** AWS gives 100 a page, in its own order; an account has 2,000 stacks in a region unless it asked for more. */
const MAX_PAGES = 20;
const MAX_REASON_CHARS = 300;

const STATUSES = Object.values(StackStatus);

const Summary = z.strictObject({
  name: z.string(),
  id: z.string(),
  status: z.string(),
  reason: z.string().exactOptional(),
  changedAt: z.string(),
  drift: z.string().exactOptional(),
  /** Name of the stack that it is nested in. */
  parent: z.string().exactOptional(),
});

export function listStacks(client: CloudFormationClient) {
  return defineTool({
    name: 'list_stacks',
    description:
      'Stacks by status and by when they last changed, latest change first; of more than 2,000, each answer is in order for itself, and only all of them miss none. Deleted ones only if their status is asked for.',
    annotations: readOnly('List stacks'),
    timeoutMs: 15_000,
    cacheSeconds: KEEP.settings,
    input: z.strictObject({
      // As a pattern: all of its names would make half of this server's catalogue.
      status: z
        .array(z.string().regex(/^[A-Z_]{5,60}$/))
        .min(1)
        .max(30)
        .optional()
        .describe('e.g. UPDATE_ROLLBACK_COMPLETE'),
      changedSince: TimeText.optional().describe('ISO 8601, or like -3h'),
      nameContains: z.string().min(1).max(128).optional(),
      ...NextToken,
    }),
    output: z.strictObject({ stacks: z.array(Summary), ...More }),
    async run({ status, changedSince, nameContains = '', nextToken }, context) {
      const { signal, note, now } = context;
      const wanted =
        status === undefined ? STATUSES.filter((one) => one !== 'DELETE_COMPLETE') : known(status);
      const since = changedSince === undefined ? '' : isoTime(changedSince, now);
      const from = { of: 'stacks', maxPages: MAX_PAGES, nextToken };
      const { items, more } = await listed(from, context, async (token) => {
        const command = new ListStacksCommand({ StackStatusFilter: wanted, NextToken: token });
        const page = note(await client.send(command, { abortSignal: signal }));
        return {
          items: (page.StackSummaries ?? [])
            .map(summaryOf)
            .filter(({ name, changedAt }) => name.includes(nameContains) && changedAt >= since),
          next: page.NextToken,
        };
      });
      return {
        stacks: items.sort((a, b) => (a.changedAt < b.changedAt ? 1 : -1)),
        ...more,
        ...(more.showing !== undefined && { showing: `${more.showing} (Others may have changed later.)` }),
      };
    },
  });
}

function known(status: readonly string[]): StackStatus[] {
  const wanted = STATUSES.filter((one) => status.includes(one));
  const unknown = status.filter((one) => !STATUSES.some((name) => name === one));
  if (unknown.length === 0) return wanted;
  throw new ToolError({
    code: 'InvalidArguments',
    message: `status: there is no status ${unknown.join(', ')}`,
    hint: `There are ${STATUSES.join(', ')}.`,
    retryable: false,
  });
}

function summaryOf(stack: StackSummary): z.infer<typeof Summary> {
  const changed = stack.DeletionTime ?? stack.LastUpdatedTime ?? stack.CreationTime;
  const drift = stack.DriftInformation?.StackDriftStatus;
  const parent = /:stack\/([^/]+)\//.exec(stack.ParentId ?? '')?.[1];
  return {
    name: stack.StackName ?? '',
    id: stack.StackId ?? '',
    status: stack.StackStatus ?? '',
    ...(stack.StackStatusReason && { reason: stack.StackStatusReason.slice(0, MAX_REASON_CHARS) }),
    changedAt: changed === undefined ? '' : isoOf(changed),
    ...(drift && { drift }),
    ...(parent !== undefined && { parent }),
  };
}
