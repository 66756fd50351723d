import {
  type CloudWatchClient,
  DescribeAlarmContributorsCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { fitting } from '../../server-kit/byte-budget.ts';
import { readPages } from '../../server-kit/read-pages.ts';
import { showing } from '../../server-kit/times.ts';
import { type ToolContext, defineTool, readOnly } from '../../server-kit/tool.ts';
import { toToolError } from '../../server-kit/tool-error.ts';
import { AlarmSettings, compositeAlarm, judgesManySeries, logAlarm, metricAlarm } from './alarm-settings.ts';

const PAGE = 100;
const MAX_PAGES = 10;
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
      'Settings and state of metric, composite and log alarms: by name, by state, or all. `details` adds tags and which series are in ALARM, for the first 10.',
    annotations: readOnly('Describe alarms'),
    timeoutMs: 9_000,
    input: z
      .strictObject({
        names: z.array(z.string().min(1).max(255)).min(1).max(100).optional(),
        state: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']).optional(),
        details: z.boolean().default(false),
      })
      .refine(({ names, state }) => names === undefined || state === undefined, {
        error: 'either names or state, not both',
      }),
    output: z.strictObject({
      alarms: z.array(AlarmSettings),
      notFound: z.array(z.string()),
      showing: z.string().exactOptional(),
      warnings: z.array(z.string()),
    }),
    async run({ names, state, details }, context) {
      const { items, partial } = await readPages<Found>(
        { of: 'alarms', maxPages: MAX_PAGES },
        async (token) => {
          const page = context.note(
            await client.send(
              new DescribeAlarmsCommand({
                AlarmNames: names,
                StateValue: state,
                // Without AlarmTypes, AWS leaves out all but metric alarms.
                AlarmTypes: ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'],
                MaxRecords: PAGE,
                NextToken: token,
              }),
              { abortSignal: context.signal },
            ),
          );
          const { MetricAlarms = [], CompositeAlarms = [], LogAlarms = [] } = page;
          return {
            items: [
              ...MetricAlarms.map((a) => ({ alarm: metricAlarm(a), manySeries: judgesManySeries(a) })),
              ...CompositeAlarms.map((a) => ({ alarm: compositeAlarm(a), manySeries: false })),
              ...LogAlarms.map((a) => ({ alarm: logAlarm(a), manySeries: false })),
            ],
            next: page.NextToken,
          };
        },
      );
      const warnings = details ? await addDetails(client, items, context) : [];
      const { items: shown, all } = fitting(items.map(({ alarm }) => alarm));
      const left = all ? partial : showing(shown.length, items.length, 'alarms');
      const found = new Set(items.map(({ alarm }) => alarm.name));
      return {
        alarms: shown,
        // Of a list that ended early it is not known what it would have held.
        notFound: partial === undefined ? (names ?? []).filter((name) => !found.has(name)) : [],
        ...(left !== undefined && { showing: left }),
        warnings,
      };
    },
  });
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

function contributorsOf(client: CloudWatchClient, name: string, { signal, note }: ToolContext) {
  return readPages({ of: 'contributors', maxPages: MAX_CONTRIBUTOR_PAGES }, async (token) => {
    const command = new DescribeAlarmContributorsCommand({ AlarmName: name, NextToken: token });
    const page = note(await client.send(command, { abortSignal: signal }));
    return {
      items: (page.AlarmContributors ?? []).map(({ ContributorAttributes }) => ContributorAttributes ?? {}),
      next: page.NextToken,
    };
  });
}
