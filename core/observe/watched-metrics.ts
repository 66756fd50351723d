import type { AlarmMetric, Incident } from '../case.ts';
import type { EvidenceIndex } from '../evidence/evidence-index.ts';
import { type AlarmSettings } from '../evidence/capabilities.ts';

/** Settings of the alarms that were described, the incident's own first. */
function describedAlarms(evidence: EvidenceIndex): AlarmSettings[] {
  return evidence.of('alarms.describe').flatMap(({ answer }) => answer.alarms);
}

/** The alarm's own settings, if they were read. */
export function settingsOf({ alarms }: Incident, evidence: EvidenceIndex): AlarmSettings | undefined {
  const arn = alarms[0]?.arn;
  return describedAlarms(evidence).find((settings) => settings.arn === arn);
}

/** The alarms below a composite alarm that are in ALARM, or were when they set it off; the first that was first. */
export function redChildren({ alarms }: Incident, evidence: EvidenceIndex): AlarmSettings[] {
  const own = alarms[0]?.arn;
  const triggering = new Set(
    alarms[0]?.children.flatMap(({ name, state }) => (state === 'ALARM' ? [name] : [])) ?? [],
  );
  return describedAlarms(evidence)
    .filter(
      ({ name, arn, state, type }) =>
        arn !== own && type !== 'composite' && (state === 'ALARM' || triggering.has(name)),
    )
    .sort((a, b) => compare(a.stateSince ?? '', b.stateSince ?? '') || compare(a.name, b.name));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * What the alarm is about in metrics, the judged one first: its own, those of its red children, or those of the
 * series that are in ALARM.
 */
export function watchedMetrics(incident: Incident, evidence: EvidenceIndex): AlarmMetric[] {
  const [alarm] = incident.alarms;
  if (alarm === undefined) return [];
  const settings = settingsOf(incident, evidence);
  if (alarm.shape === 'insights' && alarm.contributor === undefined) {
    const [series] = alarm.metrics;
    return (settings?.contributors ?? []).flatMap((attributes) =>
      series === undefined ? [] : [{ ...series, dimensions: { ...series.dimensions, ...attributes } }],
    );
  }
  if (alarm.metrics.length > 0) return alarm.metrics;
  return [...(settings?.metrics ?? []), ...redChildren(incident, evidence).flatMap(({ metrics }) => metrics)];
}

/** The one thing whose rise or fall is what the alarm is about. */
export interface Judged {
  /** The metric; of an expression, those that it reads. */
  metrics: AlarmMetric[];
  expression?: string;
  /** It alarms when this is low. */
  low: boolean;
  /** Both ways, by what is usual: an anomaly alarm. */
  anomaly: boolean;
  /** The alarm whose it is, if it is a child. */
  child?: string;
}

/** Undefined if it can't be read as one series: PromQL, log alarms, alarms of a shape that is not known. */
export function judgedMetric(incident: Incident, evidence: EvidenceIndex): Judged | undefined {
  const [alarm] = incident.alarms;
  if (alarm === undefined) return undefined;
  const settings = settingsOf(incident, evidence);
  switch (alarm.shape) {
    case 'metric':
      return {
        metrics: alarm.metrics.slice(0, 1),
        low: isLow(settings?.comparison, alarm.reason),
        anomaly: false,
      };
    case 'math':
      return alarm.expression === undefined
        ? undefined
        : {
            metrics: alarm.metrics,
            expression: alarm.expression.text,
            low: isLow(settings?.comparison, alarm.reason),
            anomaly: false,
          };
    case 'anomaly': {
      const { datapoints = [], bounds = [] } = alarm;
      const low = datapoints.some((value, i) => value !== null && value < (bounds[i]?.lower ?? -Infinity));
      return { metrics: alarm.metrics.slice(0, 1), low, anomaly: true };
    }
    case 'insights': {
      const [metric] = watchedMetrics(incident, evidence);
      return metric && { metrics: [metric], low: isLow(settings?.comparison, alarm.reason), anomaly: false };
    }
    case 'composite': {
      const child = redChildren(incident, evidence).find(({ metrics }) => metrics.length > 0);
      if (child === undefined) return undefined;
      const { metrics, expression, comparison, name } = child;
      const band = expression?.startsWith('ANOMALY_DETECTION_BAND') === true;
      return {
        metrics: expression === undefined || band ? metrics.slice(0, 1) : metrics,
        ...(expression !== undefined && !band && { expression }),
        low: isLow(comparison),
        anomaly: band,
        child: name,
      };
    }
    case 'promql':
    case 'log':
    case 'unknown':
      return undefined;
  }
}

/** By the settings; where they were not read, by what the alarm gives as its reason. */
function isLow(comparison: string | undefined, reason = ''): boolean {
  if (comparison === undefined) return /\bless than\b(?!.*\bgreater than\b)/.test(reason);
  return comparison.startsWith('LessThan') && comparison !== 'LessThanLowerOrGreaterThanUpperThreshold';
}
