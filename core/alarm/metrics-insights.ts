/** What a Metrics Insights query selects. */
export interface InsightsQuery {
  namespace: string;
  name: string;
  stat: string;
  /** Equality conditions that every selected metric fulfils; with OR or NOT in the query, none are sure. */
  where: Record<string, string>;
  groupBy: string[];
}

/** The query language's functions, as GetMetricData calls them. */
const STATS: Readonly<Record<string, string>> = {
  AVG: 'Average',
  COUNT: 'SampleCount',
  MAX: 'Maximum',
  MIN: 'Minimum',
  SUM: 'Sum',
};

/** `word` also is what AWS allows unquoted: letters, digits, underscore, and the dot of `AWS.AccountId`. */
interface Token {
  kind: 'word' | 'name' | 'value' | 'mark';
  text: string;
}

// A quote is escaped by doubling it or by a backslash. The alternatives exclude each other, and a quote that is
// never closed ends the reading instead of beginning anew at the next: linear, whatever the text.
const TOKEN = /\s+|([\w.]+)|"((?:[^"\\]|\\.|"")*)"|'((?:[^'\\]|\\.|'')*)'|(!=|[^\s\w"'])/gsy;

/** True if an expression is a Metrics Insights query; math expressions can't begin so. */
export function isInsightsQuery(text: string): boolean {
  return /^\s{0,100}SELECT\s/i.test(text);
}

/**
 * Reads `SELECT AVG(Name) FROM "My/Namespace" WHERE a = 'b' GROUP BY c ...`, also `FROM SCHEMA("My/Namespace", Dimension)`.
 * Keywords may be in any case. Undefined if it does not say which metric it selects.
 */
export function parseInsightsQuery(text: string): InsightsQuery | undefined {
  const tokens = tokenize(text);
  const is = (i: number, word: string) => {
    const token = tokens[i];
    return (token?.kind === 'word' || token?.kind === 'mark') && token.text.toUpperCase() === word;
  };
  const identifier = (i: number) => {
    const token = tokens[i];
    return token?.kind === 'word' || token?.kind === 'name' ? token.text : undefined;
  };
  /** Where a keyword stands, or the end. */
  const find = (word: string, from: number) => {
    let i = from;
    while (i < tokens.length && !is(i, word)) i++;
    return i;
  };

  const stat = STATS[tokens[1]?.text.toUpperCase() ?? ''];
  const name = identifier(3);
  if (!is(0, 'SELECT') || stat === undefined || !is(2, '(') || name === undefined || !is(4, ')'))
    return undefined;
  if (!is(5, 'FROM')) return undefined;
  const schema = is(6, 'SCHEMA') && is(7, '(');
  const namespace = identifier(schema ? 8 : 6);
  if (namespace === undefined) return undefined;

  const groupAt = find('GROUP', 7);
  const orderAt = Math.min(find('ORDER', 7), find('LIMIT', 7));
  const conditions = { from: find('WHERE', 7) + 1, to: Math.min(groupAt, orderAt) };
  const where: [string, string][] = [];
  for (let i = conditions.from; i < conditions.to; i++) {
    if (is(i, 'OR') || is(i, 'NOT')) {
      where.length = 0;
      break;
    }
    const key = identifier(i);
    const value = tokens[i + 2];
    if (key !== undefined && is(i + 1, '=') && value?.kind === 'value') where.push([key, value.text]);
  }
  const groupBy: string[] = [];
  for (let i = groupAt + 2; i < orderAt; i++) {
    const label = identifier(i);
    if (label !== undefined) groupBy.push(label);
  }
  return { namespace, name, stat, where: Object.fromEntries(where), groupBy };
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [, word, name, value, mark] of text.matchAll(TOKEN)) {
    if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (name !== undefined) tokens.push({ kind: 'name', text: unescape(name) });
    else if (value !== undefined) tokens.push({ kind: 'value', text: unescape(value) });
    else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark });
  }
  return tokens;
}

function unescape(text: string): string {
  return text.replace(/\\(.)|""|''/gs, (pair, escaped: string | undefined) => escaped ?? pair.charAt(0));
}
