import type * as z from 'zod';
import type { Failure } from '../../core/case.ts';
import { Json } from '../../core/canonical.ts';
import type { NextCall } from '../../core/evidence/dialect.ts';
import { describeIssue } from '../../core/parse.ts';

/** How one capability is asked and read with a server's tools. `results` are those of the calls so far. */
export interface Reader<A> {
  /** @param region the alarm's, for servers that would ask another one */
  next(args: A, results: readonly Json[], region: string): NextCall | undefined;
  read(args: A, results: readonly Json[]): Json | Failure;
}

/** A reader for one probe's arguments. */
export interface BoundReader {
  next(results: readonly Json[], region: string): NextCall | undefined;
  read(results: readonly Json[]): Json | Failure;
}

/** Undefined for arguments that are not the capability's. */
export type Bind = (args: unknown) => BoundReader | undefined;

/** A reader that parses the probe's arguments before it is asked. */
export function bind<A>(schema: z.ZodType<A>, reader: Reader<A>): Bind {
  return (args) => {
    const parsed = schema.safeParse(args);
    if (!parsed.success) return undefined;
    return {
      next: (results, region) => reader.next(parsed.data, results, region),
      read: (results) => reader.read(parsed.data, results),
    };
  };
}

/** A capability that takes one call. */
export function once<A>(
  schema: z.ZodType<A>,
  call: (args: A, region: string) => NextCall,
  answer: z.ZodType,
): Bind {
  return bind(schema, {
    next: (args, results, region) => (results.length === 0 ? call(args, region) : undefined),
    read: (_args, [result]) => readAs(answer, result),
  });
}

/** What a schema makes of a result; a result that does not fit it is a failure. */
export function readAs(answer: z.ZodType, result: Json | undefined): Json | Failure {
  const parsed = answer.safeParse(result);
  if (!parsed.success) return { reason: 'malformed', detail: describeIssue(parsed.error) };
  return Json.parse(parsed.data);
}
