import { Json, canonical, sha256 } from '../../core/canonical.ts';
import { CasefileError } from '../../core/errors.ts';
import { oneLine } from '../../core/one-line.ts';
import { parseOr } from '../../core/parse.ts';

/** The evidence of all calls that an investigation may make stays far below. */
export const MAX_RECORD_BYTES = 64_000_000;

/** A record as it is stored: JSON in canonical key order, indented for people; anything else is text as it is. */
export function encodeRecord(path: string, value: Json): string {
  if (path.endsWith('.json')) return `${JSON.stringify(JSON.parse(canonical(value)), null, 2)}\n`;
  if (typeof value !== 'string') throw new TypeError(`${path} holds text`);
  return value;
}

/** @throws CasefileError `CaseCorrupt` */
export function decodeRecord(path: string, text: string): Json {
  if (!path.endsWith('.json')) return text;
  const hint = 'Restore it from a copy.';
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new CasefileError('CaseCorrupt', oneLine(`${path} is not JSON.`, 1_000), { hint, cause });
  }
  const value = parseOr(Json, json, { code: 'CaseCorrupt', what: `${path} can't be read`, hint });
  if (ESCAPED_HALF.test(text)) refuseHalves(value, path, hint);
  return value;
}

/** Half of a character has no canonical form: what is written here has none, so it can only have been put there. */
const ESCAPED_HALF = /\\u[dD][89a-fA-F]/;

function refuseHalves(value: Json, path: string, hint: string): void {
  try {
    canonical(value);
  } catch (cause) {
    throw new CasefileError('CaseCorrupt', `${path} can't be read: it holds half of a character.`, {
      hint,
      cause,
    });
  }
}

/** The tag of a stored text. */
export const etagOf = sha256;
