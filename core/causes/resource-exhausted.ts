import type { LineReading } from '../logs/read-line.ts';
import { type Rule, citesOf, saidSign, toldErrors, troubleSign, unchangedSign } from './rule.ts';

/** What is used up, as the words of the error tell; the more exact first. */
const USED_UP: readonly (readonly [RegExp, what: string, remedy: string])[] = [
  [
    /space|disk|ENOSPC|Errno 28|quota exceeded/i,
    'disk space',
    'Give it more storage for now, and remove what is left over from earlier runs.',
  ],
  [
    /connection|pool|clients|slots|acquire|checking out/i,
    'connections',
    'Look who holds connections, and for how long, before the limit is raised.',
  ],
  [
    /EMFILE|open files|thread|Errno 24|ENFILE/i,
    'open files or threads',
    'Look for what is opened in each call and never closed.',
  ],
];

function usedUp({ memory, says = '' }: LineReading): { what: string; remedy: string } {
  if (memory === true) return { what: 'its memory', remedy: 'Give it more memory for now.' };
  const [, what, remedy] = USED_UP.find(([words]) => words.test(says)) ?? [];
  return {
    what: what ?? 'something that it needs',
    remedy: remedy ?? 'Look in the log what it is, and how much of it there may be.',
  };
}

/** Memory, disk, connections or the like are used up, and nobody changed the function: what it is given has changed. */
export const resourceExhausted: Rule = (subject, facts) => {
  const error = toldErrors(subject).find(
    ({ reading }) => reading.mode === 'exhausted' && reading.callee !== true,
  );
  if (error === undefined) return [];
  const { entity: resource, config } = subject;
  const { what, remedy } = usedUp(error.reading);
  const says = citesOf(error);
  const size =
    config === undefined || error.reading.memory !== true ? '' : ` of ${config.answer.memoryMb} MB`;
  return [
    {
      kind: 'resource-exhausted',
      resource,
      claim: `${resource.id} runs out of ${what}${size}. Nothing that was changed in it explains that: its input takes more.`,
      signs: [
        saidSign(error, 0.5),
        troubleSign(subject, facts, 0.2),
        unchangedSign(subject, facts, 0.3, error),
      ],
      nextSteps: [
        { text: remedy.replace('Give it', `Give ${resource.id}`), findings: says },
        { text: 'Then find what became larger, or more, in its input.', findings: says },
      ],
    },
  ];
};
