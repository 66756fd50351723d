import type {
  CompositeAlarm,
  Dimension,
  LogAlarm,
  MetricAlarm,
  MetricDataQuery,
  MetricStat,
} from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { clipClean } from '../../../core/clean/clip-clean.ts';
import { isoOf } from '../../server-kit/times.ts';

const MAX_REASON_CHARS = 1_000;

/** An alarm as `describe_alarms` returns it; what its type has not, or was not asked for, is absent. */
export const AlarmSettings = z.strictObject({
  name: z.string(),
  arn: z.string(),
  type: z.enum(['metric', 'composite', 'log']),
  state: z.string(),
  stateReason: z.string(),
  stateSince: z.string().exactOptional(),
  comparison: z.string().exactOptional(),
  threshold: z.number().exactOptional(),
  periodSeconds: z.number().exactOptional(),
  evaluationPeriods: z.number().exactOptional(),
  datapointsToAlarm: z.number().exactOptional(),
  missingData: z.string().exactOptional(),
  updatedAt: z.string().exactOptional(),
  metrics: z.array(
    z.strictObject({
      id: z.string(),
      namespace: z.string(),
      name: z.string(),
      dimensions: z.record(z.string(), z.string()),
      stat: z.string(),
      periodSeconds: z.number(),
    }),
  ),
  expression: z.string().exactOptional(),
  rule: z.string().exactOptional(),
  logGroups: z.array(z.string()).exactOptional(),
  tags: z.record(z.string(), z.string()).exactOptional(),
  contributors: z.array(z.record(z.string(), z.string())).exactOptional(),
});
export type AlarmSettings = z.infer<typeof AlarmSettings>;

export function metricAlarm(alarm: MetricAlarm): AlarmSettings {
  const query = alarm.EvaluationCriteria?.PromQLCriteria?.Query;
  const result = resultOf(alarm);
  const expression = query ?? result?.Expression;
  const metrics = metricsOf(alarm);
  const period = alarm.Period ?? result?.Period ?? metrics[0]?.periodSeconds ?? alarm.EvaluationInterval;
  return {
    ...common(alarm, 'metric'),
    ...judgement(alarm),
    ...(period !== undefined && { periodSeconds: period }),
    ...(alarm.EvaluationPeriods !== undefined && { evaluationPeriods: alarm.EvaluationPeriods }),
    ...(alarm.DatapointsToAlarm !== undefined && { datapointsToAlarm: alarm.DatapointsToAlarm }),
    // It does not apply to PromQL.
    ...(query === undefined && { missingData: alarm.TreatMissingData ?? 'missing' }),
    metrics,
    ...(expression !== undefined && { expression }),
  };
}

export function compositeAlarm(alarm: CompositeAlarm): AlarmSettings {
  return {
    ...common(alarm, 'composite'),
    metrics: [],
    ...(alarm.AlarmRule !== undefined && { rule: alarm.AlarmRule }),
  };
}

export function logAlarm(alarm: LogAlarm): AlarmSettings {
  const groups = alarm.ScheduledQueryConfiguration?.LogGroupIdentifiers;
  return {
    ...common(alarm, 'log'),
    ...judgement(alarm),
    ...(alarm.QueryResultsToEvaluate !== undefined && { evaluationPeriods: alarm.QueryResultsToEvaluate }),
    ...(alarm.QueryResultsToAlarm !== undefined && { datapointsToAlarm: alarm.QueryResultsToAlarm }),
    missingData: alarm.TreatMissingData ?? 'missing',
    metrics: [],
    ...(groups && { logGroups: groups.map((group) => groupName(group, alarm.AlarmArn ?? '')) }),
  };
}

/** Whether the alarm judges several series, of which each may be in ALARM. */
export function judgesManySeries(alarm: MetricAlarm): boolean {
  if (alarm.EvaluationCriteria?.PromQLCriteria !== undefined) return true;
  return (alarm.Metrics ?? []).some(({ Expression }) => isMetricsInsights(Expression ?? ''));
}

function isMetricsInsights(expression: string): boolean {
  return /^\s*SELECT\s/i.test(expression);
}

function common(alarm: MetricAlarm | CompositeAlarm | LogAlarm, type: AlarmSettings['type']) {
  // StateUpdatedTimestamp moves with the evaluation state too.
  const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
  const updated = alarm.AlarmConfigurationUpdatedTimestamp;
  return {
    name: alarm.AlarmName ?? '',
    arn: alarm.AlarmArn ?? '',
    type,
    state: alarm.StateValue ?? '',
    stateReason: clipClean(alarm.StateReason ?? '', MAX_REASON_CHARS),
    ...(since && { stateSince: isoOf(since) }),
    ...(updated && { updatedAt: isoOf(updated) }),
  };
}

function judgement(alarm: MetricAlarm | LogAlarm) {
  return {
    ...(alarm.ComparisonOperator && { comparison: alarm.ComparisonOperator }),
    ...(alarm.Threshold !== undefined && { threshold: alarm.Threshold }),
  };
}

/** The expression that is the alarm's result: the anomaly band, or the one entry that is returned. */
function resultOf({ Metrics = [], ThresholdMetricId }: MetricAlarm): MetricDataQuery | undefined {
  const band = Metrics.find(({ Id }) => ThresholdMetricId !== undefined && Id === ThresholdMetricId);
  // AWS takes ReturnData as true where it is left out.
  return (
    band ?? Metrics.find(({ ReturnData, Expression }) => ReturnData !== false && Expression !== undefined)
  );
}

function metricsOf(alarm: MetricAlarm): AlarmSettings['metrics'] {
  if (alarm.MetricName !== undefined) {
    const { Namespace, MetricName, Dimensions, Period = 60 } = alarm;
    const stat = alarm.ExtendedStatistic ?? alarm.Statistic ?? '';
    return [metricOf('m1', { Metric: { Namespace, MetricName, Dimensions }, Period, Stat: stat })];
  }
  return (alarm.Metrics ?? []).flatMap(({ Id, MetricStat }) =>
    Id === undefined || MetricStat === undefined ? [] : [metricOf(Id, MetricStat)],
  );
}

function metricOf(id: string, { Metric, Period, Stat }: MetricStat): AlarmSettings['metrics'][number] {
  return {
    id,
    namespace: Metric?.Namespace ?? '',
    name: Metric?.MetricName ?? '',
    dimensions: dimensionsOf(Metric?.Dimensions),
    stat: Stat ?? '',
    periodSeconds: Period ?? 60,
  };
}

export function dimensionsOf(dimensions: readonly Dimension[] = []): Record<string, string> {
  return Object.fromEntries(dimensions.map(({ Name, Value }) => [Name ?? '', Value ?? '']));
}

/** The name of a group of the alarm's own account and region; the ARN of another's, where a name says too little. */
function groupName(identifier: string, alarmArn: string): string {
  const [, , , region, account] = alarmArn.split(':');
  const own = `:logs:${region}:${account}:log-group:`;
  const at = identifier.indexOf(own);
  return at === -1 ? identifier : identifier.slice(at + own.length).replace(/:\*$/, '');
}
