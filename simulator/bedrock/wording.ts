import type { Prompt } from './prompt.ts';

export interface Sentence {
  text: string;
  findings: string[];
}

const MOST = 4;

/** As a model words it that does what it is asked: the claim, then statements, every other time two as one sentence. */
export function worded({ claim, statements }: Prompt): Sentence[] {
  const sentences: Sentence[] = [];
  const left = [...statements];
  while (sentences.length < MOST && left.length > 0) {
    const some = left.splice(0, sentences.length % 2 === 1 ? 2 : 1);
    sentences.push({ text: some.map(({ text }) => text).join(' '), findings: some.map(({ id }) => id) });
  }
  return claim === null ? sentences : [{ ...claim }, ...sentences];
}
