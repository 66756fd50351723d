import type { Incident, Resource } from '../case.ts';
import type { EvidenceIndex } from '../evidence/evidence-index.ts';
import { troubleSeries } from '../catalogue/resource-metrics.ts';
import { nameOf } from '../catalogue/resource-arn.ts';
import { type Resolved, resolveTargets } from './resolve-targets.ts';
import { risingIn } from '../observe/ranked-series.ts';
import { readSeries } from '../observe/series.ts';
import { signatureOf } from '../observe/signatures.ts';

/**
 * A resource that is looked into: one that the incident is about, one that such a resource depends on, or one that
 * merely is in trouble at the same time.
 */
export interface Subject {
  resource: Resource;
  role: 'target' | 'related' | 'coincident';
}

const MAX_RELATED = 6;
const MAX_COINCIDENT = 3;
const LAMBDA = 'AWS::Lambda::Function';
/** What a function works with, among what its stack holds. */
const BESIDE_TYPES = ['AWS::DynamoDB::Table', 'AWS::SQS::Queue', 'AWS::Kinesis::Stream'];

export interface Subjects {
  resolved: Resolved;
  all: Subject[];
}

/** Targets first, then what they call, read or are called by, as far as is known. */
export function subjectsOf(incident: Incident, evidence: EvidenceIndex): Subjects {
  const resolved = resolveTargets(incident, evidence);
  const targets = resolved.targets.map(nameOf);
  const known = new Set(targets.map(keyOf));
  const related: Resource[] = [];
  for (const resource of relatedTo(targets, incident, evidence)) {
    if (known.has(keyOf(resource)) || related.length >= MAX_RELATED) continue;
    known.add(keyOf(resource));
    related.push(resource);
  }
  // Found only because it fails at the same time: that it belongs to the alarm is not known.
  const guessed = resolved.rung === 'only-failing';
  const failing = targets.every(({ type }) => type === LAMBDA)
    ? []
    : (risingIn('failing', incident, evidence)?.names ?? []);
  const coincident = failing
    .map((id) => ({ type: LAMBDA, id }))
    .filter((resource) => !known.has(keyOf(resource)))
    .slice(0, MAX_COINCIDENT);
  return {
    resolved,
    all: [
      ...targets.map((resource) => ({
        resource,
        role: guessed ? ('coincident' as const) : ('target' as const),
      })),
      ...related.map((resource) => ({ resource, role: 'related' as const })),
      ...coincident.map((resource) => ({ resource, role: 'coincident' as const })),
    ],
  };
}

function keyOf({ type, id }: Resource): string {
  return `${type} ${id}`;
}

function relatedTo(targets: readonly Resource[], incident: Incident, evidence: EvidenceIndex): Resource[] {
  const found: Resource[] = [];
  const names = new Set(targets.map(({ id }) => id));
  for (const { args, answer } of evidence.of('function.config')) {
    if (!names.has(args.function)) continue;
    found.push(
      ...answer.refersTo
        .filter(({ type }) => troubleSeries(type).length > 0)
        .map(({ type, id }) => nameOf({ type, id })),
    );
  }
  for (const { answer } of evidence.of('function.triggers')) {
    for (const mapping of answer.mappings) {
      const source = mapping.source && nameOf(mapping.source);
      if (source !== undefined && names.has(mapping.function) && troubleSeries(source.type).length > 0)
        found.push(source);
      if (source !== undefined && names.has(source.id)) found.push({ type: LAMBDA, id: mapping.function });
    }
  }
  if (someErrorSays('dynamodb', evidence)) found.push(...throttledTables(incident, evidence));
  const stacks = new Set(evidence.of('stack.find').flatMap(({ answer }) => answer.stack?.name ?? []));
  // What is not a function itself is served by functions: those of its stack, or of the alarm's.
  const beside = targets.every(({ type }) => type === LAMBDA) ? BESIDE_TYPES : [...BESIDE_TYPES, LAMBDA];
  for (const { args, answer } of evidence.of('stack.resources')) {
    if (!stacks.has(args.stack)) continue;
    const ofStack = answer.resources.filter(({ type }) => beside.includes(type));
    found.push(...ofStack.map(({ type, id }) => nameOf({ type, id })));
  }
  return found;
}

/** Does an error line say that this service throttles? */
function someErrorSays(service: string, evidence: EvidenceIndex): boolean {
  return evidence.of('logs.patterns').some(({ answer }) =>
    answer.patterns.some(({ sample }) => {
      const signature = signatureOf(sample);
      return signature.kind === 'throttled' && signature.service === service;
    }),
  );
}

const MAX_TABLES = 3;

/** Tables of the account that began to throttle: what uses one does not always say which. */
function throttledTables(incident: Incident, evidence: EvidenceIndex): Resource[] {
  const names = (['throttledWrites', 'throttledReads'] as const).flatMap(
    (ranking) => risingIn(ranking, incident, evidence)?.names ?? [],
  );
  return [...new Set(names)].slice(0, MAX_TABLES).map((id) => ({ type: 'AWS::DynamoDB::Table', id }));
}

/** Did one of its own signs of trouble rise? Undefined if its metrics were not read. */
export function isTroubled(
  incident: Incident,
  resource: Resource,
  evidence: EvidenceIndex,
): boolean | undefined {
  const series = readSeries(incident, resource, evidence);
  if (series.size === 0) return undefined;
  return troubleSeries(resource.type).some((id) => series.get(id)?.shift !== undefined);
}
