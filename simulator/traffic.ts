import type { Deployments } from './deployments.ts';
import { type Random, random, uuid } from './random.ts';
import type { LoggedError, Scenario } from './scenario.ts';

export interface Invocation {
  function: string;
  t: number;
  durationMs: number;
  version: number;
  /** Which of the version's running instances took it. */
  instance: number;
  requestId: string;
  error?: { type: string; message: string; stack: string[] };
  /** When the metrics count it. */
  metricAt: number;
}

const MINUTE = 60_000;
const INSTANCES = 4;

/** Every invocation of every function, oldest first: what metrics and logs are both made of. */
export function invocationsOf(scenario: Scenario, deployments: Deployments): Invocation[] {
  const start = Date.parse(scenario.start);
  const all: Invocation[] = [];
  for (const [name, definition] of Object.entries(scenario.functions)) {
    for (let minute = 0; minute < scenario.minutes; minute++) {
      const draw = random(scenario.seed, name, 'traffic', minute);
      const metricLag = draw.between(...scenario.lag.metrics) * 1_000;
      for (let n = draw.count(definition.perMinute); n > 0; n--) {
        const t = Math.floor(start + minute * MINUTE + draw.next() * MINUTE);
        const durationMs = Math.max(2, draw.spread(definition.durationMs, 0.35));
        const version = runningAt(deployments, name, t);
        const error = pickError(errorsAt(scenario, name, t, version, deployments), draw);
        all.push({
          function: name,
          t,
          durationMs,
          version,
          instance: Math.floor(draw.next() * INSTANCES),
          requestId: uuid(draw),
          ...(error && { error }),
          metricAt: t + durationMs + metricLag,
        });
      }
    }
  }
  return all.sort((a, b) => a.t - b.t);
}

export function runningAt({ aliasMoves }: Deployments, name: string, t: number): number {
  return aliasMoves.get(name)?.findLast((move) => move.t <= t)?.version ?? 1;
}

/** The errors that can happen to an invocation at this time, with their share then. */
function errorsAt(
  scenario: Scenario,
  name: string,
  t: number,
  version: number,
  deployments: Deployments,
): LoggedError[] {
  const start = Date.parse(scenario.start);
  const errors = (scenario.functions[name]?.errors ?? []).map((error) => ({ ...error }));
  for (const event of scenario.timeline) {
    if ('burst' in event && event.burst.function === name) {
      const from = start + event.at;
      const [first] = errors;
      if (first !== undefined && from <= t && t < from + event.burst.for) first.share = event.burst.share;
    }
    if ('deploy' in event && event.deploy.function === name && event.deploy.throws !== undefined) {
      const { after, ...error } = event.deploy.throws;
      const moved = deployments.aliasMoves.get(name)?.find((move) => move.t > start + event.at);
      if (moved !== undefined && version === moved.version && t >= moved.t + after) errors.push(error);
    }
  }
  return errors;
}

function pickError(errors: LoggedError[], draw: Random): Invocation['error'] {
  let left = draw.next();
  const number = String(Math.floor(draw.between(100, 9_999)));
  for (const { share, type, message, stack } of errors) {
    if (left < share) return { type, message: message.replaceAll('{n}', number), stack };
    left -= share;
  }
  return undefined;
}
