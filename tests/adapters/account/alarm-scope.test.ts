import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import type { AccountAlarm } from '../../../adapters/account/account-alarms.ts';
import { leftOut } from '../../../adapters/account/alarm-scope.ts';
import { patternPrefixes } from '../../../core/alarm/pattern-prefixes.ts';
import { scopedPattern } from '../../../core/alarm/scoped-pattern.ts';
import { Json } from '../../../core/canonical.ts';

const rule = z
  .looseObject({ detail: z.record(z.string(), Json) })
  .parse(JSON.parse(readFileSync('rules/alarm.json', 'utf8')));
const pattern = z.record(z.string(), Json).parse(rule);
const alarm = (name: string, more: Partial<AccountAlarm> = {}): AccountAlarm => ({
  name,
  arn: `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`,
  kind: 'metric',
  ...more,
});

describe('the scope of the rules', () => {
  it('has an alarm in it as any other', () => {
    expect(leftOut(alarm('checkout-errors'), pattern)).toBeUndefined();
  });

  it.each([
    [alarm('TargetTracking-table/orders-AlarmHigh-1'), /target tracking/],
    [alarm('casefile-prod-undelivered'), /Casefile itself/],
    [alarm('shop-degraded', { kind: 'composite', suppressedBy: 'Alarm' }), /suppressed now \(Alarm\)/],
  ])('leaves out %j, and says why', (one, reason) => {
    expect(leftOut(one, pattern)).toMatch(reason);
  });

  it('can be narrowed to prefixes, which can be read off the pattern again', () => {
    const narrow = z.record(z.string(), Json).parse(scopedPattern(rule, { prefixes: ['prod-'] }));
    expect(leftOut(alarm('dev-errors'), narrow)).toMatch(/none of the prefixes/);
    expect(leftOut(alarm('prod-errors'), narrow)).toBeUndefined();
    expect(patternPrefixes(narrow)).toEqual(['prod-']);
    expect(patternPrefixes(pattern)).toEqual([]);
  });
});
