import * as z from 'zod';
import { childrenOf } from '../alarms/composite.ts';
import { ownTransitions, stateAt } from '../alarms/evaluate.ts';
import { type Account, AwsFault, type Operation, page, parse } from '../answer.ts';
import type { AlarmDefinition, MetricRef } from '../language/alarm.ts';
import { alarmArn } from '../names.ts';

const Input = z.looseObject({
  AlarmNames: z.array(z.string()).max(100).default([]),
  AlarmNamePrefix: z.string().optional(),
  AlarmTypes: z.array(z.string()).optional(),
  ChildrenOfAlarmName: z.string().optional(),
  StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']).optional(),
  MaxRecords: z.number().int().min(1).max(100).default(50),
  NextToken: z.string().optional(),
});

const STATISTIC = /^(?:SampleCount|Average|Sum|Minimum|Maximum)$/;

export const describeAlarms: Operation = (account, { input, now, pageSize }) => {
  const {
    AlarmNames,
    AlarmNamePrefix = '',
    AlarmTypes,
    ChildrenOfAlarmName,
    StateValue,
    MaxRecords,
    NextToken,
  } = parse(Input, input);
  const alarms = account.world.scenario.alarms.filter(({ created }) => account.world.start + created <= now);
  const size = pageSize ?? MaxRecords;
  if (ChildrenOfAlarmName !== undefined) {
    if (AlarmNames.length > 0 || AlarmNamePrefix !== '' || (AlarmTypes ?? StateValue) !== undefined) {
      throw new AwsFault('ValidationException', 'ChildrenOfAlarmName takes no other filter beside it.');
    }
    const parent = alarms.find(({ name }) => name === ChildrenOfAlarmName)?.composite;
    const names = parent === undefined ? [] : childrenOf(parent.rule);
    const children = alarms.filter(({ name }) => names.includes(name));
    const { items, next } = page(children, NextToken, size, 'InvalidNextToken');
    return pageOf(
      items.map((alarm) => ({ type: typeOf(alarm), answer: briefOf(answerOf(account, alarm, now)) })),
      next,
    );
  }
  const types = AlarmTypes ?? ['MetricAlarm'];
  if (AlarmNames.length > 0 && AlarmNamePrefix !== '') {
    throw new AwsFault('ValidationException', 'AlarmNames and AlarmNamePrefix must not be given together.');
  }
  const all = alarms
    .filter(
      ({ name }) =>
        (AlarmNames.length === 0 || AlarmNames.includes(name)) && name.startsWith(AlarmNamePrefix),
    )
    .map((alarm) => ({ type: typeOf(alarm), answer: answerOf(account, alarm, now) }))
    .filter(
      ({ type, answer }) => types.includes(type) && [undefined, answer.StateValue].includes(StateValue),
    );
  const { items, next } = page(all, NextToken, size, 'InvalidNextToken');
  return pageOf(items, next);
};

function pageOf(items: readonly { type: string; answer: object }[], next: string | undefined) {
  const ofType = (wanted: string) => items.filter(({ type }) => type === wanted).map(({ answer }) => answer);
  return {
    MetricAlarms: ofType('MetricAlarm'),
    CompositeAlarms: ofType('CompositeAlarm'),
    LogAlarms: ofType('LogAlarm'),
    ...(next !== undefined && { NextToken: next }),
  };
}

/** All that AWS tells of a composite's children (API reference of DescribeAlarms). */
function briefOf({ AlarmName, AlarmArn, StateValue, StateUpdatedTimestamp }: ReturnType<typeof answerOf>) {
  return { AlarmName, AlarmArn, StateValue, StateUpdatedTimestamp };
}

export function typeOf({ composite, log }: AlarmDefinition): string {
  if (composite !== undefined) return 'CompositeAlarm';
  return log === undefined ? 'MetricAlarm' : 'LogAlarm';
}

function answerOf({ world, alarms }: Account, alarm: AlarmDefinition, now: number) {
  const { start, scenario } = world;
  const transitions = ownTransitions(alarms.get(alarm.name) ?? []);
  const last = transitions.findLast(({ t }) => t <= now);
  const since = (last?.t ?? start + alarm.created) / 1_000;
  const common = {
    AlarmName: alarm.name,
    AlarmArn: alarmArn(scenario, alarm.name),
    AlarmDescription: alarm.description,
    AlarmConfigurationUpdatedTimestamp: (start + Math.max(alarm.created, alarm.updated)) / 1_000,
    ActionsEnabled: true,
    AlarmActions: [],
    OKActions: [],
    InsufficientDataActions: [],
    StateValue: stateAt(transitions, now),
    StateReason: 'Threshold Crossed',
    StateUpdatedTimestamp: since,
    StateTransitionedTimestamp: since,
  };
  if (alarm.composite !== undefined) return { ...common, AlarmRule: alarm.composite.rule };
  if (alarm.promql !== undefined) {
    const criteria = { Query: alarm.promql.query, PendingPeriod: 0, RecoveryPeriod: 0 };
    return { ...common, EvaluationCriteria: { PromQLCriteria: criteria }, EvaluationInterval: 60 };
  }
  if (alarm.log !== undefined) {
    return {
      ...common,
      Threshold: alarm.threshold ?? 1,
      ComparisonOperator: alarm.comparison,
      QueryResultsToEvaluate: alarm.evaluationPeriods,
      QueryResultsToAlarm: alarm.datapointsToAlarm ?? alarm.evaluationPeriods,
      ScheduledQueryConfiguration: {
        QueryString: alarm.log.query,
        LogGroupIdentifiers: alarm.log.logGroups,
        AggregationExpression: 'count(*)',
        ScheduleConfiguration: { ScheduleExpression: 'rate(1 minute)', StartTimeOffset: 300 },
        ScheduledQueryRoleARN: `arn:aws:iam::${scenario.account}:role/log-alarms`,
      },
    };
  }
  const evaluated = {
    ...common,
    EvaluationPeriods: alarm.evaluationPeriods,
    ...(alarm.datapointsToAlarm !== undefined && { DatapointsToAlarm: alarm.datapointsToAlarm }),
    TreatMissingData: alarm.missingData,
  };
  if (alarm.metric !== undefined) {
    const { namespace, name, dimensions, stat, period } = alarm.metric;
    return {
      ...evaluated,
      Namespace: namespace,
      MetricName: name,
      Dimensions: dimensionsOf(dimensions),
      ...(STATISTIC.test(stat) ? { Statistic: stat } : { ExtendedStatistic: stat }),
      Period: period,
      Threshold: alarm.threshold,
      ComparisonOperator: alarm.comparison,
    };
  }
  if (alarm.anomaly !== undefined) {
    return {
      ...evaluated,
      ComparisonOperator: 'LessThanLowerOrGreaterThanUpperThreshold',
      ThresholdMetricId: 'ad1',
      Metrics: [
        queryOf('m1', alarm.anomaly.metric, true),
        {
          Id: 'ad1',
          Expression: 'ANOMALY_DETECTION_BAND(m1, 2)',
          Label: `${alarm.anomaly.metric.name} (expected)`,
          ReturnData: true,
        },
      ],
    };
  }
  const threshold = { Threshold: alarm.threshold ?? 1, ComparisonOperator: alarm.comparison };
  if (alarm.math !== undefined) {
    return {
      ...evaluated,
      ...threshold,
      Metrics: [
        { Id: 'e1', Expression: alarm.math.expression, Label: 'e1', ReturnData: true },
        ...Object.entries(alarm.math.metrics).map(([id, metric]) => queryOf(id, metric, false)),
      ],
    };
  }
  const query = alarm.insights?.query ?? '';
  const period = alarm.insights?.metric.period ?? 60;
  return {
    ...evaluated,
    ...threshold,
    Metrics: [{ Id: 'm1', Expression: query, Period: period, ReturnData: true }],
  };
}

function queryOf(id: string, { namespace, name, dimensions, stat, period }: MetricRef, returned: boolean) {
  return {
    Id: id,
    MetricStat: {
      Metric: { Namespace: namespace, MetricName: name, Dimensions: dimensionsOf(dimensions) },
      Period: period,
      Stat: stat,
    },
    ReturnData: returned,
  };
}

function dimensionsOf(dimensions: Record<string, string>) {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}
