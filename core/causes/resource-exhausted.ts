import { type Rule, troubleSign, unchangedSign } from './rule.ts';

/** A function runs out of memory, and nobody changed it: what it is given has changed. */
export const resourceExhausted: Rule = (subject, facts) => {
  const error = subject.logs?.newErrors.find(({ reading }) => reading.memory === true);
  if (error === undefined) return [];
  const { entity: resource, config } = subject;
  const says = [(error.saysFinding ?? error.finding).id];
  const size = config === undefined ? '' : ` of ${config.answer.memoryMb} MB`;
  return [
    {
      kind: 'resource-exhausted',
      resource,
      claim: `${resource.id} runs out of its memory${size}. Nothing that was changed in it explains that: its input takes more.`,
      signs: [
        {
          expects: 'an error is logged that says so, and was not there before',
          weight: 0.5,
          seen: 'yes',
          findings: says,
        },
        troubleSign(subject, facts, 0.2),
        unchangedSign(subject, facts, 0.3),
      ],
      nextSteps: [
        { text: `Give ${resource.id} more memory for now.`, findings: says },
        { text: 'Then find what became larger in its input.', findings: says },
      ],
    },
  ];
};
