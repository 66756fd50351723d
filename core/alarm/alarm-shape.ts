import type { Alarm, AlarmMetric, ChildAlarm } from '../case.ts';
import { alarmsInRule } from './alarm-rule.ts';
import { MaybePositive, MaybeText, isRecord } from './lenient.ts';
import { type MetricEntry, findField, readMetricEntries } from './metric-entries.ts';
import { isInsightsQuery } from './metrics-insights.ts';

export type AlarmSubject = Pick<Alarm, 'shape' | 'metrics' | 'expression' | 'rule' | 'children'>;

const BAND = /^\s{0,100}ANOMALY_DETECTION_BAND\s{0,100}\(\s{0,100}(\w{1,255})/i;

/**
 * What an alarm judges, read from `detail.configuration`. The event does not name the alarm's type: it shows in
 * what is there. Everything that can't be read is `unknown`, which is no error: the alarm still fired.
 */
export function readSubject(
  configuration: unknown,
  event: { attributes: Record<string, string>; triggering: ChildAlarm[] },
): AlarmSubject {
  const fields = isRecord(configuration) ? configuration : {};
  const rule = MaybeText.parse(fields['alarmRule']);
  if (rule !== undefined || event.triggering.length > 0) return composite(rule, event.triggering);
  return (
    queryAlarm(fields) ??
    metricAlarm(readMetricEntries(fields['metrics'], event.attributes)) ?? {
      shape: 'unknown',
      metrics: [],
      children: [],
    }
  );
}

function composite(rule: string | undefined, triggering: ChildAlarm[]): AlarmSubject {
  // By name: a composite's children are of its own account and region, and rules name them with and without ARN.
  const children = new Map<string, ChildAlarm>();
  for (const child of [...triggering, ...alarmsInRule(rule ?? '')]) {
    if (!children.has(child.name)) children.set(child.name, child);
  }
  return {
    shape: 'composite',
    metrics: [],
    children: [...children.values()],
    ...(rule !== undefined && { rule }),
  };
}

/**
 * PromQL and log alarms: no sample of their events is published. Assumed is only that the configuration carries the
 * API's field names (`EvaluationCriteria.PromQLCriteria.Query`, `EvaluationInterval`,
 * `ScheduledQueryConfiguration.QueryString`) in some case, at some depth.
 */
function queryAlarm(fields: Record<string, unknown>): AlarmSubject | undefined {
  const promql = findField(fields, /promql/i);
  if (promql !== undefined) {
    const period = MaybePositive.parse(findField(fields, /^evaluationInterval$/i));
    return query('promql', queryText(promql), period);
  }
  const log = findField(fields, /^scheduledQuery/i);
  return log === undefined ? undefined : query('log', queryText(log));
}

function queryText(value: unknown): string | undefined {
  return MaybeText.parse(typeof value === 'string' ? value : findField(value, /^query(?:string)?$/i));
}

function query(shape: 'promql' | 'log', text: string | undefined, period?: number): AlarmSubject {
  const periodSeconds = period !== undefined && { periodSeconds: period };
  return {
    shape,
    metrics: [],
    children: [],
    ...(text !== undefined && { expression: { id: shape, text, ...periodSeconds } }),
  };
}

function metricAlarm(entries: MetricEntry[]): AlarmSubject | undefined {
  const band = entries.find(({ expression }) => expression !== undefined && BAND.test(expression.text));
  if (band?.expression !== undefined) {
    // `returnData` is true of both the metric and its band; the band's expression says which metric it is.
    const id = BAND.exec(band.expression.text)?.[1];
    return {
      shape: 'anomaly',
      metrics: metricsOf(entries, id),
      expression: band.expression,
      children: [],
    };
  }
  const judged =
    entries.find(({ returned }) => returned) ?? entries.find((entry) => entry.expression) ?? entries[0];
  if (judged === undefined) return undefined;
  const metrics = metricsOf(entries, judged.id);
  const { expression } = judged;
  if (expression === undefined) return { shape: 'metric', metrics, children: [] };
  return {
    shape: isInsightsQuery(expression.text) ? 'insights' : 'math',
    metrics,
    expression,
    children: [],
  };
}

/** All metrics, the one with this id first. */
function metricsOf(entries: MetricEntry[], first: string | undefined): AlarmMetric[] {
  const metrics = entries.flatMap(({ metric }) => metric ?? []);
  return [...metrics.filter(({ id }) => id === first), ...metrics.filter(({ id }) => id !== first)];
}
