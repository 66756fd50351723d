import * as z from 'zod';
import type { Json } from '../../../core/canonical.ts';
import type { Failure } from '../../../core/case.ts';
import { failureOf } from '../awslabs/awslabs-said.ts';
import { documentsOf, titleOf } from './said-documents.ts';
import { levelsOf } from './said-lists.ts';
import { type Row, isRow, opened, plain } from './said-value.ts';

/** As servers begin a text that tells of an error: `Error: ...`, `Error searching ...`, `Failed to ...`. */
const ERROR_TEXT = /^(?:\W{0,5}error(?::| \w+ing\b)|failed to \w)/i;

const ToldError = z.union([
  z.looseObject({ isError: z.literal(true) }),
  z.looseObject({ status: z.string().regex(/^error$/i) }),
  z.looseObject({ success: z.literal(false) }),
]);
const Why = z.union([
  z.string().min(1),
  z.looseObject({ message: z.string().min(1) }).transform(({ message }) => message),
]);
/** What stands beside an error to explain it. */
const ASIDE = ['error', 'message', 'code', 'status', 'details', 'hint'];

/** Errors that any server may tell as if they were answers. */
export function attachedFailure(tool: string, said: Json): Failure | undefined {
  const inner = opened(said);
  for (const told of [said, inner]) {
    if (isRow(told) && tellsError(told)) return failureOf(tool, whyOf(told));
  }
  if (typeof inner === 'string') return ERROR_TEXT.test(inner) ? failureOf(tool, inner) : undefined;
  // Documents that say nothing, of which the first is called an error.
  const [title = ''] = levelsOf(inner).flatMap(({ lists: [rows = []] }) =>
    rows.slice(0, 1).flatMap((row) => titleOf(row) ?? []),
  );
  return ERROR_TEXT.test(title) && documentsOf(inner).length === 0 ? failureOf(tool, title) : undefined;
}

/** What failed elsewhere may be the answer: `error` is the tool's own only if nothing else is told. */
function tellsError(said: Row): boolean {
  if (ToldError.safeParse(said).success) return true;
  return (
    Why.safeParse(said['error']).success &&
    Object.entries(said).every(([name, value]) => ASIDE.includes(name) || isNothing(value))
  );
}

function isNothing(value: Json): boolean {
  return typeof value === 'object' && value !== null ? Object.keys(value).length === 0 : !value;
}

function whyOf(said: Row): string {
  const told = [said['error'], said['message'], said['data']].flatMap((one) => Why.safeParse(one).data ?? []);
  return told[0] ?? plain(opened(said));
}
