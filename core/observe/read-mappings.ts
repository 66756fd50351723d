import type { Incident, Resource } from '../case.ts';
import type { EvidenceIndex } from '../evidence/evidence-index.ts';
import type { MappingFact } from './facts.ts';
import type { FindingList } from './finding-list.ts';
import { readCalls } from '../ledger/read-changes.ts';
import { nameOf } from '../catalogue/resource-arn.ts';

/** The event source mappings from, or to, a resource. */
export function readMappings(
  { id }: Resource,
  incident: Incident,
  evidence: EvidenceIndex,
  findings: FindingList,
): MappingFact[] {
  const facts = new Map<string, MappingFact>();
  for (const read of evidence.of('function.triggers')) {
    for (const mapping of read.answer.mappings) {
      const source = mapping.source && nameOf(mapping.source);
      if (facts.has(mapping.id) || (mapping.function !== id && source?.id !== id)) continue;
      const { state, lastResult } = mapping;
      const where = { in: { evidence: read.id, path: ['mappings'] }, op: 'some' as const };
      const from = source === undefined ? 'its source' : source.id;
      const failing = lastResult?.startsWith('PROBLEM') === true;
      facts.set(mapping.id, {
        id: mapping.id,
        function: mapping.function,
        source,
        state,
        finding: findings.add(
          state.startsWith('Disabl') ? 'mapping-off' : 'mapping',
          `The event source mapping from ${from} to ${mapping.function} is ${state}.`,
          { ...where, where: { id: mapping.id, state } },
        ),
        ...(mapping.lastModified !== undefined &&
          mapping.lastModified < incident.baseline.from && {
            offLong: findings.add(
              'mapping-old',
              `The mapping from ${from} to ${mapping.function} is as it is since ${mapping.lastModified.slice(0, 10)}.`,
              { ...where, where: { id: mapping.id, lastModified: mapping.lastModified } },
            ),
          }),
        ...(failing && {
          failing: findings.add(
            'mapping-failing',
            `The last batch from ${from} failed in ${mapping.function}, as Lambda says of the mapping.`,
            { ...where, where: { id: mapping.id, lastResult } },
          ),
        }),
        changes:
          state === 'Enabled'
            ? []
            : readCalls({ type: 'AWS::Lambda::EventSourceMapping', id: mapping.id }, evidence, findings),
      });
    }
  }
  return [...facts.values()];
}
