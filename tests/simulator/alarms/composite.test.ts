import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { childrenOf, ruleHolds } from '../../../simulator/alarms/composite.ts';
import { ruleByJavaScript } from './replayed.ts';

const NAMES = ['orders-errors', 'queue age', 'p99 latency', 'AND', 'shop:deploy'];
const STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

const rules = fc.letrec<{ rule: string }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc
      .tuple(fc.constantFrom(...STATES), fc.constantFrom(...NAMES.filter((name) => name !== 'AND')))
      .map(([state, name]) => `${state}("${name}")`),
    fc.constantFrom('TRUE', 'FALSE'),
    fc
      .tuple(tie('rule'), fc.constantFrom('AND', 'OR'), tie('rule'))
      .map(([left, word, right]) => `${left} ${word} ${right}`),
    tie('rule').map((inner) => `NOT (${inner})`),
    tie('rule').map((inner) => `(${inner})`),
  ),
})).rule;

describe("a composite alarm's rule", () => {
  it('holds as the same rule in JavaScript does', () => {
    const states = fc.tuple(...NAMES.map(() => fc.constantFrom(...STATES)));
    fc.assert(
      fc.property(rules, states, (rule, drawn) => {
        const stateOf = (name: string) => drawn[NAMES.indexOf(name)] ?? 'OK';
        expect(ruleHolds(rule, stateOf)).toBe(ruleByJavaScript(rule, stateOf));
      }),
    );
  });

  it('names its children in order, each once', () => {
    expect(childrenOf('ALARM(a) AND (OK("b c") OR NOT ALARM(a)) OR INSUFFICIENT_DATA(d)')).toEqual([
      'a',
      'b c',
      'd',
    ]);
  });

  it('takes an ARN for the name at its end', () => {
    const rule = 'ALARM("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:queue:age")';
    expect(childrenOf(rule)).toEqual(['queue:age']);
    expect(ruleHolds(rule, (name) => (name === 'queue:age' ? 'ALARM' : 'OK'))).toBe(true);
  });

  it('may have parentheses and words of its own in a name in quotes', () => {
    const rule = 'ALARM("errors (5xx) AND more") OR ALARM(b)';
    expect(childrenOf(rule)).toEqual(['errors (5xx) AND more', 'b']);
    expect(ruleHolds(rule, (name) => (name.startsWith('errors') ? 'ALARM' : 'OK'))).toBe(true);
    expect(ruleHolds(rule, () => 'OK')).toBe(false);
  });
});
