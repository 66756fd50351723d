/** An alarm evaluated anew, apart from the simulator's code: from the samples that could be read at the time. */
import { runInNewContext } from 'node:vm';
import type { AlarmDefinition, MetricRef } from '../../../simulator/language/alarm.ts';
import { levelAt } from '../../../simulator/language/values.ts';
import type { World } from '../../../simulator/world/world.ts';
import { naiveStatistic } from '../world/naive-statistic.ts';

export interface Replayed {
  state: string;
  /** What counted, oldest first. */
  values: number[];
}

/** CloudWatch reads this many periods beyond those that it evaluates. */
const EXTRA = 2;

/** Can it be evaluated from metrics at all? */
export function isEvaluated({ metric, math, anomaly, insights }: AlarmDefinition): boolean {
  return (metric ?? math ?? anomaly ?? insights) !== undefined;
}

/** Values of the dimension by which an alarm over many series groups; of other alarms just undefined. */
export function contributorsOf(world: World, { insights }: AlarmDefinition): (string | undefined)[] {
  if (insights === undefined) return [undefined];
  const { metric, groupBy } = insights;
  return world.metrics
    .all()
    .filter(({ namespace, name }) => namespace === metric.namespace && name === metric.name)
    .flatMap(({ dimensions }) => dimensions[groupBy] ?? []);
}

function metricsOf(
  { metric, math, anomaly, insights }: AlarmDefinition,
  contributor = '',
): Record<string, MetricRef> {
  if (math !== undefined) return math.metrics;
  if (insights !== undefined) {
    const dimensions = { ...insights.metric.dimensions, [insights.groupBy]: contributor };
    return { m: { ...insights.metric, dimensions } };
  }
  const one = metric ?? anomaly?.metric;
  return one === undefined ? {} : { m: one };
}

export function replay(
  world: World,
  alarm: AlarmDefinition,
  contributor: string | undefined,
  now: number,
  before: string,
): Replayed {
  const { math, evaluationPeriods, missingData } = alarm;
  const wanted = alarm.datapointsToAlarm ?? evaluationPeriods;
  const refs = Object.entries(metricsOf(alarm, contributor));
  const period = (refs[0]?.[1].period ?? 60) * 1_000;
  const newestFirst = Array.from({ length: evaluationPeriods + EXTRA }, (_, i) => {
    const t = Math.floor(now / period) * period - (i + 1) * period;
    const columns = refs.map(([id, ref]) => [id, valueAt(world, ref, t, period, now)] as const);
    return { t, value: math ? computed(math.expression, columns) : columns[0]?.[1] };
  });
  const real = newestFirst
    .flatMap(({ t, value }) => (value === undefined ? [] : [{ t, value }]))
    .slice(0, evaluationPeriods);
  const bad = real.filter(({ t, value }) => breaching(world, alarm, t, value)).length;
  const filled = evaluationPeriods - real.length;
  const values = real.map(({ value }) => value).reverse();
  const premature = filled > 0 && bad === real.length;
  const state = (alarmed: boolean) => (alarmed ? 'ALARM' : 'OK');
  if (bad >= wanted) return { state: 'ALARM', values };
  if (missingData === 'breaching') return { state: state(bad + filled >= wanted), values };
  if (missingData === 'notBreaching' || !premature) return { state: 'OK', values };
  if (missingData === 'ignore') return { state: before, values };
  return { state: real.length === 0 ? 'INSUFFICIENT_DATA' : 'ALARM', values };
}

function valueAt(world: World, ref: MetricRef, t: number, period: number, now: number): number | undefined {
  const told = world.metrics
    .find(ref.namespace, ref.name, ref.dimensions)
    ?.samples(t, t + period)
    .filter(({ toldAt }) => toldAt <= now);
  return told === undefined ? undefined : naiveStatistic(told, ref.stat);
}

function breaching(
  { start }: World,
  { anomaly, comparison, threshold = 0 }: AlarmDefinition,
  t: number,
  value: number,
) {
  if (anomaly !== undefined) return Math.abs(value - levelAt(anomaly.expected, start, t)) > anomaly.width;
  const orEqual = comparison.includes('OrEqual') && value === threshold;
  return orEqual || (comparison.startsWith('Greater') ? value > threshold : value < threshold);
}

/** By JavaScript, which has the same arithmetic as metric math. */
function computed(
  expression: string,
  columns: readonly (readonly [string, number | undefined])[],
): number | undefined {
  if (columns.some(([, value]) => value === undefined)) return undefined;
  const value = Number(runInNewContext(expression, { ...Object.fromEntries(columns), IF: choose }));
  return Number.isFinite(value) ? value : undefined;
}

function choose(condition: unknown, yes: number, no: number): number {
  return condition ? yes : no;
}

/** A composite alarm's rule by JavaScript's words. */
export function ruleByJavaScript(rule: string, stateOf: (alarm: string) => string): boolean {
  const script = rule
    .replace(/\b(ALARM|OK|INSUFFICIENT_DATA)\(\s*"?([^")]*)"?\s*\)/g, (_, state: string, name: string) =>
      String(stateOf(name) === state),
    )
    .replaceAll(/\bAND\b/g, '&&')
    .replaceAll(/\bOR\b/g, '||')
    .replaceAll(/\bNOT\b/g, '!')
    .toLowerCase();
  return Boolean(runInNewContext(script));
}
