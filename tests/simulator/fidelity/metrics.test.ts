import { GetMetricDataCommand, ListMetricsCommand, type CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from '@jest/globals';
import { build, madeUp } from '../worlds.ts';
import { ask, at } from './ask.ts';

interface Asked {
  name: string;
  stat?: string;
  period?: number;
  from?: Date;
  to?: Date;
  dimensions?: Record<string, string>;
  namespace?: string;
}

/** One metric of the namespace `Shop`. */
function query({ name, stat = 'Sum', period = 60, dimensions = {}, namespace = 'Shop' }: Asked, Id = 'm') {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: namespace, MetricName: name, Dimensions };
  return { Id, MetricStat: { Metric, Period: period, Stat: stat } };
}

async function dataOf(client: CloudWatchClient, asked: Asked) {
  const { from = at(0), to = at(90) } = asked;
  const command = new GetMetricDataCommand({
    StartTime: from,
    EndTime: to,
    MetricDataQueries: [query(asked)],
    ScanBy: 'TimestampAscending',
  });
  const { MetricDataResults: [result] = [] } = await client.send(command);
  return { ...result, Timestamps: result?.Timestamps ?? [], Values: result?.Values ?? [] };
}

const SELECT = 'SELECT SUM(Waiting) FROM SCHEMA("Shop", Shelf) GROUP BY Shelf ORDER BY SUM() DESC LIMIT 20';

async function select(client: CloudWatchClient, { from, to }: { from: Date; to: Date }) {
  const command = new GetMetricDataCommand({
    StartTime: from,
    EndTime: to,
    MetricDataQueries: [{ Id: 'q', Expression: SELECT, Period: 60 }],
  });
  return (await client.send(command)).MetricDataResults ?? [];
}

const INVOCATIONS = { namespace: 'AWS/Lambda', name: 'Invocations', dimensions: { FunctionName: 'orders' } };

describe('GetMetricData', () => {
  it('has no datapoint where nothing was measured', async () => {
    await ask(async ({ clients }) => {
      const { Values } = await dataOf(clients.cloudwatch, { name: 'Rare' });
      expect(Values.length).toBeGreaterThan(3);
      expect(Values.length).toBeLessThan(60);
      expect(Values).not.toContain(0);
    });
  });

  it('counts the bytes and lines that came into each log group', async () => {
    await ask(async ({ clients }) => {
      const { logs, cloudwatch } = clients;
      const LogGroupName = '/aws/lambda/orders';
      const lines: string[] = [];
      let nextToken: string | undefined;
      do {
        const page = await logs.send(
          new FilterLogEventsCommand({ logGroupName: LogGroupName, endTime: at(60).getTime(), nextToken }),
        );
        lines.push(...(page.events ?? []).map(({ message }) => message ?? ''));
        ({ nextToken } = page);
      } while (nextToken !== undefined);
      const sumOf = async (name: string) => {
        const asked = { namespace: 'AWS/Logs', name, dimensions: { LogGroupName } };
        return (await dataOf(cloudwatch, asked)).Values.reduce((sum, value) => sum + value, 0);
      };
      // Those of the last half hour have come in too.
      expect(await sumOf('IncomingLogEvents')).toBeGreaterThan(lines.length);
      expect(await sumOf('IncomingBytes')).toBeGreaterThan(lines.join('').length);
      const none = { namespace: 'AWS/Logs', name: 'IncomingBytes', dimensions: { LogGroupName: '/none' } };
      expect((await dataOf(cloudwatch, none)).Values).toEqual([]);
    });
  });

  it('tells the newest bucket in part, and more of it later', async () => {
    await ask(async ({ clients, conditions }) => {
      const seen: number[] = [];
      for (let second = 40 * 60; second < 43 * 60; second += 5) {
        conditions.now = at(second / 60).getTime();
        const { Values } = await dataOf(clients.cloudwatch, { ...INVOCATIONS, from: at(40), to: at(41) });
        seen.push(Values[0] ?? 0);
      }
      expect(seen).toEqual(seen.toSorted((a, b) => a - b));
      expect(new Set(seen).size).toBeGreaterThan(2);
      expect(seen[0]).toBe(0);
    });
  });

  it('stamps what a function did with the time at which it began', async () => {
    await ask(async ({ clients }, { world }) => {
      const { Timestamps, Values } = await dataOf(clients.cloudwatch, INVOCATIONS);
      const minute = Timestamps.findIndex((t) => t.getTime() === at(40).getTime());
      const begun = world.invocations.filter(
        ({ function: name, t }) => name === 'orders' && t >= at(40).getTime() && t < at(41).getTime(),
      );
      expect(Values[minute]).toBe(begun.length);
    });
  });

  it('gives the newest first unless it is asked otherwise', async () => {
    await ask(async ({ clients }) => {
      const times = async (ScanBy?: 'TimestampAscending' | 'TimestampDescending') => {
        const command = new GetMetricDataCommand({
          StartTime: at(0),
          EndTime: at(90),
          MetricDataQueries: [query({ name: 'Depth', stat: 'Average' })],
          ...(ScanBy && { ScanBy }),
        });
        const { MetricDataResults: [result] = [] } = await clients.cloudwatch.send(command);
        return (result?.Timestamps ?? []).map((t) => t.getTime());
      };
      const unasked = await times();
      expect(unasked.length).toBeGreaterThan(80);
      expect(unasked).toEqual(unasked.toSorted((a, b) => b - a));
      expect(await times('TimestampDescending')).toEqual(unasked);
      expect(await times('TimestampAscending')).toEqual(unasked.toReversed());
    });
  });

  it('has forgotten what is older than its period is kept', async () => {
    await ask(async ({ clients }) => {
      const DAY = 1_440;
      const count = async (daysAgo: number, period: number) => {
        const range = { from: at(90 - daysAgo * DAY), to: at(90 - daysAgo * DAY + 120) };
        const { Values } = await dataOf(clients.cloudwatch, {
          name: 'Depth',
          stat: 'Average',
          period,
          ...range,
        });
        return Values.length;
      };
      expect(await count(14, 60)).toBe(120);
      expect(await count(16, 60)).toBe(0);
      expect(await count(16, 300)).toBe(24);
      expect(await count(64, 300)).toBe(0);
      expect(await count(64, 3_600)).toBeGreaterThan(0);
      expect(await count(456, 3_600)).toBe(0);
    });
  });

  it('answers a metric that does not exist as complete and without values', async () => {
    await ask(async ({ clients }) => {
      const { StatusCode, Values, Timestamps } = await dataOf(clients.cloudwatch, { name: 'NoSuchMetric' });
      expect({ StatusCode, Values, Timestamps }).toEqual({
        StatusCode: 'Complete',
        Values: [],
        Timestamps: [],
      });
    });
  });

  it('refuses a statistic that does not exist, data or not', async () => {
    await ask(async ({ clients }) => {
      for (const name of ['Depth', 'NoSuchMetric']) {
        await expect(dataOf(clients.cloudwatch, { name, stat: 'Mean' })).rejects.toMatchObject({
          name: 'ValidationException',
          message:
            'The value Mean for parameter MetricDataQueries.member.1.MetricStat.Stat is not a valid statistic.',
          Error: { Code: 'ValidationError', Type: 'Sender' },
        });
      }
    });
  });

  it('says of statistics that only AWS computes that they are not simulated', async () => {
    await ask(async ({ clients }) => {
      for (const stat of ['tm90', 'IQM', 'TM(10%:90%)']) {
        await expect(dataOf(clients.cloudwatch, { name: 'Depth', stat })).rejects.toMatchObject({
          message: expect.stringContaining('is not simulated'),
        });
      }
    });
  });

  it('refuses a range that does not begin before its end', async () => {
    await ask(async ({ clients }) => {
      const range = { name: 'Depth', from: at(10), to: at(10) };
      await expect(dataOf(clients.cloudwatch, range)).rejects.toMatchObject({
        name: 'ValidationException',
        message: 'The parameter StartTime must be less than the parameter EndTime.',
      });
    });
  });

  it('computes expressions, without a datapoint where one is missing, and returns what it is asked to', async () => {
    await ask(async ({ clients }) => {
      const command = new GetMetricDataCommand({
        StartTime: at(0),
        EndTime: at(90),
        MetricDataQueries: [
          { ...query({ name: 'Rare' }, 'rare'), ReturnData: false },
          { ...query({ name: 'Depth', stat: 'SampleCount' }, 'depth'), ReturnData: false },
          { Id: 'ratio', Expression: 'rare / depth' },
        ],
      });
      const { MetricDataResults = [] } = await clients.cloudwatch.send(command);
      const rare = await dataOf(clients.cloudwatch, { name: 'Rare' });
      expect(MetricDataResults.map(({ Id, Label }) => [Id, Label])).toEqual([['ratio', 'ratio']]);
      expect(MetricDataResults[0]?.Values).toEqual(rare.Values.toReversed().map((value) => value / 5));
    });
  });

  it('refuses an expression that it can not read', async () => {
    await ask(async ({ clients }) => {
      const command = new GetMetricDataCommand({
        StartTime: at(0),
        EndTime: at(90),
        MetricDataQueries: [{ Id: 'e', Expression: 'no_such_id +' }],
      });
      await expect(clients.cloudwatch.send(command)).rejects.toMatchObject({ name: 'ValidationException' });
    });
  });

  it('gives a result for each series of a Metrics Insights query, under one id', async () => {
    await ask(async ({ clients }) => {
      const found = await select(clients.cloudwatch, { from: at(70), to: at(90) });
      expect(found.map(({ Id, Label }) => [Id, Label])).toEqual([
        ['q', 'a'],
        ['q', 'b'],
      ]);
      const [a = 0, b = 0] = found.map(({ Values = [] }) => Values.reduce((sum, value) => sum + value, 0));
      expect(a).toBeGreaterThan(b);
    });
  });

  it('sees two weeks by a Metrics Insights query', async () => {
    await ask(async ({ clients }) => {
      const DAY = 1_440;
      const labels = async (daysAgo: number) =>
        (await select(clients.cloudwatch, { from: at(-daysAgo * DAY), to: at(60 - daysAgo * DAY) })).map(
          ({ Label }) => Label,
        );
      expect(await labels(13)).toHaveLength(2);
      expect(await labels(15)).toEqual([]);
    });
  });

  it('takes one Metrics Insights query a call, and only of the shape that is sent', async () => {
    await ask(async ({ clients }) => {
      const send = async (...queries: string[]) =>
        clients.cloudwatch.send(
          new GetMetricDataCommand({
            StartTime: at(70),
            EndTime: at(90),
            MetricDataQueries: queries.map((Expression, i) => ({ Id: `q${i}`, Expression, Period: 60 })),
          }),
        );
      await expect(send(SELECT, SELECT)).rejects.toMatchObject({ name: 'ValidationException' });
      await expect(send('SELECT MAX(Waiting) FROM Shop')).rejects.toMatchObject({
        message: expect.stringContaining('is not simulated'),
      });
    });
  });

  it('gives pages of MaxDatapoints, and calls a series partial until its last page', async () => {
    await ask(async ({ clients }) => {
      const input = {
        StartTime: at(0),
        EndTime: at(10),
        MetricDataQueries: [
          query({ name: 'Depth', stat: 'Average' }, 'a'),
          query({ name: 'Depth', stat: 'Maximum' }, 'b'),
        ],
        MaxDatapoints: 15,
      };
      const first = await clients.cloudwatch.send(new GetMetricDataCommand(input));
      const shape = ({ MetricDataResults = [] }: typeof first) =>
        MetricDataResults.map(({ Id, StatusCode, Values }) => [Id, StatusCode, Values?.length]);
      expect(shape(first)).toEqual([
        ['a', 'Complete', 10],
        ['b', 'PartialData', 5],
      ]);
      const { NextToken } = first;
      const second = await clients.cloudwatch.send(new GetMetricDataCommand({ ...input, NextToken }));
      expect(shape(second)).toEqual([
        ['a', 'Complete', 0],
        ['b', 'Complete', 5],
      ]);
      expect(second.NextToken).toBeUndefined();
    });
  });

  it('gives no pages of an expression', async () => {
    await ask(async ({ clients }) => {
      const command = new GetMetricDataCommand({
        StartTime: at(0),
        EndTime: at(10),
        MetricDataQueries: [query({ name: 'Depth' }), { Id: 'e', Expression: 'm * 2' }],
        MaxDatapoints: 3,
      });
      const { NextToken, MetricDataResults = [] } = await clients.cloudwatch.send(command);
      expect(NextToken).toBeUndefined();
      expect(MetricDataResults.map(({ Values }) => Values?.length)).toEqual([10, 10]);
    });
  });
});

describe('ListMetrics', () => {
  const names = async (
    client: CloudWatchClient,
    input: ConstructorParameters<typeof ListMetricsCommand>[0],
  ) => {
    const { Metrics = [] } = await client.send(new ListMetricsCommand({ Namespace: 'Shop', ...input }));
    return Metrics.map(({ MetricName }) => MetricName);
  };

  it('lists a metric some minutes after its first datapoint', async () => {
    await ask(
      async ({ clients, conditions }) => {
        expect(await names(clients.cloudwatch, {})).not.toContain('Late');
        conditions.now = at(80 + 18).getTime();
        expect(await names(clients.cloudwatch, {})).toContain('Late');
      },
      { minutes: 80.1 },
    );
  });

  it('no longer lists a metric without data for two weeks', async () => {
    await ask(async ({ clients }) => {
      const listed = await names(clients.cloudwatch, {});
      expect(listed).not.toContain('Gone');
      expect(listed).toContain('Quiet');
    });
  });

  it('leaves out metrics without data for three hours if it is asked for active ones', async () => {
    await ask(async ({ clients }) => {
      const active = await names(clients.cloudwatch, { RecentlyActive: 'PT3H' });
      expect(active).toContain('Depth');
      expect(active).not.toContain('Quiet');
    });
  });

  it('takes a dimension without a value for any value', async () => {
    await ask(async ({ clients }) => {
      const any = { Dimensions: [{ Name: 'Shelf' }] };
      expect(await names(clients.cloudwatch, any)).toEqual(['Waiting', 'Waiting']);
      expect(await names(clients.cloudwatch, { Dimensions: [{ Name: 'Shelf', Value: 'a' }] })).toEqual([
        'Waiting',
      ]);
    });
  });

  it('gives 500 a page', async () => {
    const series = Array.from({ length: 501 }, (_, i) => `  - { namespace: Many, name: m${i}, value: 1 }`);
    const built = build(madeUp(`functions: { f: {} }\nseries:\n${series.join('\n')}\n`));
    await ask(
      async ({ clients }) => {
        const first = await clients.cloudwatch.send(new ListMetricsCommand({ Namespace: 'Many' }));
        expect(first.Metrics).toHaveLength(500);
        const { NextToken } = first;
        const second = await clients.cloudwatch.send(
          new ListMetricsCommand({ Namespace: 'Many', NextToken }),
        );
        expect(second.Metrics).toHaveLength(1);
        expect(second.NextToken).toBeUndefined();
      },
      { built },
    );
  });
});
