import { clockTime } from '../time.ts';
import { type Rule, changesBefore, newErrorSign, shortlyBeforeSign, triggerOf, troubleSign } from './rule.ts';

/**
 * Something about the function was changed, and no source tells whether it was code or settings. Its weights
 * don't reach the score from which a cause is named.
 */
export const modification: Rule = (subject, facts) =>
  changesBefore(subject, facts, 'modification').map((change) => ({
    kind: 'modification',
    resource: change.entity,
    trigger: triggerOf(change, 'modification'),
    claim: `${change.entity.id} was changed at ${clockTime(change.at)}, in its code or its settings, and fails since.`,
    signs: [
      troubleSign(subject, facts, 0.15),
      shortlyBeforeSign(subject, facts, change, 0.2),
      newErrorSign(subject, change, 0.22),
      { expects: 'a source tells what was changed', weight: 0.43, seen: 'unknown', findings: [] },
    ],
    nextSteps: [
      {
        text: `Find out who changed ${change.entity.id} at ${clockTime(change.at)}, and undo it.`,
        findings: change.findings.map(({ id }) => id),
      },
    ],
  }));
