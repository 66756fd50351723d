import type { Scenario } from '../language/scenario.ts';
import { levelAt } from '../language/values.ts';
import { random } from '../random.ts';
import type { MetricStore } from '../world/metrics.ts';
import { at } from './function-history.ts';
import type { Functions, ThrownError } from './functions.ts';
import type { MappingHistory } from './mappings.ts';
import { trafficFactor } from './queues.ts';
import type { Schedule } from './schedule.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
/** Lambda tries a failed batch again after this long, more each time, up to this. */
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 60_000;

interface DataRecord {
  t: number;
  poison?: ThrownError;
}

interface Shard {
  records: DataRecord[];
  freeAt: number;
  failures: number;
  /** How many records the batch has that failed: it is tried again as it was. */
  failed: number;
}

/** Streams with their mappings: each shard is read in order, and a batch that fails blocks those behind it. */
export function streams(
  scenario: Scenario,
  metrics: MetricStore,
  schedule: Schedule,
  mappings: ReadonlyMap<string, MappingHistory>,
  invoke: () => Functions,
): void {
  const start = Date.parse(scenario.start);
  for (const [StreamName, stream] of Object.entries(scenario.streams)) {
    const shards = Array.from({ length: stream.shards }, (): Shard => ({
      records: [],
      freeAt: start,
      failures: 0,
      failed: 0,
    }));
    const put = (shard: Shard | undefined, record: DataRecord) => {
      shard?.records.push(record);
      metrics.write('AWS/Kinesis', 'IncomingRecords', { StreamName }).add(record.t, 1);
    };
    for (let minute = 0; minute < scenario.minutes; minute++) {
      const from = start + minute * MINUTE;
      const draw = random(scenario.seed, StreamName, 'records', minute);
      const level = levelAt(stream.perMinute, start, from) * trafficFactor(scenario, StreamName, from);
      for (let n = draw.count(level); n > 0; n--) {
        const t = Math.floor(from + draw.next() * MINUTE);
        const shard = shards[Math.floor(draw.next() * shards.length)];
        schedule.at(t, () => put(shard, { t }));
      }
    }
    for (const { at: offset, poison } of scenario.timeline) {
      if (poison?.source !== StreamName) continue;
      const t = start + offset;
      schedule.at(t, () => put(shards[0], { t, poison: poison.error }));
    }
    const mapping = mappings.get(StreamName);
    if (mapping === undefined) continue;
    for (let t = start; t < start + scenario.minutes * MINUTE; t += SECOND) {
      schedule.at(t, (now) => shards.forEach((shard, i) => read(StreamName, mapping, shard, i, now)));
    }
  }

  function read(name: string, mapping: MappingHistory, shard: Shard, index: number, t: number): void {
    if (shard.freeAt > t || at(mapping.enabled, t)?.value !== true) return;
    const batch = shard.records.slice(0, shard.failed > 0 ? shard.failed : mapping.batchSize);
    const [first] = batch;
    if (first === undefined) return;
    const error = batch.find(({ poison }) => poison !== undefined)?.poison;
    const call = `${name} ${index} ${first.t - start} ${shard.failures}`;
    // The age is that of the batch's last record.
    const age = t - (batch.at(-1) ?? first).t;
    const result = invoke().invoke(mapping.function, t, call, {
      iteratorAgeMs: age,
      ...(error && { error }),
    });
    metrics
      .write('AWS/Kinesis', 'GetRecords.IteratorAgeMilliseconds', { StreamName: name }, 'Milliseconds')
      .add(t, age);
    const end = t + result.ms;
    if (result.error === undefined) {
      shard.records.splice(0, batch.length);
      shard.failures = 0;
      shard.failed = 0;
      shard.freeAt = end;
      mapping.results.push({ t: end, value: 'OK' });
      return;
    }
    shard.failures++;
    shard.failed = batch.length;
    shard.freeAt = end + Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (shard.failures - 1));
    mapping.results.push({ t: end, value: 'PROBLEM: Function call failed' });
  }
}
