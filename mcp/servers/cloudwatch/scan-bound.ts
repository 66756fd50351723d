/** What one Logs Insights query may scan at most. Scanning is what Insights costs money for. */
export const MAX_QUERY_BYTES = 2_000_000_000;

const HOUR_MS = 60 * 60_000;
/** Datapoints of a minute are kept for 15 days; over longer ranges an hour's sum is as good. */
export const MINUTES_UP_TO_MS = 12 * HOUR_MS;
/** The newest minutes may not be counted yet: the fullest minute stands in for each of them. */
const LAG_MINUTES = 10;

/** How many bytes came in at most, by the sums of each minute that has any. */
export function boundByMinutes(sums: readonly number[]): number {
  return boundByHours(sums) + LAG_MINUTES * Math.max(0, ...sums);
}

export function boundByHours(sums: readonly number[]): number {
  return sums.reduce((a, b) => a + b, 0);
}

/** Why a query is not started. @param bytes that it may scan; infinite if that is not known */
export function tooMuchToScan(bytes: number): string {
  const inMb = (value: number) => `${Math.round(value / 1_000_000)} MB`;
  const may = `a query may scan ${inMb(MAX_QUERY_BYTES)}.`;
  return Number.isFinite(bytes)
    ? `The range holds up to ${inMb(bytes)} of log lines; ${may}`
    : `How many log lines the range holds is not known; ${may}`;
}
