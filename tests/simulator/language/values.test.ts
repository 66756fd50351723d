import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Offset, Shape, levelAt } from '../../../simulator/language/values.ts';

const START = Date.parse('2026-03-10T01:30:00Z');
const MINUTE = 60_000;
const DAY = 86_400_000;

/** The level so many minutes after the start. */
const level = (shape: unknown, minutes: number) =>
  levelAt(Shape.parse(shape), START, START + minutes * MINUTE);

describe('a time', () => {
  it.each([
    ['95m', 95 * MINUTE],
    ['1h30m', 90 * MINUTE],
    ['2d3h4m5s', 2 * DAY + 3 * 3_600_000 + 4 * MINUTE + 5_000],
    ['-60d', -60 * DAY],
    ['0s', 0],
  ])('%s is so many milliseconds', (text, ms) => {
    expect(Offset.parse(text)).toBe(ms);
  });

  it.each(['', '-', '5', '5 m', '30s5m', '1.5h', 'm'])('%p is none', (text) => {
    expect(Offset.safeParse(text).success).toBe(false);
  });
});

describe('a level over time', () => {
  it('is a number at all times', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e15, noNaN: true }),
        fc.integer({ min: -1e7, max: 1e7 }),
        (value, minutes) => {
          expect(level(value, minutes)).toBe(value);
          expect(level({ base: value }, minutes)).toBe(value);
        },
      ),
    );
  });

  it.each([
    [{ at: '10m', value: 7 }, [5, 7, 7]],
    [{ at: '10m', for: '10m', add: 2 }, [5, 7, 5]],
    [{ at: '10m', for: '10m', times: 3 }, [5, 15, 5]],
    [{ at: '10m', for: '10m', rampTo: 25 }, [5, 15, 5]],
    [{ at: '10m', rampTo: 25 }, [5, 25, 25]],
    [{ at: '10m', add: -9 }, [5, 0, 0]],
  ])('is changed by %j while that lasts', (step, expected) => {
    const shape = { base: 5, steps: [step] };
    expect([level(shape, 9.99), level(shape, 15), level(shape, 20)]).toEqual(expected);
  });

  it('takes the steps in their order', () => {
    const steps = [
      { at: '10m', value: 8 },
      { at: '10m', add: 1 },
      { at: '15m', times: 2 },
    ];
    expect(level({ base: 5, steps }, 12)).toBe(9);
    expect(level({ base: 5, steps }, 15)).toBe(18);
  });

  it('comes again, before the start too', () => {
    const shape = { base: 10, recurring: [{ at: '96m', every: '7d', for: '44m', times: 3 }] };
    const week = 7 * 1_440;
    const during = fc.integer({ min: 96, max: 139 });
    const weeks = fc.integer({ min: -10, max: 10 });
    fc.assert(
      fc.property(during, weeks, (minute, n) => {
        expect(level(shape, minute + n * week)).toBe(30);
      }),
    );
    expect([95.9, 140, 95.9 - week, 140 - week].map((minute) => level(shape, minute))).toEqual([
      10, 10, 10, 10,
    ]);
  });

  it('swings with the day around its base', () => {
    const shape = Shape.parse({ base: 100, daily: { swing: 0.4, peakHour: 14 } });
    const at = (iso: string) => levelAt(shape, START, Date.parse(iso));
    expect(at('2026-03-10T14:00:00Z')).toBeCloseTo(140);
    expect(at('2026-03-11T02:00:00Z')).toBeCloseTo(60);
    expect(at('2026-03-12T20:00:00Z')).toBeCloseTo(100);
  });

  it('is never below nothing', () => {
    const step = fc.record({
      at: fc.constantFrom('0m', '5m', '30m'),
      for: fc.constantFrom('5m', '40m'),
      add: fc.integer({ min: -100, max: 100 }),
    });
    fc.assert(
      fc.property(fc.array(step), fc.nat(60), (steps, minute) => {
        expect(level({ base: 20, steps }, minute)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
