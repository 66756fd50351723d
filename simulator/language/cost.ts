import type * as z from 'zod';
import { longest, weights } from './call-weights.ts';
import type { ScenarioFile } from './scenario.ts';
import { type Shape, levelAt } from './values.ts';

type Parsed = z.infer<typeof ScenarioFile>;

/** What a play makes, about. */
export interface Cost {
  invocations: number;
  logLines: number;
  megabytes: number;
  /** Of one CPU. */
  seconds: number;
}

/** What one number of a scenario costs. */
export interface Contribution extends Cost {
  path: PropertyKey[];
  /** The number, of levels their mean, and what it counts: `a minute`. */
  value: number;
  unit: string;
}

/** Measured with the scenarios of this package, rounded up. */
const LINES_AN_INVOCATION = 4;
const INVOCATION_SECONDS = 0.000_12;
/** Environments in use are looked through at each invocation. */
const ENVIRONMENT_SECONDS = 0.000_000_03;
const LINE_BYTES = 250;
const LINE_SECONDS = 0.000_01;
const MESSAGE_BYTES = 400;
const MESSAGE_SECONDS = 0.000_01;
/** Queues and streams are polled each second. */
const POLL_BYTES = 150;
const POLL_SECONDS = 0.000_001;
/** A minute of a metric that an alarm reads. */
const READ_SECONDS = 0.000_002;

const NOTHING: Cost = { invocations: 0, logLines: 0, megabytes: 0, seconds: 0 };
/**
 * The cost of each number that decides what a play makes; what follows from failures is not foreseen.
 * @param scale by which all of these numbers are multiplied
 */
export function contributions(scenario: Parsed, scale = 1): Contribution[] {
  const { functions, queues, streams, apis, minutes } = scenario;
  const weightOf = weights(scenario);
  const arrivals = (group: string, name: string, perMinute: Shape, cost: (total: number) => Cost) => {
    const total = scale * sumOf(scenario, perMinute, (from) => factor(scenario, name, from));
    return { path: [group, name, 'perMinute'], value: total / minutes, unit: 'a minute', ...cost(total) };
  };
  const invoked = (name: string | undefined, times: number, at: number): Cost => {
    if (name === undefined) return NOTHING;
    const { invocations, bytes } = weightOf(name);
    const total = times * invocations;
    const environments = (at / minutes) * (longest(scenario, name) / 60);
    return {
      invocations: total,
      logLines: total * LINES_AN_INVOCATION,
      megabytes: (times * bytes) / 1e6,
      seconds: total * (INVOCATION_SECONDS + ENVIRONMENT_SECONDS * environments),
    };
  };
  const held = (messages: number): Cost => ({
    ...NOTHING,
    megabytes: (messages * MESSAGE_BYTES) / 1e6,
    seconds: messages * MESSAGE_SECONDS,
  });
  const batches = (messages: number, { batchSize }: { batchSize: number }, readers: number) => {
    const each = messages / minutes / 60 / readers;
    return each < 1 ? messages : minutes * 60 * readers * Math.ceil(each / batchSize);
  };
  const polled = [...Object.values(queues), ...Object.values(streams)].filter(
    ({ consumer }) => consumer,
  ).length;
  const polls = scale * polled * minutes * 60;
  return [
    ...Object.entries(functions).map(([name, { perMinute }]) =>
      arrivals('functions', name, perMinute, (total) => invoked(name, total, total)),
    ),
    ...Object.entries(apis).map(([name, api]) =>
      arrivals('apis', name, api.perMinute, (total) =>
        sum([invoked(api.function, total, total), held(total)]),
      ),
    ),
    ...Object.entries(queues).map(([name, queue]) =>
      arrivals('queues', name, queue.perMinute, (total) =>
        sum([held(total), invoked(queue.consumer, batches(total, queue, 1), total)]),
      ),
    ),
    ...Object.entries(streams).map(([name, stream]) =>
      arrivals('streams', name, stream.perMinute, (total) =>
        sum([held(total), invoked(stream.consumer, batches(total, stream, stream.shards), total)]),
      ),
    ),
    ...Object.entries(scenario.logGroups).flatMap(([name, { lines }]) =>
      lines.map(({ perMinute, message, values, from, until }, i): Contribution => {
        const isWritten = (offset: number) =>
          offset >= (from ?? -Infinity) && offset < (until ?? Infinity) ? 1 : 0;
        const logLines = scale * sumOf(scenario, perMinute, isWritten);
        return {
          path: ['logGroups', name, 'lines', i, 'perMinute'],
          value: logLines / minutes,
          unit: 'a minute',
          invocations: 0,
          logLines,
          megabytes: (logLines * (LINE_BYTES + filledLength(message, values))) / 1e6,
          seconds: logLines * LINE_SECONDS,
        };
      }),
    ),
    ...scenario.alarms.map(({ evaluationPeriods, metric, math, anomaly, insights }, i): Contribution => {
      const metrics =
        math === undefined ? [metric ?? anomaly?.metric ?? insights?.metric] : Object.values(math.metrics);
      const period = Math.max(60, ...metrics.map((one) => one?.period ?? 60)) / 60;
      const reads = scale * minutes * (evaluationPeriods + 2) * period * metrics.length;
      const path = ['alarms', i, 'evaluationPeriods'];
      return { ...NOTHING, path, value: evaluationPeriods, unit: 'periods', seconds: reads * READ_SECONDS };
    }),
    {
      ...NOTHING,
      path: ['minutes'],
      value: minutes,
      unit: `minutes with ${polled} queues and streams that are polled`,
      megabytes: (polls * POLL_BYTES) / 1e6,
      seconds: polls * POLL_SECONDS,
    },
  ];
}

/** What a play of the whole makes, about. */
export function costOf(scenario: Parsed, scale = 1): Cost {
  return sum(contributions(scenario, scale));
}

function sum(costs: readonly Cost[]): Cost {
  return costs.reduce(
    (all, one) => ({
      invocations: all.invocations + one.invocations,
      logLines: all.logLines + one.logLines,
      megabytes: all.megabytes + one.megabytes,
      seconds: all.seconds + one.seconds,
    }),
    NOTHING,
  );
}

function factor({ timeline }: Parsed, to: string, offset: number): number {
  return timeline.reduce((all, { at, traffic }) => {
    const hit = traffic?.to === to && at <= offset && offset < at + (traffic.for ?? Infinity);
    return hit ? all * traffic.times : all;
  }, 1);
}

const MOST = 1e30;

/** The levels of all minutes together. */
function sumOf(scenario: Parsed, shape: Shape, times: (offset: number) => number): number {
  const start = Date.parse(scenario.start);
  let total = 0;
  for (let minute = 0; minute < scenario.minutes; minute++) {
    const offset = minute * 60_000;
    total += levelAt(shape, start, start + offset) * times(offset);
  }
  // Whatever the numbers are, what is made of them is a number.
  return total < MOST ? total : MOST;
}

/** How long a line is at most once its placeholders are filled. */
function filledLength(message: string, values: Record<string, Record<string, number>>): number {
  const placeholders = [...message.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    return Math.max(36, ...Object.keys(values[name] ?? {}).map(({ length }) => length));
  });
  return message.length + placeholders.reduce((all, length) => all + length, 0);
}
