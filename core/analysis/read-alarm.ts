import type { Evidence, Incident } from '../case.ts';
import { capabilities } from '../evidence/capabilities.ts';
import { evidenceOf } from '../evidence/typed-evidence.ts';
import type { Predicate, Term } from '../proof/predicate.ts';
import { clockTime } from '../time.ts';
import type { Facts } from './facts.ts';
import type { FindingList } from './finding-list.ts';

/** What the alarm's event says, and its settings if they were read. */
export function readAlarm(
  { alarms }: Incident,
  evidence: readonly Evidence[],
  findings: FindingList,
): Facts['alarm'] {
  const [alarm] = alarms;
  if (alarm === undefined) throw new Error('an incident has at least one alarm');
  const event = (key: string): Term => ({ evidence: 'E0', path: [key] });
  const finding = findings.add(
    'alarm',
    `Alarm ${alarm.name} went to ${alarm.state} at ${clockTime(alarm.at)}.`,
    {
      op: 'all',
      of: [
        { op: 'equals', left: event('name'), right: { value: alarm.name } },
        { op: 'equals', left: event('state'), right: { value: alarm.state } },
        { op: 'equals', left: event('at'), right: { value: alarm.at } },
      ],
    },
    alarm.at,
  );
  const comparison = readSettings(evidence, findings);
  return { finding, at: alarm.at, low: comparison?.startsWith('LessThan') === true };
}

const COMPARISONS: Record<string, string> = {
  GreaterThanOrEqualToThreshold: 'at or above',
  GreaterThanThreshold: 'above',
  LessThanThreshold: 'below',
  LessThanOrEqualToThreshold: 'at or below',
};

/** The alarm's comparison, if its settings were read. */
function readSettings(evidence: readonly Evidence[], findings: FindingList): string | undefined {
  const read = evidenceOf('alarms.describe', capabilities['alarms.describe'], evidence).at(-1);
  if (read === undefined) return undefined;
  const { comparison, threshold, periodSeconds, evaluationPeriods, datapointsToAlarm } = read.answer;
  const words = COMPARISONS[comparison];
  if (words === undefined || threshold === undefined || periodSeconds === undefined) return comparison;
  if (evaluationPeriods === undefined) return comparison;
  const needed = datapointsToAlarm ?? evaluationPeriods;
  const is = (key: string, value: string | number): Predicate => ({
    op: 'equals',
    left: { evidence: read.id, path: [key] },
    right: { value },
  });
  findings.add(
    'alarm-settings',
    `It alarms when ${needed} of ${evaluationPeriods} periods of ${periodSeconds} s are ${words} ${threshold}.`,
    {
      op: 'all',
      of: [
        is('comparison', comparison),
        is('threshold', threshold),
        is('periodSeconds', periodSeconds),
        is('evaluationPeriods', evaluationPeriods),
        ...(datapointsToAlarm === undefined ? [] : [is('datapointsToAlarm', datapointsToAlarm)]),
      ],
    },
  );
  return comparison;
}
