import { type AlarmHistories, evaluateAlarms, stateAt, valuesOf } from '../alarms/evaluate.ts';
import { startingAlarm } from '../alarms/event.ts';
import { childrenOf } from '../alarms/composite.ts';
import { compile } from '../alarms/expression.ts';
import type { AlarmDefinition, MetricRef } from '../language/alarm.ts';
import type { Problem, ReadScenario } from '../language/load.ts';
import { vary } from '../language/variants.ts';
import { keyOf } from '../world/metrics.ts';
import { type World, buildWorld } from '../world/world.ts';
import { offsetText } from './scenario-text.ts';
import { typos } from './scenario-typos.ts';

const MINUTE = 60_000;
/** Before, there is too little to compare with: an alarm that goes off then starts nothing. */
const ALARM_FROM = 75 * MINUTE;

type Warning = Pick<Problem, 'message'> & { path: PropertyKey[] };

/** What is well written and yet can't be meant: shown by playing the scenario, with and without its fault. */
export function scenarioWarnings({ scenario: file, locate }: ReadScenario, world: World): Problem[] {
  const { truth } = file;
  const { scenario } = world;
  const histories = evaluateAlarms(world);
  const alarm = startingAlarm(world);
  const alarmPath = ['alarms', scenario.alarms.indexOf(alarm)];
  const firedAt = firingOf(alarm, world, histories);
  const warnings: Warning[] = [];
  if (firedAt === undefined) {
    warnings.push({ path: alarmPath, message: `alarm ${alarm.name} ${whyNot(alarm, world, histories)}` });
  } else if ('onset' in truth && world.start + truth.onset > firedAt) {
    const when = offsetText(firedAt - world.start);
    warnings.push({
      path: ['truth', 'onset'],
      message: `it lies after the alarm, which goes off at ${when}`,
    });
  }
  if ('cause' in truth && truth.cause.kind !== 'alarm-change' && firedAt !== undefined) {
    const healthy = buildWorld(vary(scenario, { healthy: true }));
    const firesAnyway = firingOf(startingAlarm(healthy), healthy, evaluateAlarms(healthy));
    if (firesAnyway !== undefined) {
      const when = offsetText(firesAnyway - world.start);
      const message = `the alarm goes off at ${when} also without the fault: mark what is wrong with \`fault: true\``;
      warnings.push({ path: ['truth', 'cause'], message });
    }
  }
  warnings.push(...typos(file));
  return warnings.map(({ path, message }) => ({
    ...locate(path),
    path: path.map(String).join('.'),
    message,
  }));
}

/** Series that nobody would see, since a macro writes them too. */
export function replacedSeries({ scenario: { series }, locate }: ReadScenario, world: World): Problem[] {
  return world.metrics.replaced.map(({ namespace, name, dimensions }) => {
    const key = keyOf(namespace, name, dimensions);
    const path = [
      'series',
      series.findIndex((one) => keyOf(one.namespace, one.name, one.dimensions) === key),
    ];
    const metric = `${namespace} ${name} ${JSON.stringify(dimensions)}`;
    const message = `a macro writes ${metric} too: leave this out, or write a resource instead of the macro`;
    return { ...locate(path), path: path.join('.'), message };
  });
}

function firingOf(
  { name }: AlarmDefinition,
  { start }: World,
  histories: AlarmHistories,
): number | undefined {
  return histories.get(name)?.find(({ t, state }) => state === 'ALARM' && t >= start + ALARM_FROM)?.t;
}

function whyNot(alarm: AlarmDefinition, world: World, histories: AlarmHistories): string {
  const early = histories.get(alarm.name)?.find(({ state }) => state === 'ALARM');
  if (early !== undefined) {
    return `goes off at ${offsetText(early.t - world.start)}, before 75m: there is too little to compare with`;
  }
  const { end } = world;
  if (alarm.composite !== undefined) {
    const states = childrenOf(alarm.composite.rule).map((name) => {
      const child = histories.get(name) ?? [];
      const on = child.find(({ state }) => state === 'ALARM');
      return on === undefined
        ? `${name} ${stateAt(child, end)}`
        : `${name} ALARM at ${offsetText(on.t - world.start)}`;
    });
    return `stays OK: its children are ${states.join(', ')}`;
  }
  if (alarm.promql !== undefined || alarm.log !== undefined) return 'stays OK: no ALARM among its states';
  const unwritten = metricsOf(alarm).find(
    (metric) => alarm.insights === undefined && !isWritten(world, metric),
  );
  if (unwritten !== undefined)
    return `stays ${stateAt(histories.get(alarm.name) ?? [], end)}: ${nothingWrites(world, unwritten)}`;
  const values = judgedValues(alarm, world);
  if (values.length === 0) return 'stays OK: there is no datapoint';
  if (alarm.anomaly !== undefined)
    return `stays OK: values from ${number(Math.min(...values))} to ${number(Math.max(...values))} are too seldom outside of the band`;
  const below = alarm.comparison.startsWith('Less');
  const extreme = below
    ? `lowest value ${number(Math.min(...values))}`
    : `highest value ${number(Math.max(...values))}`;
  const needed = alarm.datapointsToAlarm ?? alarm.evaluationPeriods;
  return `stays OK: ${extreme}, threshold ${alarm.threshold ?? 0}${needed === 1 ? '' : `, ${needed} datapoints needed`}`;
}

function metricsOf({ metric, math, anomaly, insights }: AlarmDefinition): MetricRef[] {
  const one = metric ?? anomaly?.metric ?? insights?.metric;
  return one === undefined ? Object.values(math?.metrics ?? {}) : [one];
}

function isWritten({ metrics }: World, { namespace, name, dimensions }: MetricRef): boolean {
  return metrics.find(namespace, name, dimensions) !== undefined;
}

function nothingWrites({ metrics }: World, { namespace, name, dimensions }: MetricRef): string {
  const others = metrics.all().filter((series) => series.namespace === namespace);
  const same = others.find((series) => series.name === name);
  const hint =
    same === undefined
      ? `; ${namespace} has ${[...new Set(others.map((series) => series.name))].join(', ') || 'no metric'}`
      : `; there is one of ${JSON.stringify(same.dimensions)}`;
  return `nothing writes ${namespace} ${name} ${JSON.stringify(dimensions)}${hint}`;
}

/** What the alarm compares with its threshold, period by period, as it looks in the end. */
function judgedValues({ metric, math, anomaly, insights }: AlarmDefinition, world: World): number[] {
  const from = world.start + 30 * MINUTE;
  const { end } = world;
  const read = (ref: MetricRef) => valuesOf(world, ref, from, end, Infinity);
  const given = (values: readonly (number | undefined)[]) => values.filter((value) => value !== undefined);
  if (math !== undefined) {
    const ids = Object.keys(math.metrics);
    const compiled = compile(math.expression, ids);
    const columns = Object.values(math.metrics).map(read);
    if (!('evaluate' in compiled)) return [];
    return given(
      (columns[0] ?? []).map((_, i) =>
        compiled.evaluate(Object.fromEntries(ids.map((id, column) => [id, columns[column]?.[i]]))),
      ),
    );
  }
  if (insights !== undefined) {
    const { namespace, name } = insights.metric;
    const all = world.metrics
      .all()
      .filter((series) => series.namespace === namespace && series.name === name);
    return all.flatMap(({ dimensions }) => given(read({ ...insights.metric, dimensions })));
  }
  const ref = metric ?? anomaly?.metric;
  return ref === undefined ? [] : given(read(ref));
}

function number(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(Number(value.toPrecision(4)));
}
