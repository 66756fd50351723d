import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type SeriesOptions, findShift, usualOf } from '../../../core/observe/metric-shift.ts';
import type { Point } from '../../../core/evidence/capabilities.ts';

const START = Date.parse('2026-03-10T01:00:00Z');
const time = (minute: number) => new Date(START + minute * 60_000).toISOString();
const OPTIONS: SeriesOptions = {
  baseline: { from: time(0), to: time(60) },
  window: { from: time(60), to: time(80) },
  periodSeconds: 60,
  completeUntil: time(80),
  absentIsZero: true,
};
/** One datapoint a minute; undefined leaves the bucket out. */
const series = (value: (minute: number) => number | undefined) =>
  Array.from({ length: 80 }, (_, minute) => ({ t: time(minute), v: value(minute) })).filter(
    (point): point is Point => point.v !== undefined,
  );
const shiftOf = (points: Point[], options: Partial<SeriesOptions> = {}) => {
  const all = { ...OPTIONS, ...options };
  const usual = usualOf(points, all);
  return usual && findShift(points, usual, all);
};

describe('a metric shift', () => {
  it('begins with the first bucket above the baseline', () => {
    expect(shiftOf(series((minute) => (minute >= 73 ? 20 : minute % 2)))).toEqual({
      onset: { from: time(73), to: time(74) },
      until: time(80),
    });
  });

  it('is found in a count that has datapoints only when something happens', () => {
    expect(shiftOf(series((minute) => (minute >= 75 ? 9 : undefined)))?.onset.from).toBe(time(75));
  });

  it('is found at one a minute where there was never any', () => {
    expect(shiftOf(series((minute) => (minute >= 77 ? 1 : 0)))?.onset.from).toBe(time(77));
  });

  it('is not made of missing datapoints of an average: nothing is known of those', () => {
    const sparse = series((minute) => (minute < 60 ? (minute % 10 === 0 ? 120 : undefined) : 121));
    expect(shiftOf(sparse, { absentIsZero: false })).toBeUndefined();
    const risen = series((minute) => (minute % 5 === 0 ? (minute >= 70 ? 95 : 20) : undefined));
    expect(shiftOf(risen, { absentIsZero: false })?.onset.from).toBe(time(70));
  });

  it('is not claimed without a baseline, or without any datapoint', () => {
    expect(shiftOf([])).toBeUndefined();
    expect(
      shiftOf(
        series((minute) => (minute >= 58 ? 50 : undefined)),
        { absentIsZero: false },
      ),
    ).toBeUndefined();
  });

  it('is not found where the series came back before the end', () => {
    expect(shiftOf(series((minute) => (minute >= 64 && minute < 67 ? 30 : 1)))).toBeUndefined();
  });

  it('survives a dip in between', () => {
    expect(shiftOf(series((minute) => (minute >= 68 && minute !== 74 ? 30 : 1)))?.onset.from).toBe(time(68));
  });

  it('is not ended by buckets that the source has not told completely', () => {
    const points = series((minute) => (minute >= 79 ? 0 : minute >= 76 ? 15 : 0));
    expect(shiftOf(points)?.onset).toBeUndefined();
    expect(shiftOf(points, { completeUntil: time(79) })).toEqual({
      onset: { from: time(76), to: time(77) },
      until: time(79),
    });
  });

  it('is not seen in the noise of a busy series', () => {
    const noise = fc.array(fc.integer({ min: 90, max: 110 }), { minLength: 80, maxLength: 80 });
    fc.assert(
      fc.property(noise, (values) => {
        expect(shiftOf(series((minute) => values[minute]))).toBeUndefined();
      }),
    );
  });
});
