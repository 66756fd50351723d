/** How many names begin so. */
export interface NamePrefix {
  prefix: string;
  count: number;
}

/** A word and what separates it from the next. */
const FIRST_WORD = /^[A-Za-z0-9]{1,60}[-_./: ]/;

/** The first words that at least two of the names share, the most frequent first: candidates for `scope.prefixes`. */
export function namePrefixes(names: readonly string[]): NamePrefix[] {
  const groups = Map.groupBy(names, (name) => FIRST_WORD.exec(name)?.[0] ?? '');
  return [...groups]
    .map(([prefix, { length: count }]) => ({ prefix, count }))
    .filter(({ prefix, count }) => prefix !== '' && count > 1)
    .sort((a, b) => b.count - a.count || (a.prefix < b.prefix ? -1 : 1));
}
