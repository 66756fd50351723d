import {
  type CompositeAlarm,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type LogAlarm,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { cloudWatchClient } from '../../mcp/servers/cloudwatch/cloudwatch-client.ts';
import type { WentOff } from '../../core/alarm/alarm-month.ts';
import type { AwsOptions } from '../../mcp/server-kit/aws-options.ts';

export interface AccountAlarm {
  name: string;
  arn: string;
  kind: 'metric' | 'composite' | 'log';
  /** What keeps a composite alarm's actions back now, as its events would say. */
  suppressedBy?: string;
}

/** Some of a list, and whether there was more. */
export interface Listed<T> {
  items: T[];
  /** Not everything was read. */
  cutOff: boolean;
}

const TYPES = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'] as const;
const PAGE = 100;
/** An account has 5,000 alarms in a region, unless it asked for more. */
const MAX_PAGES = 100;

/** Every alarm of the account in its region. */
export async function accountAlarms(aws: AwsOptions): Promise<Listed<AccountAlarm>> {
  const client = cloudWatchClient(aws);
  try {
    return await listed(async (token) => {
      const answer = await client.send(
        new DescribeAlarmsCommand({ AlarmTypes: [...TYPES], MaxRecords: PAGE, NextToken: token }),
      );
      const { MetricAlarms = [], CompositeAlarms = [], LogAlarms = [], NextToken } = answer;
      return {
        items: [
          ...MetricAlarms.map((alarm) => described(alarm, 'metric')),
          ...CompositeAlarms.map((alarm) => described(alarm, 'composite')),
          ...LogAlarms.map((alarm) => described(alarm, 'log')),
        ],
        next: NextToken,
      };
    });
  } finally {
    client.destroy();
  }
}

function described(
  { AlarmName: name = '', AlarmArn: arn = '', ...alarm }: MetricAlarm | CompositeAlarm | LogAlarm,
  kind: AccountAlarm['kind'],
): AccountAlarm {
  const suppressedBy = 'ActionsSuppressedBy' in alarm ? alarm.ActionsSuppressedBy : undefined;
  return { name, arn, kind, ...(suppressedBy !== undefined && { suppressedBy }) };
}

const StateUpdate = z.looseObject({ newState: z.looseObject({ stateValue: z.string() }) });

/** Contributors of one alarm open cases too (core/alarm/open-incident.ts). */
const CHANGES = ['StateUpdate', 'AlarmContributorStateUpdate'] as const;

export interface AccountHistory {
  wentOff: WentOff[];
  /** Epoch ms from when on all is known: later than asked for if there was more than is read. */
  from: number;
  cutOff: boolean;
}

/** When any alarms went off since `from`; of more than `MAX_PAGES` pages, the latest. */
export async function accountHistory(aws: AwsOptions, from: number): Promise<AccountHistory> {
  const client = cloudWatchClient(aws);
  try {
    const lists = await Promise.all(
      CHANGES.map((HistoryItemType) =>
        listed(async (token) => {
          const { AlarmHistoryItems = [], NextToken } = await client.send(
            new DescribeAlarmHistoryCommand({
              AlarmTypes: [...TYPES],
              HistoryItemType,
              StartDate: new Date(from),
              ScanBy: 'TimestampDescending',
              MaxRecords: PAGE,
              NextToken: token,
            }),
          );
          return { items: AlarmHistoryItems, next: NextToken };
        }),
      ),
    );
    // What reaches back less far decides from when on all is known.
    const known = Math.max(
      from,
      ...lists.flatMap(({ items, cutOff }) => (cutOff ? [items.at(-1)?.Timestamp?.getTime() ?? from] : [])),
    );
    const wentOff = lists
      .flatMap(({ items }) => items)
      .flatMap(({ AlarmName: name, Timestamp, HistoryData }) => {
        const at = Timestamp?.getTime() ?? -Infinity;
        return name !== undefined && at >= known && toAlarm(HistoryData) ? [{ name, at }] : [];
      });
    return { wentOff, from: known, cutOff: lists.some(({ cutOff }) => cutOff) };
  } finally {
    client.destroy();
  }
}

function toAlarm(data: string | undefined): boolean {
  try {
    return StateUpdate.safeParse(JSON.parse(data ?? '')).data?.newState.stateValue === 'ALARM';
  } catch {
    return false;
  }
}

async function listed<T>(
  page: (token: string | undefined) => Promise<{ items: T[]; next: string | undefined }>,
): Promise<Listed<T>> {
  const items: T[] = [];
  let token: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const answer = await page(token);
    items.push(...answer.items);
    token = answer.next;
    if (token === undefined) return { items, cutOff: false };
  }
  return { items, cutOff: true };
}
