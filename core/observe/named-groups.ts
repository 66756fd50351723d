import { knownOf } from '../catalogue/catalogue.ts';
import type { Entity } from '../entity.ts';
import type { EvidenceIndex } from '../evidence/evidence-index.ts';

/** Log groups that were found by a name. */
export function groupsNamed(name: string, evidence: EvidenceIndex): string[] {
  return evidence
    .of('logs.source')
    .flatMap(({ args, answer }) => ('name' in args && args.name === name ? answer.groups : []));
}

/** The group of its settings, else those that were found by its name; of what runs no code the latter. */
export function logGroupsOf(
  { type, id }: Entity,
  configured: string | undefined,
  evidence: EvidenceIndex,
): string[] {
  if (configured !== undefined) return [configured];
  if (knownOf(type).runsCode !== true) return groupsNamed(id, evidence);
  const asked = evidence.of('logs.patterns');
  return [...new Set(asked.map(({ args }) => args.logGroup))].filter((group) => group.endsWith(id));
}
