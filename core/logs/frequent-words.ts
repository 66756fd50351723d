import { maskKey } from './mask.ts';

/** Lines of a kind that are so large a part of all hide the others; so many of them at most are told. */
const FREQUENT = 0.08;
const MOST = 4;
/** Letters and single spaces: nothing in them means something to a query. */
const RUN = /[A-Za-z](?:[A-Za-z]| (?=[A-Za-z])){9,58}[A-Za-z]/g;

/**
 * Words by which the most frequent kinds of lines can be told from others: by leaving those out, the rest is reached. They come
 * from log lines, so that only letters and single spaces are among them.
 */
export function frequentWords(messages: readonly string[]): string[] {
  const kinds = new Map<number, string[]>();
  for (const message of messages) {
    const key = maskKey(message);
    const known = kinds.get(key);
    if (known === undefined) kinds.set(key, [message]);
    else known.push(message);
  }
  const frequent = [...kinds.values()]
    .filter((lines) => lines.length >= FREQUENT * messages.length)
    .sort((a, b) => b.length - a.length || ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1))
    .slice(0, MOST);
  return [...new Set(frequent.flatMap((lines) => wordsOf(lines, messages) ?? []))];
}

/** The run that all lines of the kind have, and of all lines the fewest others. */
function wordsOf(lines: readonly string[], all: readonly string[]): string | undefined {
  const [first = ''] = lines;
  const runs = [...new Set(first.slice(0, 1_000).match(RUN) ?? [])].filter((run) =>
    lines.every((line) => line.includes(run)),
  );
  const others = (run: string) => all.filter((line) => line.includes(run)).length;
  return runs.toSorted((a, b) => others(a) - others(b) || b.length - a.length || (a < b ? -1 : 1))[0];
}
