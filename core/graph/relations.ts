import { knownOf, titleOf } from '../catalogue/catalogue.ts';
import { FUNCTION } from '../catalogue/lambda.ts';
import { entityOfPhysicalId } from '../catalogue/physical-ids.ts';
import type { Incident } from '../case.ts';
import { type Entity, isSame, placeOf } from '../entity.ts';
import type { EvidenceIndex, Typed } from '../evidence/evidence-index.ts';
import type { Finding } from '../proof/predicate.ts';
import type { FindingList } from '../observe/finding-list.ts';
import { rankingsOf, risingIn } from '../observe/ranked-series.ts';
import { readLine } from '../logs/read-line.ts';

/** How one resource is tied to another. Those that are guessed say no more than that the two may be. */
export interface Relation {
  from: Entity;
  to: Entity;
  /** `refers-to`: a setting names it; `reads` and `read-by`: a mapping does; `beside`: it is of the same stack. */
  how: 'refers-to' | 'reads' | 'read-by' | 'beside' | 'throttles';
  /** Says, and proves, that it is so; undefined where it is guessed. */
  prove?: (findings: FindingList) => Finding;
}

/** What a resource uses, reads, is read by, or may use, as far as the evidence tells: the surest first. */
export function relationsOf(entity: Entity, incident: Incident, evidence: EvidenceIndex): Relation[] {
  return [
    ...references(entity, incident, evidence),
    ...readings(entity, incident, evidence),
    ...refusals(entity, incident, evidence),
  ];
}

/** What the settings of a function refer to. */
function references(entity: Entity, incident: Incident, evidence: EvidenceIndex): Relation[] {
  if (knownOf(entity.type).runsCode !== true) return [];
  const place = placeOf(incident);
  return evidence
    .of('function.config')
    .filter(({ args }) => args.function === entity.id)
    .flatMap((read) =>
      read.answer.refersTo
        .filter(({ type }) => type !== 'host')
        .map((reference): Relation => {
          const to = entityOfPhysicalId(reference.type, reference.id, { ...place, ...whereOf(reference) });
          return { from: entity, to, how: 'refers-to', prove: refersTo(entity, to, reference, read) };
        }),
    );
}

/** Whose it is, and where, if that is not the function's own account or region. */
function whereOf({ account, region }: { account?: string; region?: string }) {
  return { ...(account !== undefined && { account }), ...(region !== undefined && { region }) };
}

function refersTo(
  from: Entity,
  to: Entity,
  { name, type, id }: Typed<'function.config'>['answer']['refersTo'][number],
  read: Typed<'function.config'>,
) {
  return (findings: FindingList) =>
    findings.add(
      'refers-to',
      { from: from.id, setting: name, to: titleOf(to) },
      { op: 'some', in: { evidence: read.id, path: ['refersTo'] }, where: { name, type, id } },
    );
}

/** Event source mappings, from both of their ends. */
function readings(entity: Entity, incident: Incident, evidence: EvidenceIndex): Relation[] {
  const place = placeOf(incident);
  return evidence.of('function.triggers').flatMap((read) =>
    read.answer.mappings.flatMap((mapping): Relation[] => {
      if (mapping.source === undefined) return [];
      const reader = entityOfPhysicalId(FUNCTION, mapping.function, place);
      const source = entityOfPhysicalId(mapping.source.type, mapping.source.id, place);
      const prove = (findings: FindingList) =>
        findings.add(
          'reads',
          { reader: reader.id, source: titleOf(source) },
          {
            op: 'some',
            in: { evidence: read.id, path: ['mappings'] },
            where: { id: mapping.id, function: mapping.function, source: mapping.source ?? null },
          },
        );
      return [
        ...(isSame(reader, entity) ? [{ from: entity, to: source, how: 'reads' as const, prove }] : []),
        ...(isSame(source, entity) ? [{ from: entity, to: reader, how: 'read-by' as const, prove }] : []),
      ];
    }),
  );
}

/** What uses something does not always say which: where an error says that it is refused, who refuses in the account. */
function refusals(entity: Entity, incident: Incident, evidence: EvidenceIndex): Relation[] {
  const refusing = new Set(
    evidence.of('logs.patterns').flatMap(({ answer }) =>
      answer.patterns.flatMap(({ sample }) => {
        const { mode, service } = readLine(sample);
        return mode === 'throttled' ? (service ?? []) : [];
      }),
    ),
  );
  return rankingsOf('throttles')
    .filter(({ service }) => refusing.has(service))
    .flatMap((ranking) => risingIn(ranking, incident, evidence)?.entities ?? [])
    .slice(0, MAX_REFUSING)
    .map((to) => ({ from: entity, to, how: 'throttles' }));
}

const MAX_REFUSING = 3;
