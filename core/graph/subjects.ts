import { knownOf } from '../catalogue/catalogue.ts';
import { entityOfPhysicalId } from '../catalogue/physical-ids.ts';
import { metricsOf } from '../catalogue/metric-names.ts';
import type { Incident } from '../case.ts';
import { type Entity, type EntityKey, keyOf, placeOf } from '../entity.ts';
import type { EvidenceIndex } from '../evidence/evidence-index.ts';
import { rankingsOf, risingIn } from '../observe/ranked-series.ts';
import { isTroubled } from '../observe/trouble.ts';
import { isReadable } from './readable.ts';
import { type Relation, relationsOf } from './relations.ts';
import { type Resolved, resolveTargets } from './resolve-targets.ts';

/**
 * What part a resource has: the incident is about it, it is tied to what the incident is about, or it merely is in trouble
 * at the same time.
 */
export type Part = 'target' | 'related' | 'coincident';

/** A resource that is looked into. */
export interface Subject {
  entity: Entity;
  part: Part;
  /** The relation by which the walk came to it. */
  by?: Relation;
}

/** Related resources of one incident: as many as the budget of calls bears. */
const MAX_RELATED = 12;
/** Of these, what is tied to a target itself. */
const MAX_NEAR = 6;
const MAX_COINCIDENT = 3;

export interface Subjects {
  resolved: Resolved;
  all: Subject[];
}

/** Targets first, then what they use, read or are read by, and so on from everything that is in trouble. */
export function subjectsOf(incident: Incident, evidence: EvidenceIndex): Subjects {
  const resolved = resolveTargets(incident, evidence);
  // Found only because it fails at the same time: that it belongs to the alarm is not known.
  const part = resolved.rung === 'only-failing' ? ('coincident' as const) : ('target' as const);
  const targets = resolved.targets
    .filter((entity) => isReadable(entity, incident))
    .map((entity): Subject => ({ entity, part }));
  const walk = walkFrom(targets, incident, evidence);
  const coincident = failingBeside(resolved.targets, incident, evidence)
    .filter((entity) => !walk.known.has(keyOf(entity)))
    .slice(0, MAX_COINCIDENT)
    .map((entity): Subject => ({ entity, part: 'coincident' }));
  return { resolved, all: [...targets, ...walk.related, ...coincident] };
}

/** Breadth first, so that what is near is asked about before the budget is used up. */
function walkFrom(targets: readonly Subject[], incident: Incident, evidence: EvidenceIndex) {
  const known = new Set<EntityKey>(targets.map(({ entity }) => keyOf(entity)));
  const related: Subject[] = [];
  const take = (by: Relation, most: number) => {
    const { to: entity } = by;
    if (known.has(keyOf(entity)) || related.length >= most || metricsOf(entity).length === 0) return;
    if (!isReadable(entity, incident)) return;
    known.add(keyOf(entity));
    related.push({ entity, part: 'related', by });
  };
  const entities = targets.map(({ entity }) => entity);
  for (const relation of nearTo(entities, incident, evidence)) take(relation, MAX_NEAR);
  // The list grows while it is walked.
  for (const { entity } of related) {
    if (isTroubled(incident, entity, evidence) !== true) continue;
    for (const relation of relationsOf(entity, incident, evidence)) {
      // A guess may lead to what is near; from there on it would lead anywhere.
      if (relation.prove !== undefined) take(relation, MAX_RELATED);
    }
  }
  return { known, related };
}

/** What the targets are tied to: by settings, by mappings, by what refuses them, and by their stacks. */
function nearTo(targets: readonly Entity[], incident: Incident, evidence: EvidenceIndex): Relation[] {
  const relations = targets.map((target) => relationsOf(target, incident, evidence));
  const ofHow = (...hows: Relation['how'][]) =>
    relations.flatMap((some) => some.filter(({ how }) => hows.includes(how)));
  return [
    ...ofHow('refers-to'),
    ...ofHow('reads', 'read-by'),
    ...ofHow('throttles'),
    ...besideIn(targets, incident, evidence),
  ];
}

/** What functions work with stands in their stack. What is no function is served by functions of its stack, or the alarm's. */
function besideIn(targets: readonly Entity[], incident: Incident, evidence: EvidenceIndex): Relation[] {
  const [first] = targets;
  if (first === undefined) return [];
  const place = placeOf(incident);
  const stacks = new Set(evidence.of('stack.find').flatMap(({ answer }) => answer.stack?.name ?? []));
  const functionsToo = targets.some(({ type }) => knownOf(type).runsCode !== true);
  const tells = (type: string) =>
    knownOf(type).usedByFunctions === true || (functionsToo && knownOf(type).runsCode === true);
  return evidence
    .of('stack.resources')
    .filter(({ args }) => stacks.has(args.stack))
    .flatMap(({ answer }) => answer.resources.filter(({ type }) => tells(type)))
    .map(({ type, id }) => ({ from: first, to: entityOfPhysicalId(type, id, place), how: 'beside' }));
}

/** What else of the account runs code of ours and began to fail, where the incident is about something that runs none. */
function failingBeside(targets: readonly Entity[], incident: Incident, evidence: EvidenceIndex): Entity[] {
  return targets.every(({ type }) => knownOf(type).runsCode === true)
    ? []
    : rankingsOf('faults').flatMap((ranking) => risingIn(ranking, incident, evidence)?.entities ?? []);
}
