import { describe, expect, it } from '@jest/globals';
import type { World } from '../../../simulator/world/world.ts';
import { MINUTE, SCENARIOS, builtOf } from '../worlds.ts';
import { readLog } from './function-log.ts';

/** Samples of a metric between two times; none if it was never written. */
function samplesOf(world: World, namespace: string, name: string, dimensions: Record<string, string>) {
  const series = world.metrics.find(namespace, name, dimensions);
  return (from = world.start, to = world.end + 30 * MINUTE) => series?.samples(from, to) ?? [];
}

const sum = (samples: readonly { v: number; n: number }[]) =>
  samples.reduce((all, { v, n }) => all + v * n, 0);

/** Queues, each with those whose messages may end up in it. */
function families(world: World): string[][] {
  const queues = Object.entries(world.scenario.queues);
  const dead = new Set(queues.flatMap(([, { deadLetter }]) => deadLetter?.queue ?? []));
  const roots = queues.filter(([name]) => !dead.has(name)).map(([name]) => name);
  return [
    ...[...dead].map((queue) => [
      queue,
      ...queues.filter(([, one]) => one.deadLetter?.queue === queue).map(([name]) => name),
    ]),
    ...roots.filter((name) => world.scenario.queues[name]?.deadLetter === undefined).map((name) => [name]),
  ];
}

describe.each(SCENARIOS)('in %s', (id) => {
  it('a queue holds what was sent and neither deleted nor dead-lettered, minute by minute', async () => {
    const { world } = await builtOf(id);
    for (const family of families(world)) {
      for (let minute = 0; minute < world.scenario.minutes; minute++) {
        const from = world.start + minute * MINUTE;
        // SQS writes its gauges at the end of the minute.
        const total = (metric: string, since: number, until: number) =>
          family.reduce(
            (all, QueueName) => all + sum(samplesOf(world, 'AWS/SQS', metric, { QueueName })(since, until)),
            0,
          );
        const sent = total('NumberOfMessagesSent', world.start, from + 59_000);
        const deleted = total('NumberOfMessagesDeleted', world.start, from + 59_000);
        const visible = total('ApproximateNumberOfMessagesVisible', from, from + MINUTE);
        const inFlight = total('ApproximateNumberOfMessagesNotVisible', from, from + MINUTE);
        expect({ family, minute, held: visible + inFlight }).toEqual({
          family,
          minute,
          held: sent - deleted,
        });
      }
    }
  });

  it('a queue’s consumer is invoked for all that is received, and for nothing while the mapping is off', async () => {
    const { scenario, world } = await builtOf(id);
    for (const [QueueName, { consumer, batchSize }] of Object.entries(scenario.queues)) {
      const mapping = world.mappings.get(QueueName);
      const received = samplesOf(world, 'AWS/SQS', 'NumberOfMessagesReceived', { QueueName })();
      const enabledAt = (t: number) => mapping?.enabled.findLast((one) => one.t <= t)?.value;
      expect(received.filter(({ t, v }) => v > 0 && enabledAt(t) !== true)).toEqual([]);
      const calls = world.invocations.filter((one) => one.function === consumer).length;
      const throttled = sum(samplesOf(world, 'AWS/Lambda', 'Throttles', { FunctionName: consumer ?? '' })());
      // A batch has one message at least; one that was throttled comes back later.
      expect(sum(received)).toBeGreaterThanOrEqual(calls + throttled);
      expect(sum(received)).toBeLessThanOrEqual((calls + throttled) * batchSize);
    }
  });

  it('a table takes no more than its capacity and what it had saved, and throttles only then', async () => {
    const { scenario, world } = await builtOf(id);
    for (const [TableName, table] of Object.entries(scenario.tables)) {
      for (const [word, Operation] of [
        ['Write', 'PutItem'],
        ['Read', 'GetItem'],
      ] as const) {
        const key = word === 'Write' ? 'write' : 'read';
        const changes = scenario.timeline.filter(({ capacity }) => capacity?.table === TableName);
        const rates = [table[key], ...changes.map(({ capacity }) => capacity?.[key])].filter(
          (rate) => rate !== undefined,
        );
        const of = (metric: string, dimensions = {}) =>
          samplesOf(world, 'AWS/DynamoDB', metric, { TableName, ...dimensions })();
        const consumed = of(`Consumed${word}CapacityUnits`).sort((a, b) => a.t - b.t);
        const throttled = of(`${word}ThrottleEvents`);
        expect(sum(throttled)).toBe(sum(of('ThrottledRequests', { Operation })));
        expect(consumed).toHaveLength(of('SuccessfulRequestLatency', { Operation }).length);
        expect(of(`Provisioned${word}CapacityUnits`).every(({ v }) => rates.includes(v))).toBe(true);
        const most = Math.max(...rates);
        for (let from = world.start; from < world.end; from += 5 * MINUTE) {
          const within = consumed.filter(({ t }) => t >= from && t < from + 5 * MINUTE);
          // Five minutes of capacity, and five that were saved.
          expect(rates.length === 0 || sum(within) <= most * 600).toBe(true);
        }
        for (const { t } of throttled) {
          const least = Math.min(...rates);
          const before = consumed.filter((one) => one.t > t - 5 * MINUTE && one.t <= t);
          expect(rates).not.toEqual([]);
          // What it saved is used up, but for the last units.
          expect(sum(before)).toBeGreaterThan(least * 0.8);
        }
      }
    }
  });

  it('a function fails of throttling only where its table throttled', async () => {
    const { scenario, world } = await builtOf(id);
    for (const [name, { uses }] of Object.entries(scenario.functions)) {
      const tables = uses.flatMap(({ table }) => table ?? []);
      const refused = world.invocations.filter(
        (one) =>
          one.function === name &&
          one.outcome.kind === 'error' &&
          one.outcome.type.startsWith('ProvisionedThroughput'),
      );
      const throttles = tables.reduce(
        (all, TableName) =>
          all +
          sum(samplesOf(world, 'AWS/DynamoDB', 'WriteThrottleEvents', { TableName })()) +
          sum(samplesOf(world, 'AWS/DynamoDB', 'ReadThrottleEvents', { TableName })()),
        0,
      );
      // The SDK tries three times more.
      expect(throttles).toBeGreaterThanOrEqual(refused.length * 4);
    }
  });

  it('a stream’s consumer reads each shard in order, and the iterator is as old as what waits', async () => {
    const { scenario, world } = await builtOf(id);
    for (const [StreamName, { consumer, shards }] of Object.entries(scenario.streams)) {
      if (consumer === undefined) continue;
      const lambda = samplesOf(world, 'AWS/Lambda', 'IteratorAge', { FunctionName: consumer })();
      const kinesis = samplesOf(world, 'AWS/Kinesis', 'GetRecords.IteratorAgeMilliseconds', { StreamName })();
      expect(lambda.map(({ t, v }) => [t, v])).toEqual(kinesis.map(({ t, v }) => [t, v]));
      const began = readLog(world, historyOf(world, consumer)).length;
      expect(began).toBe(lambda.length);
      expect(lambda.every(({ t, v }) => v >= 0 && t - v >= world.start)).toBe(true);
      // As many at a time as there are shards.
      const most = samplesOf(world, 'AWS/Lambda', 'ConcurrentExecutions', { FunctionName: consumer })();
      expect(Math.max(...most.map(({ v }) => v))).toBeLessThanOrEqual(shards);
    }
  });
});

function historyOf(world: World, name: string) {
  const history = world.histories.get(name);
  if (history === undefined) throw new Error(`there is no ${name}`);
  return history;
}
