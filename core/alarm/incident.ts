import type { Alarm, Execution, Incident, Resource } from '../case.ts';
import { HOUR, MINUTE, floorTo, shift } from '../time.ts';
import { entitiesOfMetrics } from '../catalogue/metric-names.ts';
import { placeOf, placeOfArn, resourceOf } from '../entity.ts';
import { onsetOf, periodOf } from './onset.ts';

/** How far before the first evaluated datapoint the onset's cause is looked for, and how many periods that must be. */
const LOOK_BACK_MS = 15 * MINUTE;
const LOOK_BACK_PERIODS = 3;
/** An alarm may evaluate a day; what set it off is looked for in the last hour of it. */
const MAX_EVALUATION_MS = HOUR;
/** Length of the range that the window is measured against, and how many periods of the alarm it must hold. */
const BASELINE_MS = HOUR;
const BASELINE_PERIODS = 12;
/** An old event started by hand: what came this long after the alarm is not about it. */
const MAX_AFTER_MS = HOUR;

/**
 * Window, baseline and targets of an alarm that is investigated from `openedAt` on.
 * `configured` are the targets that a person wrote down, by alarm name; they win over what the dimensions say. Where it is
 * investigated, and so whose resources can be looked at, the execution's ARN tells.
 */
export function incidentOf(
  alarm: Alarm,
  openedAt: string,
  configured: Record<string, Resource[]>,
  execution?: Pick<Execution, 'id'>,
): Incident {
  const { from: evaluatedFrom } = onsetOf(alarm);
  // A person says since when, and when the trouble was there: what came after that is another matter.
  const asked = alarm.origin === 'request';
  const earliest = asked ? evaluatedFrom : shift(alarm.at, -MAX_EVALUATION_MS);
  const periodMs = periodOf(alarm);
  const lookBackMs = Math.max(LOOK_BACK_MS, LOOK_BACK_PERIODS * periodMs);
  const from = floorTo(shift(evaluatedFrom < earliest ? earliest : evaluatedFrom, -lookBackMs), 60);
  const latest = shift(alarm.at, asked ? 0 : MAX_AFTER_MS);
  const baselineMs = Math.max(BASELINE_MS, BASELINE_PERIODS * periodMs);
  return {
    window: { from, to: openedAt < latest ? openedAt : latest },
    baseline: { from: shift(from, -baselineMs), to: from },
    ...targets(alarm, configured),
    alarms: [alarm],
    ...readsAccount(alarm, execution),
  };
}

/** An event may come from another account, whose resources are not those that can be looked at here. */
function readsAccount(alarm: Alarm, execution?: Pick<Execution, 'id'>): Pick<Incident, 'readsAccount'> {
  const { account } = placeOfArn(execution?.id ?? '');
  return /^\d{12}$/.test(account) && account !== alarm.account ? { readsAccount: account } : {};
}

function targets(alarm: Alarm, configured: Record<string, Resource[]>): Pick<Incident, 'targets' | 'rung'> {
  const written = Object.hasOwn(configured, alarm.name) ? (configured[alarm.name] ?? []) : [];
  if (written.length > 0) return { targets: written, rung: 'configured' };
  const place = placeOf({ alarms: [alarm] });
  const named = entitiesOfMetrics(alarm.metrics, place).map((entity) => resourceOf(entity, place));
  return { targets: named, rung: named.length > 0 ? 'dimensions' : null };
}
