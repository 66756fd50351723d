import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findShift } from '../../../core/analysis/metric-shift.ts';

const START = Date.parse('2026-03-10T01:00:00Z');
const time = (minute: number) => new Date(START + minute * 60_000).toISOString();
const OPTIONS = {
  baseline: { from: time(0), to: time(60) },
  window: { from: time(60), to: time(80) },
  periodSeconds: 60,
  completeUntil: time(80),
};
/** One datapoint a minute; undefined leaves the bucket out. */
const series = (value: (minute: number) => number | undefined) =>
  Array.from({ length: 80 }, (_, minute) => ({ t: time(minute), v: value(minute) })).filter(
    (point): point is { t: string; v: number } => point.v !== undefined,
  );

describe('a metric shift', () => {
  it('begins with the first bucket above the baseline', () => {
    const shift = findShift(
      series((minute) => (minute >= 73 ? 20 : minute % 2)),
      OPTIONS,
    );
    expect(shift).toMatchObject({ onset: { from: time(73), to: time(74) }, after: 20, buckets: 7 });
  });

  it('is found in a series that has datapoints only when something happens', () => {
    const shift = findShift(
      series((minute) => (minute >= 75 ? 9 : undefined)),
      OPTIONS,
    );
    expect(shift).toMatchObject({ before: 0, onset: { from: time(75), to: time(76) } });
  });

  it('is not found where the series came back before the end', () => {
    expect(
      findShift(
        series((minute) => (minute >= 64 && minute < 67 ? 30 : 1)),
        OPTIONS,
      ),
    ).toBeUndefined();
  });

  it('survives a dip in between', () => {
    const shift = findShift(
      series((minute) => (minute >= 68 && minute !== 74 ? 30 : 1)),
      OPTIONS,
    );
    expect(shift?.onset.from).toBe(time(68));
  });

  it('is not ended by a bucket that the source has not told completely', () => {
    const points = series((minute) => (minute >= 79 ? 0 : minute >= 76 ? 15 : 0));
    expect(findShift(points, OPTIONS)?.onset).toBeUndefined();
    expect(findShift(points, { ...OPTIONS, completeUntil: time(79) })?.onset.from).toBe(time(76));
  });

  it('is not seen in the noise of a busy series', () => {
    const noise = fc.array(fc.integer({ min: 90, max: 110 }), { minLength: 80, maxLength: 80 });
    fc.assert(
      fc.property(noise, (values) => {
        expect(
          findShift(
            series((minute) => values[minute]),
            OPTIONS,
          ),
        ).toBeUndefined();
      }),
    );
  });
});
