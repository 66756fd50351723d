import type { Range } from '../case.ts';
import type { Point } from '../evidence/capabilities.ts';
import { bucketValues, statOf } from '../proof/evaluate.ts';
import { SECOND, iso, ms } from '../time.ts';

/** A series that left its baseline and had not come back when it was last told completely. */
export interface MetricShift {
  /** Median of the baseline's buckets. */
  before: number;
  /** Mean of the buckets since the onset. */
  after: number;
  /** A bucket above this is not explained by the baseline. */
  threshold: number;
  /** The first bucket above: the onset lies in it. */
  onset: Range;
  /** End of the last bucket that counted. */
  until: string;
  /** Buckets above, from the onset on. */
  buckets: number;
}

/** Of ten buckets since the onset, this many may have dipped below the threshold. */
const MAX_DIP_SHARE = 0.2;
/** A median absolute deviation times this estimates a normal distribution's standard deviation. */
const MAD_TO_SIGMA = 1.4826;

/**
 * Finds where an upward shift begins that reaches to the end of the series.
 *
 * The threshold is the baseline's median + 3 robust standard deviations, at least 3 Poisson ones (counts are
 * noisy even when the median absolute deviation is 0), at least 2. A bucket that the source has not told
 * completely may carry a rise, since counts only grow, but not a drop.
 */
export function findShift(
  points: readonly Point[],
  options: { baseline: Range; window: Range; periodSeconds: number; completeUntil: string },
): MetricShift | undefined {
  const { baseline, window, periodSeconds, completeUntil } = options;
  const history = bucketValues(points, baseline.from, baseline.to, periodSeconds);
  const before = statOf(history, 'median');
  if (before === undefined) return undefined;
  const spread = statOf(
    history.map((value) => Math.abs(value - before)),
    'median',
  );
  const threshold = before + Math.max(3 * MAD_TO_SIGMA * (spread ?? 0), 3 * Math.sqrt(before), 2);

  const buckets = bucketsOf(points, window, periodSeconds).filter(
    ({ value, to }) => to <= completeUntil || value > threshold,
  );
  let start: number | undefined;
  let dips = 0;
  for (let i = buckets.length - 1; i >= 0; i--) {
    const bucket = buckets[i];
    if (bucket !== undefined && bucket.value > threshold) start = i;
    else if (++dips > MAX_DIP_SHARE * (buckets.length - i)) break;
  }
  const first = start === undefined ? undefined : buckets[start];
  const last = buckets.at(-1);
  if (start === undefined || first === undefined || last === undefined) return undefined;
  const since = buckets.slice(start);
  return {
    before,
    after: since.reduce((sum, { value }) => sum + value, 0) / since.length,
    threshold,
    onset: { from: first.from, to: first.to },
    until: last.to,
    buckets: since.filter(({ value }) => value > threshold).length,
  };
}

interface Bucket extends Range {
  value: number;
}

/** Consecutive buckets of the window; one without a datapoint counts as 0. */
function bucketsOf(points: readonly Point[], window: Range, periodSeconds: number): Bucket[] {
  const period = periodSeconds * SECOND;
  const values = new Map(points.map(({ t, v }) => [t, v]));
  const buckets: Bucket[] = [];
  for (let from = Math.ceil(ms(window.from) / period) * period; from < ms(window.to); from += period) {
    buckets.push({ from: iso(from), to: iso(from + period), value: values.get(iso(from)) ?? 0 });
  }
  return buckets;
}
