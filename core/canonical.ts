import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import * as z from 'zod';

/** JSON as it is recorded: no undefined, no NaN, no class instances. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export const Json: z.ZodType<Json> = z.json();

/**
 * RFC 8785 text of a JSON value. Sorting keys before JSON.stringify would not do: JavaScript puts
 * integer-like keys first whatever the insertion order.
 */
export function canonical(value: Json): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('canonical JSON needs a JSON value');
  return text;
}

/** Lower-case hex SHA-256 of the canonical text. */
export function hashOf(value: Json): string {
  return sha256(canonical(value));
}

/** Lower-case hex SHA-256 of a text. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
