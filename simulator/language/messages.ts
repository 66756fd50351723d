import { stringify } from 'yaml';
import type * as z from 'zod';
import { clip } from '../../core/clip.ts';
import { closest } from './did-you-mean.ts';
import { keysAt, schemasAt } from './schema.ts';

/** What is wrong at a path, for a person who writes YAML and never saw zod. */
export interface Wrong {
  path: PropertyKey[];
  message: string;
  /** A key that is not known, or that is missing. */
  key?: 'unknown' | 'missing';
  /** The key that was probably meant by an unknown one. */
  meant?: string;
}

type Issue = z.core.$ZodIssue;

/** All that is wrong, from issues that carry their input. A missing key that was only misspelt is said once. */
export function wrongs(issues: readonly Issue[]): Wrong[] {
  const all = issues.flatMap((issue) => wrongOf(issue, []));
  const misspelt = new Set(
    all.flatMap(({ path, meant }) => (meant === undefined ? [] : [[...path.slice(0, -1), meant].join('\n')])),
  );
  return all.filter(({ key, path }) => key !== 'missing' || !misspelt.has(path.join('\n')));
}

function wrongOf(issue: Issue, parent: readonly PropertyKey[]): Wrong[] {
  const path = [...parent, ...issue.path];
  if (issue.code !== 'custom' && issue.input === undefined && path.length > 0) return [missing(path)];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key));
  if (issue.code === 'invalid_union') return ofNearest(issue, path);
  if (issue.code === 'invalid_key') {
    return issue.issues.map(({ message }) => ({ path, message: `${message}, got ${shown(issue.input)}` }));
  }
  return [{ path, message: messageOf(issue, path) }];
}

type SimpleIssue = Exclude<Issue, { code: 'unrecognized_keys' | 'invalid_union' | 'invalid_key' }>;

function messageOf(issue: SimpleIssue, path: readonly PropertyKey[]): string {
  const got = `got ${shown(issue.input)}`;
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${TYPES[issue.expected] ?? issue.expected}, ${got}${typeHint(issue.expected, issue.input, path)}`;
    case 'invalid_value': {
      const values = issue.values.map(String);
      const meant = typeof issue.input === 'string' ? closest(issue.input, values) : undefined;
      const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
      return `expected ${values.length === 1 ? '' : 'one of '}${values.join(', ')}, ${got}${hint}`;
    }
    case 'too_small':
      return size(issue.origin, 'at least', issue.minimum, issue.inclusive === false, got);
    case 'too_big':
      return size(issue.origin, 'at most', issue.maximum, issue.inclusive === false, got);
    case 'not_multiple_of':
      return `expected a multiple of ${issue.divisor}, ${got}`;
    case 'invalid_format':
      return `${issue.message}, ${got}`;
    case 'custom':
    case 'invalid_element':
      return issue.message;
  }
}

const TYPES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a mapping (keys with values)',
  record: 'a mapping (keys with values)',
  null: 'nothing',
};

function typeHint(expected: string, input: unknown, path: readonly PropertyKey[]): string {
  if (
    expected === 'number' &&
    typeof input === 'string' &&
    input.trim() !== '' &&
    Number.isFinite(Number(input))
  ) {
    return '; leave the quotes out';
  }
  if (expected !== 'string' || (typeof input !== 'number' && typeof input !== 'boolean')) return '';
  const fits = schemasAt(path).some(
    ({ type, pattern }) =>
      type === 'string' && (pattern === undefined || new RegExp(pattern).test(String(input))),
  );
  const example = exampleOf(path);
  return fits
    ? `; put it in quotes: '${String(input)}'`
    : example === undefined
      ? ''
      : `; it looks like ${example}`;
}

function size(
  origin: string,
  bound: string,
  limit: number | bigint,
  exclusive: boolean,
  got: string,
): string {
  if (origin === 'array') return `expected ${bound} ${limit} ${limit === 1 ? 'item' : 'items'}, ${got}`;
  if (origin === 'string')
    return limit === 1 ? 'it must not be empty' : `expected ${bound} ${limit} letters, ${got}`;
  const how = exclusive ? (bound === 'at least' ? 'more than' : 'less than') : bound;
  return `it must be ${how} ${limit}, ${got}`;
}

function missing(path: PropertyKey[]): Wrong {
  const key = String(path.at(-1));
  const example = exampleOf(path);
  const hint = example === undefined ? '' : `, for example \`${key}: ${example}\``;
  return { path, key: 'missing', message: `the key ${key} is missing${hint}` };
}

function unknownKey(parent: readonly PropertyKey[], key: string): Wrong {
  const known = keysAt(parent);
  const meant = closest(key, known);
  const hint = meant === undefined ? `; there are ${known.join(', ')}` : `; did you mean ${meant}?`;
  const message = `there is no key ${key} here${hint}`;
  return { path: [...parent, key], message, key: 'unknown', ...(meant !== undefined && { meant }) };
}

/** Alternatives: if all are of another type, their names; otherwise what is wrong with the one that is nearest. */
function ofNearest(issue: z.core.$ZodIssueInvalidUnion, path: PropertyKey[]): Wrong[] {
  const others = issue.errors.map((issues) => {
    const [first] = issues;
    return issues.length === 1 && first?.code === 'invalid_type' && first.path.length === 0
      ? first.expected
      : undefined;
  });
  if (others.every((expected) => expected !== undefined)) {
    const names = [...new Set(others.map((expected) => TYPES[expected] ?? expected))];
    return [{ path, message: `expected ${names.join(' or ')}, got ${shown(issue.input)}` }];
  }
  const nearest = issue.errors
    .filter((_, i) => others[i] === undefined)
    .map((issues) => issues.flatMap((inner) => wrongOf(inner, path)))
    .toSorted((a, b) => misfit(a) - misfit(b))[0];
  return nearest ?? [{ path, message: issue.message }];
}

/** A key that an alternative does not know counts much, unless it is a misspelt one that it wants. */
function misfit(found: readonly Wrong[]): number {
  const wanted = found.filter(({ key }) => key === 'missing').map(({ path }) => String(path.at(-1)));
  const strange = found.filter(({ key, meant }) => key === 'unknown' && !wanted.includes(meant ?? ''));
  return found.length + 10 * strange.length;
}

function exampleOf(path: readonly PropertyKey[]): string | undefined {
  for (const { examples, enum: values, const: constant } of schemasAt(path)) {
    const example: unknown = constant ?? examples?.[0] ?? values?.[0];
    if (example !== undefined) return stringify(example, { collectionStyle: 'flow' }).trim();
  }
  return undefined;
}

function shown(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'string') return `the text "${clip(value, 40)}${value.length > 40 ? '…' : ''}"`;
  if (typeof value === 'number') return `the number ${value}`;
  return typeof value === 'boolean' ? String(value) : 'a mapping';
}
