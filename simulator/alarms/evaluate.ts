import type { AlarmDefinition, Comparison, MetricRef } from '../language/alarm.ts';
import { levelAt } from '../language/values.ts';
import { random } from '../random.ts';
import { statisticOf } from '../world/metrics.ts';
import type { World } from '../world/world.ts';
import { childrenOf, ruleHolds } from './composite.ts';
import { compile } from './expression.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** One state change, with what the alarm saw. */
export interface Transition {
  t: number;
  state: AlarmState;
  /** Of an alarm over many series: the value of the dimension that it groups by. */
  contributor?: string;
  /** Start of the first evaluated period, and the values, oldest first; null = no datapoint. */
  from?: number;
  datapoints?: (number | null)[];
  /** Anomaly: the band at each datapoint. */
  bands?: { lower: number; upper: number }[];
  /** Composite: the child whose change made it. */
  child?: string;
}

const MINUTE = 60_000;
/** Alarms are watched from this minute on; before, they were OK. */
const WARM_UP_MINUTES = 30;
/** CloudWatch reads this many periods more than it evaluates, and takes them for those that are missing. */
const EXTRA_PERIODS = 2;

/** Every alarm's state changes, oldest first, each as the data looked at that time. */
export type AlarmHistories = ReadonlyMap<string, Transition[]>;

export function evaluateAlarms(world: World): AlarmHistories {
  const { alarms } = world.scenario;
  const all = new Map<string, Transition[]>();
  for (const alarm of alarms.filter(({ composite }) => composite === undefined)) {
    all.set(alarm.name, alarm.states.length > 0 ? given(world, alarm) : watch(world, alarm));
  }
  // Children may be composite too.
  for (let left = alarms.filter(({ composite }) => composite !== undefined); left.length > 0;) {
    const ready = left.filter(({ composite }) =>
      childrenOf(composite?.rule ?? '').every((name) => all.has(name)),
    );
    if (ready.length === 0) break;
    for (const alarm of ready) all.set(alarm.name, combine(world, alarm, all));
    left = left.filter((alarm) => !ready.includes(alarm));
  }
  return all;
}

/** The state at `t`; alarms were OK before they were watched. */
export function stateAt(transitions: readonly Transition[], t: number): AlarmState {
  return transitions.findLast((transition) => transition.t <= t)?.state ?? 'OK';
}

/** State changes of an alarm as a whole: one over many series is in ALARM while any of them is. */
export function ownTransitions(transitions: readonly Transition[]): Transition[] {
  const states = new Map<string, Transition['state']>();
  let before: Transition['state'] = 'OK';
  return transitions.flatMap((transition) => {
    const { t, contributor } = transition;
    if (contributor === undefined) return [transition];
    states.set(contributor, transition.state);
    const state = [...states.values()].includes('ALARM') ? 'ALARM' : 'OK';
    if (state === before) return [];
    before = state;
    return [{ t, state }];
  });
}

/** Values of a metric in `[from, to)` by period as they can be read at `now`; undefined without a datapoint. */
export function valuesOf(
  world: World,
  metric: MetricRef,
  from: number,
  to: number,
  now: number,
): (number | undefined)[] {
  const period = metric.period * 1_000;
  const series = world.metrics.find(metric.namespace, metric.name, metric.dimensions);
  const values: (number | undefined)[] = [];
  for (let t = from; t < to; t += period) {
    const told = series?.samples(t, Math.min(t + period, to)).filter(({ toldAt }) => toldAt <= now) ?? [];
    values.push(statisticOf(told, metric.stat));
  }
  return values;
}

function given({ start }: World, { states }: AlarmDefinition): Transition[] {
  return states.map(({ at, state }) => ({ t: start + at, state })).sort((a, b) => a.t - b.t);
}

/** Evaluates each minute, some seconds into it. */
function watch(world: World, alarm: AlarmDefinition): Transition[] {
  const { start, scenario } = world;
  const second = random(scenario.seed, alarm.name, 'evaluation').between(8, 20) * 1_000;
  const groups = alarm.insights === undefined ? [undefined] : groupsOf(world, alarm.insights);
  const transitions: Transition[] = [];
  for (const contributor of groups) {
    let state: AlarmState = 'OK';
    for (let minute = WARM_UP_MINUTES; minute < scenario.minutes; minute++) {
      const now = Math.floor(start + minute * MINUTE + second);
      const seen = look(world, alarm, contributor, start + minute * MINUTE, now);
      const next = judge(alarm, seen, state);
      if (next === state) continue;
      state = next;
      const { from, datapoints, bands } = seen;
      transitions.push({
        t: now,
        state,
        from,
        datapoints: datapoints.map((value) => value ?? null),
        ...(bands && { bands }),
        ...(contributor !== undefined && { contributor }),
      });
    }
  }
  return transitions.sort((a, b) => a.t - b.t);
}

function groupsOf(world: World, { metric, groupBy }: NonNullable<AlarmDefinition['insights']>): string[] {
  const values = world.metrics
    .all()
    .filter(({ namespace, name }) => namespace === metric.namespace && name === metric.name)
    .flatMap(({ dimensions }) => dimensions[groupBy] ?? []);
  return [...new Set(values)].sort();
}

interface Seen {
  from: number;
  datapoints: (number | undefined)[];
  bands?: { lower: number; upper: number }[];
}

/** The periods that are read: they end at `until`, at the latest, on the clock. */
function look(
  world: World,
  alarm: AlarmDefinition,
  contributor: string | undefined,
  until: number,
  now: number,
): Seen {
  const { metric, math, anomaly, insights, evaluationPeriods } = alarm;
  const first = metric ?? anomaly?.metric ?? insights?.metric ?? Object.values(math?.metrics ?? {})[0];
  const period = (first?.period ?? 60) * 1_000;
  const count = evaluationPeriods + EXTRA_PERIODS;
  const to = Math.floor(until / period) * period;
  const from = to - count * period;
  if (math !== undefined) {
    const ids = Object.keys(math.metrics);
    const compiled = compile(math.expression, ids);
    const columns = Object.values(math.metrics).map((ref) => valuesOf(world, ref, from, to, now));
    const datapoints = Array.from({ length: count }, (_, i) => {
      const values = Object.fromEntries(ids.map((id, column) => [id, columns[column]?.[i]]));
      return 'evaluate' in compiled ? compiled.evaluate(values) : undefined;
    });
    return evaluated({ from, datapoints }, evaluationPeriods, period);
  }
  const ref = metric ?? anomaly?.metric ?? insights?.metric;
  if (ref === undefined) return { from, datapoints: [] };
  const dimensions =
    insights === undefined || contributor === undefined
      ? ref.dimensions
      : { ...ref.dimensions, [insights.groupBy]: contributor };
  const datapoints = valuesOf(world, { ...ref, dimensions }, from, to, now);
  if (anomaly === undefined) return evaluated({ from, datapoints }, evaluationPeriods, period);
  const bands = datapoints.map((_, i) => {
    const expected = levelAt(anomaly.expected, world.start, from + i * period);
    return { lower: expected - anomaly.width, upper: expected + anomaly.width };
  });
  return evaluated({ from, datapoints, bands }, evaluationPeriods, period);
}

/** Of the periods that were read the newest with a datapoint; with too few datapoints the missing ones count too. */
function evaluated({ from, datapoints, bands }: Seen, wanted: number, period: number): Seen {
  const present = datapoints.flatMap((value, i) => (value === undefined ? [] : [i]));
  const enough = present.length >= wanted;
  const first =
    (enough ? present.at(-wanted) : Math.min(present[0] ?? Infinity, datapoints.length - wanted)) ?? 0;
  const end = enough ? (present.at(-1) ?? 0) + 1 : datapoints.length;
  return {
    from: from + first * period,
    datapoints: datapoints.slice(first, end),
    ...(bands && { bands: bands.slice(first, end) }),
  };
}

function judge(alarm: AlarmDefinition, { datapoints, bands }: Seen, state: AlarmState): AlarmState {
  const { evaluationPeriods, datapointsToAlarm = evaluationPeriods, missingData } = alarm;
  const present = datapoints.filter((value) => value !== undefined).length;
  const breaching = datapoints.filter(
    (value, i) => value !== undefined && breaches(alarm, value, bands?.[i]),
  ).length;
  if (breaching >= datapointsToAlarm) return 'ALARM';
  const missing = Math.max(0, evaluationPeriods - present);
  switch (missingData) {
    case 'breaching':
      return breaching + missing >= datapointsToAlarm ? 'ALARM' : 'OK';
    case 'notBreaching':
      return 'OK';
    case 'ignore':
      return missing > 0 && breaching === present ? state : 'OK';
    case 'missing':
      if (present === 0) return 'INSUFFICIENT_DATA';
      return missing > 0 && breaching === present ? 'ALARM' : 'OK';
  }
}

/** Is the value on the wrong side of the threshold, or outside the band? */
export function breaches(
  { comparison, threshold = 0 }: AlarmDefinition,
  value: number,
  band: { lower: number; upper: number } | undefined,
): boolean {
  return band === undefined
    ? COMPARE[comparison](value, threshold)
    : value < band.lower || value > band.upper;
}

const COMPARE: Record<Comparison, (value: number, threshold: number) => boolean> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** A composite alarm changes some hundred milliseconds after a child, always as many: its changes keep their order. */
function combine(world: World, { name, composite }: AlarmDefinition, all: AlarmHistories): Transition[] {
  const rule = composite?.rule ?? 'FALSE';
  const children = childrenOf(rule);
  const changes = children
    .flatMap((child) => (all.get(child) ?? []).map((transition) => ({ child, t: transition.t })))
    .sort((a, b) => a.t - b.t);
  const transitions: Transition[] = [];
  const delay = Math.floor(random(world.scenario.seed, name, 'delay').between(150, 900));
  let state: AlarmState = 'OK';
  for (const { child, t } of changes) {
    const next = ruleHolds(rule, (alarm) => stateAt(ownTransitions(all.get(alarm) ?? []), t))
      ? 'ALARM'
      : 'OK';
    if (next === state) continue;
    state = next;
    transitions.push({ t: t + delay, state, child });
  }
  return transitions;
}
