import type { Json } from '../core/canonical.ts';
import { CasefileError } from '../core/errors.ts';
import { random, uuid } from './random.ts';
import type { Scenario } from './scenario.ts';
import type { World } from './world.ts';

const MINUTE = 60_000;

interface Transition {
  at: number;
  evaluatedFrom: number;
  datapoints: number[];
}

/**
 * The first time the alarm sees enough breaching datapoints: evaluated each minute, on what the metric shows
 * then, so the newest bucket may still be partial.
 * @throws CasefileError `ScenarioInvalid` if it never does
 */
export function firstAlarm(scenario: Scenario, world: World): Transition {
  const { alarm } = scenario;
  const start = Date.parse(scenario.start);
  const second = random(scenario.seed, alarm.name, 'evaluation').between(8, 20) * 1_000;
  for (let minute = alarm.evaluationPeriods + 75; minute < scenario.minutes; minute++) {
    const at = Math.floor(start + minute * MINUTE + second);
    const from = start + (minute - alarm.evaluationPeriods) * MINUTE;
    const datapoints: number[] = [];
    for (let t = from; t < start + minute * MINUTE; t += MINUTE) {
      datapoints.push(
        world.invocations(alarm.function, t, t + MINUTE, at).filter(({ error }) => error !== undefined)
          .length,
      );
    }
    const breaching = datapoints.filter((value) => value >= alarm.threshold).length;
    if (breaching >= alarm.datapointsToAlarm) return { at, evaluatedFrom: from, datapoints };
  }
  throw new CasefileError(
    'ScenarioInvalid',
    `The alarm of ${scenario.id} does not fire with these settings.`,
    {
      hint: 'Choose another --seed, or a stronger fault.',
    },
  );
}

export function alarmArn({ region, account, alarm }: Scenario): string {
  return `arn:aws:cloudwatch:${region}:${account}:alarm:${alarm.name}`;
}

/** The state change as EventBridge delivers it. */
export function alarmEvent(scenario: Scenario, { at, evaluatedFrom, datapoints }: Transition): Json {
  const okSince = at - 41 * MINUTE;
  const okPeriod = Math.floor(okSince / MINUTE) * MINUTE - MINUTE;
  const { threshold } = scenario.alarm;
  const shown = datapoints
    .map((value, i) => ({ value, text: `${value.toFixed(1)} (${reasonTime(evaluatedFrom + i * MINUTE)})` }))
    .filter(({ value }) => value >= threshold)
    .map(({ text }) => text)
    .reverse();
  return envelope(scenario, at, {
    previousState: {
      value: 'OK',
      timestamp: awsTime(okSince),
      reason: `Threshold Crossed: 1 datapoint [0.0 (${reasonTime(okPeriod)})] was not greater than or equal to the threshold (${threshold.toFixed(1)}).`,
      reasonData: reasonData(scenario, okSince, okPeriod, [0]),
    },
    state: {
      value: 'ALARM',
      timestamp: awsTime(at),
      reason: `Threshold Crossed: ${shown.length} out of the last ${datapoints.length} datapoints [${shown.join(', ')}] were greater than or equal to the threshold (${threshold.toFixed(1)}) (minimum ${scenario.alarm.datapointsToAlarm} datapoints for OK -> ALARM transition).`,
      reasonData: reasonData(scenario, at, evaluatedFrom, datapoints),
    },
  });
}

/** The event that ends the alarm that began at `alarmAt`. */
export function okEvent(scenario: Scenario, alarmAt: number, at: number): Json {
  const { threshold } = scenario.alarm;
  return envelope(scenario, at, {
    previousState: { value: 'ALARM', timestamp: awsTime(alarmAt), reason: 'Threshold Crossed' },
    state: {
      value: 'OK',
      timestamp: awsTime(at),
      reason: `Threshold Crossed: 1 datapoint [0.0 (${reasonTime(at - MINUTE)})] was not greater than or equal to the threshold (${threshold.toFixed(1)}).`,
      reasonData: reasonData(scenario, at, at - MINUTE, [0]),
    },
  });
}

function envelope(scenario: Scenario, at: number, states: { [key: string]: Json }): Json {
  const { alarm, account, region, seed } = scenario;
  return {
    version: '0',
    id: uuid(random(seed, alarm.name, 'event', at)),
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account,
    time: `${new Date(at).toISOString().slice(0, 19)}Z`,
    region,
    resources: [alarmArn(scenario)],
    detail: {
      alarmName: alarm.name,
      ...states,
      configuration: {
        description: alarm.description,
        metrics: [
          {
            id: uuid(random(seed, alarm.name, 'metric')),
            metricStat: {
              metric: {
                namespace: 'AWS/Lambda',
                name: alarm.metric,
                dimensions: { FunctionName: alarm.function },
              },
              period: alarm.periodSeconds,
              stat: 'Sum',
            },
            returnData: true,
          },
        ],
      },
    },
  };
}

function reasonData({ alarm }: Scenario, at: number, from: number, recentDatapoints: number[]): string {
  return JSON.stringify({
    version: '1.0',
    queryDate: awsTime(at),
    startDate: awsTime(from),
    statistic: 'Sum',
    period: alarm.periodSeconds,
    recentDatapoints,
    threshold: alarm.threshold,
  });
}

/** `2026-03-10T03:12:11.345+0000`: CloudWatch writes the offset without a colon. */
function awsTime(t: number): string {
  return new Date(t).toISOString().replace('Z', '+0000');
}

/** `10/03/26 03:10:00`: day first, two-digit year. */
function reasonTime(t: number): string {
  const [date = '', time = ''] = new Date(t).toISOString().split('T');
  const [year = '', month, day] = date.split('-');
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}
