import type { Prompt, Statement } from './prompt.ts';

export interface Sentence {
  text: string;
  findings: string[];
}

const MOST = 4;

/** As a model words it that does what it is asked: the claim, then statements, every other time two in one sentence. */
export function worded({ claim, statements }: Prompt): Sentence[] {
  const sentences: Sentence[] = [];
  const left = [...statements];
  const isName = namesIn(statements.map(({ text }) => text));
  while (sentences.length < MOST) {
    const one = left.shift();
    if (one === undefined) break;
    const next = sentences.length % 2 === 1 ? left.shift() : undefined;
    sentences.push(
      next === undefined
        ? { text: one.text, findings: [one.id] }
        : { text: joined(one, next, isName), findings: [one.id, next.id] },
    );
  }
  return claim === null ? sentences : [{ ...claim }, ...sentences];
}

function joined(one: Statement, next: Statement, isName: (word: string) => boolean): string {
  const [word = ''] = next.text.split(/[\s,]/, 1);
  const text = isName(word) ? next.text : `${next.text.slice(0, 1).toLowerCase()}${next.text.slice(1)}`;
  return `${one.text.replace(/\.$/, '')}, and ${text}`;
}

/** Is a word one that keeps its case: a quote, an identifier, or what is written so in the middle of a sentence? */
function namesIn(texts: readonly string[]): (word: string) => boolean {
  return (word) => !/^[A-Z][a-z]*$/.test(word) || texts.some((text) => text.includes(` ${word}`));
}
