import {
  DescribeAlarmContributorsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  type CloudWatchClient,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from '@jest/globals';
import { ask, at } from './ask.ts';

const ALL = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'] as const;

async function alarm(client: CloudWatchClient, name: string) {
  const command = new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: [...ALL] });
  const { MetricAlarms = [], CompositeAlarms = [], LogAlarms = [] } = await client.send(command);
  return [...MetricAlarms, ...CompositeAlarms, ...LogAlarms][0];
}

describe('DescribeAlarms', () => {
  it('gives metric alarms only, unless it is asked for others', async () => {
    await ask(async ({ clients }) => {
      const { MetricAlarms, CompositeAlarms, LogAlarms } = await clients.cloudwatch.send(
        new DescribeAlarmsCommand({}),
      );
      expect(MetricAlarms).toHaveLength(6);
      expect([CompositeAlarms, LogAlarms]).toEqual([[], []]);
      const all = await clients.cloudwatch.send(new DescribeAlarmsCommand({ AlarmTypes: [...ALL] }));
      expect(all.CompositeAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(['shop-degraded']);
      expect(all.LogAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(['web-failures']);
    });
  });

  it('leaves out names that do not exist, without a word', async () => {
    await ask(async ({ clients }) => {
      const command = new DescribeAlarmsCommand({ AlarmNames: ['no-such-alarm', 'orders-errors'] });
      const { MetricAlarms = [] } = await clients.cloudwatch.send(command);
      expect(MetricAlarms.map(({ AlarmName }) => AlarmName)).toEqual(['orders-errors']);
    });
  });

  it('takes 100 names and 100 records at most', async () => {
    await ask(async ({ clients }) => {
      const AlarmNames = Array.from({ length: 101 }, (_, i) => `a${i}`);
      for (const input of [{ AlarmNames }, { MaxRecords: 101 }]) {
        await expect(clients.cloudwatch.send(new DescribeAlarmsCommand(input))).rejects.toMatchObject({
          name: 'ValidationException',
        });
      }
    });
  });

  it('takes either names or a prefix', async () => {
    await ask(async ({ clients }) => {
      const command = new DescribeAlarmsCommand({ AlarmNames: ['a'], AlarmNamePrefix: 'a' });
      await expect(clients.cloudwatch.send(command)).rejects.toMatchObject({ name: 'ValidationException' });
    });
  });

  it('tells name, ARN and state of a composite’s children, and takes no other filter then', async () => {
    await ask(async ({ clients: { cloudwatch } }) => {
      const children = { ChildrenOfAlarmName: 'shop-degraded' };
      const { MetricAlarms = [], CompositeAlarms } = await cloudwatch.send(
        new DescribeAlarmsCommand(children),
      );
      expect(CompositeAlarms).toEqual([]);
      expect(MetricAlarms.map(({ AlarmName }) => AlarmName)).toEqual(['orders-errors', 'orders-share']);
      const members = ['AlarmArn', 'AlarmName', 'StateUpdatedTimestamp', 'StateValue'];
      for (const child of MetricAlarms) expect(Object.keys(child).sort()).toEqual(members);
      for (const more of [{ AlarmTypes: [...ALL] }, { StateValue: 'ALARM' as const }]) {
        const both = new DescribeAlarmsCommand({ ...children, ...more });
        await expect(cloudwatch.send(both)).rejects.toMatchObject({ name: 'ValidationException' });
      }
    });
  });

  it('describes each kind of alarm by members of its own', async () => {
    await ask(async ({ clients: { cloudwatch } }) => {
      expect(await alarm(cloudwatch, 'orders-errors')).toMatchObject({ Statistic: 'Sum', Threshold: 5 });
      const percentile = await alarm(cloudwatch, 'orders-p99');
      expect(percentile).toMatchObject({ ExtendedStatistic: 'p99' });
      expect(percentile).not.toHaveProperty('Statistic');
      const math = await alarm(cloudwatch, 'orders-share');
      expect(math).not.toHaveProperty('MetricName');
      expect(math).toMatchObject({ Metrics: [{ Id: 'e1', ReturnData: true }, { ReturnData: false }, {}] });
      const band = await alarm(cloudwatch, 'depth-band');
      expect(band).not.toHaveProperty('Threshold');
      expect(band).toMatchObject({
        ThresholdMetricId: 'ad1',
        Metrics: [{ ReturnData: true }, { ReturnData: true }],
      });
      expect(await alarm(cloudwatch, 'shop-degraded')).toMatchObject({
        AlarmRule: expect.stringContaining('ALARM('),
      });
      expect(await alarm(cloudwatch, 'shelves')).toMatchObject({
        Metrics: [{ Expression: expect.stringMatching(/^SELECT/), Period: 60 }],
      });
      const promql = await alarm(cloudwatch, 'lag');
      expect(promql).toMatchObject({ EvaluationCriteria: { PromQLCriteria: { Query: 'max(lag) > 5' } } });
      expect(promql).not.toHaveProperty('Metrics');
      expect(await alarm(cloudwatch, 'web-failures')).toMatchObject({
        ScheduledQueryConfiguration: { LogGroupIdentifiers: ['/shop/web'] },
      });
    });
  });

  it('calls an alarm over many series ALARM while any of them is', async () => {
    await ask(async ({ clients: { cloudwatch }, conditions }) => {
      // One shelf is over the threshold from the 70th minute on, the other from the 72nd to the 80th.
      const states: (string | undefined)[] = [];
      for (const minute of [70, 73, 76, 84]) {
        conditions.now = at(minute).getTime();
        states.push((await alarm(cloudwatch, 'shelves'))?.StateValue);
      }
      expect(states).toEqual(['OK', 'ALARM', 'ALARM', 'ALARM']);
      expect((await alarm(cloudwatch, 'shelves'))?.StateTransitionedTimestamp?.getTime()).toBeLessThan(
        at(73).getTime(),
      );
    });
  });
});

describe('DescribeAlarmHistory', () => {
  it('gives the newest first, and the oldest first if it is asked to', async () => {
    await ask(async ({ clients }) => {
      const times = async (ScanBy?: 'TimestampAscending') => {
        const command = new DescribeAlarmHistoryCommand({
          AlarmName: 'orders-errors',
          ...(ScanBy && { ScanBy }),
        });
        const { AlarmHistoryItems = [] } = await clients.cloudwatch.send(command);
        return AlarmHistoryItems.map(({ Timestamp }) => Timestamp?.getTime() ?? 0);
      };
      const newest = await times();
      expect(newest.length).toBeGreaterThan(5);
      expect(newest).toEqual(newest.toSorted((a, b) => b - a));
      expect(await times('TimestampAscending')).toEqual(newest.toReversed());
    });
  });

  it('tells of metric alarms only, unless it is asked for others', async () => {
    await ask(async ({ clients }) => {
      const types = async (AlarmTypes?: (typeof ALL)[number][]) => {
        const command = new DescribeAlarmHistoryCommand({ ...(AlarmTypes && { AlarmTypes }) });
        const { AlarmHistoryItems = [] } = await clients.cloudwatch.send(command);
        return new Set(AlarmHistoryItems.map(({ AlarmType }) => AlarmType));
      };
      expect(await types()).toEqual(new Set(['MetricAlarm']));
      expect(await types(['CompositeAlarm', 'LogAlarm'])).toEqual(new Set(['CompositeAlarm', 'LogAlarm']));
    });
  });

  it('has forgotten what is older than 30 days', async () => {
    await ask(async ({ clients }) => {
      // It was made 40 days ago and changed 10 days ago.
      const command = new DescribeAlarmHistoryCommand({ AlarmName: 'orders-p99' });
      const { AlarmHistoryItems = [] } = await clients.cloudwatch.send(command);
      expect(AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary)).toEqual([
        'Alarm "orders-p99" updated',
      ]);
    });
  });

  it('holds the old and the new state as JSON text', async () => {
    await ask(async ({ clients }) => {
      const command = new DescribeAlarmHistoryCommand({
        AlarmName: 'orders-errors',
        HistoryItemType: 'StateUpdate',
        MaxRecords: 1,
      });
      const { AlarmHistoryItems: [item] = [] } = await clients.cloudwatch.send(command);
      expect(JSON.parse(item?.HistoryData ?? '')).toMatchObject({
        version: '1.0',
        oldState: { stateValue: 'OK' },
        newState: { stateValue: 'ALARM', stateReasonData: { period: 60 } },
      });
    });
  });

  it('tells of contributors apart from their alarm', async () => {
    await ask(async ({ clients }) => {
      const items = async (HistoryItemType: 'StateUpdate' | 'AlarmContributorStateUpdate') => {
        const command = new DescribeAlarmHistoryCommand({ AlarmName: 'shelves', HistoryItemType });
        return (await clients.cloudwatch.send(command)).AlarmHistoryItems ?? [];
      };
      expect(await items('StateUpdate')).toHaveLength(1);
      const ofContributors = await items('AlarmContributorStateUpdate');
      expect(ofContributors.map((item) => item.AlarmContributorAttributes)).toEqual([
        { Shelf: 'b' },
        { Shelf: 'b' },
        { Shelf: 'a' },
      ]);
      expect(new Set(ofContributors.map((item) => item.AlarmContributorId)).size).toBe(2);
    });
  });
});

describe('DescribeAlarmContributors', () => {
  it('gives those that are in ALARM', async () => {
    await ask(async ({ clients, conditions }) => {
      const shelves = async (minute: number) => {
        conditions.now = at(minute).getTime();
        const command = new DescribeAlarmContributorsCommand({ AlarmName: 'shelves' });
        const { AlarmContributors = [] } = await clients.cloudwatch.send(command);
        return AlarmContributors.map(({ ContributorAttributes }) => ContributorAttributes?.['Shelf']);
      };
      expect(await shelves(60)).toEqual([]);
      expect(await shelves(76)).toEqual(['a', 'b']);
      expect(await shelves(89)).toEqual(['a']);
    });
  });

  it('refuses an alarm over one series', async () => {
    await ask(async ({ clients }) => {
      const command = new DescribeAlarmContributorsCommand({ AlarmName: 'orders-errors' });
      await expect(clients.cloudwatch.send(command)).rejects.toMatchObject({ name: 'ValidationException' });
    });
  });
});

describe('ListTagsForResource', () => {
  it('gives the tags of an alarm by its ARN', async () => {
    await ask(async ({ clients }) => {
      const { AlarmArn } = (await alarm(clients.cloudwatch, 'orders-errors')) ?? {};
      const { Tags } = await clients.cloudwatch.send(
        new ListTagsForResourceCommand({ ResourceARN: AlarmArn }),
      );
      expect(Tags).toEqual([
        { Key: 'team', Value: 'shop' },
        { Key: 'tier', Value: '1' },
      ]);
    });
  });
});
