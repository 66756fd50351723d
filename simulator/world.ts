import { type Deployments, type TrailEvent, deploymentsOf } from './deployments.ts';
import { type LogEvent, logLinesOf } from './log-lines.ts';
import { random } from './random.ts';
import type { Scenario } from './scenario.ts';
import { type Invocation, invocationsOf } from './traffic.ts';

/** Everything that happened, and when each source tells it. All times are epoch ms; `now` is data time. */
export interface World {
  scenario: Scenario;
  deployments: Deployments;
  /** Invocations that began in `[from, to)` and that the metrics count by `now`. */
  invocations(name: string, from: number, to: number, now: number): Invocation[];
  /** Lines of a group in `[from, to)` that can be found by `now`, oldest first; undefined = no such group. */
  logLines(group: string, from: number, to: number, now: number): LogEvent[] | undefined;
  /** CloudTrail's events in `[from, to]` that it tells by `now`, newest first. */
  trail(from: number, to: number, now: number): TrailEvent[];
}

export function buildWorld(scenario: Scenario): World {
  const deployments = deploymentsOf(scenario);
  const byMinute = new Map<string, Invocation[]>();
  const minuteKey = (name: string, t: number) => `${name} ${Math.floor(t / 60_000)}`;
  for (const invocation of invocationsOf(scenario, deployments)) {
    const key = minuteKey(invocation.function, invocation.t);
    const minute = byMinute.get(key);
    if (minute === undefined) byMinute.set(key, [invocation]);
    else minute.push(invocation);
  }

  function between(name: string, from: number, to: number): Invocation[] {
    const found: Invocation[] = [];
    for (let minute = Math.floor(from / 60_000); minute * 60_000 < to; minute++) {
      for (const invocation of byMinute.get(`${name} ${minute}`) ?? []) {
        if (from <= invocation.t && invocation.t < to) found.push(invocation);
      }
    }
    return found;
  }

  return {
    scenario,
    deployments,
    invocations: (name, from, to, now) => between(name, from, to).filter(({ metricAt }) => metricAt <= now),
    logLines(group, from, to, now) {
      const names = Object.entries(scenario.functions).filter(([, { logGroup }]) => logGroup === group);
      if (names.length === 0) return undefined;
      return names
        .flatMap(([name, { timeoutSeconds }]) => between(name, from - timeoutSeconds * 1_000, to))
        .flatMap((invocation) => logLinesOf(scenario, invocation))
        .filter(({ t, ingestedAt }) => from <= t && t < to && ingestedAt <= now)
        .sort((a, b) => a.t - b.t);
    },
    trail(from, to, now) {
      return deployments.trail
        .filter((event) => from <= event.t && event.t <= to && toldAt(scenario, event) <= now)
        .toReversed();
    },
  };
}

function toldAt({ seed, lag }: Scenario, event: TrailEvent): number {
  return event.t + random(seed, 'cloudtrail', event.id).between(...lag.cloudtrail) * 1_000;
}
