import { describe, expect, it } from '@jest/globals';
import { type World, buildWorld } from '../../../simulator/world/world.ts';
import { MINUTE, madeUp } from '../worlds.ts';

const worldOf = (queue: string, more = '') =>
  buildWorld(
    madeUp(`
functions: { f: { durationMs: 300 } }
queues:
  jobs: { consumer: f, ${queue} }
  dead: {}
${more}
`),
  );

/** By minute: the sum of a queue's metric. */
function byMinute({ metrics, start, scenario }: World, name: string, QueueName = 'jobs'): number[] {
  const series = metrics.find('AWS/SQS', name, { QueueName });
  return Array.from({ length: scenario.minutes }, (_, i) =>
    (series?.samples(start + i * MINUTE, start + (i + 1) * MINUTE) ?? []).reduce(
      (sum, { v, n }) => sum + v * n,
      0,
    ),
  );
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const POISON = 'timeline: [{ at: 20m30s, poison: { source: jobs, error: { type: BadJob, message: bad } } }]';

describe('a queue', () => {
  it('is read as fast as messages arrive, and stays empty', () => {
    const world = worldOf('perMinute: 60');
    expect(total(byMinute(world, 'NumberOfMessagesSent'))).toBeGreaterThan(90 * 50);
    expect(Math.max(...byMinute(world, 'ApproximateAgeOfOldestMessage'))).toBeLessThanOrEqual(3);
    expect(Math.max(...byMinute(world, 'ApproximateNumberOfMessagesVisible'))).toBeLessThan(10);
  });

  it('fills and ages while its mapping is off, and is emptied when it is on again', () => {
    const world = worldOf(
      'perMinute: 60',
      `timeline:
  - { at: 20m, mapping: { source: jobs, enabled: false, by: Ops/kim } }
  - { at: 30m, mapping: { source: jobs, enabled: true, by: Ops/kim } }`,
    );
    const age = byMinute(world, 'ApproximateAgeOfOldestMessage');
    for (let minute = 21; minute < 30; minute++) {
      expect(Math.abs((age[minute] ?? 0) - (age[minute - 1] ?? 0) - 60)).toBeLessThan(25);
    }
    expect(byMinute(world, 'ApproximateNumberOfMessagesVisible')[29]).toBeGreaterThan(450);
    expect(byMinute(world, 'NumberOfMessagesReceived').slice(21, 30)).toEqual(
      Array.from({ length: 9 }, () => 0),
    );
    expect(age[40]).toBeLessThan(10);
    expect(world.invocations.every(({ outcome }) => outcome.kind === 'ok')).toBe(true);
  });

  it('gives a message that fails to the dead-letter queue after so many receives; that is sent nowhere', () => {
    const world = worldOf('visibilitySeconds: 60, deadLetter: { queue: dead, after: 3 }', POISON);
    expect(world.invocations.map(({ t }) => Math.floor((t - world.start) / MINUTE))).toEqual([20, 21, 22]);
    expect(byMinute(world, 'ApproximateNumberOfMessagesVisible', 'dead').indexOf(1)).toBe(23);
    expect(total(byMinute(world, 'NumberOfMessagesSent', 'dead'))).toBe(0);
    expect(total(byMinute(world, 'NumberOfMessagesSent'))).toBe(1);
    expect(total(byMinute(world, 'NumberOfMessagesDeleted'))).toBe(0);
    expect(total(byMinute(world, 'NumberOfMessagesReceived'))).toBe(3);
  });

  it('tries without end where there is no dead-letter queue, and its age passes over that message', () => {
    const world = worldOf('visibilitySeconds: 60', POISON);
    expect(world.invocations.length).toBeGreaterThan(60);
    expect(Math.max(...byMinute(world, 'ApproximateAgeOfOldestMessage'))).toBeLessThan(180);
  });

  it('counts a receive that was throttled, and tries again when the message is visible', () => {
    const world = worldOf(
      'perMinute: 30, batchSize: 1, visibilitySeconds: 30, deadLetter: { queue: dead, after: 2 }',
      'timeline: [{ at: 20m, concurrency: { function: f, reserved: 0, by: Ops/kim } }]',
    );
    const throttles = world.metrics.find('AWS/Lambda', 'Throttles', { FunctionName: 'f' });
    const throttled = total((throttles?.samples(world.start, world.end) ?? []).map(({ v }) => v));
    expect(throttled).toBeGreaterThan(100);
    expect(total(byMinute(world, 'NumberOfMessagesReceived'))).toBe(world.invocations.length + throttled);
    expect(byMinute(world, 'ApproximateNumberOfMessagesVisible', 'dead').at(-1)).toBeGreaterThan(50);
  });

  it('hands out one message at a time to as many as may run', () => {
    const world = worldOf('perMinute: 130, batchSize: 1, maxConcurrency: 2');
    const concurrent = world.metrics.find('AWS/Lambda', 'ConcurrentExecutions', { FunctionName: 'f' });
    expect(Math.max(...(concurrent?.samples(world.start, world.end) ?? []).map(({ v }) => v))).toBe(2);
    const ids = world.invocations.map(({ requestId }) => requestId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
