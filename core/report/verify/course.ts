/**
 * The order in which a run writes the records of a case. What is missing before something that is there was taken
 * away; what is missing at the end was never reached.
 */
export interface Course {
  /** What is written from here on comes after all before. */
  next(): void;
  /**
   * A run writes this record now. Says whether it is there.
   * @param how `maybe`: a run may also leave it out
   */
  writes(name: string, how?: 'always' | 'maybe'): boolean;
  /** A run writes this record at no certain time. */
  mayWrite(name: string): void;
  /** A report was published: the manifest is written, and lists all that there is. */
  publishes(): void;
  ended(): Ended;
}

export interface Ended {
  /** Missing, although something after it is there. */
  removed: string[];
  /** Missing at the end. */
  notReached: string[];
  /** There, and nothing that a run would write. */
  strange: string[];
  /** When each record is written; undefined if at no certain time. */
  stageOf: ReadonlyMap<string, number | undefined>;
  /** The last stage before each manifest. */
  published: number[];
}

export function courseOf(present: ReadonlySet<string>): Course {
  let stage = 0;
  const steps: { name: string; stage: number; there: boolean; how: 'always' | 'maybe' }[] = [];
  const stageOf = new Map<string, number | undefined>();
  const published: number[] = [];
  return {
    next() {
      stage++;
    },
    writes(name, how = 'always') {
      const there = present.has(name);
      steps.push({ name, stage, there, how });
      stageOf.set(name, stage);
      return there;
    },
    mayWrite(name) {
      stageOf.set(name, undefined);
    },
    publishes() {
      published.push(stage);
    },
    ended() {
      const last = steps.reduce((most, step) => (step.there ? Math.max(most, step.stage) : most), 0);
      const missing = steps.filter(({ there, how }) => !there && how === 'always');
      return {
        removed: missing.filter((step) => step.stage < last).map(({ name }) => name),
        notReached: missing.filter((step) => step.stage >= last).map(({ name }) => name),
        strange: [...present].filter((name) => !stageOf.has(name)),
        stageOf,
        published,
      };
    },
  };
}
