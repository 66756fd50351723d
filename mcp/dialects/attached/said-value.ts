import { Json } from '../../../core/canonical.ts';

export type Row = { [key: string]: Json };

export function isRow(value: Json | undefined): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Of a longer list, and of an object with more names, the rest is not looked at. */
export const MAX_LIST = 10_000;
const MAX_NAMES = 500;

/** A value with so much of it as is looked at: reading takes several looks, and people read a few lines. */
export function pruned(value: Json): Json {
  if (Array.isArray(value)) return value.slice(0, MAX_LIST).map(pruned);
  if (!isRow(value)) return value;
  const entries = Object.entries(value).slice(0, MAX_NAMES);
  return Object.fromEntries(entries.map(([name, inner]) => [name, pruned(inner)]));
}

/** What reads answers recurses; JSON that stands within a text has been through no other check. */
const MAX_DEPTH = 30;

/**
 * What a server means by its answer: the JSON that a text is, holds, or has one document a line; and what is within MCP
 * content blocks, of which some servers hand on those of another server. Texts that are no JSON stay as they are.
 */
export function opened(value: Json): Json {
  if (typeof value === 'string') return jsonWithin(value) ?? value;
  if (Array.isArray(value)) return blocksOf(value) ?? value;
  if (!isRow(value)) return value;
  const { structuredContent, content, text, ...rest } = value;
  if (isRow(structuredContent)) return structuredContent;
  const blocks = Array.isArray(content) ? blocksOf(content) : undefined;
  if (blocks !== undefined && Object.keys(rest).every((key) => PROTOCOL.includes(key))) return blocks;
  return typeof text === 'string' && Object.keys(value).length === 1 ? opened(text) : value;
}

/** What stands beside `content` in an MCP result. */
const PROTOCOL = ['isError', '_meta', 'resultType', 'structuredContent'];

/** The blocks' texts, opened; undefined if these are no content blocks. */
function blocksOf(list: readonly Json[]): Json | undefined {
  const texts = list.flatMap((block) =>
    isRow(block) && block['type'] === 'text' && typeof block['text'] === 'string' ? [block['text']] : [],
  );
  if (texts.length === 0 || texts.length < list.length) return undefined;
  const inner = texts.map((text) => jsonWithin(text) ?? text);
  if (inner.length === 1) return inner[0];
  return inner.every((one) => typeof one === 'string')
    ? inner.join('\n')
    : inner.map((one) => (typeof one === 'string' ? { text: one } : one));
}

/** An object or a list: as a whole, or between a few words for people, or one a line. A page with an example is a page. */
function jsonWithin(text: string): Json | undefined {
  const whole = jsonOf(text);
  if (whole !== undefined) return whole;
  const begin = /^[ \t]*[[{]/m.exec(text)?.index;
  if (begin === undefined) return undefined;
  const middle = text.slice(begin, Math.max(text.lastIndexOf('}'), text.lastIndexOf(']')) + 1);
  const among = isMostOf(middle, text) ? jsonOf(middle) : undefined;
  if (among !== undefined) return among;
  const lines = text.split('\n', MAX_LINES + 1);
  if (lines.length > MAX_LINES) return undefined;
  const documents = lines.filter((line) => jsonOf(line) !== undefined);
  return isMostOf(documents.join('\n'), text) ? documents.flatMap((line) => jsonOf(line) ?? []) : undefined;
}

/** More lines than a server has documents are a text: each that is no JSON costs an exception. */
const MAX_LINES = 1_000;

function isMostOf(part: string, text: string): boolean {
  return part.length > text.length / 2;
}

function jsonOf(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text) || !isShallow(text)) return undefined;
  try {
    return pruned(Json.parse(JSON.parse(text)));
  } catch {
    return undefined;
  }
}

/** Whether the brackets of a JSON text, outside of its strings, stand within each other no deeper than allowed. */
function isShallow(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (quoted && char === '\\') i++;
    else if (char === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (char === '[' || char === '{') depth++;
    else if (char === ']' || char === '}') depth--;
    if (depth > MAX_DEPTH) return false;
  }
  return true;
}

/** A value as text: of what is for people the words, of the rest the JSON. */
export function plain(value: Json): string {
  if (typeof value === 'string') return value.trim();
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
