import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { alarmsInRule } from '../../../core/alarm/alarm-rule.ts';

const names = (rule: string) => alarmsInRule(rule).map(({ name }) => name);

describe('a composite alarm rule', () => {
  it.each<[string, string[]]>([
    ['ALARM(a) AND (OK(b) OR NOT INSUFFICIENT_DATA(c))', ['a', 'b', 'c']],
    ['ALARM("with, (brackets) and spaces") OR ALARM ( plain )', ['with, (brackets) and spaces', 'plain']],
    [String.raw`ALARM("a \"quoted\" name")`, ['a "quoted" name']],
    ['ALARM(a) OR OK(a) OR ALARM("a")', ['a']],
    [
      'AT_LEAST(2, ALARM, (AZ1, "AZ 2", AZ3)) AND NOT ALARM(Maintenance)',
      ['AZ1', 'AZ 2', 'AZ3', 'Maintenance'],
    ],
    ['AT_LEAST(50%, NOT OK, (a, b))', ['a', 'b']],
    ['AT_LEAST("50%", INSUFFICIENT_DATA, (a))', ['a']],
    ['AT_LEAST(1, OK, (ALARM, OK))', ['ALARM', 'OK']],
    ['TRUE OR FALSE', []],
    ['ALARM("never closed', []],
    ['ALARM()', []],
    ['', []],
  ])('%s names its alarms', (rule, expected) => {
    expect(names(rule)).toEqual(expected);
  });

  it('names an alarm by its ARN too, and that is the same alarm', () => {
    const arn = 'arn:aws-cn:cloudwatch:cn-north-1:123456789012:alarm:a: b';
    expect(alarmsInRule(`ALARM("${arn}") OR ALARM("a: b")`)).toEqual([{ name: 'a: b', arn }]);
  });

  it('may be any text', () => {
    const parts = fc.constantFrom(
      'ALARM',
      'AT_LEAST',
      'OK',
      '(',
      ')',
      ',',
      '"',
      '\\',
      ' ',
      'x',
      'arn:',
      'NOT',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(parts).map((list) => list.join('')),
    );
    fc.assert(
      fc.property(text, (rule) => {
        expect(() => alarmsInRule(rule)).not.toThrow();
      }),
    );
  });

  it.each(['ALARM(', '"', '\\"', '(((', 'ALARM,(', 'AT_LEAST(1,ALARM,(', 'arn:', ' '])(
    'of fifty thousand characters is read in one pass: %s',
    (part) => {
      expect(names(part.repeat(50_000 / part.length)).length).toBeLessThan(50_000);
    },
  );
});
