import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { TimeRange, isoOf, showing } from '../../server-kit/times.ts';
import { KEEP, type ToolContext, defineTool, readOnly } from '../../server-kit/tool.ts';
import { toToolError } from '../../server-kit/tool-error.ts';
import { FirstFailure, failureByEvents, failureByHistory } from './first-failure.ts';
import { StackEvent, type StackHistory, stackEvents } from './stack-events.ts';
import { beginsOperation } from './stack-operations.ts';

const MAX_EVENTS = 500;
/** Stacks within stacks that are followed. */
const MAX_NESTED = 10;

const Nested = z.strictObject({ stack: z.string(), firstFailure: FirstFailure });

export function getStackEvents(client: CloudFormationClient) {
  return defineTool({
    name: 'get_stack_events',
    description:
      'What deployments did to the resources of a stack within a range, oldest first. `findFailure` adds what failed first in the last operation that failed, followed into nested stacks.',
    annotations: readOnly('Get stack events'),
    timeoutMs: 9_000,
    cacheSeconds: KEEP.states,
    maxDays: 90,
    input: z.strictObject({
      ...TimeRange,
      stack: z.string().min(1).max(1_024).describe('Name or ARN'),
      findFailure: z.boolean().default(false),
    }),
    output: z.strictObject({
      events: z.array(StackEvent),
      firstFailure: FirstFailure.nullable().exactOptional(),
      nested: z.array(Nested).exactOptional(),
      showing: z.string().exactOptional(),
      warnings: z.array(z.string()).exactOptional(),
    }),
    async run({ stack, from, to, findFailure }, context) {
      const history = await stackEvents(client, stack, { from, to }, context);
      const { events, whole, failed } = history;
      const shown = events.slice(0, MAX_EVENTS).reverse();
      const partial = showing(shown.length, whole ? events.length : undefined, 'events');
      const search = findFailure ? await findFirst(client, stack, history, { from, to }, context) : undefined;
      const warnings = [
        ...(failed === undefined ? [] : [`Older events could not be read: ${failed}`]),
        ...(search?.warnings ?? []),
      ];
      return {
        events: shown,
        ...(search && { firstFailure: search.failure, nested: search.nested }),
        ...(partial !== undefined && { showing: partial }),
        ...(warnings.length > 0 && { warnings }),
      };
    },
  });
}

interface Search {
  failure: FirstFailure | null;
  nested: z.infer<typeof Nested>[];
  warnings: string[];
}

/** The first failure of a stack, and of the nested stack that it happened in, and so on. */
async function findFirst(
  client: CloudFormationClient,
  stack: string,
  history: StackHistory,
  range: { from: string; to: string },
  context: ToolContext,
): Promise<Search> {
  const warnings: string[] = [];
  const failure = await firstOf(client, stack, history, range, context, warnings);
  const nested: Search['nested'] = [];
  let outer = failure;
  while (outer?.nestedIn !== undefined && nested.length < MAX_NESTED) {
    const inside = outer.nestedIn;
    // What failed in it later, such as its deletion in the rollback, is not why the outer one failed.
    const until = { from: range.from, to: isoOf(new Date(Date.parse(outer.failure.t) + 1)) };
    try {
      const events = await stackEvents(client, inside, until, context);
      if (!events.whole) {
        warnings.push(`${inside}: older events were not read${events.failed ? `: ${events.failed}` : '.'}`);
      }
      const found = await firstOf(client, inside, events, until, context, warnings);
      if (found === undefined) break;
      nested.push({ stack: inside, firstFailure: found.failure });
      outer = found.nestedIn === inside ? undefined : found;
    } catch (error) {
      warnings.push(`${inside}: ${toToolError(error).body.message}`);
      break;
    }
  }
  return { failure: failure?.failure ?? null, nested, warnings };
}

async function firstOf(
  client: CloudFormationClient,
  stack: string,
  { events, id }: StackHistory,
  range: { from: string; to: string },
  context: ToolContext,
  warnings: string[],
): Promise<{ failure: FirstFailure; nestedIn: string | undefined } | undefined> {
  let failure: FirstFailure | undefined;
  try {
    const told = await failureByEvents(client, stack, range, context);
    failure = told.failure;
    if (told.missed !== undefined) {
      warnings.push(`An earlier failure of ${stack} may have been missed: ${told.missed}`);
    }
  } catch (error) {
    // The operation is new: neither every region nor every role has it.
    warnings.push(`DescribeEvents could not be used: ${toToolError(error).body.message}`);
  }
  const found = failure ?? failureByHistory(events, id);
  if (found === undefined) return undefined;
  // The newest until then: an operation before may have made another stack of that name.
  const nested = events.find(
    ({ t, logicalId, type, physicalId }) =>
      t <= found.t &&
      logicalId === found.logicalId &&
      type === 'AWS::CloudFormation::Stack' &&
      physicalId.startsWith('arn:'),
  );
  const next = events.findLast((event) => event.t > found.t && beginsOperation(event, id));
  const followedBy = next && { t: next.t, status: next.status };
  return { failure: { ...found, ...(followedBy && { followedBy }) }, nestedIn: nested?.physicalId };
}
