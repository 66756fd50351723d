import { DAY, MINUTE } from '../time.ts';

/** A change of an alarm, or of one of its contributors, to ALARM. */
export interface WentOff {
  name: string;
  /** Epoch ms. */
  at: number;
}

/** How often a month like the one that was looked at would start investigations. */
export interface AlarmMonth {
  /** Scaled to 30 days if less than that was read. */
  investigations: number;
  /** How many days were looked at. */
  days: number;
  busiest: { name: string; count: number }[];
}

const MONTH_MS = 30 * DAY;
/** Contributors that change together share a case (core/alarm/open-incident.ts). */
const TOGETHER_MS = MINUTE;
const SHOWN = 3;

/** Counts what alarms of `names` did between `from` and `to`, as cases would be opened for it. */
export function alarmMonth(
  wentOff: readonly WentOff[],
  names: ReadonlySet<string>,
  { from, to }: { from: number; to: number },
): AlarmMonth {
  const counted = [
    ...Map.groupBy(
      wentOff.filter(({ name, at }) => names.has(name) && at >= from && at <= to),
      ({ name }) => name,
    ),
  ].map(([name, changes]) => ({ name, count: casesOf(changes.map(({ at }) => at)) }));
  const total = counted.reduce((sum, { count }) => sum + count, 0);
  const length = Math.max(to - from, MINUTE);
  return {
    investigations: Math.round((total * MONTH_MS) / Math.min(length, MONTH_MS)),
    days: length / DAY,
    busiest: counted.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)).slice(0, SHOWN),
  };
}

function casesOf(times: readonly number[]): number {
  let opened = -Infinity;
  let cases = 0;
  for (const at of [...times].sort((a, b) => a - b)) {
    if (at - opened <= TOGETHER_MS) continue;
    opened = at;
    cases++;
  }
  return cases;
}
