import { clockTime } from '../../time.ts';
import { type Rule, changesBefore, newErrorSign, shiftSign, shortlyBeforeSign, triggerOf } from './rule.ts';

/** Settings were changed without new code, and the function fails with them. */
export const configurationChange: Rule = (facts) =>
  changesBefore(facts, 'configuration').map((change) => ({
    kind: 'configuration-change',
    resource: change.resource,
    trigger: triggerOf(change, 'configuration'),
    claim: `The settings of ${change.resource.id}, changed at ${clockTime(change.at)}, make it fail.`,
    signs: [shiftSign(facts, 0.25), shortlyBeforeSign(facts, change, 0.25), newErrorSign(facts, change, 0.5)],
    nextSteps: [
      {
        text: `Compare the settings of ${change.resource.id} with those before ${clockTime(change.at)} and undo the change. AWS keeps no previous settings of $LATEST: look in the template or the pipeline.`,
        findings: change.findings.map(({ id }) => id),
      },
    ],
  }));
