import type { Json } from '../../core/canonical.ts';

/** A list longer than this is told in part; the structured content has all of it. */
const MAX_ROWS = 200;

/**
 * A result as short text for people and models: `name: value` lines, and lists of like objects as tables. It says what
 * the structured content says, without its repeated names.
 */
export function readableText(result: { [key: string]: Json }): string {
  return Object.entries(result)
    .map(([name, value]) => section(name, value))
    .join('\n');
}

function section(name: string, value: Json): string {
  if (!Array.isArray(value)) return `${name}: ${cell(value)}`;
  if (value.length === 0) return `${name}: none`;
  const shown = value.slice(0, MAX_ROWS);
  const left = value.length - shown.length;
  const rest = left > 0 ? [`(${left} more in the structured content)`] : [];
  const columns = columnsOf(shown);
  if (columns === undefined) return [`${name}:`, ...shown.map((one) => `- ${cell(one)}`), ...rest].join('\n');
  const rows = shown.map((row) =>
    columns.map((column) => (isObject(row) ? cell(row[column]) : '')).join(' | '),
  );
  return [`${name}:`, columns.join(' | '), ...rows, ...rest].join('\n');
}

/** The names that objects of a list have, in the order in which they come; undefined if one is no object. */
function columnsOf(rows: readonly Json[]): string[] | undefined {
  if (!rows.every(isObject)) return undefined;
  return [...new Set(rows.flatMap((row) => (isObject(row) ? Object.keys(row) : [])))];
}

/** Texts on one line; whatever is nested as JSON. */
function cell(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value.replace(/\s*\n\s*/g, ' ⏎ ') : JSON.stringify(value);
}

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
