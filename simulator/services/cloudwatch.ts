import * as z from 'zod';
import { alarmArn } from '../alarm.ts';
import { AwsFault, type Operation, type Service, parse } from '../answer.ts';
import type { Invocation } from '../traffic.ts';

const EpochSeconds = z.number();

const MetricDataInput = z.looseObject({
  StartTime: EpochSeconds,
  EndTime: EpochSeconds,
  ScanBy: z.enum(['TimestampAscending', 'TimestampDescending']).default('TimestampDescending'),
  MetricDataQueries: z
    .array(
      z.looseObject({
        Id: z.string(),
        MetricStat: z.looseObject({
          Metric: z.looseObject({
            Namespace: z.string(),
            MetricName: z.string(),
            Dimensions: z.array(z.looseObject({ Name: z.string(), Value: z.string() })).default([]),
          }),
          Period: z.number().int().positive(),
          Stat: z.string(),
        }),
      }),
    )
    .max(500),
});

/** Series are as sparse as AWS's: a bucket in which nothing was invoked has no datapoint. */
const getMetricData: Operation = (world, { input, now }) => {
  const { StartTime, EndTime, ScanBy, MetricDataQueries } = parse(MetricDataInput, input);
  return {
    Messages: [],
    MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) => {
      const { Metric, Period, Stat } = MetricStat;
      const points: [number, number][] = [];
      const name = Metric.Dimensions.find((dimension) => dimension.Name === 'FunctionName')?.Value;
      const known = Metric.Namespace === 'AWS/Lambda' && Metric.Dimensions.length === 1;
      for (let t = Math.floor(StartTime / Period) * Period; t < EndTime; t += Period) {
        if (name === undefined || !known) break;
        const invocations = world.invocations(name, t * 1_000, (t + Period) * 1_000, now);
        const value = statOf(Metric.MetricName, Stat, invocations);
        if (value !== undefined) points.push([t, value]);
      }
      if (ScanBy === 'TimestampDescending') points.reverse();
      return {
        Id,
        Label: Metric.MetricName,
        StatusCode: 'Complete',
        Timestamps: points.map(([t]) => t),
        Values: points.map(([, value]) => value),
      };
    }),
  };
};

function statOf(metric: string, stat: string, invocations: Invocation[]): number | undefined {
  if (invocations.length === 0) return undefined;
  const values = valuesOf(metric, invocations);
  if (values === undefined) return undefined;
  const sum = values.reduce((total, value) => total + value, 0);
  switch (stat) {
    case 'Sum':
      return sum;
    case 'Average':
      return sum / values.length;
    case 'Maximum':
      return Math.max(...values);
    case 'Minimum':
      return Math.min(...values);
    case 'SampleCount':
      return values.length;
    default:
      throw new AwsFault('InvalidParameterValue', `The value ${stat} for parameter Stat is not supported.`);
  }
}

/** One sample for each invocation, stamped with its start; undefined for a metric that Lambda does not have. */
function valuesOf(metric: string, invocations: Invocation[]): number[] | undefined {
  switch (metric) {
    case 'Invocations':
      return invocations.map(() => 1);
    case 'Errors':
      return invocations.map(({ error }) => (error === undefined ? 0 : 1));
    case 'Throttles':
      return invocations.map(() => 0);
    case 'Duration':
      return invocations.map(({ durationMs }) => durationMs);
    case 'ConcurrentExecutions':
      return invocations.map(
        ({ t }) => invocations.filter((other) => other.t <= t && t < other.t + other.durationMs).length,
      );
    default:
      return undefined;
  }
}

const DescribeAlarmsInput = z.looseObject({ AlarmNames: z.array(z.string()).default([]) });

const describeAlarms: Operation = ({ scenario }, { input }) => {
  const { AlarmNames } = parse(DescribeAlarmsInput, input);
  const { alarm, start } = scenario;
  if (AlarmNames.length > 0 && !AlarmNames.includes(alarm.name))
    return { MetricAlarms: [], CompositeAlarms: [] };
  return {
    CompositeAlarms: [],
    MetricAlarms: [
      {
        AlarmName: alarm.name,
        AlarmArn: alarmArn(scenario),
        AlarmDescription: alarm.description,
        AlarmConfigurationUpdatedTimestamp: Date.parse(start) / 1_000 - 30 * 86_400,
        ActionsEnabled: true,
        AlarmActions: [],
        OKActions: [],
        InsufficientDataActions: [],
        StateValue: 'ALARM',
        StateReason: 'Threshold Crossed',
        Namespace: 'AWS/Lambda',
        MetricName: alarm.metric,
        Dimensions: [{ Name: 'FunctionName', Value: alarm.function }],
        Statistic: 'Sum',
        Period: alarm.periodSeconds,
        EvaluationPeriods: alarm.evaluationPeriods,
        DatapointsToAlarm: alarm.datapointsToAlarm,
        Threshold: alarm.threshold,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
      },
    ],
  };
};

export const cloudwatch: Service = {
  name: 'cloudwatch',
  protocol: 'json',
  target: 'GraniteServiceVersion20100801',
  operations: { GetMetricData: getMetricData, DescribeAlarms: describeAlarms },
};
