import { round } from '../round.ts';
import { clockTime } from '../time.ts';
import { digitsFor } from './digits.ts';
import { wording } from './wording.ts';

/** A series: ` of checkout` where it is not what the alarm judges, ` a minute` where it is counted. */
type Of = { name: string; of: string; per: string };
/** `before` is the baseline's median, `baseline` in words; `after` the mean since `since`. */
type Shift = Of & { up: boolean; before: number; after: number; baseline: string; since: string };
/** `extreme` since `since`, and what is usual up to, or down to. */
type Steady = Of & { up: boolean; extreme: number; limit: number; since: string };

/** `Errors rose from 0 a minute (median of the hour before) to 13 (mean since 03:08:00).` */
function shifted({ name, of, per, up, before, after, baseline, since }: Shift): string {
  return `${name}${of} ${up ? 'rose' : 'fell'} from ${before}${per} (median of ${baseline}) to ${after} (mean since ${clockTime(since)}).`;
}

function stayed({ name, of, per, up, extreme, limit, since }: Steady): string {
  const [most, far] = up ? ['at most', 'up to'] : ['at least', 'down to'];
  return `${name}${of} stayed within what is usual: ${most} ${extreme}${per} since ${clockTime(since)}, where ${far} ${limit} is.`;
}

function cameBack({ name, of, per, up, extreme, limit, since }: Steady): string {
  return `${name}${of} ${up ? 'rose' : 'fell'} to ${extreme}${per} after ${clockTime(since)} and did not stay ${up ? 'above' : 'below'} ${limit}, ${up ? 'up to' : 'down to'} which is usual.`;
}

function calm(data: Steady & { within: boolean }): string {
  return data.within ? stayed(data) : cameBack(data);
}

export const METRIC_WORDS = {
  shift: wording<Shift>(shifted, 1),
  seasonal: wording<{ name: string; up: boolean; days: number; earlier: number; now: number; per: string }>(
    ({ name, up, days, earlier, now, per }) =>
      `${name} was as ${up ? 'high' : 'low'} at this time ${days === 1 ? 'a day' : `${days} days`} ago: ${earlier}${per} then, ${now} now.`,
    2,
  ),
  'no-shift': wording<Steady>(stayed, 3),
  'came-back': wording<Steady>(cameBack, 4),
  impact: wording<{ function: string; failed: number; all: number; since: string; until: string }>(
    ({ function: name, failed, all, since, until }) =>
      `${failed} of ${all} invocations of ${name} failed since ${clockTime(since)} (${Math.round(round(failed / all, 2) * 100)} %), as far as counted by ${clockTime(until)}.`,
    5,
  ),
  throttles: wording<{ function: string; total: number; since: string }>(
    ({ function: name, total, since }) =>
      `${total} invocations of ${name} were throttled since ${clockTime(since)}.`,
    9,
  ),
  'capacity-lowered': wording<{ of: string; what: string; unit: string; before: number; now: number }>(
    ({ of, what, unit, before, now }) => `${what} of ${of} went from ${before} to ${now} ${unit}.`,
    10,
  ),
  trouble: wording<Shift>(shifted, 12),
  calm: wording<Steady & { within: boolean }>(calm),
  slower: wording<Shift>(shifted),
  ageing: wording<Shift>(shifted),
  traffic: wording<{
    function: string;
    before: number;
    after: number;
    per: string;
    baseline: string;
    since: string;
  }>(
    ({ function: name, before, after, per, baseline, since }) =>
      `Traffic of ${name}: ${before} invocations${per} in ${baseline}, ${after} since ${clockTime(since)} (medians).`,
  ),
  'concurrency-at-limit': wording<{ function: string; peak: number; limit: number }>(
    ({ function: name, peak, limit }) => `Concurrency of ${name} reached ${peak}; ${limit} is reserved.`,
  ),
  'timeout-cut': wording<{ function: string; usualMs: number; timeoutSeconds: number }>(
    ({ function: name, usualMs, timeoutSeconds }) =>
      `Invocations of ${name} took ${usualMs} ms before; its timeout is ${timeoutSeconds} s now.`,
  ),
};

/** As many decimals as show the value. */
export function shown(value: number): number {
  return round(value, digitsFor(value));
}
