import { metricsOf } from '../catalogue/metric-names.ts';
import type { Incident, Range } from '../case.ts';
import type { Entity } from '../entity.ts';
import type { EvidenceIndex } from '../evidence/evidence-index.ts';
import type { Finding } from '../proof/predicate.ts';
import type { FindingList } from './finding-list.ts';
import { type JudgedFacts, sayShift, saySteady } from './read-judged.ts';
import { hasNewErrors } from './read-logs.ts';
import { type Series, readSeries } from './series.ts';

/** The metrics whose rise means that a resource of this type is in trouble itself; none if that is not known. */
function troubleMetrics(entity: Pick<Entity, 'type' | 'id'>): string[] {
  return metricsOf(entity).flatMap(({ id, trouble }) => (trouble === true ? [id] : []));
}

/** Did one of its own signs of trouble rise? Undefined if its metrics were not read. */
export function isTroubled(incident: Incident, entity: Entity, evidence: EvidenceIndex): boolean | undefined {
  const series = readSeries(incident, entity, evidence);
  if (series.size === 0) return undefined;
  return troubleMetrics(entity).some((id) => series.get(id)?.shift !== undefined);
}

/** Signs that no metric of trouble tells: its work takes longer, or its log has an error that it did not have before. */
export function isAffected(
  incident: Incident,
  entity: Entity,
  logGroup: string | undefined,
  evidence: EvidenceIndex,
): boolean {
  const series = readSeries(incident, entity, evidence);
  const slower = metricsOf(entity).some(
    ({ id, role }) => role === 'time' && series.get(id)?.shift !== undefined,
  );
  return slower || (logGroup !== undefined && hasNewErrors(incident, logGroup, evidence));
}

/** A sign of trouble of its own that rose: which metric, when, and the proof. */
export interface Trouble {
  metric: string;
  onset: Range;
  finding: Finding;
}

/** The first sign of trouble that rose. @param judged what the alarm's own metric did: it needs no second sentence */
export function readTrouble(
  entity: Entity,
  incident: Incident,
  series: ReadonlyMap<string, Series>,
  judged: JudgedFacts | undefined,
  findings: FindingList,
): Trouble | undefined {
  for (const metric of troubleMetrics(entity)) {
    const one = series.get(metric);
    const same =
      one !== undefined && judged?.series.metric !== undefined && judged.series.metric === one.metric;
    const said = same ? judged.shift?.finding : undefined;
    const finding = said ?? (one && sayShift('trouble', incident, one, findings, ` of ${entity.id}`));
    if (one?.shift !== undefined && finding !== undefined) return { metric, onset: one.shift.onset, finding };
  }
  return undefined;
}

/** None of its signs of trouble rose: proven by the first. */
export function readCalm(
  entity: Entity,
  incident: Incident,
  series: ReadonlyMap<string, Series>,
  findings: FindingList,
): Finding | undefined {
  const [first] = troubleMetrics(entity).flatMap((metric) => series.get(metric) ?? []);
  return first && saySteady('trouble', incident, first, findings, ` of ${entity.id}`);
}
