import { EVENT_SOURCE_MAPPING, FUNCTION } from '../catalogue/lambda.ts';
import { entityOfPhysicalId } from '../catalogue/physical-ids.ts';
import type { Incident } from '../case.ts';
import { type Entity, isSame, placeOf } from '../entity.ts';
import type { EvidenceIndex } from '../evidence/evidence-index.ts';
import type { Finding } from '../proof/predicate.ts';
import type { FindingList } from './finding-list.ts';

/** An event source mapping that a resource reads by, or that reads it. */
export interface MappingFact {
  entity: Entity;
  function: Entity;
  source: Entity | undefined;
  state: string;
  finding: Finding;
  /** It was last changed before the baseline. */
  offLong?: Finding;
  /** Lambda says that the last batch failed. */
  failing?: Finding;
}

/** The mappings from, or to, a resource. */
export function readMappings(
  entity: Entity,
  incident: Incident,
  evidence: EvidenceIndex,
  findings: FindingList,
): MappingFact[] {
  const place = placeOf(incident);
  const here = (type: string, id: string) => entityOfPhysicalId(type, id, place);
  const facts = new Map<string, MappingFact>();
  for (const read of evidence.of('function.triggers')) {
    for (const mapping of read.answer.mappings) {
      const source = mapping.source && here(mapping.source.type, mapping.source.id);
      const reader = here(FUNCTION, mapping.function);
      const about = isSame(reader, entity) || (source !== undefined && isSame(source, entity));
      if (facts.has(mapping.id) || !about) continue;
      const { state, lastResult } = mapping;
      const where = { in: { evidence: read.id, path: ['mappings'] }, op: 'some' as const };
      const from = source === undefined ? 'its source' : source.id;
      const failing = lastResult?.startsWith('PROBLEM') === true;
      facts.set(mapping.id, {
        entity: here(EVENT_SOURCE_MAPPING, mapping.id),
        function: reader,
        source,
        state,
        finding: findings.add(
          state.startsWith('Disabl') ? 'mapping-off' : 'mapping',
          { from, to: mapping.function, state },
          { ...where, where: { id: mapping.id, state } },
        ),
        ...(mapping.lastModified !== undefined &&
          mapping.lastModified < incident.baseline.from && {
            offLong: findings.add(
              'mapping-old',
              { from, to: mapping.function, at: mapping.lastModified },
              { ...where, where: { id: mapping.id, lastModified: mapping.lastModified } },
            ),
          }),
        ...(failing && {
          failing: findings.add(
            'mapping-failing',
            { from, to: mapping.function },
            { ...where, where: { id: mapping.id, lastResult } },
          ),
        }),
      });
    }
  }
  return [...facts.values()];
}
