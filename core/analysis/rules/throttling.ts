import { type Rule, changesBefore, shortlyBeforeSign, triggerOf } from './rule.ts';

const LIMIT_CHANGED = 'the limit was changed shortly before';

/** The function is not allowed to run as often as it is called. */
export const throttling: Rule = (facts) => {
  const throttles = facts.metrics?.throttles;
  if (throttles === undefined || facts.target === undefined) return [];
  const atLimit = facts.metrics?.concurrencyAtLimit;
  const change = changesBefore(facts, 'concurrency').at(-1);
  return [
    {
      kind: 'throttling',
      resource: facts.target,
      ...(change && { trigger: triggerOf(change, 'concurrency') }),
      claim: `${facts.target.id} is throttled: it may not run as often at a time as it is called.`,
      signs: [
        {
          expects: 'more invocations are throttled than before',
          weight: 0.5,
          seen: 'yes',
          findings: [throttles.id],
        },
        {
          expects: 'concurrency is at the reserved limit',
          weight: 0.3,
          seen: atLimit ? 'yes' : 'unknown',
          findings: atLimit ? [atLimit.id] : [],
        },
        change
          ? { ...shortlyBeforeSign(facts, change, 0.2), expects: LIMIT_CHANGED }
          : { expects: LIMIT_CHANGED, weight: 0.2, seen: 'unknown', findings: [] },
      ],
      nextSteps: [
        {
          text: `Raise or remove the reserved concurrency of ${facts.target.id}, or find what keeps its invocations busy.`,
          findings: [throttles.id],
        },
      ],
    },
  ];
};
