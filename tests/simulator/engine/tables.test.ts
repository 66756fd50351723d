import { describe, expect, it } from '@jest/globals';
import { buildWorld } from '../../../simulator/world/world.ts';
import { MINUTE, madeUp } from '../worlds.ts';

/** A function that writes `perMinute` items of `units` to a table. */
const worldOf = ({ perMinute = 60, units = 4, table = '{ write: 10 }', timeline = '[]', seed = 1 }) =>
  buildWorld({
    ...madeUp(`
functions:
  f: { perMinute: ${perMinute}, durationMs: 20, uses: [{ table: orders, units: ${units} }] }
tables: { orders: ${table} }
timeline: ${timeline}
`),
    seed,
  });

type World = ReturnType<typeof worldOf>;

function samples({ metrics, start, end }: World, name: string) {
  return metrics.find('AWS/DynamoDB', name, { TableName: 'orders' })?.samples(start, end) ?? [];
}

const LOWERED = '[{ at: 40m, capacity: { table: orders, write: 2, by: Ops/kim } }]';

describe('a table', () => {
  it('on demand never throttles', () => {
    const world = worldOf({ perMinute: 900, units: 50, table: '{}' });
    expect(samples(world, 'WriteThrottleEvents')).toEqual([]);
    expect(samples(world, 'ProvisionedWriteCapacityUnits')).toEqual([]);
    expect(world.invocations.every(({ outcome }) => outcome.kind === 'ok')).toBe(true);
  });

  it.each([1, 2, 3, 4, 5])('lives on what it saved for five minutes (seed %i)', (seed) => {
    // 4 units a second of 2: what 300 seconds had saved is used up after 300 seconds.
    const world = worldOf({ timeline: LOWERED, seed });
    const first = samples(world, 'WriteThrottleEvents').reduce(
      (least, { t }) => Math.min(least, t),
      Infinity,
    );
    expect((first - world.start) / MINUTE).toBeGreaterThan(44);
    expect((first - world.start) / MINUTE).toBeLessThan(47);
  });

  it('then lets through what its capacity is', () => {
    const world = worldOf({ timeline: LOWERED });
    const from = world.start + 60 * MINUTE;
    const late = samples(world, 'ConsumedWriteCapacityUnits').filter(({ t }) => t >= from);
    const perSecond = late.reduce((sum, { v }) => sum + v, 0) / ((world.end - from) / 1_000);
    expect(perSecond).toBeCloseTo(2, 1);
    const refused = world.invocations.filter(({ t, outcome }) => t >= from && outcome.kind === 'error');
    expect(refused.length / world.invocations.filter(({ t }) => t >= from).length).toBeCloseTo(0.5, 1);
  });

  it('tells its capacity every five minutes, the new one some seconds after the call', () => {
    const world = worldOf({ timeline: LOWERED });
    const told = samples(world, 'ProvisionedWriteCapacityUnits').map(({ t, v }) => [
      (t - world.start) / MINUTE,
      v,
    ]);
    expect(told).toEqual(Array.from({ length: 18 }, (_, i) => [i * 5, i * 5 <= 40 ? 10 : 2]));
  });

  it('keeps the other capacity, and what an earlier change made of it', () => {
    const { trail } = worldOf({
      table: '{ write: 10, read: 7 }',
      timeline: `[{ at: 40m, capacity: { table: orders, write: 2, by: Ops/kim } }, { at: 50m, capacity: { table: orders, read: 9, by: Ops/kim } }]`,
    });
    expect(trail.map(({ request }) => request['provisionedThroughput'])).toEqual([
      { readCapacityUnits: 7, writeCapacityUnits: 2 },
      { readCapacityUnits: 9, writeCapacityUnits: 2 },
    ]);
  });
});
