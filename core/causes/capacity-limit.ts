import { eventSourceOf, knownOf } from '../catalogue/catalogue.ts';
import { clockTime } from '../time.ts';
import type { Change } from '../ledger/change.ts';
import { type Facts, type SubjectFacts, seenOf } from './facts.ts';
import { type Candidate, type Rule, changesBefore, shortlyBeforeSign, triggerOf } from './rule.ts';

const LIMIT_CHANGED = 'the limit was changed shortly before';

/** A function may not run as often, or a table not take as much, as it is asked to. */
export const capacityLimit: Rule = (subject, facts) => {
  if (seenOf(subject, 'throttled') === undefined) return [];
  return [
    knownOf(subject.entity.type).runsCode === true
      ? ofFunction(subject, facts)
      : ofProvisioned(subject, facts),
  ];
};

function ofFunction(subject: SubjectFacts, facts: Facts): Candidate {
  const { entity: resource } = subject;
  const throttles = seenOf(subject, 'throttled')?.finding;
  const atLimit = seenOf(subject, 'at-limit')?.finding;
  const change = changesBefore(subject, facts, 'concurrency').at(-1);
  const set = change === undefined ? '' : ` Its reserved concurrency was changed at ${clockTime(change.at)}.`;
  return {
    kind: 'capacity-limit',
    resource,
    ...(change && { trigger: triggerOf(change, 'concurrency') }),
    claim: `${resource.id} is throttled: it may not run as often at a time as it is called.${set}`,
    signs: [
      {
        expects: 'more invocations are throttled than before',
        weight: 0.5,
        seen: 'yes',
        findings: throttles ? [throttles.id] : [],
      },
      {
        expects: 'concurrency is at the reserved limit',
        weight: 0.3,
        seen: atLimit ? 'yes' : 'unknown',
        findings: atLimit ? [atLimit.id] : [],
      },
      limitChangedSign(subject, facts, change),
    ],
    nextSteps: [
      {
        text: `Raise or remove the reserved concurrency of ${resource.id}, or find what keeps its invocations busy.`,
        findings: throttles ? [throttles.id] : [],
      },
    ],
  };
}

function ofProvisioned(subject: SubjectFacts, facts: Facts): Candidate {
  const { entity: resource } = subject;
  const throttles = seenOf(subject, 'throttled')?.finding;
  const atLimit = seenOf(subject, 'at-limit')?.finding;
  const { noun } = knownOf(resource.type);
  const change = changesBefore(subject, facts, 'capacity').at(-1);
  const cites = throttles ? [throttles.id] : [];
  const error = facts.subjects
    .flatMap(({ logs }) => logs?.newErrors ?? [])
    .find(({ reading }) => reading.mode === 'throttled' && reading.service === eventSourceOf(resource.type));
  const set = change === undefined ? '' : ` Its capacity was changed at ${clockTime(change.at)}.`;
  return {
    kind: 'capacity-limit',
    resource,
    ...(change && { trigger: triggerOf(change, 'capacity') }),
    claim: `${capital(noun)} ${resource.id} is throttled: it is asked for more than its capacity.${set}`,
    signs: [
      { expects: 'more requests are throttled than before', weight: 0.35, seen: 'yes', findings: cites },
      {
        expects: 'what uses it logs that the throughput is exceeded',
        weight: 0.25,
        seen: error ? 'yes' : 'unknown',
        findings: error ? [(error.saysFinding ?? error.finding).id] : [],
      },
      {
        expects: 'its capacity is lower than before',
        weight: 0.2,
        seen: atLimit ? 'yes' : 'unknown',
        findings: atLimit ? [atLimit.id] : [],
      },
      limitChangedSign(subject, facts, change),
    ],
    nextSteps: [
      {
        text:
          atLimit === undefined
            ? `Find out what asks more of ${noun} ${resource.id}, or of one of its keys, than before.`
            : `Raise the capacity of ${noun} ${resource.id} to what it was. ${atLimit.text}`,
        findings: [...cites, ...(atLimit ? [atLimit.id] : [])],
      },
    ],
  };
}

function limitChangedSign(
  subject: SubjectFacts,
  facts: Facts,
  change: Change | undefined,
): Candidate['signs'][number] {
  return change === undefined
    ? { expects: LIMIT_CHANGED, weight: 0.2, seen: 'unknown', findings: [] }
    : { ...shortlyBeforeSign(subject, facts, change, 0.2), expects: LIMIT_CHANGED };
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
