import { clip } from '../clip.ts';
import { type JsonObject, type ParsedLine, asObject, objectOf, parseLine } from './parse-line.ts';
import { OUTER_CLASS_KEYS, statementsOf } from './statements.ts';
import { levelOf } from './level.ts';

/** Longest part of a line that identifies it. */
const IDENTITY_CHARS = 300;

/**
 * What tells one kind of line from another: the level, the error's name and what it says, whatever wrote it. The other fields
 * of a JSON line are about this one line. A trace is identified by its first line.
 */
export function identityOf(message: string): string {
  const line = parseLine(message.length > 4_000 ? clip(message, 4_000) : message);
  const { head, json, text } = line;
  const level = levelOf(line);
  const shown =
    level === 'error'
      ? 'ERROR'
      : level === 'warn'
        ? 'WARN'
        : level === 'info'
          ? 'INFO'
          : level === 'debug'
            ? 'DEBUG'
            : '';
  if (json === undefined) return clip(joined([shown, body(text), ...deepest(line)]), IDENTITY_CHARS);
  const said = sayingsOf(json, 0);
  const before = body(head.trim());
  if (said.length > 0) return clip(joined([shown, before, ...said, ...deepest(line)]), IDENTITY_CHARS);
  // Without a word of its own it is told apart by what it has.
  const keys = Object.keys(json).sort().join(' ');
  return clip(joined([shown, before, `{${keys}}`]), IDENTITY_CHARS);
}

/** The deepest cause that the line names: two errors are never one because they were wrapped in the same words. */
function deepest(line: ParsedLine): string[] {
  const statements = statementsOf(line);
  const last = statements.findLast((one) => one.class !== undefined);
  return statements.length < 2 || last === undefined ? [] : [clip(last.text, CAUSE_CHARS)];
}

const CAUSE_CHARS = 120;

/** One after the other, without those that have been said. */
function joined(parts: readonly string[]): string {
  let text = '';
  for (const part of parts.map((one) => one.trim())) {
    // `TypeError: x is undefined`, where both have been said one by one.
    const said = part.split(': ').every((piece) => text.includes(piece));
    if (part !== '' && !said) text = text === '' ? part : `${text} ${part}`;
  }
  return text;
}

/** What loggers put before the message. */
const PREFIXES: readonly RegExp[] = [
  /^\S{20,35}\t\S{1,40}\t[A-Za-z]{3,11}\t/,
  /^\[[A-Za-z]{3,11}\](?:\t\S{20,35}\t[\da-f-]{36}\t|\s)/,
  /^[DIWEFA], \[[^\]]{10,60}\]\s{1,3}[A-Z]{4,7} (?:[\da-f-]{36} )?-- :? ?/,
  /^\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?\]?\s{0,3}/,
  /^\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\s{1,3}/,
  /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\s{1,3}/,
  /^\[?(?:FATAL|CRITICAL|SEVERE|ERROR|WARNING|WARN|INFO|DEBUG|TRACE|NOTICE|ERR|WRN|INF)\]?:?(?=\s)\s{1,4}/,
  /^time="[^"]{10,40}"\s|^time=\S{10,40}\s/,
];

/** The first line of a text without its logger's prefix: each part stands for itself in the identity. */
function body(text: string): string {
  let rest = text;
  for (let round = 0; round < 3; round++) {
    const before = rest;
    for (const prefix of PREFIXES) rest = rest.replace(prefix, '');
    if (rest === before) break;
  }
  // .NET's console logger writes the category first, and what it says on the next line.
  const [, message] = CONSOLE.exec(rest) ?? [];
  return message === undefined ? firstLine(rest) : `${firstLine(rest)} ${message.trim()}`;
}

const CONSOLE = /^(?:trce|dbug|info|warn|fail|crit): [^\n]{1,200}\[\d{1,10}\]\n([^\n]{1,400})/;

function firstLine(text: string): string {
  return (
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? ''
  );
}

const MESSAGES = ['message', 'msg', '@mt', '@m', 'event', 'Message', 'errorMessage', 'error.message'];
/** Their values say what happened: two errors are never one because they have the same message. */
const ERRORS = [
  'error',
  'err',
  'Error',
  'exception',
  'Exception',
  '@x',
  'thrown',
  'cause',
  'reason',
  'panic',
  'stack_trace',
  'fields',
  'record',
  'details',
  'exc_info',
];
const INNER_NAMES = ['type', 'name', 'class', 'exc_type', 'code', ...OUTER_CLASS_KEYS];

function sayingsOf(json: JsonObject, depth: number): string[] {
  if (depth > 3) return [];
  const names = depth === 0 ? OUTER_CLASS_KEYS : INNER_NAMES;
  const said = [...names, ...MESSAGES].flatMap((key) => saying(json[key], depth));
  // A status says what happened as a word does.
  const status = ['status', 'statusCode', 'status_code', 'code']
    .map((key) => json[key])
    .find((one) => typeof one === 'number' && one >= 400 && one < 600);
  if (typeof status === 'number') said.push(`status ${status}`);
  return [...said, ...ERRORS.flatMap((key) => saying(json[key], depth))];
}

function saying(value: unknown, depth: number): string[] {
  if (typeof value === 'string') {
    const json = value.startsWith('{') ? objectOf(value) : undefined;
    if (json !== undefined) return sayingsOf(json, depth + 1);
    const line = firstLine(value);
    return line === '' ? [] : [line.startsWith('Traceback ') ? lastLine(value) : line];
  }
  if (Array.isArray(value)) return saying(value[0], depth + 1);
  const object = asObject(value);
  return object === undefined ? [] : sayingsOf(object, depth + 1);
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}
