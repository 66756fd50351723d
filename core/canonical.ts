import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import * as z from 'zod';

/** JSON as it is recorded: no undefined, no NaN, no class instances. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
/** What is read is nested less deep (`MAX_DEPTH`); records put something around it. */
const MAX_RECORD_DEPTH = 40;
/**
 * One pass by hand: zod's own `z.json()` tries a union at every value, and recorded answers are large. Bounded in depth, so
 * that whoever walks a `Json` may recurse.
 */
export const Json = z.custom<Json>(
  (value) => isJson(value, MAX_RECORD_DEPTH),
  `expected JSON, nested ${MAX_RECORD_DEPTH} deep at most`,
);

function isJson(value: unknown, depth: number): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth === 0) return false;
  if (Array.isArray(value)) return value.every((inner) => isJson(inner, depth - 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  // An object of another realm (a test's, a worker's) has a prototype of its own, with none above it.
  const plain = prototype === null || Object.getPrototypeOf(prototype) === null;
  return plain && Object.values(value).every((inner) => isJson(inner, depth - 1));
}

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
