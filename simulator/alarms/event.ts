import type { Json } from '../../core/canonical.ts';
import { CasefileError } from '../../core/errors.ts';
import type { AlarmDefinition, MetricRef } from '../language/alarm.ts';
import { alarmArn } from '../names.ts';
import { random, uuid } from '../random.ts';
import type { World } from '../world/world.ts';
import { type AlarmHistories, type Transition, breaches } from './evaluate.ts';

const MINUTE = 60_000;

/** The alarm that starts the investigation. */
export function startingAlarm({ scenario }: World): AlarmDefinition {
  const alarm = scenario.alarms.find(({ name }) => name === scenario.alarm) ?? scenario.alarms[0];
  if (alarm === undefined) throw new Error('a scenario has at least one alarm');
  return alarm;
}

/**
 * The first time the starting alarm goes to ALARM after the first hour, so that there is something to compare with.
 * @throws CasefileError `ScenarioInvalid` if it never does
 */
export function firstAlarm(world: World, histories: AlarmHistories): Transition {
  const { name } = startingAlarm(world);
  const transition = (histories.get(name) ?? []).find(
    ({ t, state }) => state === 'ALARM' && t >= world.start + 75 * MINUTE,
  );
  if (transition !== undefined) return transition;
  const states = (histories.get(name) ?? []).map(
    ({ t, state }) => `${state} at ${Math.floor((t - world.start) / MINUTE)}m`,
  );
  throw new CasefileError(
    'ScenarioInvalid',
    `The alarm ${name} of ${world.scenario.id} does not go to ALARM after 75m (${states.join(', ') || 'it stays OK'}).`,
    { hint: 'Look at its series with `casefile scenario show`; choose a stronger fault, or another --seed.' },
  );
}

/** The state change as EventBridge delivers it. */
export function alarmEvent(world: World, histories: AlarmHistories, transition: Transition): Json {
  const alarm = startingAlarm(world);
  const { contributor } = transition;
  const before = (histories.get(alarm.name) ?? []).findLast(({ t }) => t < transition.t);
  const previousAt = before?.t ?? transition.t - 41 * MINUTE;
  const state = stateOf(world, alarm, transition, histories);
  if (contributor !== undefined && alarm.insights !== undefined) {
    const attributes = { [alarm.insights.groupBy]: contributor };
    return envelope(world, alarm, transition.t, 'CloudWatch Alarm Contributor State Change', {
      alarmContributor: { id: random(world.scenario.seed, alarm.name, contributor).hex(16), attributes },
      state,
    });
  }
  return envelope(world, alarm, transition.t, 'CloudWatch Alarm State Change', {
    previousState: {
      value: before?.state ?? 'OK',
      timestamp: awsTime(previousAt),
      ...(alarm.promql === undefined && { reason: 'Threshold Crossed: no datapoints were breaching.' }),
    },
    state,
  });
}

/** The event that ends the alarm that began at `alarmAt`. */
export function okEvent(world: World, alarmAt: number, at: number): Json {
  const alarm = startingAlarm(world);
  return envelope(world, alarm, at, 'CloudWatch Alarm State Change', {
    previousState: { value: 'ALARM', timestamp: awsTime(alarmAt), reason: 'Threshold Crossed' },
    state: {
      value: 'OK',
      timestamp: awsTime(at),
      reason: `Threshold Crossed: 1 datapoint [0.0 (${reasonTime(at - MINUTE)})] was not breaching.`,
    },
  });
}

export function periodOf({ metric, math, anomaly, insights }: AlarmDefinition): number {
  return (
    (metric ?? anomaly?.metric ?? insights?.metric ?? Object.values(math?.metrics ?? {})[0])?.period ?? 60
  );
}

function stateOf(
  world: World,
  alarm: AlarmDefinition,
  transition: Transition,
  histories: AlarmHistories,
): { [key: string]: Json } {
  const timestamp = awsTime(transition.t);
  if (alarm.composite !== undefined) {
    const arn = alarmArn(world.scenario, transition.child ?? '');
    const child = (histories.get(transition.child ?? '') ?? []).findLast(({ t }) => t <= transition.t);
    const childAt = child?.t ?? transition.t;
    return {
      value: 'ALARM',
      timestamp,
      reason: `${arn} transitioned to ALARM at ${longTime(childAt)}`,
      reasonData: JSON.stringify({
        triggeringAlarms: [{ arn, state: { value: 'ALARM', timestamp: awsTime(childAt) } }],
      }),
    };
  }
  // Notifications of PromQL alarms carry neither; of log alarms no sample is known.
  if (alarm.promql !== undefined || alarm.log !== undefined) return { value: 'ALARM', timestamp };
  const shown = reasonOf(alarm, transition);
  if (transition.contributor !== undefined) return { value: 'ALARM', timestamp, reason: shown };
  return { value: 'ALARM', timestamp, reason: shown, reasonData: reasonData(alarm, transition) };
}

/** CloudWatch's sentence: it shows the datapoints that breach, newest first. */
function reasonOf(
  alarm: AlarmDefinition,
  { from = 0, datapoints = [], bands, contributor }: Transition,
): string {
  const period = periodOf(alarm) * 1_000;
  const shown = datapoints
    .flatMap((value, i) => {
      const band = bands?.[i];
      if (value === null || !breaches(alarm, value, band)) return [];
      return [{ text: `${decimal(value)} (${reasonTime(from + i * period)})`, band }];
    })
    .reverse();
  const { evaluationPeriods, datapointsToAlarm = evaluationPeriods } = alarm;
  if (shown.length === 0) {
    const count = datapoints.filter((value) => value === null).length;
    return `Threshold Crossed: no datapoints were received for ${count} periods and ${count} missing datapoints were treated as [Breaching].`;
  }
  const was = shown.length === 1 ? 'was' : 'were';
  const than = `${WORDS[alarm.comparison]} the threshold (${decimal(alarm.threshold ?? 0)})`;
  if (contributor !== undefined) {
    const counted = `${shown.length} datapoint${shown.length === 1 ? '' : 's'}`;
    return `Threshold Crossed: ${counted} ${was} ${than}. The most recent datapoint which crossed the threshold: [${shown[0]?.text}].`;
  }
  const texts = shown.map(({ text }) => text).join(', ');
  const minimum = `(minimum ${datapointsToAlarm} datapoint${datapointsToAlarm === 1 ? '' : 's'} for OK -> ALARM transition)`;
  const counted = `${shown.length} out of the last ${evaluationPeriods} datapoints [${texts}] ${was}`;
  if (bands === undefined) return `Threshold Crossed: ${counted} ${than} ${minimum}.`;
  const limits = (side: 'lower' | 'upper') => shown.map(({ band }) => decimal(band?.[side] ?? 0)).join(', ');
  return `Thresholds Crossed: ${counted} less than the lower thresholds [${limits('lower')}] or greater than the upper thresholds [${limits('upper')}] ${minimum}.`;
}

/** `5.0`, `73.91304347826087` */
function decimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

const WORDS: Record<AlarmDefinition['comparison'], string> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

/** Each shape's differs: math has no statistic, anomaly has bands instead of a threshold. */
function reasonData(alarm: AlarmDefinition, { t, from = t, datapoints = [], bands }: Transition): string {
  return JSON.stringify({
    version: '1.0',
    queryDate: awsTime(t),
    startDate: awsTime(from),
    ...(alarm.metric && { statistic: alarm.metric.stat }),
    period: periodOf(alarm),
    recentDatapoints: datapoints,
    ...(bands === undefined
      ? { threshold: alarm.threshold }
      : {
          recentLowerThresholds: bands.map(({ lower }) => lower),
          recentUpperThresholds: bands.map(({ upper }) => upper),
        }),
  });
}

function envelope(
  world: World,
  alarm: AlarmDefinition,
  at: number,
  detailType: string,
  states: { [key: string]: Json },
): Json {
  const { account, region, seed } = world.scenario;
  return {
    version: '0',
    id: uuid(random(seed, alarm.name, 'event', at)),
    'detail-type': detailType,
    source: 'aws.cloudwatch',
    account,
    time: `${new Date(at).toISOString().slice(0, 19)}Z`,
    region,
    resources: [alarmArn(world.scenario, alarm.name)],
    detail: { alarmName: alarm.name, ...states, configuration: configurationOf(world, alarm) },
  };
}

function configurationOf({ scenario }: World, alarm: AlarmDefinition): { [key: string]: Json } {
  const { description, metric, math, anomaly, composite, insights, promql, log } = alarm;
  if (composite !== undefined) return { alarmRule: composite.rule };
  if (log !== undefined) return { description };
  return {
    description,
    metrics: [
      ...(metric ? [statOf(uuid(random(scenario.seed, alarm.name, 'metric')), metric, true)] : []),
      ...(math
        ? [
            { id: 'e1', expression: math.expression, label: 'e1', returnData: true },
            ...Object.entries(math.metrics).map(([id, ref]) => statOf(id, ref, false)),
          ]
        : []),
      ...(anomaly
        ? [
            statOf('m1', anomaly.metric, true),
            {
              id: 'ad1',
              expression: 'ANOMALY_DETECTION_BAND(m1, 2)',
              label: `${anomaly.metric.name} (expected)`,
              returnData: true,
            },
          ]
        : []),
      ...(insights
        ? [{ id: 'm1', expression: insights.query, returnData: true, period: insights.metric.period }]
        : []),
      ...(promql ? [{ id: 'q1', expression: promql.query, returnData: true }] : []),
    ],
  };
}

function statOf(
  id: string,
  { namespace, name, dimensions, stat, period }: MetricRef,
  returnData: boolean,
): Json {
  return { id, metricStat: { metric: { namespace, name, dimensions }, period, stat }, returnData };
}

/** `2026-03-10T03:12:11.345+0000`: CloudWatch writes the offset without a colon. */
export function awsTime(t: number): string {
  return new Date(t).toISOString().replace('Z', '+0000');
}

/** `Friday 22 July, 2022 15:57:45 UTC` */
function longTime(t: number): string {
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(t);
  const day = `${part({ weekday: 'long' })} ${part({ day: '2-digit' })} ${part({ month: 'long' })}`;
  return `${day}, ${part({ year: 'numeric' })} ${new Date(t).toISOString().slice(11, 19)} UTC`;
}

/** `10/03/26 03:10:00`: day first, two-digit year. */
function reasonTime(t: number): string {
  const [date = '', time = ''] = new Date(t).toISOString().split('T');
  const [year = '', month, day] = date.split('-');
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}
