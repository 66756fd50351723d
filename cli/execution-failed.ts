import { CasefileError } from '../core/errors.ts';
import type { ExecutionResult } from '../core/ports.ts';

/**
 * Why an execution on this machine failed: the coded error it stopped at, which tells more, or else
 * `ExecutionFailed` with the workflow's own words.
 */
export function executionFailed(
  { status, error, cause }: ExecutionResult,
  what: string,
  hint: string,
): CasefileError {
  if (cause instanceof CasefileError) return cause;
  return new CasefileError('ExecutionFailed', `${what} failed: ${error?.message ?? status}`, {
    hint,
    cause,
  });
}
