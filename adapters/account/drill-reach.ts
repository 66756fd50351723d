import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { patternPrefixes } from '../../core/alarm/pattern-prefixes.ts';
import { Json } from '../../core/canonical.ts';
import { CasefileError } from '../../core/errors.ts';
import { matchesPattern } from '../workflow/event-pattern.ts';
import type { StackRule } from '../workflow/stack-rules.ts';

/** What no rule takes is gone without a trace. @throws CasefileError `EventNotMatched` */
export function checkReach(
  { Source, DetailType, Resources, Detail }: PutEventsRequestEntry,
  rule: StackRule,
  region: string,
): void {
  if (!rule.enabled) {
    throw new CasefileError('EventNotMatched', `Rule ${rule.name} is disabled, so nothing would start.`, {
      hint: `aws events enable-rule --region ${region} --name ${rule.name}`,
    });
  }
  const event = Json.parse({
    source: Source,
    'detail-type': DetailType,
    resources: Resources,
    detail: Json.parse(JSON.parse(Detail ?? '{}')),
  });
  if (takes(rule.pattern, event)) return;
  const prefixes = patternPrefixes(rule.pattern);
  throw new CasefileError('EventNotMatched', 'The rule would not take an alarm of this name.', {
    hint:
      prefixes.length === 0
        ? 'Names that begin with casefile- or TargetTracking- are left out: pass another --alarm.'
        : `It takes names that begin with ${prefixes.join(', ')} (scope.prefixes in casefile.yml): pass another --alarm, or none.`,
  });
}

/** Of a pattern that somebody wrote, the local matcher may not know all; then AWS decides. */
function takes(pattern: Json, event: Json): boolean {
  try {
    return matchesPattern(pattern, event);
  } catch (error) {
    if (error instanceof CasefileError && error.code === 'PatternUnsupported') return true;
    throw error;
  }
}
