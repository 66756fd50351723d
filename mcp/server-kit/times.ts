import * as z from 'zod';
import { ToolError } from './tool-error.ts';

/** ISO 8601 with an offset, `now`, or so long before now. */
const TIME = /^(?:now|-\d{1,5}[smhdw]|\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))$/;
const UNIT_MS: Record<string, number> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};
/** Relative times count from a full step, so that the same question within it is the same call. */
const STEP_MS = 10_000;

export const TimeText = z.string().regex(TIME, 'expected ISO 8601 with an offset, or like -3h');

/** A time range in tool arguments, as a client may write it; `defineTool` makes ISO times of it. */
export const TimeRange = {
  from: TimeText.describe('Start: ISO 8601, or like -3h'),
  to: TimeText.default('now').describe('End, exclusive'),
};

/** @param now epoch ms @throws ToolError `InvalidArguments` for a time that does not exist */
export function isoTime(text: string, now: number): string {
  const base = Math.floor(now / STEP_MS) * STEP_MS;
  const [, amount, unit = ''] = /^-(\d+)([smhdw])$/.exec(text) ?? [];
  const time =
    text === 'now'
      ? base
      : amount === undefined
        ? Date.parse(text)
        : base - Number(amount) * (UNIT_MS[unit] ?? 0);
  if (!Number.isFinite(time)) throw invalid(`There is no such time: ${text}.`);
  return new Date(time).toISOString();
}

/**
 * Both ends as ISO times.
 * @param maxDays what AWS keeps, or what is sensible to read at once
 * @throws ToolError `InvalidArguments` unless the end is behind the start, and the range short enough
 */
export function isoRange(
  range: { from: string; to: string },
  now: number,
  maxDays: number,
): { from: string; to: string } {
  const [from, to] = [isoTime(range.from, now), isoTime(range.to, now)];
  const length = Date.parse(to) - Date.parse(from);
  if (length <= 0) throw invalid(`The range ends (${to}) before it begins (${from}).`);
  if (length > maxDays * 86_400_000) throw invalid(`The range is longer than ${maxDays} days.`);
  return { from, to };
}

function invalid(message: string): ToolError {
  const hint = 'Give from and to as ISO 8601 times with an offset, or like -3h.';
  return new ToolError({ code: 'InvalidArguments', message, hint, retryable: false });
}

/** A Date as tools return it. */
export function isoOf(date: Date): string {
  return date.toISOString();
}

/** Says what was left out, or nothing if all is shown. */
export function showing(shown: number, total: number | undefined, of: string): string | undefined {
  if (total !== undefined && total <= shown) return undefined;
  return total === undefined
    ? `Showing ${shown} ${of}; there are more.`
    : `Showing ${shown} of ${total} ${of}.`;
}
