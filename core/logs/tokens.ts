import { VARIABLE } from './mask.ts';

const V = VARIABLE;
/** How a variable is shown in a pattern. */
export const WILDCARD = '<*>';

/** Forms of a masked line that are one value each, most specific first: masks see words, these see what they make together. */
const FORMS: ReadonlyArray<readonly [RegExp, string]> = [
  // The host stays: which one does not answer is what matters.
  [new RegExp(`\\b([a-z][a-z+]{1,15}://[^\\s/'"?#<>)\\]]{1,253})[^\\s'"<>)\\]]*`, 'gi'), '$1'],
  [new RegExp(`[\\w.+${V}-]{1,64}@[\\w${V}-]{1,63}(?:\\.[\\w${V}-]{1,63}){1,6}`, 'g'), V],
  // Times, addresses, versions, sizes: variables joined by one character each.
  [new RegExp(`[+-]?${V}(?:[T.:,/_-]{1,2}${V}){1,30}Z?`, 'g'), V],
  // `cus_N1a`, `order_<uuid>`, `req-1a2b`, `Foo@1a2b3c`: what stands before says what it is.
  [new RegExp(`(?<=[A-Za-z][_@#-])[A-Za-z]{0,30}${V}(?:[\\w${V}-]{0,200})`, 'g'), V],
  // A token with a variable within: `blk_-1608`, `/user/1/cart`, `[abc1def]`.
  [new RegExp(`[A-Za-z]{0,40}${V}[A-Za-z${V}]{1,200}`, 'g'), V],
  [new RegExp(`(?:/[\\w.${V}-]{0,100}){1,20}${V}(?:[\\w./${V}-]{0,200})`, 'g'), V],
  [new RegExp(`(?<![\\w${V}])[+-](?=${V})`, 'g'), ''],
  // A value and its unit, whatever the unit.
  [
    new RegExp(
      `${V} ?(?:ms|s|sec|secs|seconds|minutes|min|hours|h|d|days|us|ns|µs|bytes|b|kb|mb|gb|kib|mib|gib|k|m|g|%)(?![\\w])`,
      'gi',
    ),
    V,
  ],
  // Lists fold into one.
  [new RegExp(`${V}(?:(?:, ?|; ?| )${V}){1,200}`, 'g'), V],
];

/** Words and single signs; each carries the space before it, so that together they are the text. */
const TOKEN = new RegExp(`\\s?(?:[\\p{L}\\p{N}_${V}]+|[^\\s\\p{L}\\p{N}_${V}])`, 'gu');

/** What a pattern is made of: words, signs and variables. @param masked see `maskOf` */
export function tokensOf(masked: string): string[] {
  let text = masked;
  for (const [form, by] of FORMS) text = text.replace(form, by);
  return text.replace(/\s+/g, ' ').trim().match(TOKEN) ?? [];
}

/** As it is shown and compared. */
export function textOf(tokens: readonly string[]): string {
  return tokens.join('').replaceAll(V, WILDCARD).trim();
}
