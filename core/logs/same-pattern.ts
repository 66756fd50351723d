import { mayVary } from './merge-tokens.ts';
import { WILDCARD } from './tokens.ts';

/** Names are one token, as where they were mined. */
const TOKEN = /<\*>|[\p{L}\p{N}_]+(?:[.@\\+~/-][\p{L}\p{N}_]+)*|[^\s\p{L}\p{N}_]/gu;
/** Words that two patterns must share to be taken for one. */
const MIN_WORDS = 2;

/**
 * Finds the pattern of another range of time that is of the same lines: it is equal, but for places that are variable in one of
 * them. Each range is mined by itself, so that a place may have been seen to vary in one and not in the other.
 */
export function patternFinder<P extends { pattern: string }>(
  patterns: readonly P[],
): (pattern: string) => P | undefined {
  const equal = new Map(patterns.map((one) => [one.pattern, one]));
  const byLength = new Map<number, { tokens: readonly string[]; one: P }[]>();
  for (const one of patterns) {
    const tokens = tokensOf(one.pattern);
    byLength.set(tokens.length, [...(byLength.get(tokens.length) ?? []), { tokens, one }]);
  }
  return (pattern) => {
    const same = equal.get(pattern);
    if (same !== undefined) return same;
    const tokens = tokensOf(pattern);
    return byLength.get(tokens.length)?.find((other) => isSame(tokens, other.tokens))?.one;
  };
}

function tokensOf(pattern: string): readonly string[] {
  return pattern.match(TOKEN) ?? [];
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  let words = 0;
  for (const [i, token] of left.entries()) {
    const other = right[i];
    if (token === other) words += /^\p{L}{2,}/u.test(token) ? 1 : 0;
    else if (token === WILDCARD ? !mayVary(other ?? '') : other !== WILDCARD || !mayVary(token)) return false;
  }
  return words >= MIN_WORDS;
}
