import type { Alarm, Incident, Resource } from '../case.ts';
import { HOUR, MINUTE, SECOND, floorTo, shift } from '../time.ts';

/** How far before the first evaluated datapoint the onset is looked for. */
const LOOK_BACK_MS = 15 * MINUTE;
/** An alarm may evaluate a day; what set it off is looked for in the last hour of it. */
const MAX_EVALUATION_MS = HOUR;
/** Length of the range that the window is measured against, and how many periods of the alarm it must hold. */
const BASELINE_MS = HOUR;
const BASELINE_PERIODS = 12;
/** An old event started by hand: what came this long after the alarm is not about it. */
const MAX_AFTER_MS = HOUR;
/** If the event does not say what was evaluated: five one-minute periods. */
const UNKNOWN_EVALUATION_MS = 5 * MINUTE;

/** Window, baseline and targets of an alarm that is investigated from `openedAt` on. */
export function incidentOf(alarm: Alarm, openedAt: string): Incident {
  const earliest = shift(alarm.at, -MAX_EVALUATION_MS);
  const evaluatedFrom = alarm.evaluatedFrom ?? shift(alarm.at, -UNKNOWN_EVALUATION_MS);
  const from = floorTo(shift(evaluatedFrom < earliest ? earliest : evaluatedFrom, -LOOK_BACK_MS), 60);
  const latest = shift(alarm.at, MAX_AFTER_MS);
  const periodMs = (alarm.metrics[0]?.periodSeconds ?? 0) * SECOND;
  const baselineMs = Math.max(BASELINE_MS, BASELINE_PERIODS * periodMs);
  return {
    window: { from, to: openedAt < latest ? openedAt : latest },
    baseline: { from: shift(from, -baselineMs), to: from },
    targets: targetsOf(alarm),
    alarms: [alarm],
  };
}

/** CloudWatch dimensions whose value is the physical id of a resource. */
const DIMENSION_TYPES: Record<string, string> = { FunctionName: 'AWS::Lambda::Function' };

function targetsOf(alarm: Alarm): Resource[] {
  const targets = new Map<string, Resource>();
  for (const { namespace, dimensions } of alarm.metrics) {
    // Others may use the same dimension names for something else.
    if (namespace !== 'AWS/Lambda') continue;
    for (const [name, id] of Object.entries(dimensions)) {
      const type = DIMENSION_TYPES[name];
      if (type !== undefined) targets.set(`${type} ${id}`, { type, id });
    }
  }
  return [...targets.values()];
}
