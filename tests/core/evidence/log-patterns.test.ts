import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { minePatterns, patternOf } from '../../../core/evidence/log-patterns.ts';

const ID = '7f3a1c52-9d1e-4b7a-8a34-52cf0a6e1b77';
const line = (message: string, t = '2026-03-10T03:00:00.000Z', stream = '2026/03/10/[42]abc') => ({
  t,
  message,
  stream,
});

describe('log patterns', () => {
  it('are equal for lines that differ in ids, numbers and times', () => {
    const one = `2026-03-10T03:09:17.412Z\t${ID}\tERROR\tpayment 8812 failed after 179 ms`;
    const other = `2026-03-10T03:10:44.001Z\t${ID.replace('7', '8')}\tERROR\tpayment 9 failed after 2901 ms`;
    expect(patternOf(one)).toBe(patternOf(other));
  });

  it('keep status codes: 500 is not 404', () => {
    expect(patternOf('answered with status 500')).not.toBe(patternOf('answered with status 404'));
    expect(patternOf('took 500 ms')).toBe(patternOf('took 404 ms'));
  });

  it('identify an uncaught error by its type and message, not by its stack', () => {
    const body = (frame: string) =>
      `ERROR\tInvoke Error \t${JSON.stringify({ errorType: 'TypeError', errorMessage: 'x is undefined', stack: [frame] })}`;
    expect(patternOf(body('at a.js:1:2'))).toBe(patternOf(body('at b.js:3:4')));
    expect(patternOf(body('at a.js:1:2'))).toContain('TypeError x is undefined');
  });

  it('identify a JSON line by level and message, whatever the other fields', () => {
    const json = (fields: object) =>
      JSON.stringify({ level: 'ERROR', message: 'charge declined', ...fields });
    expect(patternOf(json({ customer: 'a' }))).toBe(patternOf(json({ customer: 'b', amount: 3 })));
  });

  it('count lines, first and last, and the versions that logged them', () => {
    const [pattern] = minePatterns([
      line('boom 1', '2026-03-10T03:00:02.000Z', '2026/03/10/checkout[42]abc'),
      line('boom 2', '2026-03-10T03:00:01.000Z', '2026/03/10/checkout[$LATEST]abc'),
    ]);
    expect(pattern).toMatchObject({
      count: 2,
      first: '2026-03-10T03:00:01.000Z',
      last: '2026-03-10T03:00:02.000Z',
      versions: ['$LATEST', '42'],
      sample: 'boom 2',
    });
  });

  it('do not depend on the order of the lines', () => {
    const lines = ['a 1', 'b 2', 'a 3', '{"message":"c"}', 'b 4'].map((text, i) =>
      line(text, `2026-03-10T03:00:0${i}.000Z`),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray(lines, { minLength: lines.length }), (shuffled) => {
        expect(minePatterns(shuffled)).toEqual(minePatterns(lines));
      }),
    );
  });

  it('survive any line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
        expect(patternOf(text).length).toBeLessThanOrEqual(300);
      }),
    );
  });

  it('are never cut within a character', () => {
    const [pattern] = minePatterns([line(`${'x'.repeat(299)}😀${'y'.repeat(298)}😀`)]);
    expect(pattern?.pattern.isWellFormed()).toBe(true);
    expect(pattern?.sample.isWellFormed()).toBe(true);
  });
});
