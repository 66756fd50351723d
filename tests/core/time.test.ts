import { describe, expect, it } from '@jest/globals';
import { duration, floorTo, parseAwsTime } from '../../core/time.ts';

describe('times', () => {
  it('reads an offset without a colon, as CloudWatch writes it', () => {
    expect(parseAwsTime('2019-10-02T19:04:40.989+0200')).toBe('2019-10-02T17:04:40.989Z');
  });

  it('says that other text is not a time', () => {
    expect(parseAwsTime('yesterday')).toBeUndefined();
  });

  it('finds the bucket of a time', () => {
    expect(floorTo('2026-03-10T03:12:59.999Z', 300)).toBe('2026-03-10T03:10:00.000Z');
  });

  it.each([
    [29_600, '30 s'],
    [75_000, '1 min 15 s'],
    [300_000, '5 min'],
    [7_200_000, '2 h'],
    [5_400_000, '1 h 30 min'],
  ])('says %d ms as %s', (millis, text) => {
    expect(duration(millis)).toBe(text);
  });
});
