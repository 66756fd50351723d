import { clip } from '../clip.ts';
import type { LogPattern } from './capabilities.ts';

export interface LogLine {
  t: string;
  message: string;
  stream: string;
}

/** Longest part of a line that identifies it, and longest sample that is kept. */
const IDENTITY_CHARS = 300;
const SAMPLE_CHARS = 600;

/**
 * Groups lines that differ only in ids, numbers and times. A JSON line is identified by its level, error type
 * and message; a stack trace by its first line. The order of the lines does not change the result.
 */
export function minePatterns(lines: readonly LogLine[]): LogPattern[] {
  const patterns = new Map<string, LogPattern & { versionSet: Set<string | undefined> }>();
  for (const { t, message, stream } of lines) {
    const pattern = patternOf(message);
    const version = versionOf(stream);
    const known = patterns.get(pattern);
    if (known === undefined) {
      const sample = clip(message.trim(), SAMPLE_CHARS);
      const versionSet = new Set([version]);
      patterns.set(pattern, { pattern, count: 1, first: t, last: t, versions: [], sample, versionSet });
      continue;
    }
    known.count++;
    known.versionSet.add(version);
    if (t < known.first || (t === known.first && message.trim() < known.sample)) {
      known.first = t;
      known.sample = clip(message.trim(), SAMPLE_CHARS);
    }
    if (t > known.last) known.last = t;
  }
  return [...patterns.values()]
    .map(({ versionSet, ...pattern }) => ({ ...pattern, versions: versionsOf(versionSet) }))
    .sort((a, b) => b.count - a.count || (a.pattern < b.pattern ? -1 : 1));
}

/** Sorted; none if any line's stream does not tell its version, since then nothing can be said of all lines. */
function versionsOf(versions: Set<string | undefined>): string[] {
  const known = [...versions].filter((version) => version !== undefined);
  return known.length === versions.size ? known.sort() : [];
}

/** The line with its variable parts masked; equal for lines that say the same. */
export function patternOf(message: string): string {
  const text = message.trim();
  return clip(mask(identityOf(text)), IDENTITY_CHARS);
}

/** Lambda's plain text format: `<time>\t<request id>\t<LEVEL>\t<message>`. */
const LAMBDA_TEXT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z?\t[0-9a-f-]{36}\t([A-Z]+)\t/;

function identityOf(text: string): string {
  const body = text.replace(LAMBDA_TEXT, '$1 ');
  const brace = body.indexOf('{');
  if (brace === -1) return firstLine(body);
  const json = parseObject(body.slice(brace));
  if (json === undefined) return firstLine(body);
  const type = textAt(json, 'errorType') ?? textAt(json, 'name');
  const said = textAt(json, 'errorMessage') ?? textAt(json, 'message') ?? textAt(json, 'msg');
  const head = firstLine(body.slice(0, brace)).trim();
  const parts = [head || textAt(json, 'level'), type, said === undefined ? undefined : firstLine(said)];
  const identity = parts.filter((part) => part !== undefined && part !== '').join(' ');
  return said === undefined && type === undefined
    ? `${identity} {${Object.keys(json).sort().join(' ')}}`
    : identity;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : undefined;
  } catch {
    return undefined;
  }
}

function textAt(json: Record<string, unknown>, key: string): string | undefined {
  const value = json[key];
  return typeof value === 'string' ? value : undefined;
}

/** Variable parts, most specific first. A status code stays: 500 and 200 are not the same. */
const MASKS: ReadonlyArray<[RegExp, string]> = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\b\d{4}-\d{2}-\d{2}[T ][\d:.,]+(?:Z|[+-]\d{2}:?\d{2})?/g, '<time>'],
  // The host stays: which one does not answer is what matters.
  [/\b(https?:\/\/[\w.-]{1,253})[^\s"']*/gi, '$1'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, '<ip>'],
  [/\b0x[0-9a-f]+\b/gi, '<hex>'],
  [/\b(?=[a-z]*\d)(?=\d*[a-z])[0-9a-z]{8,}\b/gi, '<id>'],
  [/(?<![\w<])(?<!\b(?:status|code|http)\b\W{1,3})\d+(?:[.,:]\d+)*/gi, '<n>'],
  [/(?<=[A-Za-z][_-])\d+\b/g, '<n>'],
];

function mask(text: string): string {
  return MASKS.reduce((masked, [pattern, token]) => masked.replace(pattern, token), text)
    .replace(/\s+/g, ' ')
    .trim();
}

/** Lambda's log stream names: `2026/03/10/[42]0a1b...`, with a shared group `2026/03/10/<function>[42]0a1b...`. */
function versionOf(stream: string): string | undefined {
  return /\[(\$LATEST|\d+)\]/.exec(stream)?.[1];
}
