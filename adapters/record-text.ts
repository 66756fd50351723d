import { type Json, canonical, sha256 } from '../core/canonical.ts';

/** A record as it is stored: JSON in canonical key order, indented for people; anything else is text as it is. */
export function encodeRecord(path: string, value: Json): string {
  if (path.endsWith('.json')) return `${JSON.stringify(JSON.parse(canonical(value)), null, 2)}\n`;
  if (typeof value !== 'string') throw new TypeError(`${path} holds text`);
  return value;
}

/** The tag of a stored text. */
export const etagOf = sha256;
