import { describe, expect, it } from '@jest/globals';
import { type World, buildWorld } from '../../../simulator/world/world.ts';
import { MINUTE, madeUp } from '../worlds.ts';

const worldOf = (stream: string, timeline = '[]') =>
  buildWorld(
    madeUp(`
functions: { f: { durationMs: 80 } }
streams: { clicks: { consumer: f, perMinute: 60, ${stream} } }
timeline: ${timeline}
`),
  );

const POISON = '[{ at: 30m, poison: { source: clicks, error: { type: BadClick, message: bad } } }]';

function ages({ metrics, start, end }: World): { minute: number; age: number }[] {
  const series = metrics.find('AWS/Lambda', 'IteratorAge', { FunctionName: 'f' });
  return (series?.samples(start, end) ?? []).map(({ t, v }) => ({ minute: (t - start) / MINUTE, age: v }));
}

describe('a stream', () => {
  it('is read within seconds', () => {
    expect(Math.max(...ages(worldOf('shards: 2')).map(({ age }) => age))).toBeLessThan(3_000);
  });

  it('is blocked by a record that fails, in its shard only: the same batch is tried again', () => {
    const world = worldOf('shards: 2, batchSize: 40', POISON);
    const failed = world.invocations.filter(({ outcome }) => outcome.kind === 'error');
    expect(failed.length).toBeGreaterThan(50);
    // The batch gets older by the time that passes: it has no newer records.
    const old = ages(world).filter(({ minute, age }) => minute > 35 && age > 60_000);
    for (const { minute, age } of old) expect(age / MINUTE).toBeCloseTo(minute - 30, 0);
    // The other shard goes on.
    const fresh = ages(world).filter(({ minute, age }) => minute > 35 && age < 3_000);
    expect(fresh.length).toBeGreaterThan(500);
  });

  it('with one shard stands still', () => {
    const world = worldOf('shards: 1', POISON);
    const after = world.invocations.filter(({ t }) => t > world.start + 31 * MINUTE);
    expect(after.every(({ outcome }) => outcome.kind === 'error')).toBe(true);
    const mapping = world.mappings.get('clicks');
    expect(mapping?.results.at(-1)?.value).toBe('PROBLEM: Function call failed');
  });

  it('waits longer after each failure, up to a minute', () => {
    const { invocations } = worldOf('shards: 1', POISON);
    const times = invocations.filter(({ outcome }) => outcome.kind === 'error').map(({ t }) => t);
    const waits = times.slice(1).map((t, i) => Math.round((t - (times[i] ?? 0)) / 1_000));
    expect(waits.slice(0, 4)).toEqual(waits.slice(0, 4).toSorted((a, b) => a - b));
    expect(Math.max(...waits)).toBeLessThanOrEqual(62);
    expect(waits.at(-1)).toBeGreaterThan(58);
  });

  it('is not read while its mapping is off', () => {
    const world = worldOf(
      'shards: 2',
      '[{ at: 30m, mapping: { source: clicks, enabled: false, by: Ops/kim } }]',
    );
    expect(world.invocations.filter(({ t }) => t > world.start + 31 * MINUTE)).toEqual([]);
    const sent = world.metrics.find('AWS/Kinesis', 'IncomingRecords', { StreamName: 'clicks' });
    expect(sent?.samples(world.start + 31 * MINUTE, world.end).length).toBeGreaterThan(3_000);
  });
});
