import type { Json } from '../../core/canonical.ts';
import { CasefileError } from '../../core/errors.ts';

/**
 * Matches an event against an EventBridge pattern, with exactly the operators that the rules use: exact value,
 * `exists`, `prefix`, `anything-but` (value, list, prefix or wildcard). No kept library for this was found on npm.
 * Semantics: the EventBridge user guide, "Comparison operators". `exists` works on leaves only.
 * Objects within a list on the way to a leaf are not looked into; AWS does.
 * @throws CasefileError `PatternUnsupported` for any other operator
 */
export function matchesPattern(pattern: Json, event: Json): boolean {
  if (!isObject(pattern)) throw unsupported(pattern);
  return Object.entries(pattern).every(([key, rule]) => {
    const value = isObject(event) && Object.hasOwn(event, key) ? event[key] : undefined;
    if (Array.isArray(rule)) return rule.some((matcher) => matchesValue(matcher, value));
    return matchesPattern(rule, value ?? {});
  });
}

function matchesValue(matcher: Json, value: Json | undefined): boolean {
  // Before going into a list: a leaf exists if the list holds anything that is no object.
  if (isObject(matcher) && Object.hasOwn(matcher, 'exists')) {
    const [, operand] = onlyEntry(matcher);
    if (typeof operand !== 'boolean') throw unsupported(matcher);
    return isLeaf(value) === operand;
  }
  if (Array.isArray(value)) return value.some((item) => matchesValue(matcher, item));
  if (!isObject(matcher)) {
    if (Array.isArray(matcher)) throw unsupported(matcher);
    return value === matcher;
  }
  const [operator, operand] = onlyEntry(matcher);
  switch (operator) {
    case 'prefix':
      if (typeof operand !== 'string') throw unsupported(matcher);
      return typeof value === 'string' && value.startsWith(operand);
    case 'anything-but':
      return isLeaf(value) && !matchesAny(operand, value);
    default:
      throw unsupported(matcher);
  }
}

function isLeaf(value: Json | undefined): value is Json {
  if (Array.isArray(value)) return value.some(isLeaf);
  return value !== undefined && !isObject(value);
}

function matchesAny(operand: Json, value: Json): boolean {
  if (Array.isArray(operand)) return operand.includes(value);
  if (!isObject(operand)) return operand === value;
  const [operator, text] = onlyEntry(operand);
  if (typeof text !== 'string') throw unsupported(operand);
  if (operator === 'prefix') return typeof value === 'string' && value.startsWith(text);
  if (operator === 'wildcard') return typeof value === 'string' && isLike(text.split('*'), value);
  throw unsupported(operand);
}

/** Do the parts occur in this order, the first at the beginning and the last at the end? */
function isLike([first = '', ...others]: string[], value: string): boolean {
  const last = others.pop();
  if (last === undefined) return value === first;
  if (!value.startsWith(first)) return false;
  let at = first.length;
  for (const part of others) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return value.length - last.length >= at && value.endsWith(last);
}

function onlyEntry(matcher: { [key: string]: Json }): [string, Json] {
  const [entry, ...others] = Object.entries(matcher);
  if (entry === undefined || others.length > 0) throw unsupported(matcher);
  return entry;
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unsupported(matcher: Json): CasefileError {
  return new CasefileError(
    'PatternUnsupported',
    `The local matcher does not know this pattern: ${JSON.stringify(matcher)}`,
    {
      hint: 'Use an exact value, exists, prefix or anything-but, or extend adapters/workflow/event-pattern.ts.',
    },
  );
}
