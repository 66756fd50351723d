import type { Alarm, Incident, Resource } from '../case.ts';
import { HOUR, MINUTE, floorTo, shift } from '../time.ts';

/** How far before the first evaluated datapoint the onset is looked for. */
const LOOK_BACK_MS = 15 * MINUTE;
/** Length of the range that the window is measured against. */
const BASELINE_MS = HOUR;
/** If the event does not say what was evaluated: five one-minute periods. */
const UNKNOWN_EVALUATION_MS = 5 * MINUTE;

/** Window, baseline and targets of an alarm that is investigated from `openedAt` on. */
export function incidentOf(alarm: Alarm, openedAt: string): Incident {
  const evaluatedFrom = alarm.evaluatedFrom ?? shift(alarm.at, -UNKNOWN_EVALUATION_MS);
  const from = floorTo(shift(evaluatedFrom, -LOOK_BACK_MS), 60);
  return {
    window: { from, to: openedAt },
    baseline: { from: shift(from, -BASELINE_MS), to: from },
    targets: targetsOf(alarm),
    alarms: [alarm],
  };
}

/** CloudWatch dimensions whose value is the physical id of a resource. */
const DIMENSION_TYPES: Record<string, string> = { FunctionName: 'AWS::Lambda::Function' };

function targetsOf(alarm: Alarm): Resource[] {
  const targets = new Map<string, Resource>();
  for (const { dimensions } of alarm.metrics) {
    for (const [name, id] of Object.entries(dimensions)) {
      const type = DIMENSION_TYPES[name];
      if (type !== undefined) targets.set(`${type} ${id}`, { type, id });
    }
  }
  return [...targets.values()];
}
