import type { Scenario } from './scenario.ts';
import type { Shape } from './values.ts';

/** Changes to a scenario that must not change what its cause is, and the one that takes the cause away. */
export interface Variant {
  seed?: number | undefined;
  /** Moves the whole incident in time. */
  shiftMs?: number | undefined;
  /** Put before the name of every function, table, queue, stream, API, stack, role and alarm. */
  prefix?: string | undefined;
  /** Multiplies the share of invocations that a fault hits, up to all of them. */
  amplitude?: number | undefined;
  /** Leaves out everything that is marked `fault: true`. */
  healthy?: boolean | undefined;
  /** Whose words the errors of all functions have. */
  language?: NonNullable<Scenario['functions'][string]['language']> | undefined;
  /** A deployment that changes nothing, some minutes before this offset (ms). */
  unrelatedDeployAt?: number | undefined;
}

export function vary(scenario: Scenario, variant: Variant): Scenario {
  const {
    seed = scenario.seed,
    shiftMs = 0,
    prefix = '',
    amplitude = 1,
    healthy,
    unrelatedDeployAt,
    language,
  } = variant;
  let varied: Scenario = {
    ...scenario,
    seed,
    start: new Date(Date.parse(scenario.start) + shiftMs).toISOString(),
  };
  if (healthy) varied = withoutFault(varied);
  if (language !== undefined) {
    const functions = mapValues(varied.functions, (one) => ({ ...one, language }));
    varied = { ...varied, functions };
  }
  if (amplitude !== 1) varied = amplified(varied, amplitude);
  if (unrelatedDeployAt !== undefined) varied = withDeploy(varied, unrelatedDeployAt);
  return prefix === '' ? varied : renamed(varied, prefix);
}

function withoutFault(scenario: Scenario): Scenario {
  const right = <T extends { fault: boolean }>(list: readonly T[]) => list.filter(({ fault }) => !fault);
  const calm = (shape: Shape): Shape =>
    typeof shape === 'number' ? shape : { ...shape, steps: right(shape.steps) };
  const steady = <T extends { perMinute: Shape }>(group: Record<string, T>) =>
    mapValues(group, (one) => ({ ...one, perMinute: calm(one.perMinute) }));
  return {
    ...scenario,
    functions: steady(scenario.functions),
    queues: steady(scenario.queues),
    streams: steady(scenario.streams),
    apis: steady(scenario.apis),
    timeline: right(scenario.timeline),
    trail: right(scenario.trail),
    health: { ...scenario.health, events: right(scenario.health.events) },
    series: scenario.series.map((series) => ({
      ...series,
      ...(series.value !== undefined && { value: calm(series.value) }),
      ...(series.total !== undefined && { total: calm(series.total) }),
      ...(series.share && { share: { of: calm(series.share.of), ratio: calm(series.share.ratio) } }),
    })),
    logGroups: mapValues(scenario.logGroups, (group) => ({
      ...group,
      lines: right(group.lines).map((lines) => ({ ...lines, perMinute: calm(lines.perMinute) })),
    })),
    resources: mapValues(scenario.resources, (resource) => ({
      ...resource,
      changes: right(resource.changes),
    })),
    stacks: mapValues(scenario.stacks, (stack) => ({ ...stack, events: right(stack.events) })),
  };
}

function amplified(scenario: Scenario, amplitude: number): Scenario {
  const scaled = <T extends { share: number }>(what: T): T => ({
    ...what,
    share: Math.min(1, what.share * amplitude),
  });
  return {
    ...scenario,
    timeline: scenario.timeline.map((entry) => {
      if (!entry.fault) return entry;
      const { deploy, configure, slow, unavailable, payload, burst } = entry;
      return {
        ...entry,
        ...(deploy?.throws && { deploy: { ...deploy, throws: scaled(deploy.throws) } }),
        ...(configure?.throws && { configure: { ...configure, throws: scaled(configure.throws) } }),
        ...(slow && { slow: scaled(slow) }),
        ...(unavailable && { unavailable: scaled(unavailable) }),
        ...(payload && { payload: scaled(payload) }),
        ...(burst && { burst: scaled(burst) }),
      };
    }),
  };
}

/** On a function that the alarm is not about, if there is one. */
function withDeploy(scenario: Scenario, at: number): Scenario {
  const watched = JSON.stringify(scenario.alarms);
  const names = Object.keys(scenario.functions);
  const name = names.find((candidate) => !watched.includes(`"${candidate}"`)) ?? names[0];
  if (name === undefined) return scenario;
  const deploy = {
    function: name,
    by: 'Deploy/unrelated',
    via: 'cli' as const,
    description: 'unrelated',
    slower: 1,
  };
  return { ...scenario, timeline: [...scenario.timeline, { at, fault: false, deploy }] };
}

/** Renames by replacing whole names wherever they stand as a value or a key. */
function renamed(scenario: Scenario, prefix: string): Scenario {
  const { functions, tables, queues, streams, apis, stacks, resources, alarms } = scenario;
  const roles = Object.entries(functions).map(([name, { role }]) => role ?? `${name}-role`);
  const groups: Record<string, { stack?: string | undefined }>[] = [
    functions,
    tables,
    queues,
    streams,
    apis,
    resources,
  ];
  const stackNames = [...groups.flatMap((group) => Object.values(group)), ...alarms].map(
    ({ stack }) => stack,
  );
  const names = new Set<string>([
    ...groups.flatMap((group) => Object.keys(group)),
    ...Object.keys(stacks),
    ...alarms.map(({ name }) => name),
    ...roles,
    ...stackNames.filter((name) => name !== undefined),
  ]);
  const escaped = [...names]
    .toSorted((a, b) => b.length - a.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const whole = new RegExp(`(?<![\\w.-])(?:${escaped.join('|')})(?![\\w-]|\\.\\w)`, 'g');
  const rename = (value: unknown, key?: string): unknown => {
    if (typeof value === 'string') {
      return key !== undefined && FREE_TEXT.has(key)
        ? value
        : value.replace(whole, (name) => `${prefix}${name}`);
    }
    if (Array.isArray(value)) return value.map((item) => rename(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [
        names.has(name) ? `${prefix}${name}` : rename(name),
        rename(inner, name),
      ]),
    );
  };
  const { id, title, region, account, ...rest } = scenario;
  const done = rename(rest);
  return isScenarioPart(done) ? { ...done, id, title, region, account } : scenario;
}

/** Texts in which a name may be a word. */
const FREE_TEXT = new Set(['description', 'type', 'namespace', 'kind', 'call', 'runtime']);

/** Renaming changes no shape; this is for the compiler. */
function isScenarioPart(value: unknown): value is Omit<Scenario, 'id' | 'title' | 'region' | 'account'> {
  return typeof value === 'object' && value !== null && 'alarms' in value;
}

function mapValues<T, U>(record: Record<string, T>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
