import { clockTime } from '../time.ts';
import type { Change, Facts, SubjectFacts } from '../observe/facts.ts';
import { type Candidate, type Rule, changesBefore, shortlyBeforeSign, triggerOf } from './rule.ts';

const LIMIT_CHANGED = 'the limit was changed shortly before';

/** A function may not run as often, or a table not take as much, as it is asked to. */
export const capacityLimit: Rule = (subject, facts) => {
  if (subject.throttles === undefined) return [];
  if (subject.resource.type === 'AWS::Lambda::Function') return [ofFunction(subject, facts)];
  return subject.resource.type === 'AWS::DynamoDB::Table' ? [ofTable(subject, facts)] : [];
};

function ofFunction(subject: SubjectFacts, facts: Facts): Candidate {
  const { resource, throttles, atLimit } = subject;
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

function ofTable(subject: SubjectFacts, facts: Facts): Candidate {
  const { resource, throttles, atLimit } = subject;
  const change = changesBefore(subject, facts, 'capacity').at(-1);
  const cites = throttles ? [throttles.id] : [];
  const error = facts.subjects
    .flatMap(({ logs }) => logs?.newErrors ?? [])
    .find(({ signature }) => signature.kind === 'throttled' && signature.service === 'dynamodb');
  const set = change === undefined ? '' : ` Its capacity was changed at ${clockTime(change.at)}.`;
  return {
    kind: 'capacity-limit',
    resource,
    ...(change && { trigger: triggerOf(change, 'capacity') }),
    claim: `Table ${resource.id} is throttled: it is asked for more than its capacity.${set}`,
    signs: [
      { expects: 'more requests are throttled than before', weight: 0.35, seen: 'yes', findings: cites },
      {
        expects: 'what uses it logs that the throughput is exceeded',
        weight: 0.25,
        seen: error ? 'yes' : 'unknown',
        findings: error ? [(error.signatureFinding ?? error.finding).id] : [],
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
            ? `Find out what asks more of table ${resource.id}, or of one of its keys, than before.`
            : `Raise the capacity of table ${resource.id} to what it was. ${atLimit.text}`,
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
