import { knownOf } from '../catalogue/catalogue.ts';
import { nameInGroups } from '../catalogue/log-groups.ts';
import { LOG_GROUP } from '../catalogue/logs.ts';
import type { Entity } from '../entity.ts';
import type { EvidenceIndex } from '../evidence/evidence-index.ts';

/** Log groups that were found by a name; those that have it as a part of their path first, then the shorter. */
export function groupsNamed(name: string, evidence: EvidenceIndex): string[] {
  const groups = evidence
    .of('logs.source')
    .flatMap(({ args, answer }) => ('name' in args && args.name === name ? answer.groups : []));
  const isPart = (group: string) => Number(!group.split(/[/_]/).includes(name));
  return [...new Set(groups)].sort(
    (a, b) => isPart(a) - isPart(b) || a.length - b.length || (a < b ? -1 : 1),
  );
}

/** The group of its settings, else those that were found by its name; of what runs no code the latter. */
export function logGroupsOf(
  { type, id }: Entity,
  configured: string | undefined,
  evidence: EvidenceIndex,
): string[] {
  if (configured !== undefined) return [configured];
  if (type === LOG_GROUP) return [id];
  const name = nameInGroups({ id });
  if (knownOf(type).runsCode !== true) return name === undefined ? [] : groupsNamed(name, evidence);
  const asked = evidence.of('logs.patterns');
  return [...new Set(asked.map(({ args }) => args.logGroup))].filter((group) => group.endsWith(id));
}
