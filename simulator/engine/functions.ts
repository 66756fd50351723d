import { CasefileError } from '../../core/errors.ts';
import type { Use } from '../language/macros.ts';
import type { Scenario } from '../language/scenario.ts';
import { type Random, random, uuid } from '../random.ts';
import type { MetricStore, WrittenSeries } from '../world/metrics.ts';
import { type Epoch, type FunctionHistory, at } from './function-history.ts';

export interface ThrownError {
  type: string;
  message: string;
  stack: string[];
}

export type Outcome =
  { kind: 'ok' } | ({ kind: 'error' } & ThrownError) | { kind: 'timeout' } | { kind: 'memory' };

export interface Invocation {
  function: string;
  t: number;
  durationMs: number;
  /** A cold start's. */
  initMs?: number;
  version: string;
  /** Which execution environment took it, and when that one began: its log stream is named after that day. */
  instance: string;
  instanceSince: number;
  requestId: string;
  outcome: Outcome;
  timeoutSeconds: number;
  memoryMb: number;
  usedMb: number;
}

/** What a caller learns of a call. */
export interface Result {
  ms: number;
  error?: ThrownError;
  throttled?: boolean;
}

/** Serves what functions use: tables, dependencies, queues. */
export type Serve = (use: Use, caller: { function: string; role: string }, t: number, draw: Random) => Result;

export interface Functions {
  invocations: Invocation[];
  /** `call` names it: the same call draws the same numbers. */
  invoke(
    name: string,
    t: number,
    call: string,
    given?: { error?: ThrownError; iteratorAgeMs?: number },
  ): Result;
  running(name: string, t: number): number;
}

interface Instance {
  id: string;
  since: number;
  freeAt: number;
  epoch: Epoch;
  usedAt: number;
}

/** They are held in memory. What the file's numbers alone would make is refused before (`checkCost`). */
const MAX_INVOCATIONS = 400_000;

/** An idle environment is kept about this long. */
const IDLE_MS = 7 * 60_000;

export function functions(
  scenario: Scenario,
  histories: ReadonlyMap<string, FunctionHistory>,
  metrics: MetricStore,
  serve: Serve,
): Functions {
  const start = Date.parse(scenario.start);
  const invocations: Invocation[] = [];
  const pools = new Map<string, Instance[]>();
  const ends = new Map<string, number[]>();
  const series = new Map<string, WrittenSeries[]>();

  const running = (name: string, t: number): number => {
    const open = (ends.get(name) ?? []).filter((end) => end > t);
    ends.set(name, open);
    return open.length;
  };

  function instanceFor(
    name: string,
    epoch: Epoch,
    t: number,
    draw: Random,
  ): { instance: Instance; cold: boolean } {
    const pool = (pools.get(name) ?? []).filter((one) => one.epoch === epoch && t - one.usedAt < IDLE_MS);
    pools.set(name, pool);
    // The one that was used last is used again, as far as can be told from outside.
    const free = pool.filter(({ freeAt }) => freeAt <= t).toSorted((a, b) => b.usedAt - a.usedAt)[0];
    if (free !== undefined) return { instance: free, cold: false };
    const instance = { id: draw.hex(32), since: t, freeAt: t, epoch, usedAt: t };
    pool.push(instance);
    return { instance, cold: true };
  }

  function invoke(
    name: string,
    t: number,
    call: string,
    given: { error?: ThrownError; iteratorAgeMs?: number } = {},
  ): Result {
    const history = histories.get(name);
    const epoch = history && at(history.live, t);
    if (history === undefined || epoch === undefined) return { ms: 0 };
    const draw = random(scenario.seed, name, 'call', call, t - start);
    const { definition } = history;
    const limit = at(history.reserved, t)?.value;
    if (limit !== undefined && running(name, t) >= limit) {
      measure(name, definition.alias, 'Throttles', t, 1, t);
      return { ms: 15, throttled: true, error: TOO_MANY };
    }
    if (invocations.length === MAX_INVOCATIONS) {
      throw new CasefileError(
        'ScenarioInvalid',
        `Playing the scenario makes more than ${MAX_INVOCATIONS} invocations.`,
        {
          hint: `Most of them are of ${name}: lower perMinute, or let less be tried again.`,
        },
      );
    }
    const { instance, cold } = instanceFor(name, epoch, t, draw);
    const initMs = cold ? draw.spread(240, 0.2) : undefined;
    const walked = walk(history, epoch, { t, call, draw, given: given.error });
    const { timeoutSeconds, memoryMb } = epoch.settings;
    const timedOut = walked.ms >= timeoutSeconds * 1_000;
    const durationMs = timedOut ? timeoutSeconds * 1_000 : walked.ms;
    const usedMb = needOf(name, t, draw) ?? definition.memoryUsedMb ?? memoryMb * 0.31;
    const outcome: Outcome = timedOut
      ? { kind: 'timeout' }
      : usedMb > memoryMb
        ? { kind: 'memory' }
        : walked.error === undefined
          ? { kind: 'ok' }
          : { kind: 'error', ...walked.error };
    const end = t + durationMs + (initMs ?? 0);
    instance.freeAt = end;
    instance.usedAt = end;
    if (outcome.kind === 'memory' || outcome.kind === 'timeout') {
      pools.set(
        name,
        (pools.get(name) ?? []).filter((one) => one !== instance),
      );
    }
    const concurrent = running(name, t) + 1;
    ends.get(name)?.push(end);
    invocations.push({
      function: name,
      t,
      durationMs,
      ...(initMs !== undefined && { initMs }),
      version: epoch.version,
      instance: instance.id,
      instanceSince: instance.since,
      requestId: uuid(draw),
      outcome,
      timeoutSeconds,
      memoryMb,
      usedMb: Math.min(usedMb, memoryMb),
    });
    measure(name, definition.alias, 'Invocations', t, 1, end);
    measure(name, definition.alias, 'Errors', t, outcome.kind === 'ok' ? 0 : 1, end);
    measure(name, definition.alias, 'Duration', t, durationMs, end);
    measure(name, definition.alias, 'ConcurrentExecutions', t, concurrent, end);
    // It is written whenever something runs, so that it is 0 and not absent where nothing is throttled.
    measure(name, definition.alias, 'Throttles', t, 0, end);
    if (given.iteratorAgeMs !== undefined) {
      measure(name, definition.alias, 'IteratorAge', t, given.iteratorAgeMs, end);
    }
    for (const { namespace, metric, dimensions, on } of definition.emf) {
      const counts = on === 'always' || (on === 'success') === (outcome.kind === 'ok');
      metrics.write(namespace, metric, dimensions).add(t, counts ? 1 : 0, end);
    }
    const error = errorOf(outcome, timeoutSeconds);
    return { ms: durationMs + (initMs ?? 0), ...(error && { error }) };
  }

  /** The function's own work, what it uses, what it throws. */
  function walk(
    history: FunctionHistory,
    epoch: Epoch,
    { t, call, draw, given }: { t: number; call: string; draw: Random; given: ThrownError | undefined },
  ): Result {
    const { name, definition } = history;
    let ms = Math.max(2, draw.spread(definition.durationMs * epoch.slower, 0.35));
    const missing = Object.keys(definition.needs).find(
      (variable) => !(variable in epoch.settings.environment),
    );
    const need = missing === undefined ? undefined : definition.needs[missing];
    if (need !== undefined) return { ms: 2 + draw.next() * 3, error: need };
    for (const use of definition.uses) {
      // By then it was stopped.
      if (ms >= epoch.settings.timeoutSeconds * 1_000) return { ms };
      const result =
        use.function === undefined
          ? serve(use, { function: name, role: epoch.settings.role }, t + ms, draw)
          : invoke(use.function, Math.floor(t + ms), `${name} ${call} ${t - start}`);
      ms += result.ms;
      if (result.error !== undefined) return { ms, error: use.error ?? wrapped(use, result.error) };
    }
    const error = given ?? pickError(errorsAt(history, epoch, t), draw);
    return { ms, ...(error && { error }) };
  }

  /** The memory that a payload takes, if it is a large one. */
  function needOf(name: string, t: number, draw: Random): number | undefined {
    const chance = draw.next();
    const large = scenario.timeline.find(
      ({ at: offset, payload }) =>
        payload?.function === name &&
        start + offset <= t &&
        t < start + offset + (payload.for ?? Infinity) &&
        chance < payload.share,
    );
    return large?.payload === undefined ? undefined : draw.spread(large.payload.memoryMb, 0.08);
  }

  function errorsAt({ name, definition }: FunctionHistory, epoch: Epoch, t: number) {
    const errors = definition.errors.map((error) => ({ ...error }));
    for (const { at: offset, burst } of scenario.timeline) {
      if (burst?.function !== name || t < start + offset || t >= start + offset + (burst.for ?? Infinity))
        continue;
      const [first] = errors;
      if (burst.type !== undefined) errors.unshift({ ...burst, type: burst.type });
      else if (first !== undefined) first.share = burst.share;
    }
    return [...errors, ...epoch.throws.filter(({ from }) => t >= from)];
  }

  /** Series of a function's metric: the function's, and its alias's. */
  function seriesOf(name: string, alias: string | undefined, metric: string): WrittenSeries[] {
    const key = `${name} ${metric}`;
    const unit = metric === 'Duration' || metric === 'IteratorAge' ? 'Milliseconds' : 'Count';
    const known = series.get(key) ?? [
      metrics.write('AWS/Lambda', metric, { FunctionName: name }, unit),
      ...(alias === undefined
        ? []
        : [metrics.write('AWS/Lambda', metric, { FunctionName: name, Resource: `${name}:${alias}` }, unit)]),
    ];
    series.set(key, known);
    return known;
  }

  function measure(
    name: string,
    alias: string | undefined,
    metric: string,
    t: number,
    v: number,
    end: number,
  ): void {
    for (const one of seriesOf(name, alias, metric)) one.add(t, v, end);
  }

  return { invocations, invoke, running };
}

const TOO_MANY: ThrownError = { type: 'TooManyRequestsException', message: 'Rate Exceeded.', stack: [] };

function pickError(
  errors: readonly { share: number; type: string; message: string; stack: string[] }[],
  draw: Random,
): ThrownError | undefined {
  let left = draw.next();
  const number = String(Math.floor(draw.between(100, 9_999)));
  for (const { share, type, message, stack } of errors) {
    if (left < share) return { type, message: message.replaceAll('{n}', number), stack };
    left -= share;
  }
  return undefined;
}

/** What a caller of Invoke sees in the answer. */
function errorOf(outcome: Outcome, timeoutSeconds: number): ThrownError | undefined {
  switch (outcome.kind) {
    case 'ok':
      return undefined;
    case 'error':
      return { type: outcome.type, message: outcome.message, stack: [] };
    case 'timeout':
      return {
        type: 'Sandbox.Timedout',
        message: `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
        stack: [],
      };
    case 'memory':
      return { type: 'Runtime.ExitError', message: 'Runtime exited with error: signal: killed', stack: [] };
  }
}

/** An SDK's error goes through; what a called function threw is told by its caller. */
function wrapped(use: Use, error: ThrownError): ThrownError {
  if (use.function === undefined || error === TOO_MANY) return error;
  return {
    type: 'FunctionError',
    message: `${use.function} answered ${error.type}: ${error.message}`,
    stack: ['    at invoke (/var/task/src/invoke.js:22:11)'],
  };
}
