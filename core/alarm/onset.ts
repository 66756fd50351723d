import type { Alarm, Range } from '../case.ts';
import { DAY, MINUTE, SECOND, ms, shift } from '../time.ts';

/** If the event does not say what was evaluated: five one-minute periods. */
const UNKNOWN_EVALUATION_MS = 5 * MINUTE;
/** The longest period that an alarm may have. */
const MAX_PERIOD_MS = DAY;

/** The longest period among what the alarm watches; 0 if the event names none (composite and unknown alarms). */
export function periodOf({ metrics, expression }: Alarm): number {
  const seconds = [...metrics.map(({ periodSeconds }) => periodSeconds), expression?.periodSeconds ?? 0];
  return Math.min(Math.max(...seconds) * SECOND, MAX_PERIOD_MS);
}

/**
 * Between when and when the condition began that the alarm reports. It begins with the first datapoint that was
 * evaluated, and ends early enough for as many breaching datapoints as the reason says the alarm needs.
 * On an alarm's first evaluation the condition may be older. How missing datapoints count is not in the event
 * (`TreatMissingData`), so a stretch without data may hide an earlier beginning too.
 */
export function onsetOf(alarm: Alarm): Range {
  const { at } = alarm;
  const from = firstEvaluated(alarm);
  const to = shift(at, -Math.min((datapointsToAlarm(alarm) - 1) * periodOf(alarm), DAY));
  return from <= to ? { from, to } : { from: from < at ? from : at, to: at };
}

function firstEvaluated(alarm: Alarm): string {
  const { at, evaluatedFrom, datapoints, children } = alarm;
  if (evaluatedFrom !== undefined) return evaluatedFrom;
  // One period more: the newest datapoint is judged only after its period is over.
  const evaluated = datapoints === undefined ? 0 : Math.min(datapoints.length + 1, 100) * periodOf(alarm);
  const unknown = shift(at, -Math.max(UNKNOWN_EVALUATION_MS, evaluated));
  const red = children.flatMap((child) =>
    child.state === 'ALARM' && child.at !== undefined ? [child.at] : [],
  );
  const first = red.reduce((earliest, time) => (ms(time) < ms(earliest) ? time : earliest), at);
  const beforeChildren = shift(first, -UNKNOWN_EVALUATION_MS);
  return beforeChildren < unknown ? beforeChildren : unknown;
}

/** The event's configuration does not tell it, but the reason does, for those alarms that have one. */
function datapointsToAlarm({ reason }: Alarm): number {
  const minimum = /\(minimum (\d{1,4}) datapoints? for /.exec(reason ?? '')?.[1];
  return Math.max(1, Number(minimum ?? 1));
}
