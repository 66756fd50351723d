import type { Sentence } from '../case.ts';
import type { Verdict } from '../analysis/verdict.ts';
import { neutralize } from '../redact.ts';
import { PLAIN_WORDS, TURNING_WORDS } from './plain-words.ts';
import { statementsOf } from './statements.ts';

const MAX_CHARS = 400;
const MAX_CITES = 4;

/**
 * The sentences that the verdict supports. What a model writes is as hostile as a log line that it may have read, so a
 * sentence stands only if
 *   - it cites findings that exist, one to four;
 *   - every number and name in it occurs in them, in their order, and from a clause it takes all or none: of `26 of 105
 *     invocations` it can't make `105 invocations`;
 *   - every quotation is one of theirs, letter by letter;
 *   - every other word is one of theirs or of the claim that rests on them, or says nothing by itself;
 *   - it has as many words like `not` and `only` as they have.
 * So a model can leave out, join and order. It can't add.
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
    if (claim !== null && sameIds(ids, claim.findings)) {
      // Of the claim itself: its own words, or those of what it rests on.
      return (
        isSupported(text, [claim.text]) || (ids.length <= MAX_CITES && isSupported(text, citedOf(ids, texts)))
      );
    }
    return ids.length <= MAX_CITES && isSupported(text, citedOf(ids, texts));
  });
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === new Set(b).size && b.every((id) => a.includes(id));
}

function citedOf(ids: readonly string[], texts: ReadonlyMap<string, string>): string[] {
  return ids.map((id) => texts.get(id) ?? '');
}

/** Is there an order of the sources in which the sentence is made of them? */
function isSupported(text: string, sources: readonly string[]): boolean {
  const sentence = partsOf(text);
  const read = sources.map(partsOf);
  const quotes = new Set(read.flatMap((source) => source.quotes));
  if (!sentence.quotes.every((quote) => quotes.has(quote))) return false;
  const words = new Set(read.flatMap((source) => source.words.map(stem)));
  const known = sentence.words.every((word) => PLAIN_WORDS.has(word) || words.has(stem(word)));
  if (!known) return false;
  const turning = (all: readonly string[]) => all.filter((word) => TURNING_WORDS.has(word)).length;
  if (turning(sentence.words) !== turning(read.flatMap((source) => source.words))) return false;
  return permutations(read).some((order) =>
    takesWhole(
      sentence.marks,
      order.flatMap((source) => source.clauses),
    ),
  );
}

interface Parts {
  /** What stands in “…”. */
  quotes: string[];
  /** Words of letters only, in small letters. */
  words: string[];
  /** Numbers, times, names: everything that is no plain word. */
  marks: string[];
  /** The marks, by clause. */
  clauses: string[][];
}

function partsOf(text: string): Parts {
  const quotes = [...text.matchAll(/“([^”]*)”/g)].map(([, quote = '']) => quote);
  const clauses: string[][] = [];
  const words: string[] = [];
  // A comma or a bracket ends a clause; those within numbers don't.
  for (const clause of text.replace(/“[^”]*”/g, ' ').split(/[()[\]]|,(?!\d)|;|: /)) {
    const tokens = clause
      .split(/[\s"'“”’!?…]+/)
      .map((token) => token.replace(/[.,:]+$/, ''))
      .filter((token) => token !== '');
    words.push(...tokens.filter(isWord).map((token) => token.toLowerCase()));
    clauses.push(tokens.filter((token) => !isWord(token)));
  }
  return { quotes, words, marks: clauses.flat(), clauses: clauses.filter((marks) => marks.length > 0) };
}

/** Letters only, with at most the first one a capital: anything else may be a name. */
function isWord(token: string): boolean {
  return /^\p{L}?\p{Ll}*$/u.test(token);
}

/** `errors` and `error` are the same word. */
function stem(word: string): string {
  return word.length > 3 ? word.replace(/s$/, '') : word;
}

/** Are the marks those of some of the clauses, each taken whole, in their order? */
function takesWhole(marks: readonly string[], clauses: readonly string[][]): boolean {
  // Up to where the marks can be told by the clauses so far; names may repeat, so there may be many ways.
  const told = new Set([0]);
  for (const clause of clauses) {
    for (const from of Array.from(told)) {
      if (clause.every((mark, i) => marks[from + i] === mark)) told.add(from + clause.length);
    }
  }
  return told.has(marks.length);
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
  );
}
