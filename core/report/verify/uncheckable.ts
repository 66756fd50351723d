/** What nobody could find out from a case alone, and why. */
const REASONS = [
  {
    kind: 'answers',
    what: 'what the servers answered',
    why: 'an answer, its hash and all that follows from it can be written anew together. Compare manifest.json with a copy that was kept elsewhere',
  },
  {
    kind: 'undecided',
    what: 'what nothing is derived from',
    why: 'a field of the event, or a setting, that decided nothing in this case could have been another',
  },
  {
    kind: 'times',
    what: 'when the case was opened and its rounds were planned',
    why: 'only their order can be checked, and what follows from them',
  },
  {
    kind: 'deadline',
    what: 'whether the deadline had passed when a round was planned',
    why: 'that is real time, of which the case keeps only what was decided',
  },
  {
    kind: 'durations',
    what: 'how long calls took',
    why: 'nothing follows from it, so it is worth what the word of the recorder is worth. Each is a number and not negative',
  },
  {
    kind: 'execution',
    what: 'which execution it was',
    why: 'its name and its beginning are kept by Step Functions, not here',
  },
  {
    kind: 'failed',
    what: 'why a server failed as a whole',
    why: "the case keeps the error's name only, and answers that came after it count for nothing",
  },
  {
    kind: 'wording',
    what: 'who worded the report',
    why: 'the case keeps what was left of what a model said, or why the template spoke in its place',
  },
  {
    kind: 'writer',
    what: 'whether it was the configured model',
    why: 'the configuration in this case does not name it, as in cases of earlier versions',
  },
  {
    kind: 'deliveries',
    what: 'what was sent',
    why: 'the channel knows. The case keeps what was tried, when, and what the channel called it',
  },
  {
    kind: 'end',
    what: 'that the alarm is OK again, and since when',
    why: 'the event that said so can be written anew, with what follows from it',
  },
  {
    kind: 'over',
    what: 'that the alarm was over when the case was opened',
    why: 'the event that said so is not kept',
  },
  {
    kind: 'replay',
    what: 'what the replayed case was',
    why: 'its window, its targets and the channels that were asked for come from outside of this one',
  },
  {
    kind: 'late',
    what: 'whether late evidence was looked for',
    why: 'a run without waits ends where this case does',
  },
  {
    kind: 'key',
    what: 'the keys of the case',
    why: 'they are made of a name of which something was redacted',
  },
] as const;

export type Uncheckable = (typeof REASONS)[number]['kind'];

/** True of every case. */
export const ALWAYS: readonly Uncheckable[] = [
  'answers',
  'undecided',
  'times',
  'deadline',
  'durations',
  'execution',
  'wording',
  'deliveries',
];

/** One line each, in a fixed order. */
export function uncheckableLines(kinds: ReadonlySet<Uncheckable>): string[] {
  return REASONS.filter(({ kind }) => kinds.has(kind)).map(({ what, why }) => `${what}: ${why}.`);
}
