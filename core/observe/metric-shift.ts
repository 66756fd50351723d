import type { Range } from '../case.ts';
import type { Point } from '../evidence/capabilities.ts';
import { bucketValues, statOf } from '../proof/evaluate.ts';
import { SECOND, iso, ms } from '../time.ts';

export interface SeriesOptions {
  baseline: Range;
  window: Range;
  periodSeconds: number;
  /** Buckets that end later may still grow. */
  completeUntil: string;
  /** A bucket without a datapoint is 0 (counts of events), or nothing is known of it (averages, percentiles). */
  absentIsZero: boolean;
  /** Which way it must leave; upwards if absent. */
  direction?: 'up' | 'down';
}

/** A series that left its baseline and had not come back when it was last told completely. */
export interface MetricShift {
  /** The first bucket beyond: the onset lies in it. */
  onset: Range;
  /** End of the last bucket that counts. */
  until: string;
}

/** What is usual for a series. */
export interface Usual {
  /** Median of the baseline. */
  median: number;
  /** A value beyond this is not explained by the baseline. */
  threshold: number;
}

/** Buckets since the onset of which this share may have dipped below the threshold. */
const MAX_DIP_SHARE = 0.2;
/** A median absolute deviation times this estimates a normal distribution's standard deviation. */
const MAD_TO_SIGMA = 1.4826;
/** Fewer values than this are no baseline. */
const MIN_BASELINE = 5;

/** Is a value further out than the baseline explains? */
function isBeyond(value: number, { threshold }: Usual, direction: SeriesOptions['direction']): boolean {
  return direction === 'down' ? value < threshold : value > threshold;
}

/**
 * The baseline's median, and 3 robust standard deviations above it. For counts at least 3 Poisson deviations and
 * 2, since counts are noisy even where the median absolute deviation is 0; but where nothing ever happened, once
 * is new. For other values at least a quarter of the median, and where these mostly stand still, as far as they ever
 * went. Undefined without enough of a baseline.
 */
export function usualOf(points: readonly Point[], options: SeriesOptions): Usual | undefined {
  const { baseline, periodSeconds, absentIsZero, direction } = options;
  if (points.length === 0) return undefined;
  const history = bucketValues(points, baseline.from, baseline.to, absentIsZero ? periodSeconds : undefined);
  const median = statOf(history, 'median');
  if (median === undefined || history.length < MIN_BASELINE) return undefined;
  const deviation = statOf(
    history.map((value) => Math.abs(value - median)),
    'median',
  );
  const spread = 3 * MAD_TO_SIGMA * (deviation ?? 0);
  const everHappened = history.some((value) => value > 0);
  const least = absentIsZero
    ? everHappened
      ? Math.max(2, 3 * Math.sqrt(Math.max(0, median)))
      : 0.5
    : Math.max(Math.abs(median) / 4, deviation === 0 ? furthest(history, median, direction) : 0);
  const distance = Math.max(spread, least);
  const threshold = direction === 'down' ? median - distance : median + distance;
  // Values near the end of what a number can be have no usual range.
  return Number.isFinite(threshold) ? { median, threshold } : undefined;
}

/** How far the values ever went from the median, in one direction. */
function furthest(values: readonly number[], median: number, direction: SeriesOptions['direction']): number {
  return values.reduce(
    (most, value) => Math.max(most, direction === 'down' ? median - value : value - median),
    0,
  );
}

/**
 * Where it goes beyond the threshold and stays there to the end of the series; undefined if it does not.
 * The newest buckets may still grow, so they can carry a rise, but neither the end of one nor a fall.
 */
export function findShift(
  points: readonly Point[],
  usual: Usual,
  options: SeriesOptions,
): MetricShift | undefined {
  const { completeUntil, direction } = options;
  const buckets = bucketsOf(points, options);
  const lastTelling = buckets.findLastIndex(
    ({ to, value }) => to <= completeUntil || (direction !== 'down' && isBeyond(value, usual, direction)),
  );
  const told = buckets.slice(0, lastTelling + 1);
  let start: number | undefined;
  let dips = 0;
  for (let i = told.length - 1; i >= 0; i--) {
    const value = told[i]?.value ?? 0;
    if (isBeyond(value, usual, direction)) start = i;
    else if (++dips > MAX_DIP_SHARE * (told.length - i)) break;
  }
  const first = start === undefined ? undefined : told[start];
  const last = told.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return { onset: { from: first.from, to: first.to }, until: last.to };
}

interface Bucket extends Range {
  value: number;
}

/** The window's buckets, oldest first; those without a datapoint only where that means 0. */
function bucketsOf(points: readonly Point[], options: SeriesOptions): Bucket[] {
  const { window, periodSeconds, absentIsZero } = options;
  const period = periodSeconds * SECOND;
  const values = new Map(points.map(({ t, v }) => [t, v]));
  const buckets: Bucket[] = [];
  for (let from = Math.ceil(ms(window.from) / period) * period; from < ms(window.to); from += period) {
    const value = values.get(iso(from)) ?? (absentIsZero ? 0 : undefined);
    if (value !== undefined) buckets.push({ from: iso(from), to: iso(from + period), value });
  }
  return buckets;
}
