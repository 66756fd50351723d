import { type Rule, troubleSign } from './rule.ts';

/**
 * The function began to fail with a new error. Without a trigger this names a symptom, not a cause: its weights
 * don't reach the score from which a cause is named.
 */
export const applicationError: Rule = (subject, facts) => {
  const [error] = subject.logs?.newErrors ?? [];
  if (error === undefined) return [];
  const { entity: resource } = subject;
  return [
    {
      kind: 'application-error',
      resource,
      claim: `${resource.id} fails with an error that it did not log before; what set it off is not known.`,
      signs: [
        {
          expects: 'an error is logged that was not there before',
          weight: 0.35,
          seen: 'yes',
          findings: [error.finding.id],
        },
        troubleSign(subject, facts, 0.2),
      ],
      nextSteps: [
        {
          text: `Ask what is new in its input. ${error.frameFinding?.text ?? ''}`.trim(),
          findings: [error.frameFinding?.id ?? error.finding.id],
        },
      ],
    },
  ];
};
