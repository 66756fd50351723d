/** How old datapoints of a period can be, in seconds and milliseconds: CloudWatch's retention, with a margin of a day. */
const DAY_MS = 86_400_000;
const RETENTION: readonly [periodSeconds: number, keptMs: number][] = [
  [60, 14 * DAY_MS],
  [300, 62 * DAY_MS],
  [3_600, Infinity],
];
/** A series longer than this says no more than one of longer buckets. */
const MAX_POINTS = 1_440;
const PERIODS = [60, 300, 900, 3_600, 21_600, 86_400];

/** The shortest period that AWS still keeps for times of that age. */
export function keptPeriod(ageMs: number): number {
  return RETENTION.find(([, keptMs]) => ageMs <= keptMs)?.[0] ?? 3_600;
}

/**
 * The period to read a range with, where nobody asked for one: not shorter than what is kept, and few enough points.
 * @param ageMs how long ago the range began
 * @param most points that a series may have
 */
export function periodFor(rangeMs: number, ageMs: number, most = Infinity): number {
  const kept = keptPeriod(ageMs);
  const points = Math.min(most, MAX_POINTS);
  return PERIODS.find((period) => period >= kept && rangeMs / 1_000 / period <= points) ?? 86_400;
}
