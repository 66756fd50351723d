import type { Json } from '../core/canonical.ts';
import { CasefileError } from '../core/errors.ts';

/**
 * Matches an event against an EventBridge pattern, with exactly the operators that the rules use: exact value,
 * `exists`, `prefix`, `anything-but` (value, list or prefix). No kept library for this was found on npm.
 * Semantics: the EventBridge user guide, "Comparison operators". `exists` works on leaves only.
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
  if (Array.isArray(value)) return value.some((item) => matchesValue(matcher, item));
  if (!isObject(matcher)) {
    if (Array.isArray(matcher)) throw unsupported(matcher);
    return value === matcher;
  }
  const [operator, operand] = onlyEntry(matcher);
  const leaf = value !== undefined && !isObject(value);
  switch (operator) {
    case 'exists':
      if (typeof operand !== 'boolean') throw unsupported(matcher);
      return leaf === operand;
    case 'prefix':
      if (typeof operand !== 'string') throw unsupported(matcher);
      return typeof value === 'string' && value.startsWith(operand);
    case 'anything-but':
      return leaf && !matchesAny(operand, value);
    default:
      throw unsupported(matcher);
  }
}

function matchesAny(operand: Json, value: Json): boolean {
  if (Array.isArray(operand)) return operand.includes(value);
  if (!isObject(operand)) return operand === value;
  const [operator, prefix] = onlyEntry(operand);
  if (operator !== 'prefix' || typeof prefix !== 'string') throw unsupported(operand);
  return typeof value === 'string' && value.startsWith(prefix);
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
    { hint: 'Use an exact value, exists, prefix or anything-but, or extend adapters/event-pattern.ts.' },
  );
}
