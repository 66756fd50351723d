import type * as z from 'zod';
import type { Evidence } from '../case.ts';

export type Typed<A, R> = Omit<Evidence, 'args' | 'answer'> & { args: A; answer: R };

/**
 * The evidence of one capability, typed, oldest question first; an answer that was asked for again
 * comes after the one it replaces.
 */
export function evidenceOf<A, R>(
  name: string,
  capability: { args: z.ZodType<A>; answer: z.ZodType<R> },
  evidence: readonly Evidence[],
): Typed<A, R>[] {
  return evidence
    .filter((item) => item.capability === name)
    .map((item) => ({
      ...item,
      args: capability.args.parse(item.args),
      answer: capability.answer.parse(item.answer),
    }));
}
