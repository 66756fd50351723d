import * as z from 'zod';
import { stateAt } from '../alarms/evaluate.ts';
import { AwsFault, type Operation, type Service, page, parse } from '../answer.ts';
import { alarmArn } from '../names.ts';
import { random } from '../random.ts';
import type { Series } from '../world/metrics.ts';
import { describeAlarms } from './cloudwatch-alarms.ts';
import { getDashboard, listDashboards } from './cloudwatch-dashboards.ts';
import { describeAlarmHistory } from './cloudwatch-history.ts';
import { getMetricData } from './cloudwatch-metric-data.ts';

const ListMetricsInput = z.looseObject({
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: z.array(z.looseObject({ Name: z.string(), Value: z.string().optional() })).default([]),
  RecentlyActive: z.literal('PT3H').optional(),
  NextToken: z.string().optional(),
});

const MINUTE = 60_000;
const RECENT = 180 * MINUTE;
const DAY = 1_440 * MINUTE;

const listMetrics: Operation = ({ world }, { input, now, pageSize }) => {
  const { Namespace, MetricName, Dimensions, RecentlyActive, NextToken } = parse(ListMetricsInput, input);
  const all = world.metrics.all().filter((series) => {
    const { namespace, name, dimensions } = series;
    if (Namespace !== undefined && namespace !== Namespace) return false;
    if (MetricName !== undefined && name !== MetricName) return false;
    const fits = Dimensions.every(({ Name, Value }) =>
      Value === undefined ? Name in dimensions : dimensions[Name] === Value,
    );
    if (!fits) return false;
    // A metric is listed some minutes after its first datapoint, and until it has had none for two weeks.
    const unlistedFor = random(world.scenario.seed, 'listed', namespace, name).between(0, 15) * MINUTE;
    return hadData(series, now - unlistedFor, RecentlyActive === undefined ? 14 * DAY : RECENT);
  });
  const { items, next } = page(all, NextToken, pageSize ?? 500, 'InvalidParameterValueException');
  return {
    Metrics: items.map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    })),
    ...(next !== undefined && { NextToken: next }),
  };
};

/** Whether a datapoint that could be read at `now` is not older than `length`. */
function hadData(series: Series, now: number, length: number): boolean {
  // Most metrics have new ones; the others are looked through day by day.
  for (let to = now, step = RECENT; to > now - length; to -= step, step = DAY) {
    const found = series.samples(Math.max(to - step, now - length), to);
    if (found.some(({ toldAt }) => toldAt <= now)) return true;
  }
  return false;
}

const ResourceInput = z.looseObject({ ResourceARN: z.string() });

const listTagsForResource: Operation = ({ world }, { input }) => {
  const { ResourceARN } = parse(ResourceInput, input);
  const alarm = world.scenario.alarms.find(({ name }) => alarmArn(world.scenario, name) === ResourceARN);
  if (alarm === undefined) {
    throw new AwsFault('ResourceNotFoundException', `No resource ${ResourceARN}`, 404);
  }
  return { Tags: Object.entries(alarm.tags).map(([Key, Value]) => ({ Key, Value })) };
};

const ContributorsInput = z.looseObject({ AlarmName: z.string(), NextToken: z.string().optional() });

/** Those in ALARM. */
const describeAlarmContributors: Operation = ({ world, alarms }, { input, now, pageSize }) => {
  const { AlarmName, NextToken } = parse(ContributorsInput, input);
  const alarm = world.scenario.alarms.find(({ name }) => name === AlarmName);
  if (alarm === undefined) {
    throw new AwsFault('ResourceNotFoundException', `Alarm ${AlarmName} does not exist`, 404);
  }
  const { insights } = alarm;
  if (insights === undefined) {
    throw new AwsFault('ValidationException', `Alarm ${AlarmName} has no contributors`);
  }
  const byContributor = Map.groupBy(alarms.get(AlarmName) ?? [], ({ contributor }) => contributor ?? '');
  const all = [...byContributor].flatMap(([contributor, transitions]) => {
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
  });
  const { items, next } = page(all, NextToken, pageSize ?? 100, 'InvalidNextToken');
  return { AlarmContributors: items, ...(next !== undefined && { NextToken: next }) };
};

export const cloudwatch: Service = {
  name: 'cloudwatch',
  protocol: 'json',
  target: 'GraniteServiceVersion20100801',
  queryCodes: {
    AccessDeniedException: 'AccessDenied',
    DashboardNotFoundError: 'ResourceNotFound',
    InvalidParameterValueException: 'InvalidParameterValue',
    ThrottlingException: 'Throttling',
    ValidationException: 'ValidationError',
  },
  operations: {
    GetMetricData: getMetricData,
    DescribeAlarms: describeAlarms,
    DescribeAlarmHistory: describeAlarmHistory,
    DescribeAlarmContributors: describeAlarmContributors,
    ListMetrics: listMetrics,
    ListTagsForResource: listTagsForResource,
    ListDashboards: listDashboards,
    GetDashboard: getDashboard,
  },
};
