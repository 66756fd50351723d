import type { CallOutcome } from '../../core/case.ts';
import { cleanRecord } from '../../core/clean/clean-record.ts';
import { ANSWER_LIMITS, MAX_DEPTH, excessOf } from '../../core/json-limits.ts';
import { failure, failureFrom } from './failures.ts';
import { MAX_ANSWER_BYTES } from './server-sessions.ts';
import type { ToolResult } from './session.ts';

/** What a tool answered, without secrets, or why that is of no use. */
export function readAnswer(tool: string, { isError, said, text }: ToolResult): CallOutcome {
  if (isError) return { failure: failureFrom(tool, text) };
  if (said === undefined) return failure('malformed', `the answer is nested deeper than ${MAX_DEPTH}`);
  const excess = excessOf(said, ANSWER_LIMITS);
  if (excess !== undefined) return failure('malformed', `the answer ${excess}`);
  if (Buffer.byteLength(JSON.stringify(said)) > MAX_ANSWER_BYTES) {
    return failure('too-large', `the answer has more than ${MAX_ANSWER_BYTES} bytes`);
  }
  return { result: cleanRecord(said) };
}
