import type { Json } from '../../../core/canonical.ts';
import { levelsOf } from './said-lists.ts';
import { type Row, isRow } from './said-value.ts';

/** What a row says; a document is one that says something. */
export interface Document {
  title?: string | undefined;
  source?: string | undefined;
  text: string;
}

/** Names that servers give to what a document says, as `nameOf` writes them, the usual ones first. */
const CONTENT = ['text', 'content', 'markdown', 'pagecontent', 'context', 'body', 'answer'];
const TEXT = [...CONTENT, 'snippet', 'excerpt', 'summary', 'description', 'highlight', 'message'];
/** What it is called, and where it is. */
const TITLE = ['title', 'name', 'heading', 'subject', 'id', 'url'];
const SOURCE = ['url', 'uri', 'source', 'link', 'href', 'location', 'path', 'arn', 'id'];
/** Where a row has the document itself, or what is known of it. */
const HOLDERS = ['document', 'metadata', 'resource', 'source', 'fields', 'item', 'page'];
/** How deep such names may stand in each other: `location: {s3Location: {uri}}`. */
const MAX_DEPTH = 3;

/**
 * The documents of an answer: the outermost list that has some, of two the one that says more. An object alone is one if
 * it has content; a message or a summary is then about the list beside it.
 */
export function documentsOf(said: Json): Document[] {
  for (const { objects, lists } of levelsOf(said)) {
    const found = [
      ...lists.map((list) => list.flatMap((row) => documentOf(row, TEXT) ?? [])),
      ...objects
        .slice(0, 1)
        .map((object) => documentOf(object, CONTENT) ?? [])
        .map((one) => [one].flat()),
    ].filter((documents) => documents.length > 0);
    const [longest] = found.sort((a, b) => lengthOf(b) - lengthOf(a));
    if (longest !== undefined) return longest;
  }
  return [];
}

function lengthOf(documents: readonly Document[]): number {
  return documents.reduce((sum, { text }) => sum + text.length, 0);
}

function documentOf(row: Row, names: readonly string[]): Document | undefined {
  const text = textIn(row, names);
  return text === undefined ? undefined : { title: textIn(row, TITLE), source: textIn(row, SOURCE), text };
}

/** What a row is called. */
export function titleOf(row: Row): string | undefined {
  return textIn(row, TITLE);
}

/** The text under the first of these names, in the row or in what it holds. */
function textIn(row: Row, names: readonly string[]): string | undefined {
  const own = textAt(row, names, MAX_DEPTH);
  if (own !== undefined) return own;
  for (const [name, holder] of Object.entries(row)) {
    const text =
      HOLDERS.includes(nameOf(name)) && isRow(holder) ? textAt(holder, names, MAX_DEPTH) : undefined;
    if (text !== undefined) return text;
  }
  return undefined;
}

function textAt(row: Row, names: readonly string[], depth: number): string | undefined {
  const byName = new Map(Object.entries(row).map(([name, value]) => [nameOf(name), value]));
  for (const name of names) {
    const text = textOf(byName.get(name), names, depth);
    if (text !== undefined) return text;
  }
  return undefined;
}

function textOf(value: Json | undefined, names: readonly string[], depth: number): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  if (depth === 0 || value === undefined || value === null) return undefined;
  if (Array.isArray(value)) {
    const parts = value.flatMap((part) => textOf(part, names, depth - 1) ?? []);
    return parts.length === 0 ? undefined : parts.join('\n');
  }
  if (!isRow(value)) return undefined;
  const inner = textAt(value, ['text', ...names], depth - 1);
  if (inner !== undefined) return inner;
  const deeper = Object.values(value).flatMap((one) =>
    isRow(one) ? (textAt(one, ['text', 'uri', 'url'], depth - 1) ?? []) : [],
  );
  return deeper[0];
}

/** `PageContent`, `page_content` and `page-content` are one name. */
function nameOf(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]/g, '');
}
