import * as z from 'zod';
import { parseAwsTime } from '../time.ts';

/** A time with its offset. Without one it would be read as local time, and old years have no recorded form. */
const AWS_TIME = /^[12]\d{3}-\d{2}-\d{2}T[\d:.]{5,20}(?:Z|[+-]\d{2}:?\d{2})$/;

/** A time as AWS writes it, in the recorded form. */
export const AwsTime = z.string().transform((text, context) => {
  const time = AWS_TIME.test(text) ? parseAwsTime(text) : undefined;
  if (time === undefined) {
    context.addIssue({ code: 'custom', message: `"${text.slice(0, 40)}" is not a time` });
    return z.NEVER;
  }
  return time;
});

/** A text, or nothing: absent, null or of another type. */
export const MaybeText = z.string().min(1).optional().catch(undefined);

/** A positive number, or nothing. */
export const MaybePositive = z.number().positive().optional().catch(undefined);

/** The entries of an object that are texts; of anything else, none. */
export const Texts = z
  .record(z.string(), z.unknown())
  .catch({})
  .transform((entries) =>
    Object.fromEntries(
      Object.entries(entries).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
    ),
  )
  .pipe(z.record(z.string(), z.string()));

/** An object that is not an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
