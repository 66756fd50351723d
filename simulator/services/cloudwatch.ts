import * as z from 'zod';
import { compile } from '../alarms/expression.ts';
import { awsTime, periodOf } from '../alarms/event.ts';
import { stateAt } from '../alarms/evaluate.ts';
import { type Account, AwsFault, type Operation, type Service, page, parse } from '../answer.ts';
import { alarmArn } from '../names.ts';
import { random } from '../random.ts';
import { statisticOf } from '../world/metrics.ts';
import { describeAlarms } from './cloudwatch-alarms.ts';

const Metric = z.looseObject({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.looseObject({ Name: z.string(), Value: z.string() })).default([]),
});

const MetricDataInput = z.looseObject({
  StartTime: z.number(),
  EndTime: z.number(),
  ScanBy: z.enum(['TimestampAscending', 'TimestampDescending']).default('TimestampDescending'),
  MetricDataQueries: z
    .array(
      z.looseObject({
        Id: z.string(),
        MetricStat: z
          .looseObject({ Metric, Period: z.number().int().positive(), Stat: z.string() })
          .optional(),
        Expression: z.string().optional(),
        Period: z.number().int().positive().optional(),
        ReturnData: z.boolean().default(true),
      }),
    )
    .max(500),
});

/** CloudWatch keeps datapoints of a minute for 15 days, of 5 for 63, of an hour for 455. */
const RETENTION_DAYS: readonly [periodSeconds: number, days: number][] = [
  [3_600, 455],
  [300, 63],
  [60, 15],
];

/** Series are as sparse as AWS's: a bucket in which nothing was measured has no datapoint. */
const getMetricData: Operation = ({ world }, { input, now }) => {
  const { StartTime, EndTime, ScanBy, MetricDataQueries } = parse(MetricDataInput, input);
  if (StartTime >= EndTime) {
    throw new AwsFault('ValidationError', 'The parameter StartTime must be less than the parameter EndTime.');
  }
  const columns = new Map<string, Map<number, number>>();
  for (const { Id, MetricStat } of MetricDataQueries) {
    if (MetricStat === undefined) continue;
    const { Metric: asked, Period, Stat } = MetricStat;
    const dimensions = Object.fromEntries(asked.Dimensions.map(({ Name, Value }) => [Name, Value]));
    const series = world.metrics.find(asked.Namespace, asked.MetricName, dimensions);
    const kept = RETENTION_DAYS.find(([seconds]) => Period >= seconds)?.[1] ?? 0.125;
    const points = new Map<number, number>();
    for (let t = Math.floor(StartTime / Period) * Period; series && t < EndTime; t += Period) {
      if (t * 1_000 < now - kept * 86_400_000) continue;
      const told = series.samples(t * 1_000, (t + Period) * 1_000).filter(({ toldAt }) => toldAt <= now);
      const value = told.length === 0 ? undefined : statistic(told, Stat);
      if (value !== undefined) points.set(t, value);
    }
    columns.set(Id, points);
  }
  for (const { Id, Expression } of MetricDataQueries) {
    if (Expression !== undefined) columns.set(Id, evaluate(Expression, columns));
  }
  return {
    Messages: [],
    MetricDataResults: MetricDataQueries.filter(({ ReturnData }) => ReturnData).map(({ Id, MetricStat }) => {
      const points = [...(columns.get(Id) ?? [])].toSorted(([a], [b]) => a - b);
      if (ScanBy === 'TimestampDescending') points.reverse();
      return {
        Id,
        Label: MetricStat?.Metric.MetricName ?? Id,
        StatusCode: 'Complete',
        Timestamps: points.map(([t]) => t),
        Values: points.map(([, value]) => value),
      };
    }),
  };
};

function statistic(samples: Parameters<typeof statisticOf>[0], stat: string): number | undefined {
  try {
    return statisticOf(samples, stat);
  } catch (error) {
    if (error instanceof RangeError) throw new AwsFault('InvalidParameterValue', error.message);
    throw error;
  }
}

function evaluate(expression: string, columns: ReadonlyMap<string, Map<number, number>>): Map<number, number> {
  const ids = [...columns.keys()];
  const compiled = compile(expression, ids);
  if ('problem' in compiled) {
    throw new AwsFault('ValidationError', `Error in expression: ${compiled.problem}`);
  }
  const times = new Set([...columns.values()].flatMap((column) => [...column.keys()]));
  const points = new Map<number, number>();
  for (const t of times) {
    const values = Object.fromEntries(ids.map((id) => [id, columns.get(id)?.get(t)]));
    const value = compiled.evaluate(values);
    if (value !== undefined) points.set(t, value);
  }
  return points;
}

const HistoryInput = z.looseObject({
  AlarmName: z.string().optional(),
  HistoryItemType: z.string().optional(),
  StartDate: z.number().optional(),
  EndDate: z.number().optional(),
  MaxRecords: z.number().int().min(1).max(100).default(100),
  NextToken: z.string().optional(),
  ScanBy: z.enum(['TimestampAscending', 'TimestampDescending']).default('TimestampDescending'),
});

const describeAlarmHistory: Operation = (account, { input, now, pageSize }) => {
  const { AlarmName, HistoryItemType, StartDate, EndDate, MaxRecords, NextToken, ScanBy } = parse(HistoryInput, input);
  const items = account.world.scenario.alarms
    .filter(({ name }) => AlarmName === undefined || name === AlarmName)
    .flatMap((alarm) => historyOf(account, alarm))
    .filter(({ t, HistoryItemType: type }) => {
      const seconds = t / 1_000;
      const kept = t >= now - 30 * 86_400_000 && t <= now;
      const asked = seconds >= (StartDate ?? -Infinity) && seconds <= (EndDate ?? Infinity);
      return kept && asked && (HistoryItemType === undefined || type === HistoryItemType);
    })
    .sort((a, b) => (ScanBy === 'TimestampDescending' ? b.t - a.t : a.t - b.t));
  const { items: AlarmHistoryItems, next } = page(items, NextToken, pageSize ?? MaxRecords, 'InvalidNextToken');
  return {
    AlarmHistoryItems: AlarmHistoryItems.map(({ t, ...item }) => ({ ...item, Timestamp: t / 1_000 })),
    ...(next !== undefined && { NextToken: next }),
  };
};

function historyOf({ world, alarms }: Account, alarm: Account['world']['scenario']['alarms'][number]) {
  const { start } = world;
  const AlarmType = alarm.composite === undefined ? 'MetricAlarm' : 'CompositeAlarm';
  const item = (t: number, HistoryItemType: string, HistorySummary: string, data: object) => ({
    t,
    AlarmName: alarm.name,
    AlarmType,
    HistoryItemType,
    HistorySummary,
    HistoryData: JSON.stringify({ version: '1.0', ...data }),
  });
  const transitions = alarms.get(alarm.name) ?? [];
  return [
    item(start + alarm.created, 'ConfigurationUpdate', `Alarm "${alarm.name}" created`, { type: 'Create' }),
    ...(alarm.updated > alarm.created
      ? [item(start + alarm.updated, 'ConfigurationUpdate', `Alarm "${alarm.name}" updated`, { type: 'Update' })]
      : []),
    ...transitions.map(({ t, state }, i) => {
      const before = transitions[i - 1]?.state ?? 'OK';
      return item(t, 'StateUpdate', `Alarm updated from ${before} to ${state}`, {
        oldState: { stateValue: before },
        newState: { stateValue: state, stateReason: 'Threshold Crossed', stateReasonData: { queryDate: awsTime(t), period: periodOf(alarm) } },
      });
    }),
  ];
}

const ListMetricsInput = z.looseObject({
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: z.array(z.looseObject({ Name: z.string(), Value: z.string().optional() })).default([]),
  RecentlyActive: z.literal('PT3H').optional(),
  NextToken: z.string().optional(),
});

const listMetrics: Operation = ({ world }, { input, now, pageSize }) => {
  const { Namespace, MetricName, Dimensions, RecentlyActive, NextToken } = parse(ListMetricsInput, input);
  const all = world.metrics.all().filter(({ namespace, name, dimensions, samples }) => {
    if (Namespace !== undefined && namespace !== Namespace) return false;
    if (MetricName !== undefined && name !== MetricName) return false;
    const fits = Dimensions.every(({ Name, Value }) =>
      Value === undefined ? Name in dimensions : dimensions[Name] === Value,
    );
    // A metric is listed from some minutes after its first datapoint on; this looks back three hours at most.
    return fits && (RecentlyActive === undefined || samples(now - 3 * 3_600_000, now).length > 0);
  });
  const { items, next } = page(all, NextToken, pageSize ?? 500, 'InvalidParameterValue');
  return {
    Metrics: items.map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    })),
    ...(next !== undefined && { NextToken: next }),
  };
};

const ResourceInput = z.looseObject({ ResourceARN: z.string() });

const listTagsForResource: Operation = ({ world }, { input }) => {
  const { ResourceARN } = parse(ResourceInput, input);
  const alarm = world.scenario.alarms.find(({ name }) => alarmArn(world.scenario, name) === ResourceARN);
  if (alarm === undefined) throw new AwsFault('ResourceNotFoundException', `No resource ${ResourceARN}`, 404);
  // A stack tags what it makes.
  const tags = { ...alarm.tags };
  return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
};

const ContributorsInput = z.looseObject({ AlarmName: z.string() });

const describeAlarmContributors: Operation = ({ world, alarms }, { input, now }) => {
  const { AlarmName } = parse(ContributorsInput, input);
  const alarm = world.scenario.alarms.find(({ name }) => name === AlarmName);
  if (alarm === undefined) throw new AwsFault('ResourceNotFoundException', `Alarm ${AlarmName} does not exist`, 404);
  const { insights } = alarm;
  if (insights === undefined) {
    throw new AwsFault('ValidationError', `Alarm ${AlarmName} has no contributors`);
  }
  const byContributor = Map.groupBy(alarms.get(AlarmName) ?? [], ({ contributor }) => contributor ?? '');
  return {
    AlarmContributors: [...byContributor].flatMap(([contributor, transitions]) => {
      if (stateAt(transitions, now) !== 'ALARM') return [];
      const last = transitions.findLast(({ t }) => t <= now);
      return [
        {
          ContributorId: random(world.scenario.seed, AlarmName, contributor).hex(16),
          ContributorAttributes: { [insights.groupBy]: contributor },
          StateReason: 'Threshold Crossed',
          StateTransitionedTimestamp: (last?.t ?? now) / 1_000,
        },
      ];
    }),
  };
};

export const cloudwatch: Service = {
  name: 'cloudwatch',
  protocol: 'json',
  target: 'GraniteServiceVersion20100801',
  operations: {
    GetMetricData: getMetricData,
    DescribeAlarms: describeAlarms,
    DescribeAlarmHistory: describeAlarmHistory,
    DescribeAlarmContributors: describeAlarmContributors,
    ListMetrics: listMetrics,
    ListTagsForResource: listTagsForResource,
  },
};
