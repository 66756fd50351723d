/** The only place in core/ that may name the global Date: everything else gets times as arguments. */

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Epoch milliseconds -> `2026-03-10T03:12:11.000Z`, the only form in which times are recorded. */
export function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** ISO 8601 with an offset -> epoch milliseconds; NaN if it is not a time. */
export function ms(time: string): number {
  return Date.parse(time);
}

/**
 * A time as AWS writes it -> the recorded form, or undefined.
 * Alarm events carry `2019-10-02T17:04:40.989+0000`: an offset without a colon, which ISO validators refuse.
 */
export function parseAwsTime(text: string): string | undefined {
  const colon = text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2');
  const value = Date.parse(colon);
  return Number.isNaN(value) ? undefined : iso(value);
}

/** `later - earlier` in milliseconds. */
export function since(earlier: string, later: string): number {
  return ms(later) - ms(earlier);
}

/** The recorded form of `time` moved by `deltaMs`. */
export function shift(time: string, deltaMs: number): string {
  return iso(ms(time) + deltaMs);
}

/** The start of the bucket of `periodSeconds` that holds `time`. */
export function floorTo(time: string, periodSeconds: number): string {
  const period = periodSeconds * SECOND;
  return iso(Math.floor(ms(time) / period) * period);
}

/** `2026-03-10T03:12:11.345Z` -> `03:12:11`, for people; reports say once that times are UTC. */
export function clockTime(time: string): string {
  return time.slice(11, 19);
}

/** 75_000 -> `1 min 15 s`, for people. */
export function duration(millis: number): string {
  const seconds = Math.round(Math.abs(millis) / SECOND);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0
    ? `${Math.floor(minutes / 60)} h`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
