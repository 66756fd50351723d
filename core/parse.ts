import type * as z from 'zod';
import { CasefileError, type ErrorCode } from './errors.ts';
import { oneLine } from './one-line.ts';

/** Parses `value` or throws a CasefileError that names the first place that does not fit. */
export function parseOr<T>(
  schema: z.ZodType<T>,
  value: unknown,
  error: { code: ErrorCode; what: string; hint: string },
): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  // Keys and names of hostile files stand in it.
  throw new CasefileError(error.code, oneLine(`${error.what}: ${describeIssue(parsed.error)}`, 1_000), {
    hint: error.hint,
    cause: parsed.error,
  });
}

/** The first issue of a zod error in one line: `detail.state.value: expected string, received number`. */
export function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'does not fit its schema';
  const where = issue.path.map(String).join('.');
  const message = issue.message.replace(/^Invalid input: /, '');
  return where === '' ? message : `${where}: ${message}`;
}
