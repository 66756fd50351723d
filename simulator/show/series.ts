import { type AlarmHistories, valuesOf } from '../alarms/evaluate.ts';
import { compile } from '../alarms/expression.ts';
import type { AlarmDefinition, MetricRef } from '../language/alarm.ts';
import type { Series } from '../world/metrics.ts';
import type { World } from '../world/world.ts';
import { median } from './sparkline.ts';

const MINUTE = 60_000;
/** A series has changed if it moves by this many times its usual movement. */
const CHANGED = 3;
const MOST_SHOWN = 10;
/** That of a series that appears, or ends. */
const MOST_CHANGE = 999;

/** A series over the whole time, one value for each period. */
export interface SeriesView {
  /** Empty of an alarm's expression. */
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  stat: string;
  periodSeconds: number;
  min: number | null;
  max: number | null;
  last: number | null;
  /** How far it moves after the fault, in its usual movements. */
  change: number;
  /** Alarms that look at it. */
  alarms: string[];
  values: (number | null)[];
}

/** The series of alarms, and the others by how much they change; `hidden` were left out. */
export function seriesViews(
  world: World,
  splitMs: number,
  all: boolean,
): { shown: SeriesView[]; hidden: number } {
  const watched = world.scenario.alarms.flatMap((alarm) => watchedBy(world, alarm));
  const views = merged(
    watched.map(({ alarm, ref, series }) => view(world, series, ref.stat, ref.period, splitMs, alarm)),
  );
  const expressions = world.scenario.alarms.flatMap((alarm) => expressionView(world, alarm, splitMs));
  const seen = new Set(watched.map(({ series }) => series));
  const others = world.metrics
    .all()
    .filter((series) => !seen.has(series))
    .map((series) => view(world, series, statOf(world, series), intervalOf(world, series), splitMs))
    .filter(({ values }) => values.some((value) => value !== null));
  const shown = all ? others : mostChanged(others, views);
  return { shown: [...expressions, ...views, ...shown], hidden: others.length - shown.length };
}

function mostChanged(views: readonly SeriesView[], watched: readonly SeriesView[]): SeriesView[] {
  const changed = views.filter(({ change }) => change >= CHANGED).toSorted((a, b) => b.change - a.change);
  return changed
    .filter((one) => ![...changed, ...watched].some((other) => isFiner(one, other)))
    .slice(0, MOST_SHOWN);
}

/** Does `one` say the same as `other`, with more dimensions? */
function isFiner(one: SeriesView, other: SeriesView): boolean {
  return (
    one.namespace === other.namespace &&
    one.name === other.name &&
    Object.keys(one.dimensions).length > Object.keys(other.dimensions).length &&
    one.max === other.max
  );
}

function watchedBy(
  world: World,
  alarm: AlarmDefinition,
): { alarm: string; ref: MetricRef; series: Series }[] {
  const { name, metric, math, anomaly, insights } = alarm;
  const refs = [metric, anomaly?.metric, ...Object.values(math?.metrics ?? {})].filter(
    (ref) => ref !== undefined,
  );
  const found = refs.flatMap((ref) => {
    const series = world.metrics.find(ref.namespace, ref.name, ref.dimensions);
    return series === undefined ? [] : [{ alarm: name, ref, series }];
  });
  if (insights === undefined) return found;
  const { metric: ref, groupBy } = insights;
  const all = world.metrics
    .all()
    .filter((series) => series.namespace === ref.namespace && series.name === ref.name);
  return all
    .filter(({ dimensions }) => groupBy in dimensions)
    .map((series) => ({ alarm: name, ref, series }));
}

/** One view for a series and statistic, however many alarms look at it. */
function merged(views: readonly SeriesView[]): SeriesView[] {
  const key = ({ namespace, name, dimensions, stat, periodSeconds }: SeriesView) =>
    JSON.stringify([namespace, name, dimensions, stat, periodSeconds]);
  return [...Map.groupBy(views, key).values()].flatMap((same) => {
    const [first] = same;
    return first === undefined
      ? []
      : [{ ...first, alarms: [...new Set(same.flatMap(({ alarms }) => alarms))] }];
  });
}

function view(
  world: World,
  { namespace, name, dimensions }: Series,
  stat: string,
  periodSeconds: number,
  splitMs: number,
  alarm?: string,
): SeriesView {
  const ref = { namespace, name, dimensions, stat, period: periodSeconds };
  const values = valuesOf(world, ref, world.start, world.end, Infinity).map((value) => value ?? null);
  return {
    ...ref,
    periodSeconds,
    ...measures(values, splitMs / 1_000 / periodSeconds),
    alarms: alarm === undefined ? [] : [alarm],
    values,
  };
}

function expressionView(world: World, { name, math }: AlarmDefinition, splitMs: number): SeriesView[] {
  const refs = Object.values(math?.metrics ?? {});
  const ids = Object.keys(math?.metrics ?? {});
  const compiled = math === undefined ? undefined : compile(math.expression, ids);
  const [first] = refs;
  if (math === undefined || compiled === undefined || !('evaluate' in compiled) || first === undefined)
    return [];
  const columns = refs.map((ref) => valuesOf(world, ref, world.start, world.end, Infinity));
  const values = (columns[0] ?? []).map(
    (_, i) =>
      compiled.evaluate(Object.fromEntries(ids.map((id, column) => [id, columns[column]?.[i]]))) ?? null,
  );
  const named = {
    namespace: '',
    name: math.expression,
    dimensions: {},
    stat: 'expression',
    periodSeconds: first.period,
  };
  return [{ ...named, ...measures(values, splitMs / 1_000 / first.period), alarms: [name], values }];
}

function measures(values: readonly (number | null)[], split: number) {
  const present = values.filter((value) => value !== null);
  return {
    min: present.length === 0 ? null : Math.min(...present),
    max: present.length === 0 ? null : Math.max(...present),
    last: present.at(-1) ?? null,
    change: changeOf(values, Math.floor(split)),
  };
}

/** Compares the most unusual five periods after the split with those before. */
function changeOf(values: readonly (number | null)[], split: number): number {
  const before = values.slice(0, split).filter((value) => value !== null);
  const after = values.slice(split).filter((value) => value !== null);
  if (after.length === 0) return before.length > split / 2 ? MOST_CHANGE : 0;
  if (before.length === 0) return MOST_CHANGE;
  const usual = median(before);
  const windows = after.map((_, i) => mean(after.slice(i, i + 5)));
  const moved = Math.max(...windows.map((value) => Math.abs(value - usual)));
  const noise = Math.sqrt(mean(before.map((value) => (value - usual) ** 2)));
  const size = Math.max(...[...before, ...after].map(Math.abs));
  return size === 0 ? 0 : Math.min(MOST_CHANGE, Number((moved / (noise + 0.03 * size)).toFixed(2)));
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Counters are summed; levels are not. */
function statOf({ scenario }: World, { namespace, name, unit }: Series): string {
  const written = scenario.series.find((one) => one.namespace === namespace && one.name === name);
  if (written !== undefined) return written.total === undefined ? 'Average' : 'Sum';
  const level = unit !== 'Count' && unit !== 'None';
  return level || /Approximate|Concurrent|Provisioned/.test(name) ? 'Maximum' : 'Sum';
}

function intervalOf({ scenario }: World, { namespace, name, dimensions }: Series): number {
  const written = scenario.series.find(
    (one) =>
      one.namespace === namespace &&
      one.name === name &&
      JSON.stringify(one.dimensions) === JSON.stringify(dimensions),
  );
  if (written !== undefined) return Math.max(MINUTE, written.every) / 1_000;
  return name.startsWith('Provisioned') ? 300 : 60;
}

/** When the starting alarm first goes off, if it does; in ms from the start. */
export function firstAlarmAt(world: World, histories: AlarmHistories, alarm: string): number | undefined {
  const on = (histories.get(alarm) ?? []).filter(({ state }) => state === 'ALARM');
  const first = on.find(({ t }) => t >= world.start + 75 * MINUTE) ?? on[0];
  return first === undefined ? undefined : first.t - world.start;
}
