import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Values, compile } from '../../../simulator/alarms/expression.ts';

const IDS = ['errors', 'invocations', 'm1'];

function evaluate(expression: string, values: Values): number | undefined {
  const compiled = compile(expression, IDS);
  if ('problem' in compiled) throw new Error(compiled.problem);
  return compiled.evaluate(values);
}

/** Expressions that mean the same in JavaScript; divisions only by numbers other than zero. */
const arithmetic = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(...IDS, '0', '7', '12.5'),
    fc
      .tuple(tie('expression'), fc.constantFrom('+', '-', '*'), tie('expression'))
      .map(([left, operator, right]) => `${left} ${operator} ${right}`),
    fc.tuple(tie('expression'), fc.constantFrom('2', '0.5', '8')).map(([left, by]) => `(${left}) / ${by}`),
    tie('expression').map((inner) => `(${inner})`),
    tie('expression').map((inner) => `-(${inner})`),
    fc
      .tuple(tie('expression'), fc.constantFrom('>', '<', '>=', '<=', '==', '!='), tie('expression'))
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
  ),
})).expression;

describe('an expression of metrics', () => {
  it('binds and computes as arithmetic does', () => {
    fc.assert(
      fc.property(arithmetic, fc.tuple(fc.integer(), fc.integer(), fc.integer()), (expression, [a, b, c]) => {
        const values = { errors: a, invocations: b, m1: c };
        const expected = Number(runInNewContext(expression, { ...values }));
        expect(evaluate(expression, values)).toBeCloseTo(expected, 5);
      }),
    );
  });

  it('has no datapoint where a metric has none', () => {
    fc.assert(
      fc.property(arithmetic, (expression) => {
        const used = IDS.filter((id) => new RegExp(`\\b${id}\\b`).test(expression));
        for (const id of used) {
          expect(evaluate(expression, { errors: 1, invocations: 2, m1: 3, [id]: undefined })).toBeUndefined();
        }
      }),
    );
  });

  it('has none where it divides by zero', () => {
    expect(evaluate('100 * errors / invocations', { errors: 3, invocations: 0 })).toBeUndefined();
  });

  it('fills what is missing where it is told to', () => {
    expect(evaluate('FILL(errors, 0) + invocations', { invocations: 4 })).toBe(4);
    expect(evaluate('FILL(errors, invocations)', { invocations: 4 })).toBe(4);
    expect(evaluate('FILL(errors, 0)', { errors: 2 })).toBe(2);
  });

  it('takes one of two ways', () => {
    const rate = 'IF(invocations > 10, 100 * errors / invocations, 0)';
    expect(evaluate(rate, { errors: 5, invocations: 20 })).toBe(25);
    expect(evaluate(rate, { errors: 5, invocations: 10 })).toBe(0);
    expect(evaluate(rate, { errors: 5 })).toBeUndefined();
  });

  it('aggregates what is there, of a list or of all metrics', () => {
    const values = { errors: 2, m1: 6 };
    expect(evaluate('SUM(METRICS())', values)).toBe(8);
    expect(evaluate('AVG([errors, m1])', values)).toBe(4);
    expect(evaluate('MIN([errors, m1 * 2, 9])', values)).toBe(2);
    expect(evaluate('MAX(METRICS())', values)).toBe(6);
    expect(evaluate('SUM(METRICS())', {})).toBeUndefined();
  });

  it.each([
    ['', 'it ends too early'],
    ['errors +', 'it ends too early'],
    ['errors faults', '"faults" is not expected'],
    ['errors constructor errors', '"constructor" is not expected'],
    ['faults / 2', 'there is no metric faults'],
    ['(errors', '")" is missing'],
    ['SUM(errors)', '"[" is missing before "errors"'],
    ['ANOMALY_DETECTION_BAND(errors, 2)', 'the function ANOMALY_DETECTION_BAND is not simulated'],
    ['errors > 1 > 2', '">" is not expected'],
  ])('%p is refused: %s', (expression, problem) => {
    expect(compile(expression, IDS)).toEqual({ problem: `the expression is not understood: ${problem}` });
  });
});
