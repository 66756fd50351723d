import * as z from 'zod';

/** A time range in tool arguments: ISO 8601 with an offset, end after start. */
export const TimeRange = {
  from: z.iso.datetime({ offset: true }).describe('Start, ISO 8601, inclusive'),
  to: z.iso.datetime({ offset: true }).describe('End, ISO 8601, exclusive'),
};

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
