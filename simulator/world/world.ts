import { type Engine, runEngine } from '../engine/run.ts';
import { functionSource } from '../engine/log-lines.ts';
import type { Scenario } from '../language/scenario.ts';
import { levelAt } from '../language/values.ts';
import { random } from '../random.ts';
import { type Happenings, createResources, happenings } from './happenings.ts';
import { logVolume } from './log-volume.ts';
import { type LogGroup, type LogSource, filterMatcher, logGroup, primitiveSource } from './logs.ts';
import { type MetricStore, type Sample, type Series, between, metricStore } from './metrics.ts';
import { stackMembers } from './stack-members.ts';
import { updateStack } from './stack-update.ts';

/** Everything that happened, and when each source tells it. All times are epoch ms. */
export interface World extends Engine, Pick<Happenings, 'trail' | 'stackEvents'> {
  scenario: Scenario;
  start: number;
  end: number;
  metrics: MetricStore;
  logGroups: Map<string, LogGroup>;
}

const MINUTE = 60_000;

export function buildWorld(scenario: Scenario): World {
  const start = Date.parse(scenario.start);
  const metrics = metricStore(scenario);
  const done = happenings(scenario);
  createResources(scenario, done, stackMembers(scenario));
  const engine = runEngine(scenario, metrics, done);
  recordPrimitives(scenario, done);
  addEarlierTraffic(scenario, metrics, start);
  const logGroups = logGroupsOf(scenario, engine);
  const latestLine = scenario.lag.logs[1] * 1_000;
  for (const group of logGroups.values()) {
    for (const series of logVolume(group, latestLine)) metrics.compute(series);
  }
  for (const filter of scenario.metricFilters) {
    const group = logGroups.get(filter.logGroup);
    if (group !== undefined) metrics.compute(filteredSeries(filter, group));
  }
  done.trail.sort((a, b) => a.t - b.t);
  done.stackEvents.sort((a, b) => a.t - b.t);
  const { trail, stackEvents } = done;
  return {
    ...engine,
    trail,
    stackEvents,
    scenario,
    start,
    end: start + scenario.minutes * MINUTE,
    metrics,
    logGroups,
  };
}

/** CloudTrail calls and changes of resources that are written down one by one. */
function recordPrimitives(scenario: Scenario, into: Happenings): void {
  const start = Date.parse(scenario.start);
  for (const { at, region, error, fault: _fault, ...call } of scenario.trail) {
    into.call({ t: start + at, ...call, ...(region && { region }), ...(error && { error }) });
  }
  for (const [id, { type, changes }] of Object.entries(scenario.resources)) {
    for (const { at, set, by, call, source, region, viaStack, request = set, also } of changes) {
      const t = viaStack ? updateStack(scenario, { t: start + at, by, type, name: id }, into) : start + at;
      const resources = [{ type, name: id }, ...also];
      into.call({ t, name: call, source, by, resources, request, ...(region && { region }) });
    }
  }
}

/** Before the start, functions and APIs had the traffic that their shapes say, and their usual errors. */
function addEarlierTraffic(scenario: Scenario, metrics: MetricStore, start: number): void {
  const extend = (series: Series, earlier: (t: number) => Sample[]) => {
    metrics.compute({
      ...series,
      samples: (from, to) =>
        from >= start
          ? series.samples(from, to)
          : [
              ...between(from, Math.min(to, start), (minute) => earlier(minute * MINUTE)),
              ...series.samples(start, to),
            ],
    });
  };
  const sample = (t: number, v: number, n: number): Sample => ({ t, v, n, toldAt: t + 2 * MINUTE });
  const counted = (key: string, level: number, t: number) =>
    random(scenario.seed, key, 'earlier', t - start).count(level);
  for (const [name, definition] of Object.entries(scenario.functions)) {
    const usual = definition.errors.reduce((sum, { share }) => sum + share, 0);
    const traffic = (t: number) => counted(name, levelAt(definition.perMinute, start, t), t);
    if (definition.perMinute === 0) continue;
    for (const series of metrics.all()) {
      if (series.namespace !== 'AWS/Lambda' || series.dimensions['FunctionName'] !== name) continue;
      extend(series, (t) => {
        const n = traffic(t);
        if (n === 0) return [];
        const failed = Math.min(n, counted(`${name} errors`, n * usual, t));
        switch (series.name) {
          case 'Invocations':
            return [sample(t, 1, n)];
          case 'Errors':
            return [sample(t, 1, failed), sample(t, 0, n - failed)].filter(({ n: count }) => count > 0);
          case 'Throttles':
            return [sample(t, 0, n)];
          case 'Duration':
            return [sample(t, definition.durationMs, n)];
          case 'ConcurrentExecutions':
            return [sample(t, Math.max(1, Math.round((n * definition.durationMs) / MINUTE)), n)];
          default:
            return [];
        }
      });
    }
  }
  for (const [name, api] of Object.entries(scenario.apis)) {
    for (const series of metrics.all()) {
      if (series.namespace !== 'AWS/ApiGateway' || series.dimensions['ApiName'] !== name) continue;
      extend(series, (t) => {
        const n = counted(name, levelAt(api.perMinute, start, t), t);
        if (n === 0) return [];
        return [sample(t, series.name === 'Count' ? 1 : series.name.endsWith('Latency') ? 120 : 0, n)];
      });
    }
  }
}

function logGroupsOf(scenario: Scenario, { histories, invocations }: Engine): Map<string, LogGroup> {
  const sources = new Map<string, LogSource[]>();
  const add = (group: string, source: LogSource) =>
    sources.set(group, [...(sources.get(group) ?? []), source]);
  const byFunction = Map.groupBy(invocations, (invocation) => invocation.function);
  for (const [name, history] of histories) {
    add(history.logGroup, functionSource(scenario, history, byFunction.get(name) ?? []));
  }
  for (const [name, group] of Object.entries(scenario.logGroups))
    add(name, primitiveSource(scenario, name, group));
  return new Map(
    [...sources].map(([name, of]) => [
      name,
      logGroup(name, scenario.logGroups[name]?.class ?? 'STANDARD', of),
    ]),
  );
}

/** What a metric filter writes: a sample for each line that matches. */
function filteredSeries(filter: Scenario['metricFilters'][number], group: LogGroup): Series {
  const matches = filterMatcher(filter.pattern) ?? (() => false);
  const { namespace, metric, defaultValue } = filter;
  return {
    namespace,
    name: metric,
    dimensions: {},
    unit: 'None',
    samples(from, to) {
      return between(from, to, (minute) => {
        const t = minute * MINUTE;
        const lines = group.lines(t, t + MINUTE);
        const found = lines.filter(({ message }) => matches(message));
        if (found.length > 0)
          return found.map((line) => ({ t: line.t, v: 1, n: 1, toldAt: line.ingestedAt + 5_000 }));
        return lines.length > 0 && defaultValue !== undefined
          ? [{ t, v: defaultValue, n: 1, toldAt: t + 2 * MINUTE }]
          : [];
      });
    },
  };
}
