import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Sample, metricStore, statisticOf } from '../../../simulator/world/metrics.ts';
import { MINUTE, madeUp } from '../worlds.ts';
import { naiveStatistic } from './naive-statistic.ts';

const samples: fc.Arbitrary<Sample[]> = fc.array(
  fc.record({
    t: fc.constant(0),
    toldAt: fc.constant(0),
    v: fc.integer({ min: -1_000, max: 1_000 }),
    n: fc.integer({ min: 1, max: 40 }),
  }),
  { minLength: 1, maxLength: 40 },
);

describe('a statistic', () => {
  it.each([
    'Sum',
    'Average',
    'Minimum',
    'Maximum',
    'SampleCount',
    'p0',
    'p50',
    'p90',
    'p99',
    'p99.9',
    'p100',
  ])('%s is that of all values, each as often as it was counted', (stat) => {
    fc.assert(
      fc.property(samples, (all) => {
        const expected = naiveStatistic(all, stat) ?? NaN;
        expect(statisticOf(all, stat)).toBeCloseTo(expected, 9);
      }),
    );
  });

  it('of nothing is none', () => {
    for (const stat of ['Sum', 'SampleCount', 'p50']) expect(statisticOf([], stat)).toBeUndefined();
  });

  it('is exact at percentiles that floating point would miss', () => {
    const all = Array.from({ length: 100 }, (_, i) => ({ t: 0, toldAt: 0, v: i + 1, n: 1 }));
    for (let percent = 1; percent <= 100; percent++) expect(statisticOf(all, `p${percent}`)).toBe(percent);
  });

  it.each(['sum', 'p101', 'p', 'tm99', ''])('%p does not exist', (stat) => {
    expect(() => statisticOf([{ t: 0, toldAt: 0, v: 1, n: 1 }], stat)).toThrow(RangeError);
  });
});

/** The store of a scenario that has only series. */
const storeOf = (yaml: string) => metricStore(madeUp(`functions: { f: {} }\nseries:\n${yaml}`));
const START = Date.parse('2026-03-10T00:00:00Z');

describe('a series', () => {
  it('that is written has what was added, told a lag after its end', () => {
    const series = storeOf('  []').write('Shop', 'Up', { A: '1', B: '2' });
    series.add(START + 30_000, 5, START + 70_000);
    series.add(START + 90_000, 7);
    const all = series.samples(START, START + 2 * MINUTE);
    expect(all.map(({ v, n }) => [v, n])).toEqual([
      [5, 1],
      [7, 1],
    ]);
    for (const [i, endedAt] of [START + 70_000, START + 90_000].entries()) {
      expect(all[i]?.toldAt).toBeGreaterThanOrEqual(endedAt + 15_000);
      expect(all[i]?.toldAt).toBeLessThanOrEqual(endedAt + 45_000);
    }
    expect(series.samples(START + 30_001, START + 90_000)).toEqual([]);
  });

  it('is found whatever the order of its dimensions', () => {
    const store = storeOf('  []');
    const series = store.write('Shop', 'Up', { A: '1', B: '2' });
    expect(store.find('Shop', 'Up', { B: '2', A: '1' })).toBe(series);
    expect(store.find('Shop', 'Up', { A: '1' })).toBeUndefined();
    expect(store.write('Shop', 'Up', { B: '2', A: '1' })).toBe(series);
  });

  it('of a gauge is spread around its level, and its percentiles are in order', () => {
    const store = storeOf('  - { namespace: Db, name: Latency, value: 20, samples: 100, spread: 0.4 }');
    const all = store.find('Db', 'Latency', {})?.samples(START, START + MINUTE) ?? [];
    expect(statisticOf(all, 'SampleCount')).toBeCloseTo(100);
    const percentiles = ['p10', 'p50', 'p90', 'p99'].map((stat) => statisticOf(all, stat) ?? 0);
    expect(percentiles).toEqual(percentiles.toSorted((a, b) => a - b));
    expect(percentiles[1]).toBeGreaterThan(15);
    expect(percentiles[1]).toBeLessThan(27);
  });

  it('of a counter counts its level in each interval, and nothing at all if it is sparse', () => {
    const store = storeOf(
      [
        '  - { namespace: Db, name: Commits, total: 90, every: 300s }',
        '  - { namespace: Db, name: Dropped, total: 0 }',
        '  - { namespace: Db, name: Sparse, total: 0, sparse: true }',
      ].join('\n'),
    );
    const read = (name: string) => store.find('Db', name, {})?.samples(START, START + 50 * MINUTE) ?? [];
    expect(read('Commits')).toHaveLength(10);
    expect((statisticOf(read('Commits'), 'Sum') ?? 0) / 10).toBeGreaterThan(75);
    expect((statisticOf(read('Commits'), 'Sum') ?? 0) / 10).toBeLessThan(105);
    expect(statisticOf(read('Dropped'), 'Maximum')).toBe(0);
    expect(read('Sparse')).toEqual([]);
  });

  it('of a share has as many samples as there are events', () => {
    const store = storeOf('  - { namespace: Cdn, name: Failed, share: { of: 200, ratio: 0.25 } }');
    const all = store.find('Cdn', 'Failed', {})?.samples(START, START + 60 * MINUTE) ?? [];
    expect(statisticOf(all, 'Average')).toBeCloseTo(0.25, 1);
    expect((statisticOf(all, 'SampleCount') ?? 0) / 60).toBeCloseTo(200, -1);
  });

  it('exists only from its beginning to its end, and long before the start without one', () => {
    const store = storeOf(
      [
        '  - { namespace: Db, name: Short, value: 1, from: 10m, until: 12m }',
        '  - { namespace: Db, name: Long, value: 1 }',
      ].join('\n'),
    );
    const read = (name: string, from: number) =>
      store.find('Db', name, {})?.samples(from, from + 20 * MINUTE) ?? [];
    expect(read('Short', START).map(({ t }) => (t - START) / MINUTE)).toEqual([10, 11]);
    expect(read('Long', START - 30 * 1_440 * MINUTE)).toHaveLength(20);
  });

  it('is the same in whatever ranges it is read', () => {
    const series = storeOf('  - { namespace: Db, name: Load, value: 3 }').find('Db', 'Load', {});
    const whole = series?.samples(START, START + 30 * MINUTE) ?? [];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 * MINUTE }), (cut) => {
        const [before, after] = [
          series?.samples(START, START + cut) ?? [],
          series?.samples(START + cut, START + 30 * MINUTE) ?? [],
        ];
        expect([...before, ...after]).toEqual(whole);
      }),
    );
  });
});
