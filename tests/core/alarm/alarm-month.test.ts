import { describe, expect, it } from '@jest/globals';
import { alarmMonth } from '../../../core/alarm/alarm-month.ts';
import { namePrefixes } from '../../../core/alarm/name-prefixes.ts';
import { DAY, HOUR } from '../../../core/time.ts';

const to = Date.UTC(2026, 2, 31);
const names = new Set(['a', 'b']);

describe('a month of alarms', () => {
  it('counts those in scope, contributors that change together once', () => {
    const off = (name: string, ago: number) => ({ name, at: to - ago });
    const month = alarmMonth(
      [off('a', HOUR), off('a', HOUR - 20_000), off('a', DAY), off('b', 2 * DAY), off('deleted', DAY)],
      names,
      { from: to - 30 * DAY, to },
    );
    expect(month).toEqual({
      investigations: 3,
      days: 30,
      busiest: [
        { name: 'a', count: 2 },
        { name: 'b', count: 1 },
      ],
    });
  });

  it('is scaled if less than a month could be read', () => {
    const wentOff = Array.from({ length: 10 }, (_, i) => ({ name: 'a', at: to - i * HOUR }));
    expect(alarmMonth(wentOff, names, { from: to - DAY, to })).toMatchObject({
      investigations: 300,
      days: 1,
    });
  });

  it('has nothing in it without alarms', () => {
    expect(alarmMonth([], names, { from: to, to })).toMatchObject({ investigations: 0, busiest: [] });
  });
});

describe('prefixes of names', () => {
  it('are first words that at least two share, the most frequent first', () => {
    const all = ['pay-a', 'pay-b', 'shop/x', 'shop/y', 'shop/z', 'alone-1', 'nothing', 'é-1', 'é-2'];
    expect(namePrefixes(all)).toEqual([
      { prefix: 'shop/', count: 3 },
      { prefix: 'pay-', count: 2 },
    ]);
  });
});
