import type { Evidence, Incident, Resource } from '../case.ts';
import { capabilities } from '../evidence/capabilities.ts';
import { evidenceOf } from '../evidence/typed-evidence.ts';
import { TROUBLE } from './resource-metrics.ts';
import { nameOf } from './resource-arn.ts';
import { type Resolved, resolveTargets } from './resolve-targets.ts';
import { readSeries } from './series.ts';

/** A resource that is looked into: one that the incident is about, or one that such a resource depends on. */
export interface Subject {
  resource: Resource;
  role: 'target' | 'related';
}

const MAX_RELATED = 6;
const LAMBDA = 'AWS::Lambda::Function';
/** What a function works with, among what its stack holds. */
const BESIDE_TYPES = ['AWS::DynamoDB::Table', 'AWS::SQS::Queue', 'AWS::Kinesis::Stream'];

export interface Subjects {
  resolved: Resolved;
  all: Subject[];
}

/** Targets first, then what they call, read or are called by, as far as is known. */
export function subjectsOf(incident: Incident, evidence: readonly Evidence[]): Subjects {
  const resolved = resolveTargets(incident, evidence);
  const targets = resolved.targets.map(nameOf);
  const known = new Set(targets.map(keyOf));
  const related: Resource[] = [];
  for (const resource of relatedTo(targets, evidence)) {
    if (known.has(keyOf(resource)) || related.length >= MAX_RELATED) continue;
    known.add(keyOf(resource));
    related.push(resource);
  }
  return {
    resolved,
    all: [
      ...targets.map((resource) => ({ resource, role: 'target' as const })),
      ...related.map((resource) => ({ resource, role: 'related' as const })),
    ],
  };
}

export function keyOf({ type, id }: Resource): string {
  return `${type} ${id}`;
}

function relatedTo(targets: readonly Resource[], evidence: readonly Evidence[]): Resource[] {
  const found: Resource[] = [];
  const names = new Set(targets.map(({ id }) => id));
  for (const { args, answer } of evidenceOf('function.config', capabilities['function.config'], evidence)) {
    if (!names.has(args.function)) continue;
    found.push(
      ...answer.refersTo.filter(({ type }) => type in TROUBLE).map(({ type, id }) => nameOf({ type, id })),
    );
  }
  for (const { answer } of evidenceOf('function.triggers', capabilities['function.triggers'], evidence)) {
    for (const mapping of answer.mappings) {
      const source = mapping.source && nameOf(mapping.source);
      if (source !== undefined && names.has(mapping.function) && source.type in TROUBLE) found.push(source);
      if (source !== undefined && names.has(source.id)) found.push({ type: LAMBDA, id: mapping.function });
    }
  }
  const stacks = new Set(
    evidenceOf('stack.find', capabilities['stack.find'], evidence).flatMap(
      ({ answer }) => answer.stack?.name ?? [],
    ),
  );
  for (const { args, answer } of evidenceOf('stack.resources', capabilities['stack.resources'], evidence)) {
    if (!stacks.has(args.stack)) continue;
    const beside = answer.resources.filter(({ type }) => BESIDE_TYPES.includes(type));
    found.push(...beside.map(({ type, id }) => nameOf({ type, id })));
  }
  return found;
}

/** Did one of its own signs of trouble rise? Undefined if its metrics were not read. */
export function isTroubled(
  incident: Incident,
  resource: Resource,
  evidence: readonly Evidence[],
): boolean | undefined {
  const series = readSeries(incident, resource, evidence);
  if (series.size === 0) return undefined;
  return (TROUBLE[resource.type] ?? []).some((id) => series.get(id)?.shift !== undefined);
}
