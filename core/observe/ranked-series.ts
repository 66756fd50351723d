import { TYPES, eventSourceOf } from '../catalogue/catalogue.ts';
import { metricsOf } from '../catalogue/metric-names.ts';
import type { Metric, Role } from '../catalogue/resource-type.ts';
import type { Incident } from '../case.ts';
import { type Entity, placeOf } from '../entity.ts';
import type { EvidenceIndex } from '../evidence/evidence-index.ts';
import { findShift, usualOf } from './metric-shift.ts';

/** Buckets of a ranking; Metrics Insights answers one query a call. */
export const RANKING_SECONDS = 60;

/** A metric over all resources of a type, those with most of it first. */
export interface Ranking {
  id: string;
  type: string;
  /** Who records calls on resources of the type. */
  service: string;
  metric: Metric & { namespace: string };
  dimension: string;
}

const RANKINGS: readonly Ranking[] = TYPES.flatMap(({ type }) =>
  metricsOf({ type, id: '' }).flatMap((metric) => {
    const [dimension] = Object.keys(metric.dimensions);
    return metric.ranking === undefined || dimension === undefined
      ? []
      : [{ id: metric.ranking, type, service: eventSourceOf(type), metric, dimension }];
  }),
);

/** The rankings of one role: who of the account fails, what throttles. */
export function rankingsOf(role: Role): readonly Ranking[] {
  return RANKINGS.filter(({ metric }) => metric.role === role);
}

/** The resources whose count rose, the highest first, and the evidence that tells it. */
export function risingIn(
  { id: ranking, type }: Ranking,
  incident: Incident,
  evidence: EvidenceIndex,
): { evidence: string; entities: Entity[] } | undefined {
  const { baseline, window } = incident;
  const read = evidence
    .of('metrics.range')
    .findLast(({ args }) => args.expressions.some(({ id }) => id === ranking));
  if (read === undefined) return undefined;
  const options = {
    baseline,
    window,
    periodSeconds: RANKING_SECONDS,
    completeUntil: read.completeUntil,
    absentIsZero: true,
  };
  const rising = Object.entries(read.answer.series).flatMap(([key, points]) => {
    const name = key.startsWith(`${ranking}:`) ? key.slice(ranking.length + 1) : '';
    const usual = usualOf(points, options);
    const shift = usual && findShift(points, usual, options);
    if (name === '' || shift === undefined) return [];
    const count = points.filter(({ t }) => t >= shift.onset.from).reduce((sum, { v }) => sum + v, 0);
    return [{ name, count }];
  });
  rising.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  const { account, region } = placeOf(incident);
  return { evidence: read.id, entities: rising.map(({ name }) => ({ type, account, region, id: name })) };
}
