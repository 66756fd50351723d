import * as z from 'zod';
import { Json } from '../../../core/canonical.ts';
import type { Failure } from '../../../core/case.ts';
import { iso, ms } from '../../../core/time.ts';
import { failureFrom } from '../../client/failures.ts';

/** What the IaC server puts around its JSON, after some words for models. */
const TAGS = { open: '<tool_response>', close: '</tool_response>' };

/** Some answers are `{result}`, and some of these are JSON within a text; others are bare. */
export function unwrapSaid(said: Json): Json {
  if (typeof said === 'string') return untagged(said.trim());
  if (typeof said !== 'object' || said === null || Array.isArray(said)) return said;
  const { result, ...rest } = said;
  return result === undefined || Object.keys(rest).length > 0 ? said : unwrapSaid(result);
}

function untagged(text: string): Json {
  if (!text.startsWith(TAGS.open) || !text.endsWith(TAGS.close)) return text;
  try {
    return Json.parse(JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)));
  } catch {
    return text;
  }
}

const SoftError = z.looseObject({
  status: z.string().regex(/^error$/i),
  message: z.string().optional(),
  error: z.string().optional(),
});

/** The servers tell some errors as if they were answers. */
export function softFailure(tool: string, said: Json): Failure | undefined {
  const soft = SoftError.safeParse(said).data;
  return soft && failureOf(tool, soft.message ?? soft.error ?? 'it failed and does not say why');
}

/** Why a tool failed, by the words of boto or AWS in its text. */
export function failureOf(tool: string, text: string): Failure {
  const failure = failureFrom(tool, text);
  const missing = failure.reason === 'failed' && /does not exist|ResourceNotFound/i.test(text);
  return missing ? { ...failure, reason: 'not-found' } : failure;
}

/** A time as Python writes it, with any offset; one without an offset is local time somewhere, and is not told. */
export function instantOf(text: string): string | undefined {
  if (!/(?:Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined;
  const at = ms(text.replace(' ', 'T'));
  return Number.isNaN(at) ? undefined : iso(at);
}

/** Such a time, which has to be there. */
export const Instant = z.string().transform((text, context) => {
  const instant = instantOf(text);
  if (instant !== undefined) return instant;
  context.addIssue({ code: 'custom', message: 'expected a time with an offset' });
  return z.NEVER;
});
