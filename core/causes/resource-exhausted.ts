import { type Rule, citesOf, saidSign, toldErrors, troubleSign, unchangedSign } from './rule.ts';

/** A function runs out of memory, and nobody changed it: what it is given has changed. */
export const resourceExhausted: Rule = (subject, facts) => {
  const error = toldErrors(subject).find(({ reading }) => reading.memory === true);
  if (error === undefined) return [];
  const { entity: resource, config } = subject;
  const says = citesOf(error);
  const size = config === undefined ? '' : ` of ${config.answer.memoryMb} MB`;
  return [
    {
      kind: 'resource-exhausted',
      resource,
      claim: `${resource.id} runs out of its memory${size}. Nothing that was changed in it explains that: its input takes more.`,
      signs: [saidSign(error, 0.5), troubleSign(subject, facts, 0.2), unchangedSign(subject, facts, 0.3)],
      nextSteps: [
        { text: `Give ${resource.id} more memory for now.`, findings: says },
        { text: 'Then find what became larger in its input.', findings: says },
      ],
    },
  ];
};
