import { CasefileError, type ErrorCode } from './errors.ts';

/** How much JSON one door takes: nothing that comes in there is larger. */
export interface JsonLimits {
  /** Objects, lists and what stands in them. */
  items: number;
  /** Of all texts and keys together. */
  chars: number;
}

/** Nothing that is read is nested deeper: whatever walks it behind a door may recurse. */
export const MAX_DEPTH = 30;

/** EventBridge delivers a megabyte at most. */
export const EVENT_LIMITS: JsonLimits = { items: 50_000, chars: 1_000_000 };
export const ARGUMENT_LIMITS: JsonLimits = { items: 10_000, chars: 1_000_000 };
export const ANSWER_LIMITS: JsonLimits = { items: 1_000_000, chars: 8_000_000 };
/** What people write by hand, its aliases followed. */
export const YAML_LIMITS: JsonLimits = { items: 100_000, chars: 1_000_000 };

/** In which way a value is too much, to be put behind its name; undefined if it is not. Never recurses. */
export function excessOf(value: unknown, { items, chars }: JsonLimits): string | undefined {
  // In a list of its own, it is looked at as all others are.
  const open: [inner: readonly unknown[], depth: number][] = [[[value], 0]];
  let seen = 0;
  let length = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [inner, depth] = next;
    seen += inner.length;
    if (seen > items) return `has more than ${items} items`;
    for (const one of inner) {
      if (typeof one === 'string') length += one.length;
      if (typeof one !== 'object' || one === null) continue;
      if (depth === MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH}`;
      if (!Array.isArray(one)) for (const key of Object.keys(one)) length += key.length;
      open.push([Array.isArray(one) ? one : Object.values(one), depth + 1]);
    }
    if (length > chars) return `has more than ${chars} characters`;
  }
  return undefined;
}

/** @throws CasefileError with that code if a value is too much */
export function refuseExcess(
  value: unknown,
  limits: JsonLimits,
  { code, what, hint }: { code: ErrorCode; what: string; hint: string },
): void {
  const excess = excessOf(value, limits);
  if (excess !== undefined) throw new CasefileError(code, `${what} ${excess}.`, { hint });
}
