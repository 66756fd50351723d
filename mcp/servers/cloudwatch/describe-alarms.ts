import {
  type AlarmType,
  type CloudWatchClient,
  DescribeAlarmContributorsCommand,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  type DescribeAlarmsCommandOutput,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { More, NextToken, listed } from '../../server-kit/paging.ts';
import { type Page, readPages } from '../../server-kit/read-pages.ts';
import { KEEP, type ToolContext, defineTool, readOnly } from '../../server-kit/tool.ts';
import { toToolError } from '../../server-kit/tool-error.ts';
import { AlarmSettings, compositeAlarm, judgesManySeries, logAlarm, metricAlarm } from './alarm-settings.ts';

const PAGE = 100;
const MAX_PAGES = 10;
/** Without AlarmTypes, AWS leaves out all but metric alarms. */
const TYPES: AlarmType[] = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'];
/** Details take two calls for each alarm. */
const MAX_DETAILED = 10;
const MAX_CONTRIBUTOR_PAGES = 3;

interface Found {
  alarm: AlarmSettings;
  manySeries: boolean;
}

export function describeAlarms(client: CloudWatchClient) {
  return defineTool({
    name: 'describe_alarms',
    description:
      'Settings and state of metric, composite and log alarms: by names, state, prefix, as children of a composite, or all. `details` adds tags and which series are in ALARM, for the first 10.',
    annotations: readOnly('Describe alarms'),
    timeoutMs: 9_000,
    cacheSeconds: KEEP.states,
    input: z
      .strictObject({
        names: z.array(z.string().min(1).max(255)).min(1).max(100).optional(),
        state: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']).optional(),
        prefix: z.string().min(1).max(255).optional(),
        childrenOf: z.string().min(1).max(255).optional().describe('Name of a composite alarm'),
        details: z.boolean().default(false),
        ...NextToken,
      })
      .refine(
        ({ names, state, prefix, childrenOf }) =>
          [names, prefix ?? state, childrenOf].filter((one) => one !== undefined).length <= 1,
        { error: 'either names, or childrenOf, or state and prefix' },
      ),
    output: z.strictObject({
      alarms: z.array(AlarmSettings),
      notFound: z.array(z.string()),
      ...More,
      warnings: z.array(z.string()),
    }),
    async run({ names, state, prefix, childrenOf, details, nextToken }, context) {
      const describe = async (input: DescribeAlarmsCommandInput) =>
        context.note(await client.send(new DescribeAlarmsCommand(input), { abortSignal: context.signal }));
      const { items, more, whole } = await listed<Found>(
        { of: 'alarms', maxPages: MAX_PAGES, nextToken },
        context,
        async (token) => {
          if (childrenOf === undefined) {
            return foundIn(
              await describe({
                AlarmNames: names,
                StateValue: state,
                AlarmNamePrefix: prefix,
                AlarmTypes: TYPES,
                MaxRecords: PAGE,
                NextToken: token,
              }),
            );
          }
          // AWS takes nothing beside it, and tells little more than names.
          const children = foundIn(
            await describe({ ChildrenOfAlarmName: childrenOf, MaxRecords: PAGE, NextToken: token }),
          );
          const AlarmNames = children.items.map(({ alarm }) => alarm.name);
          if (AlarmNames.length === 0) return children;
          const described = await describe({ AlarmNames, AlarmTypes: TYPES, MaxRecords: PAGE });
          return { items: foundIn(described).items, next: children.next };
        },
      );
      const warnings = details ? await addDetails(client, items, context) : [];
      const found = new Set(items.map(({ alarm }) => alarm.name));
      return {
        alarms: items.map(({ alarm }) => alarm),
        // Of a list that ended early it is not known what it would have held.
        notFound: whole ? (names ?? []).filter((name) => !found.has(name)) : [],
        ...more,
        warnings,
      };
    },
  });
}

function foundIn(page: DescribeAlarmsCommandOutput): Page<Found> {
  const { MetricAlarms = [], CompositeAlarms = [], LogAlarms = [] } = page;
  return {
    items: [
      ...MetricAlarms.map((a) => ({ alarm: metricAlarm(a), manySeries: judgesManySeries(a) })),
      ...CompositeAlarms.map((a) => ({ alarm: compositeAlarm(a), manySeries: false })),
      ...LogAlarms.map((a) => ({ alarm: logAlarm(a), manySeries: false })),
    ],
    next: page.NextToken,
  };
}

/** Adds tags and contributors to the first alarms. What can't be read is left out. @returns warnings */
async function addDetails(
  client: CloudWatchClient,
  found: readonly Found[],
  context: ToolContext,
): Promise<string[]> {
  const warnings: string[] = [];
  const attempt = async (what: string, read: () => Promise<void>) => {
    try {
      await read();
    } catch (error) {
      warnings.push(`${what} are not known: ${toToolError(error).body.message}`);
    }
  };
  await Promise.all(
    found.slice(0, MAX_DETAILED).flatMap(({ alarm, manySeries }) => [
      attempt(`Tags of ${alarm.name}`, async () => {
        alarm.tags = await tagsOf(client, alarm.arn, context);
      }),
      ...(manySeries
        ? [
            attempt(`Contributors of ${alarm.name}`, async () => {
              const { items, partial } = await contributorsOf(client, alarm.name, context);
              alarm.contributors = items;
              if (partial !== undefined) warnings.push(`${alarm.name}: ${partial}`);
            }),
          ]
        : []),
    ]),
  );
  if (found.length > MAX_DETAILED) {
    warnings.push(`Tags and contributors were read of ${MAX_DETAILED} of ${found.length} alarms.`);
  }
  // They were read at the same time: in the order of arrival, the same answers would not be the same result.
  return warnings.sort();
}

async function tagsOf(
  client: CloudWatchClient,
  arn: string,
  { signal, note }: ToolContext,
): Promise<Record<string, string>> {
  const response = await client.send(new ListTagsForResourceCommand({ ResourceARN: arn }), {
    abortSignal: signal,
  });
  return Object.fromEntries((note(response).Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

function contributorsOf(client: CloudWatchClient, name: string, context: ToolContext) {
  const { signal, note } = context;
  return readPages({ of: 'contributors', maxPages: MAX_CONTRIBUTOR_PAGES, context }, async (token) => {
    const command = new DescribeAlarmContributorsCommand({ AlarmName: name, NextToken: token });
    const page = note(await client.send(command, { abortSignal: signal }));
    return {
      items: (page.AlarmContributors ?? []).map(({ ContributorAttributes }) => ContributorAttributes ?? {}),
      next: page.NextToken,
    };
  });
}
