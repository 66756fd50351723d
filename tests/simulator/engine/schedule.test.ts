import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { schedule } from '../../../simulator/engine/schedule.ts';

const times = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 200 });

describe('a schedule', () => {
  it('runs as a stable sort by time would, up to its end', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 60 }), (all, end) => {
        const entries = all.map((t, i) => ({ t, i }));
        const ran: { t: number; i: number }[] = [];
        const queue = schedule();
        for (const { t, i } of entries) queue.at(t, (now) => ran.push({ t: now, i }));
        queue.runUntil(end);
        expect(ran).toEqual(entries.filter(({ t }) => t < end).toSorted((a, b) => a.t - b.t));
      }),
    );
  });

  it('runs what is added on the way in its turn', () => {
    const step = fc.record({
      t: fc.integer({ min: 0, max: 50 }),
      more: fc.array(fc.nat(20), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const ran: number[] = [];
        const queue = schedule();
        for (const { t, more } of steps) {
          queue.at(t, (now) => {
            ran.push(now);
            for (const later of more) queue.at(now + later, (then) => ran.push(then));
          });
        }
        queue.runUntil(Infinity);
        const expected = steps.flatMap(({ t, more }) => [t, ...more.map((later) => t + later)]);
        expect(ran).toEqual(expected.toSorted((a, b) => a - b));
      }),
    );
  });

  it('can go on where it stopped', () => {
    const ran: number[] = [];
    const queue = schedule();
    for (const t of [5, 1, 3]) queue.at(t, (now) => ran.push(now));
    queue.runUntil(3);
    expect(ran).toEqual([1]);
    queue.runUntil(10);
    expect(ran).toEqual([1, 3, 5]);
  });
});
