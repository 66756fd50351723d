/** Commands that read the rows of the groups that were asked for, and no others. */
const ALLOWED: ReadonlySet<string> = new Set(
  'fields filter parse stats sort limit dedup display pattern unnest'.split(' '),
);

/**
 * Why a query is refused, or undefined. `join`, `diff`, `lookup`, `SOURCE` and subqueries read ranges or groups that nobody
 * measured before, so what they cost could not be bounded.
 */
export function refusalOf(query: string): string | undefined {
  const bare = query
    // In one pass: a quote within a regular expression begins no text.
    .replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\/(?:[^/\\\n]|\\.)+\//g, '""')
    .replace(/#[^\n]*/g, '');
  if (/\bsource\b\s*(?:""|logGroups|\()/i.test(bare)) return 'SOURCE is not allowed';
  for (const part of bare.split('|')) {
    const command = /^\s*([a-z]+)/i.exec(part)?.[1]?.toLowerCase() ?? '';
    if (!ALLOWED.has(command)) return `the command "${command}" is not allowed`;
  }
  return /\bin\s*\(\s*(?:source|fields|filter)\b/i.test(bare) ? 'subqueries are not allowed' : undefined;
}
