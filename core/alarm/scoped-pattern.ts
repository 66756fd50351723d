import type { Json } from '../canonical.ts';

/** Names that the rules leave out; a prefix that reaches into them would let them in again. */
const EXCLUDED = 'TargetTracking-';

/**
 * A rule's pattern that takes only alarms whose names begin with one of `prefixes`; without any, it is as it was.
 * The prefixes replace the exclusion by name: what begins with them can't begin with the excluded text.
 * @throws RangeError for a prefix that such names begin with too
 */
export function scopedPattern(
  pattern: { detail: Record<string, Json> },
  { prefixes }: { prefixes: readonly string[] },
): { detail: Record<string, Json> } {
  const reaching = prefixes.find((prefix) => EXCLUDED.startsWith(prefix) || prefix.startsWith(EXCLUDED));
  if (reaching !== undefined) {
    throw new RangeError(`scope.prefixes: "${reaching}" would take the alarms of target tracking too.`);
  }
  if (prefixes.length === 0) return pattern;
  return { ...pattern, detail: { ...pattern.detail, alarmName: prefixes.map((prefix) => ({ prefix })) } };
}
