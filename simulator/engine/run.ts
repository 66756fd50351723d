import type { Scenario } from '../language/scenario.ts';
import { levelAt } from '../language/values.ts';
import { random } from '../random.ts';
import type { Happenings } from '../world/happenings.ts';
import type { MetricStore } from '../world/metrics.ts';
import { accountChanges } from './account-changes.ts';
import { backends } from './backends.ts';
import { type FunctionHistory, functionHistories } from './function-history.ts';
import { type Invocation, functions } from './functions.ts';
import { type MappingHistory, mappingHistories } from './mappings.ts';
import { queues, trafficFactor } from './queues.ts';
import { schedule as newSchedule } from './schedule.ts';
import { streams } from './streams.ts';

export interface Engine {
  histories: Map<string, FunctionHistory>;
  mappings: Map<string, MappingHistory>;
  /** Oldest first. */
  invocations: Invocation[];
}

const MINUTE = 60_000;

/** Lets a scenario's macros happen: what they write lands in the metrics and in the records of what was done. */
export function runEngine(scenario: Scenario, metrics: MetricStore, into: Happenings): Engine {
  const start = Date.parse(scenario.start);
  const end = start + scenario.minutes * MINUTE;
  const schedule = newSchedule();
  const histories = functionHistories(scenario, into);
  const mappings = mappingHistories(scenario, into);
  const changes = accountChanges(scenario, into);
  const all = functions(
    scenario,
    histories,
    metrics,
    backends(scenario, changes, metrics, (queue, t) => queued.send(queue, t)),
  );
  const queued = queues(scenario, metrics, schedule, mappings, () => all);
  streams(scenario, metrics, schedule, mappings, () => all);

  const arrivals = (
    name: string,
    perMinute: Parameters<typeof levelAt>[0],
    take: (t: number, call: string) => void,
  ) => {
    for (let minute = 0; minute < scenario.minutes; minute++) {
      const from = start + minute * MINUTE;
      const draw = random(scenario.seed, name, 'traffic', minute);
      const level = levelAt(perMinute, start, from) * trafficFactor(scenario, name, from);
      for (let n = draw.count(level); n > 0; n--) {
        const t = Math.floor(from + draw.next() * MINUTE);
        schedule.at(t, () => take(t, `${name} ${n}`));
      }
    }
  };
  for (const [name, { perMinute }] of Object.entries(scenario.functions)) {
    arrivals(name, perMinute, (t, call) => all.invoke(name, t, call));
  }
  for (const [ApiName, api] of Object.entries(scenario.apis)) {
    const series = (name: string, unit = 'Count') => metrics.write('AWS/ApiGateway', name, { ApiName }, unit);
    arrivals(ApiName, api.perMinute, (t, call) => {
      const { ms, error } = all.invoke(api.function, t, call);
      const latency = Math.min(ms + 4, 29_000);
      series('Count').add(t, 1, t + latency);
      series('5XXError').add(t, error === undefined ? 0 : 1, t + latency);
      series('4XXError').add(t, 0, t + latency);
      series('Latency', 'Milliseconds').add(t, latency, t + latency);
      series('IntegrationLatency', 'Milliseconds').add(t, latency - 3, t + latency);
    });
  }
  schedule.runUntil(end);
  return { histories, mappings, invocations: all.invocations.sort((a, b) => a.t - b.t) };
}
