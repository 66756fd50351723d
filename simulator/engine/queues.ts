import type { Scenario } from '../language/scenario.ts';
import { levelAt } from '../language/values.ts';
import { random } from '../random.ts';
import type { MetricStore } from '../world/metrics.ts';
import type { Functions, ThrownError } from './functions.ts';
import { at } from './function-history.ts';
import type { MappingHistory } from './mappings.ts';
import type { Schedule } from './schedule.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
/** The age of the oldest message passes over what was received this often. */
const PASSED_OVER_AFTER = 3;

interface Message {
  sentAt: number;
  visibleAt: number;
  receives: number;
  poison?: ThrownError;
}

export interface Queues {
  send(queue: string, t: number): void;
}

/** Queues with their mappings: messages arrive, are received in batches, deleted or tried again. */
export function queues(
  scenario: Scenario,
  metrics: MetricStore,
  schedule: Schedule,
  mappings: ReadonlyMap<string, MappingHistory>,
  invoke: () => Functions,
): Queues {
  const start = Date.parse(scenario.start);
  const held = new Map<string, Message[]>(Object.keys(scenario.queues).map((name) => [name, []]));
  const inFlight = new Map<string, number>();
  const series = (name: string, QueueName: string, unit = 'Count') =>
    metrics.write('AWS/SQS', name, { QueueName }, unit);

  function enqueue(name: string, message: Message): void {
    held.get(name)?.push(message);
    series('NumberOfMessagesSent', name).add(message.sentAt, 1);
  }

  /** SQS moves what was received too often when it would be received again; that counts as sent nowhere. */
  function redrive(name: string, t: number): void {
    const deadLetter = scenario.queues[name]?.deadLetter;
    if (deadLetter === undefined) return;
    const messages = held.get(name) ?? [];
    const spent = ({ visibleAt, receives }: Message) => visibleAt <= t && receives >= deadLetter.after;
    const moved = messages.filter(spent);
    if (moved.length === 0) return;
    held.set(
      name,
      messages.filter((message) => !spent(message)),
    );
    held.get(deadLetter.queue)?.push(...moved.map(() => ({ sentAt: t, visibleAt: t, receives: 0 })));
  }

  for (const [name, queue] of Object.entries(scenario.queues)) {
    for (let minute = 0; minute < scenario.minutes; minute++) {
      const from = start + minute * MINUTE;
      const draw = random(scenario.seed, name, 'messages', minute);
      const level = levelAt(queue.perMinute, start, from) * trafficFactor(scenario, name, from);
      for (let n = draw.count(level); n > 0; n--) {
        const t = Math.floor(from + draw.next() * MINUTE);
        schedule.at(t, () => enqueue(name, { sentAt: t, visibleAt: t, receives: 0 }));
      }
      schedule.at(from + 59_000, (t) => gauges(name, t));
    }
    for (const { at: offset, poison } of scenario.timeline) {
      if (poison?.source !== name) continue;
      const t = start + offset;
      schedule.at(t, () => enqueue(name, { sentAt: t, visibleAt: t, receives: 0, poison: poison.error }));
    }
  }
  // After the gauges: at the end of a minute they tell of the same moment for all queues.
  for (const [name, { consumer }] of Object.entries(scenario.queues)) {
    if (consumer === undefined) continue;
    for (let t = start; t < start + scenario.minutes * MINUTE; t += SECOND)
      schedule.at(t, (now) => poll(name, consumer, now));
  }

  function poll(name: string, consumer: string, t: number): void {
    const queue = scenario.queues[name];
    if (queue === undefined || at(mappings.get(name)?.enabled ?? [], t)?.value !== true) return;
    redrive(name, t);
    for (;;) {
      const messages = held.get(name) ?? [];
      const busy = inFlight.get(name) ?? 0;
      const batch = messages.filter(({ visibleAt }) => visibleAt <= t).slice(0, queue.batchSize);
      if (batch.length === 0 || busy >= queue.maxConcurrency) return;
      const error = batch.find(({ poison }) => poison !== undefined)?.poison;
      const call = `${name} ${(batch[0]?.sentAt ?? t) - start} ${busy}`;
      const result = invoke().invoke(consumer, t, call, error && { error });
      for (const message of batch) {
        message.receives++;
        message.visibleAt = t + queue.visibilitySeconds * SECOND;
        series('NumberOfMessagesReceived', name).add(t, 1);
      }
      if (result.throttled === true) return;
      inFlight.set(name, busy + 1);
      const failed = result.error !== undefined;
      schedule.at(Math.floor(t + result.ms), (end) => {
        inFlight.set(name, (inFlight.get(name) ?? 1) - 1);
        if (!failed) finish(name, batch, end);
      });
    }
  }

  /** What succeeded is deleted; the rest is received again when it becomes visible. */
  function finish(name: string, batch: readonly Message[], t: number): void {
    const messages = held.get(name) ?? [];
    const done = new Set(batch.filter((message) => messages.includes(message)));
    if (done.size > 0) series('NumberOfMessagesDeleted', name).add(t, done.size);
    held.set(
      name,
      messages.filter((message) => !done.has(message)),
    );
  }

  /** SQS writes its gauges once a minute. */
  function gauges(name: string, t: number): void {
    const messages = held.get(name) ?? [];
    const minute = Math.floor(t / MINUTE) * MINUTE;
    const visible = messages.filter(({ visibleAt }) => visibleAt <= t);
    const oldest = messages.reduce(
      (least, { sentAt, receives }) => (receives < PASSED_OVER_AFTER ? Math.min(least, sentAt) : least),
      t,
    );
    series('ApproximateNumberOfMessagesVisible', name).add(minute, visible.length, t);
    series('ApproximateNumberOfMessagesNotVisible', name).add(minute, messages.length - visible.length, t);
    series('ApproximateAgeOfOldestMessage', name, 'Seconds').add(
      minute,
      Math.round((t - oldest) / SECOND),
      t,
    );
    // SQS reports 0 for an active queue in which nothing was received.
    series('NumberOfMessagesReceived', name).add(minute, 0, t);
    series('NumberOfMessagesDeleted', name).add(minute, 0, t);
  }

  return { send: (name, t) => schedule.at(t, () => enqueue(name, { sentAt: t, visibleAt: t, receives: 0 })) };
}

/** By how much more, or less, arrives. */
export function trafficFactor(scenario: Scenario, to: string, t: number): number {
  const start = Date.parse(scenario.start);
  return scenario.timeline.reduce((factor, { at: offset, traffic }) => {
    const hit = traffic?.to === to && start + offset <= t && t < start + offset + (traffic.for ?? Infinity);
    return hit ? factor * traffic.times : factor;
  }, 1);
}
