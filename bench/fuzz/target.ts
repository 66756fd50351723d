import * as fc from 'fast-check';
import { CasefileError } from '../../core/errors.ts';

/** `refused`: with a reason. Anything else that goes wrong is thrown. */
export type Outcome = 'refused' | 'accepted';

/** What is fuzzed. */
export interface Target {
  name: string;
  /** The same seed makes the same runs. */
  runs: (seed: number, count: number) => (() => Promise<Outcome>)[];
  close?: () => Promise<void>;
}

export function target<T>(
  name: string,
  inputs: fc.Arbitrary<T>,
  run: (input: T) => Promise<Outcome>,
): Target {
  return {
    name,
    runs: (seed, count) => fc.sample(inputs, { seed, numRuns: count }).map((input) => () => run(input)),
  };
}

/** To be refused with a code is well done. */
export async function refusable(run: () => Promise<unknown>): Promise<Outcome> {
  try {
    await run();
    return 'accepted';
  } catch (error) {
    if (error instanceof CasefileError) return 'refused';
    throw error;
  }
}
