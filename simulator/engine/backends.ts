import type { Use } from '../language/macros.ts';
import type { Scenario } from '../language/scenario.ts';
import { tableArn } from '../names.ts';
import type { Random } from '../random.ts';
import type { MetricStore } from '../world/metrics.ts';
import type { AccountChanges } from './account-changes.ts';
import { at } from './function-history.ts';
import type { Result, Serve, ThrownError } from './functions.ts';
import { type Language, NO_ANSWER, languageOf } from './runtime-words.ts';

const ACTIONS = { table: { write: 'dynamodb:PutItem', read: 'dynamodb:GetItem' }, queue: 'sqs:SendMessage' };

/** Serves what functions use beside each other: tables, dependencies, queues; and refuses what a role lost. */
export function backends(
  scenario: Scenario,
  changes: AccountChanges,
  metrics: MetricStore,
  send: (queue: string, t: number) => void,
): Serve {
  const tables = tableServer(scenario, changes, metrics);
  return (use, caller, t, draw) => {
    const denied = changes.lost.some(
      (one) => one.role === caller.role && one.t <= t && one.actions.includes(actionOf(use)),
    );
    if (denied) return { ms: draw.spread(18, 0.3), error: accessDenied(scenario, use, caller) };
    if (use.table !== undefined) return tables(use.table, use, t, draw);
    if (use.dependency !== undefined)
      return callDependency(scenario, use.dependency, use, caller.function, t, draw);
    if (use.queue !== undefined) send(use.queue, t);
    return { ms: draw.spread(9, 0.3) };
  };
}

function actionOf({ action, table, access, queue }: Use): string {
  return action ?? (table !== undefined ? ACTIONS.table[access] : queue !== undefined ? ACTIONS.queue : '');
}

function accessDenied(scenario: Scenario, use: Use, caller: { function: string; role: string }): ThrownError {
  const { account, region } = scenario;
  const action = actionOf(use);
  const resource =
    use.table !== undefined
      ? tableArn(scenario, use.table)
      : `arn:aws:sqs:${region}:${account}:${use.queue ?? ''}`;
  return {
    type: 'AccessDeniedException',
    message: `User: arn:aws:sts::${account}:assumed-role/${caller.role}/${caller.function} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
    stack: ['    at send (/var/task/node_modules/@aws-sdk/core/client.js:1:1)'],
  };
}

/** Unused capacity of this long can be used at once. */
const BURST_SECONDS = 300;
const RETRIES = 3;

interface Bucket {
  tokens: number;
  t: number;
}

/** A bucket of capacity units for each table and kind of access. */
function tableServer(scenario: Scenario, { capacities }: AccountChanges, metrics: MetricStore) {
  const start = Date.parse(scenario.start);
  const end = start + scenario.minutes * 60_000;
  const buckets = new Map<string, Bucket>();
  for (const [name, levels] of capacities) {
    for (let t = start; t < end; t += 300_000) {
      const level = at(levels, t);
      const gauge = (metric: string, v: number | undefined) =>
        v !== undefined && metrics.write('AWS/DynamoDB', metric, { TableName: name }).add(t, v);
      gauge('ProvisionedWriteCapacityUnits', level?.write);
      gauge('ProvisionedReadCapacityUnits', level?.read);
    }
  }

  return (name: string, { access, units }: Use, t: number, draw: Random): Result => {
    const TableName = name;
    const word = access === 'write' ? 'Write' : 'Read';
    const Operation = access === 'write' ? 'PutItem' : 'GetItem';
    const rate = at(capacities.get(name) ?? [], t)?.[access];
    let ms = 0;
    for (let attempt = 0; attempt <= RETRIES; attempt++) {
      if (attempt > 0) ms += draw.next() * 50 * 2 ** attempt;
      if (rate === undefined || take(`${name} ${access}`, rate, units, t + ms)) {
        const took = draw.spread(5, 0.3);
        metrics.write('AWS/DynamoDB', `Consumed${word}CapacityUnits`, { TableName }).add(t + ms, units);
        metrics
          .write('AWS/DynamoDB', 'SuccessfulRequestLatency', { TableName, Operation }, 'Milliseconds')
          .add(t + ms, took);
        return { ms: ms + took };
      }
      metrics.write('AWS/DynamoDB', `${word}ThrottleEvents`, { TableName }).add(t + ms, 1);
      metrics.write('AWS/DynamoDB', 'ThrottledRequests', { TableName, Operation }).add(t + ms, 1);
      ms += draw.spread(3, 0.3);
    }
    return { ms, error: THROUGHPUT };
  };

  function take(key: string, rate: number, units: number, t: number): boolean {
    const full = rate * BURST_SECONDS;
    const bucket = buckets.get(key) ?? { tokens: full, t };
    buckets.set(key, bucket);
    bucket.tokens = Math.min(full, bucket.tokens + (Math.max(0, t - bucket.t) / 1_000) * rate);
    bucket.t = Math.max(bucket.t, t);
    if (bucket.tokens < units) return false;
    bucket.tokens -= units;
    return true;
  }
}

const THROUGHPUT: ThrownError = {
  type: 'ProvisionedThroughputExceededException',
  message:
    'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
  stack: ['    at send (/var/task/node_modules/@aws-sdk/core/client.js:1:1)'],
};

function languageIn({ functions }: Scenario, name: string): Language {
  const definition = functions[name];
  return definition?.language ?? languageOf(definition?.runtime ?? '');
}

function callDependency(
  scenario: Scenario,
  name: string,
  use: Use,
  caller: string,
  t: number,
  draw: Random,
): Result {
  const start = Date.parse(scenario.start);
  const { host, ms: usual } = scenario.dependencies[name] ?? { host: name, ms: 50 };
  const chance = draw.next();
  const hit = (
    offset: number,
    what: { dependency: string; share: number; for?: number | undefined } | undefined,
  ) =>
    what?.dependency === name &&
    start + offset <= t &&
    t < start + offset + (what.for ?? Infinity) &&
    chance < what.share;
  const slow = scenario.timeline.find((entry) => hit(entry.at, entry.slow))?.slow;
  const down = scenario.timeline.find((entry) => hit(entry.at, entry.unavailable))?.unavailable;
  const ms = draw.spread(slow?.ms ?? usual, 0.25);
  if (ms >= use.timeoutMs) {
    return {
      ms: use.timeoutMs,
      error: {
        ...NO_ANSWER[languageIn(scenario, caller)](host, use.timeoutMs),
        stack: ['    at request (/var/task/src/http.js:40:15)'],
      },
    };
  }
  if (down === undefined) return { ms };
  const message = `https://${host} answered ${down.status}`;
  return {
    ms,
    error: { type: 'HttpError', message, stack: ['    at request (/var/task/src/http.js:52:9)'] },
  };
}
