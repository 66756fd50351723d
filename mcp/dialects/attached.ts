import * as z from 'zod';
import { clip } from '../../core/clip.ts';
import type { Json } from '../../core/canonical.ts';
import { type ArgsOf, capabilities } from '../../core/evidence/capabilities.ts';
import { softFailure, unwrapSaid } from './awslabs-said.ts';
import { dialectOf } from './dialect-of.ts';
import { bind } from './reader.ts';

const MAX_PASSAGES = 5;
const MAX_ROWS = 20;
const MAX_CHARS = 2_000;
/** How deep a list of documents may lie in an answer. */
const MAX_DEPTH = 4;

/** Names that servers give to what a document says, what it is called and where it is, the usual ones first. */
const TEXT = ['text', 'content', 'context', 'snippet', 'excerpt', 'summary', 'description', 'body'];
const TITLE = ['title', 'name', 'heading', 'id', 'url'];
const SOURCE = ['url', 'uri', 'source', 'link', 'location', 'path', 'arn', 'id'];

interface Passage {
  title: string;
  source: string;
  text: string;
}

/**
 * Any server: what it is asked stands in the configuration, and its answer is text for people, as documents, as a table or
 * as it is. The tools are those that the configuration names.
 */
export const attached = dialectOf(
  {
    'context.read': {
      tools: [],
      bind: bind(capabilities['context.read'].args, {
        next: ({ tool, arguments: args }, results) => (results.length === 0 ? { tool, args } : undefined),
        read: (args, [result = null]) => ({
          passages: passagesOf(args, result).slice(0, MAX_PASSAGES).map(bounded),
        }),
      }),
    },
  },
  unwrapSaid,
  softFailure,
);

function passagesOf({ read, server, tool, title }: ArgsOf<'context.read'>, result: Json): Passage[] {
  const source = `${server}.${tool}`;
  const whole = { title, source, text: textOf(result) };
  if (read === 'text') return whole.text === '' ? [] : [whole];
  const rows = listIn(parsed(result), MAX_DEPTH);
  if (rows === undefined) return whole.text === '' ? [] : [whole];
  if (read === 'table') return rows.length === 0 ? [] : [{ title, source, text: tableOf(rows) }];
  return rows.flatMap((row) => {
    const text = textAt(row, TEXT);
    return text === undefined
      ? []
      : [{ title: textAt(row, TITLE) ?? title, source: textAt(row, SOURCE) ?? source, text }];
  });
}

type Row = { [key: string]: Json };
const Row = z.record(z.string(), z.custom<Json>());

function isRow(value: Json): value is Row {
  return Row.safeParse(value).success && !Array.isArray(value);
}

/** JSON within a text, also one document a line. */
function parsed(result: Json): Json {
  if (typeof result !== 'string')
    return isRow(result) && typeof result['text'] === 'string' && Object.keys(result).length === 1
      ? parsed(result['text'])
      : result;
  const whole = jsonOf(result);
  if (whole !== undefined) return whole;
  const lines = result.split('\n').flatMap((line) => jsonOf(line) ?? []);
  return lines.length > 0 ? lines : result;
}

function jsonOf(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return z.custom<Json>().parse(value);
  } catch {
    return undefined;
  }
}

/** The first list of objects, from the outside in; one object alone is a list of one if it says something. */
function listIn(value: Json, depth: number): Row[] | undefined {
  if (Array.isArray(value)) return value.filter(isRow);
  if (!isRow(value) || depth === 0) return undefined;
  for (const inner of Object.values(value)) {
    const found = Array.isArray(inner) ? inner.filter(isRow) : [];
    if (found.length > 0) return found;
  }
  for (const inner of Object.values(value)) {
    const found = isRow(inner) ? listIn(inner, depth - 1) : undefined;
    if (found !== undefined) return found;
  }
  return textAt(value, TEXT) === undefined ? undefined : [value];
}

/** The text under the first of these names that is there; a nested one may hold it, as `content: {text}`. */
function textAt(row: Row, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = row[name];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    if (value !== undefined && isRow(value)) {
      const inner = textAt(value, ['text', ...names]) ?? deepText(value);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}

/** As knowledge bases tell where a document is: `location: {s3Location: {uri}}`. */
function deepText(row: Row): string | undefined {
  return Object.values(row)
    .flatMap((inner) => (isRow(inner) ? [textAt(inner, ['uri', 'url'])] : []))
    .find((text) => text !== undefined);
}

function tableOf(rows: readonly Row[]): string {
  const shown = rows.slice(0, MAX_ROWS);
  const columns = [...new Set(shown.flatMap((row) => Object.keys(row)))];
  const lines = shown.map((row) => columns.map((column) => textOf(row[column] ?? '')).join(' | '));
  const left = rows.length - shown.length;
  return [columns.join(' | '), ...lines, ...(left > 0 ? [`(${left} more rows)`] : [])].join('\n');
}

function textOf(value: Json): string {
  if (typeof value === 'string') return value.trim();
  if (isRow(value) && typeof value['text'] === 'string' && Object.keys(value).length === 1)
    return value['text'].trim();
  return JSON.stringify(value);
}

function bounded({ title, source, text }: Passage) {
  return { title: clip(title, 200), source: clip(source, 300), text: clip(text, MAX_CHARS) };
}
