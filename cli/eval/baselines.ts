/**
 * What simple rules of thumb would name on the evidence that Casefile recorded. They give a resource only, so they
 * are right if the resource is; each is free to say nothing.
 */
import { findingList } from '../../core/analysis/finding-list.ts';
import { onsetOf } from '../../core/alarm/onset.ts';
import { readSubject } from '../../core/analysis/read-subject.ts';
import { readSeries } from '../../core/analysis/series.ts';
import { subjectsOf } from '../../core/analysis/subjects.ts';
import type { CaseEvent, Evidence } from '../../core/case.ts';
import type { Truth } from '../../simulator/language/truth.ts';
import { acceptedOf } from './score.ts';

export const BASELINES = ['last change', 'largest shift', 'most frequent new error', 'constant guess'] as const;
export type Baseline = (typeof BASELINES)[number];
export type Guesses = Record<Baseline, string | null>;

/** Each baseline's resource, or null if it names none. */
export function guess({ incident }: CaseEvent, evidence: readonly Evidence[]): Guesses {
  const { all } = subjectsOf(incident, evidence);
  const findings = findingList(evidence);
  const subjects = all.map((subject) => readSubject(subject, incident, evidence, findings));
  const [alarm] = incident.alarms;
  const before = alarm === undefined ? '' : onsetOf(alarm).to;

  const changes = subjects
    .flatMap((subject) => [...subject.changes, ...subject.mappings.flatMap((mapping) => mapping.changes)])
    .filter(({ at }) => at <= before)
    .sort((a, b) => (a.at < b.at ? 1 : -1));
  const shifts = all
    .flatMap(({ resource }) => [...readSeries(incident, resource, evidence).values()].map((series) => ({ resource, series })))
    .flatMap(({ resource, series: { shift, usual, value } }) => {
      const after = shift && value('mean', shift.onset.from, shift.until);
      if (after === undefined || usual === undefined) return [];
      return [{ resource: resource.id, size: Math.abs(after - usual.median) / Math.max(1, Math.abs(usual.median)) }];
    })
    .sort((a, b) => b.size - a.size);
  const failing = subjects.find(({ logs }) => (logs?.newErrors.length ?? 0) > 0);
  return {
    'last change': changes[0]?.resource.id ?? null,
    'largest shift': shifts[0]?.resource ?? null,
    'most frequent new error': failing?.resource.id ?? null,
    'constant guess': all[0]?.resource.id ?? null,
  };
}

/** Right if the resource is one of the accepted ones, or if nothing is named where nothing is to be named. */
export function isRightGuess(resource: string | null, truth: Truth): boolean {
  const accepted = acceptedOf(truth);
  return accepted.length === 0 ? resource === null : accepted.some((one) => one.resource === resource);
}
