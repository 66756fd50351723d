import { knownOf } from '../catalogue/catalogue.ts';
import { isSame } from '../entity.ts';
import { seenOf } from './facts.ts';
import { mayBeOfCode } from './failure-of.ts';
import { type Rule, troubleSign, unchangedSign } from './rule.ts';

/** A record that can't be processed blocks those behind it on its shard. */
export const poisonInput: Rule = (subject, facts) =>
  subject.mappings.flatMap(({ failing, source, function: reader, finding }) => {
    if (source === undefined || !isSame(reader, subject.entity)) return [];
    if (knownOf(source.type).ordered !== true) return [];
    const waiting = seenOf(subject, 'waiting')?.finding;
    if (waiting === undefined) return [];
    const [error] = subject.logs?.newErrors ?? [];
    const own = error === undefined || mayBeOfCode(error.reading);
    const cites = (failing ?? finding).id;
    return [
      {
        kind: 'poison-input' as const,
        resource: source,
        claim: `A record of ${source.id} can't be processed by ${reader.id}; it is tried again and again, and those behind it wait.`,
        signs: [
          {
            expects: 'records wait longer and longer',
            weight: 0.25,
            seen: 'yes' as const,
            findings: [waiting.id],
          },
          troubleSign(subject, facts, 0.1),
          {
            expects: 'an error of its own is logged that was not there before',
            weight: 0.3,
            seen: error === undefined ? ('unknown' as const) : own ? ('yes' as const) : ('no' as const),
            findings: error === undefined ? [] : [error.finding.id],
          },
          unchangedSign(subject, facts, 0.25),
          {
            // Of several shards the last batch may be another's, so that it went well says nothing.
            expects: 'the last batch failed',
            weight: 0.1,
            seen: failing === undefined ? ('unknown' as const) : ('yes' as const),
            findings: failing === undefined ? [] : [failing.id],
          },
        ],
        nextSteps: [
          {
            text: `Let the mapping from ${source.id} give up on a batch: set a limit of retries, split batches on error, and a destination for what fails. ${error?.frameFinding?.text ?? ''}`.trim(),
            findings: [cites, ...(error?.frameFinding ? [error.frameFinding.id] : [])],
          },
        ],
      },
    ];
  });
