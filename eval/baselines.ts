/**
 * What simple rules of thumb would name on the evidence that Casefile recorded. The last change has a kind of its own;
 * the others guess the most common kind, a deployment. Each is free to say nothing.
 */
import { indexEvidence } from '../core/evidence/evidence-index.ts';
import { findingList } from '../core/observe/finding-list.ts';
import { onsetOf } from '../core/alarm/onset.ts';
import { readSubject } from '../core/causes/read-subject.ts';
import { readSeries } from '../core/observe/series.ts';
import { subjectsOf } from '../core/graph/subjects.ts';
import type { CaseEvent, Evidence } from '../core/case.ts';
import type { Truth } from '../simulator/language/truth.ts';
import type { ChangeKind } from '../core/catalogue/resource-type.ts';
import { ledgerOf } from '../core/ledger/ledger.ts';
import { type Answer, acceptedOf, isAccepted, isResource } from './score.ts';

export const BASELINES = [
  'last change',
  'largest shift',
  'most frequent new error',
  'constant guess',
] as const;
type Baseline = (typeof BASELINES)[number];
export type Guesses = Record<Baseline, Answer | null>;

/** What a change would be called as a cause. */
const CAUSE_OF: Record<ChangeKind, string> = {
  deployment: 'deployment',
  modification: 'deployment',
  configuration: 'configuration-change',
  concurrency: 'capacity-limit',
  capacity: 'capacity-limit',
  permission: 'permission',
  mapping: 'trigger-disabled',
};

/** What each baseline names, or null if it names nothing. */
export function guess({ incident }: CaseEvent, recorded: readonly Evidence[]): Guesses {
  const evidence = indexEvidence(recorded);
  const { all } = subjectsOf(incident, evidence);
  const findings = findingList(recorded);
  const ledger = ledgerOf(incident, evidence, findings);
  const subjects = all.map((subject) =>
    readSubject(subject, { incident, evidence, ledger, findings, judged: undefined }),
  );
  const [alarm] = incident.alarms;
  const before = alarm === undefined ? '' : onsetOf(alarm).to;

  const changes = subjects
    .flatMap((subject) => [...subject.changes, ...subject.mappings.flatMap((mapping) => mapping.changes)])
    .filter(({ at }) => at <= before)
    .sort((a, b) => (a.at < b.at ? 1 : -1));
  const shifts = all
    .flatMap(({ entity }) =>
      [...readSeries(incident, entity, evidence).values()].map((series) => ({ entity, series })),
    )
    .flatMap(({ entity, series }) => {
      const { shift, usual } = series;
      const after = shift && series.value('mean', shift.onset.from, shift.until);
      if (after === undefined || usual === undefined) return [];
      return [
        { resource: entity.id, size: Math.abs(after - usual.median) / Math.max(1, Math.abs(usual.median)) },
      ];
    })
    .sort((a, b) => b.size - a.size);
  const failing = subjects.find(({ logs }) => (logs?.newErrors.length ?? 0) > 0);
  const [last] = changes;
  const deployed = (resource: string | undefined) =>
    resource === undefined ? null : { kind: 'deployment', resource };
  return {
    'last change':
      last === undefined
        ? null
        : { kind: CAUSE_OF[last.kind], resource: last.entity.id, type: last.entity.type },
    'largest shift': deployed(shifts[0]?.resource),
    'most frequent new error': deployed(failing?.entity.id),
    'constant guess': deployed(all[0]?.entity.id),
  };
}

/** Right as a verdict is right: kind and resource, or nothing where nothing is to be named. */
export function isRightGuess(answer: Answer | null, truth: Truth): boolean {
  return acceptedOf(truth).length === 0 ? answer === null : answer !== null && isAccepted(answer, truth);
}

/** Only the resource is compared. */
export function isRightResource(answer: Answer | null, truth: Truth): boolean {
  const accepted = acceptedOf(truth);
  return accepted.length === 0
    ? answer === null
    : answer !== null && accepted.some(({ resource }) => isResource(answer, resource));
}
