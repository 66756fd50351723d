import { clip } from '../clip.ts';

/** What a line is read from at most: causes stand at the end of traces, and traces can be of any length. */
const HEAD_CHARS = 6_000;
const TAIL_CHARS = 4_000;

/** A log event taken apart, whatever wrote it. */
export interface ParsedLine {
  /** Without colours; of a very long one its beginning and its end. */
  text: string;
  /** What stands before the JSON object, or the whole text if there is none. */
  head: string;
  /** The event's JSON object, read as far as it goes if it was clipped. */
  json?: JsonObject;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** Colours and other terminal controls (ECMA-48), which some loggers write when they should not. */
// eslint-disable-next-line no-control-regex
const ANSI = /\u001b\[[0-9;:]{0,20}[A-Za-z]/g;

/** Python and Node in Lambda write a carriage return for each line end within one event. */
export function parseLine(message: string): ParsedLine {
  const long = message.length > HEAD_CHARS + TAIL_CHARS;
  const whole = long ? `${clip(message, HEAD_CHARS)}\n${message.slice(-TAIL_CHARS)}` : message;
  const text = (whole.includes('\u001b') ? whole.replace(ANSI, '') : whole).replace(/\r\n?/g, '\n').trim();
  const brace = text.indexOf('{');
  if (brace === -1) return { text, head: text };
  // Of JSON that is too long to be read at once the beginning is, as if it had been clipped.
  const json = objectIn(long ? clip(text, HEAD_CHARS) : text, brace);
  return json === undefined ? { text, head: text } : { text, head: text.slice(0, brace), json };
}

/** The object that begins at `from`: all of it, or as many of its first fields as were not clipped. */
function objectIn(text: string, from: number): JsonObject | undefined {
  const body = text.slice(from);
  const end = body.lastIndexOf('}');
  const parsed = end === -1 ? undefined : objectOf(body.slice(0, end + 1));
  if (parsed !== undefined) return parsed;
  return /^\{\s{0,100}"[^"\\]{1,100}"\s{0,100}:/.test(body) ? clippedObject(body) : undefined;
}

export function objectOf(text: string): JsonObject | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

/** Closes what a clipped object leaves open: the string, then lists and objects, innermost first. */
function clippedObject(body: string): JsonObject | undefined {
  const open: string[] = [];
  let inString = false;
  /** Where a value ended last, and what was open then: what follows is cut away. */
  let whole = 0;
  let openThen: string[] = [];
  for (let i = 0; i < body.length; i++) {
    const char = body[i];
    if (inString) {
      if (char === '\\') i++;
      else if (char === '"') inString = false;
      continue;
    }
    if (char === '"') inString = true;
    else if (char === '{') open.push('}');
    else if (char === '[') open.push(']');
    else if (char === '}' || char === ']') open.pop();
    else if (char === ',') {
      whole = i;
      openThen = [...open];
    }
    if (open.length > 64) return undefined;
  }
  const closed = (text: string, of: readonly string[]) => objectOf(text + [...of].reverse().join(''));
  const begun = inString ? `${body.replace(/\\(?:u[\da-f]{0,3})?$/i, '')}"` : body;
  return closed(begun, open) ?? (whole === 0 ? undefined : closed(body.slice(0, whole), openThen));
}
