import type { Sentence } from '../case.ts';
import type { Verdict } from '../analysis/verdict.ts';
import { neutralize } from '../neutralize.ts';
import { statementsOf } from './statements.ts';

const MAX_CHARS = 500;
const MAX_CITES = 4;

/** Words that join, and say nothing. Everything else in a sentence must be a finding's, in its place. */
const JOINTS: ReadonlySet<string> = new Set(
  'a an the and while which that it its is was are were has have been also'.split(' '),
);

/**
 * The sentences that the verdict supports. What a model writes is as hostile as a log line that it may have read, so a
 * sentence stands only if it is made of the findings that it cites (or is the claim, by the findings that it rests on),
 * each of them once, one after the other: its first clause whole, then any of its other clauses whole, in their order.
 * A clause ends at a comma, bracket, colon or semicolon; a quotation counts as one word, letter by letter.
 *
 * So a model can choose, leave out clauses, join and order. It can't add a number, a name, a cause or an advice, can't
 * move a "not", and can't give one finding's verb to another's subject.
 */
export function checkSentences(said: readonly Sentence[], verdict: Verdict): Sentence[] {
  const texts = new Map(verdict.findings.map(({ id, text }) => [id, text]));
  const { claim } = statementsOf(verdict);
  return said.filter(({ text, findings }) => {
    if (text.length === 0 || text.length > MAX_CHARS || text !== neutralize(text) || /[\n<>`]/.test(text)) {
      return false;
    }
    const ids = [...new Set(findings)];
    if (ids.length === 0 || ids.length !== findings.length || ids.some((id) => !texts.has(id))) return false;
    if (claim !== null && sameIds(ids, claim.findings) && isMadeOf(text, [claim.text])) return true;
    return (
      ids.length <= MAX_CITES &&
      isMadeOf(
        text,
        ids.map((id) => texts.get(id) ?? ''),
      )
    );
  });
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === new Set(b).size && b.every((id) => a.includes(id));
}

function isMadeOf(text: string, sources: readonly string[]): boolean {
  const words = clausesOf(text).flat();
  return permutations(sources.map(clausesOf)).some((order) =>
    order
      .reduce<ReadonlySet<number>>((told, clauses) => toldBy(clauses, words, told), new Set([0]))
      .has(words.length),
  );
}

/**
 * Up to which words a source can have told them, if up to `from` others did: its first clause and any after it. Clauses
 * may repeat, so there may be many ways.
 */
function toldBy(
  [first = [], ...others]: readonly string[][],
  words: readonly string[],
  from: ReadonlySet<number>,
): ReadonlySet<number> {
  const after = (clause: readonly string[], at: number) =>
    clause.every((word, i) => words[at + i] === word) ? [at + clause.length] : [];
  const told = new Set([...from].flatMap((at) => after(first, at)));
  for (const clause of others) {
    for (const at of Array.from(told)) for (const end of after(clause, at)) told.add(end);
  }
  return told;
}

/** What a text says, clause by clause; words in small letters, names and numbers as they stand. */
function clausesOf(text: string): string[][] {
  const quotes: string[] = [];
  // A quotation may hold anything, also what ends a clause.
  const without = text.replace(/“[^”]*”/g, (quote) => ` \uE000${quotes.push(quote) - 1} `);
  return without
    .split(/[()[\]]|,(?!\d)|;|: /)
    .map((clause) =>
      clause
        .split(/\s+/)
        .map((token) => token.replace(/^["'‘’]+|["'‘’.,:!?…]+$/g, ''))
        .map((token) => quotes[Number(/^\uE000(\d+)$/.exec(token)?.[1] ?? Number.NaN)] ?? token)
        .map((token) => (isWord(token) ? token.toLowerCase() : token))
        .filter((token) => token !== '' && !JOINTS.has(token)),
    )
    .filter((clause) => clause.length > 0);
}

/** Letters only, with at most the first one a capital: anything else may be a name. */
function isWord(token: string): boolean {
  return /^\p{L}?\p{Ll}*$/u.test(token);
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
  );
}
