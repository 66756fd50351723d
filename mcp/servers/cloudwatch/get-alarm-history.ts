import {
  type AlarmHistoryItem,
  type CloudWatchClient,
  DescribeAlarmHistoryCommand,
} from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { clipClean } from '../../../core/clean/clip-clean.ts';
import { More, NextToken, listed } from '../../server-kit/paging.ts';
import { TimeRange, isoOf } from '../../server-kit/times.ts';
import { KEEP, defineTool, readOnly } from '../../server-kit/tool.ts';

const MAX_PAGES = 5;
const MAX_SUMMARY_CHARS = 300;

const HistoryItem = z.strictObject({
  t: z.string(),
  type: z.string(),
  summary: z.string(),
  state: z.string().exactOptional(),
});

/** The part of HistoryData that is read; AWS keeps it as JSON text. */
const StateUpdate = z.looseObject({ newState: z.looseObject({ stateValue: z.string() }) });

export function getAlarmHistory(client: CloudWatchClient) {
  return defineTool({
    name: 'get_alarm_history',
    description:
      'State changes, edits and actions of an alarm within a range, oldest first. AWS keeps 30 days.',
    annotations: readOnly('Get alarm history'),
    timeoutMs: 9_000,
    cacheSeconds: KEEP.states,
    maxDays: 31,
    input: z.strictObject({ ...TimeRange, alarm: z.string().min(1).max(255).describe('Name'), ...NextToken }),
    output: z.strictObject({ items: z.array(HistoryItem), ...More }),
    async run({ alarm, from, to, nextToken }, context) {
      const { signal, note } = context;
      const range = { StartDate: new Date(from), EndDate: new Date(to) };
      // Newest first, so that it is the oldest that a bound leaves out.
      const { items, more } = await listed(
        { of: 'items', maxPages: MAX_PAGES, nextToken },
        context,
        async (token) => {
          const command = new DescribeAlarmHistoryCommand({
            ...range,
            AlarmName: alarm,
            AlarmTypes: ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'],
            ScanBy: 'TimestampDescending',
            MaxRecords: 100,
            NextToken: token,
          });
          const page = note(await client.send(command, { abortSignal: signal }));
          return { items: (page.AlarmHistoryItems ?? []).flatMap(itemOf), next: page.NextToken };
        },
      );
      return {
        items: items.filter(({ t }) => Date.parse(t) < range.EndDate.getTime()).reverse(),
        ...more,
      };
    },
  });
}

function itemOf(item: AlarmHistoryItem): z.infer<typeof HistoryItem>[] {
  if (item.Timestamp === undefined) return [];
  const type = item.HistoryItemType ?? '';
  const state = type === 'StateUpdate' ? newState(item.HistoryData) : undefined;
  return [
    {
      t: isoOf(item.Timestamp),
      type,
      summary: clipClean(item.HistorySummary ?? '', MAX_SUMMARY_CHARS),
      ...(state !== undefined && { state }),
    },
  ];
}

function newState(data: string | undefined): string | undefined {
  try {
    return StateUpdate.safeParse(JSON.parse(data ?? '')).data?.newState.stateValue;
  } catch {
    // It is text that AWS does not promise to be whole.
    return undefined;
  }
}
