import type { LogEvent } from '../world/logs.ts';

/** A query of Logs Insights, as far as it is understood here: which lines, in which order, how many. */
export interface InsightsQuery {
  matches: (event: LogEvent) => boolean;
  newestFirst: boolean;
  limit: number;
}

/** What the language's words are, by how they begin. A pattern may hold `\/`. */
const WORD = /\s*(\(|\)|and\b|or\b|@message\b|not like\b|like\b|"(?:[^"\\]|\\.)*"|\/(?:[^/\\]|\\.)*\/)/y;

/** Understands `fields`, `filter` (like, not like, and, or, brackets), `sort @timestamp`, `limit`; undefined for all others. */
export function parseInsights(text: string): InsightsQuery | undefined {
  const query: InsightsQuery = { matches: () => true, newestFirst: true, limit: 10_000 };
  for (const command of commandsOf(text)) {
    const [, name = '', rest = ''] = /^(\w+)\s*([\s\S]*)$/.exec(command) ?? [];
    if (name === 'fields' && rest !== '') continue;
    if (name === 'filter') {
      const matches = filterOf(rest);
      if (matches === undefined) return undefined;
      const before = query.matches;
      query.matches = (event) => before(event) && matches(event);
    } else if (name === 'sort' && /^@timestamp (?:asc|desc)$/.test(rest))
      query.newestFirst = rest.endsWith('desc');
    else if (name === 'limit' && /^\d{1,6}$/.test(rest)) query.limit = Number(rest);
    else return undefined;
  }
  return query;
}

/** Parted by `|` at the beginning of a line, which patterns can hold too. */
function commandsOf(text: string): string[] {
  return text.split(/\n\s*\|\s*/).map((command) => command.trim());
}

type Test = (event: LogEvent) => boolean;

/** `or` of `and` of terms. */
function filterOf(text: string): Test | undefined {
  const words = wordsOf(text);
  if (words === undefined) return undefined;
  let at = 0;
  const take = (word: string) => (words[at] === word ? (at++, true) : false);
  const term = (): Test | undefined => {
    if (take('(')) {
      const inner = either();
      return take(')') ? inner : undefined;
    }
    if (!take('@message')) return undefined;
    const not = take('not like');
    if (!not && !take('like')) return undefined;
    const test = patternTest(words[at++] ?? '');
    return test && (({ message }) => test(message) !== not);
  };
  const both = (): Test | undefined => {
    let left = term();
    while (left !== undefined && take('and'))
      left = joined(left, term(), (a, b) => (event) => a(event) && b(event));
    return left;
  };
  const either = (): Test | undefined => {
    let left = both();
    while (left !== undefined && take('or'))
      left = joined(left, both(), (a, b) => (event) => a(event) || b(event));
    return left;
  };
  const test = either();
  return at === words.length ? test : undefined;
}

function joined(left: Test, right: Test | undefined, by: (a: Test, b: Test) => Test): Test | undefined {
  return right && by(left, right);
}

function wordsOf(text: string): string[] | undefined {
  const words: string[] = [];
  WORD.lastIndex = 0;
  while (WORD.lastIndex < text.trimEnd().length) {
    const word = WORD.exec(text)?.[1];
    if (word === undefined) return undefined;
    words.push(word);
  }
  return words;
}

function patternTest(pattern: string): ((message: string) => boolean) | undefined {
  const inner = pattern.slice(1, -1);
  if (pattern.startsWith('"')) return (message) => message.includes(inner);
  if (!pattern.startsWith('/')) return undefined;
  // `(?i)` is not JavaScript's.
  const regex = inner.startsWith('(?i)') ? new RegExp(inner.slice(4), 'i') : new RegExp(inner);
  return (message) => regex.test(message);
}
