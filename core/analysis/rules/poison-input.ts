import { type Rule, troubleSign, unchangedSign } from './rule.ts';

/** A record that can't be processed blocks those behind it on its shard. */
export const poisonInput: Rule = (subject, facts) =>
  subject.mappings.flatMap(({ failing, source, function: name }) => {
    if (failing === undefined || source === undefined || name !== subject.resource.id) return [];
    const [error] = subject.logs?.newErrors ?? [];
    const foreign = error !== undefined && !['own', 'timeout', 'memory'].includes(error.signature.kind);
    return [
      {
        kind: 'poison-input' as const,
        resource: source,
        claim: `A record of ${source.id} can't be processed by ${name}; it is tried again and again, and those behind it wait.`,
        signs: [
          { expects: 'the last batch failed', weight: 0.25, seen: 'yes' as const, findings: [failing.id] },
          troubleSign(subject, facts, 0.2),
          {
            expects: 'an error of its own is logged that was not there before',
            weight: 0.3,
            seen: error === undefined ? ('unknown' as const) : foreign ? ('no' as const) : ('yes' as const),
            findings: error === undefined ? [] : [error.finding.id],
          },
          unchangedSign(subject, facts, 0.25),
        ],
        nextSteps: [
          {
            text: `Let the mapping from ${source.id} give up on a batch: set a limit of retries, split batches on error, and a destination for what fails. ${error?.frameFinding?.text ?? ''}`.trim(),
            findings: [failing.id, ...(error?.frameFinding ? [error.frameFinding.id] : [])],
          },
        ],
      },
    ];
  });
