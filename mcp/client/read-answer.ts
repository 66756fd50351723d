import type { Json } from '../../core/canonical.ts';
import type { CallOutcome } from '../../core/case.ts';
import { cleanRecord } from '../../core/clean/clean-record.ts';
import { failure, failureFrom } from './failures.ts';
import { MAX_ANSWER_BYTES } from './server-sessions.ts';
import type { ToolResult } from './session.ts';

/** Nothing that is asked for is nested deeper; what reads answers recurses. */
const MAX_DEPTH = 30;

/** What a tool answered, without secrets, or why that is of no use. */
export function readAnswer(tool: string, { isError, said, text }: ToolResult): CallOutcome {
  if (isError) return { failure: failureFrom(tool, text) };
  if (said === undefined || !isShallow(said, MAX_DEPTH)) {
    return failure('malformed', `the answer is nested deeper than ${MAX_DEPTH}`);
  }
  if (Buffer.byteLength(JSON.stringify(said)) > MAX_ANSWER_BYTES) {
    return failure('too-large', `the answer has more than ${MAX_ANSWER_BYTES} bytes`);
  }
  return { result: cleanRecord(said) };
}

function isShallow(value: Json, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1));
}
