import { VARIABLE } from './mask.ts';

const V = VARIABLE;
/** How a variable is shown in a pattern. */
export const WILDCARD = '<*>';

/** Forms of a masked line that are one value each, most specific first: masks see words, these see what they make together. */
const FORMS: ReadonlyArray<readonly [RegExp, string]> = [
  // The host stays: which one does not answer is what matters.
  [new RegExp(`\\b([a-z][a-z+]{1,15}://[^\\s/'"?#<>)\\]]{1,253})[^\\s'"<>)\\]]*`, 'gi'), '$1'],
  [new RegExp(`[\\w.+${V}-]{1,64}@[\\w${V}-]{1,63}(?:\\.[\\w${V}-]{1,63}){1,6}`, 'g'), V],
  [new RegExp(`(?<=\\b(?:GET|POST|PUT|HEAD|DELETE|PATCH|OPTIONS) )/[^\\s"']{0,2000}`, 'g'), V],
  // Absolute paths of two parts and more, and single ones with a variable or an extension.
  [new RegExp(`(?<![\\w${V}/.:])/(?:[\\w.@+~${V}-]{1,100}/){1,30}[\\w.@+~${V}-]{0,100}`, 'g'), V],
  [new RegExp(`(?<![\\w${V}/.:])/[\\w@+~-]{0,80}[.${V}][\\w.@+~${V}-]{0,100}`, 'g'), V],
  // The end of base64.
  [new RegExp(`(?<=${V}[\\w${V}+/-]{0,200})={1,2}(?![\\w=])`, 'g'), ''],
  // Hardware addresses, IPv6; days and months of dates.
  [
    new RegExp(
      `(?<![\\w${V}:])(?=[^\\s]{0,40}${V})(?:[a-fA-F]{0,4}${V}?[a-fA-F]{0,4}:){2,7}[a-fA-F]{0,4}${V}?[a-fA-F]{0,4}(?![\\w:])`,
      'g',
    ),
    V,
  ],
  [
    new RegExp(
      `\\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ${V}`,
      'g',
    ),
    V,
  ],
  // `node-[1,3-5]`
  [new RegExp(`(?<=[A-Za-z][_-])\\[${V}\\]`, 'g'), V],
  // Times, addresses, versions, sizes: variables joined by one character each.
  [new RegExp(`[+-]?${V}(?:[T.:,/_-]{1,2}${V}){1,30}Z?`, 'g'), V],
  [new RegExp(`(?<![\\w${V}])[+-](?=${V})`, 'g'), ''],
  // A value and its unit, whatever the unit, and the same again in brackets.
  [
    new RegExp(
      `${V} ?(?:ms|s|sec|secs|seconds?|minutes?|min|hours?|h|d|days?|us|ns|µs|bytes?|b|kb|mb|gb|kib|mib|gib|k|m|g|%)(?![\\w])`,
      'gi',
    ),
    V,
  ],
  [new RegExp(`${V} ?\\(${V}\\)`, 'g'), V],
  // Lists fold into one.
  [new RegExp(`${V}(?:(?:, ?|; ?| )${V}){1,200}`, 'g'), V],
];

/**
 * Words, names that are words joined by signs, URLs, and single signs; each carries the space before it, so that together they
 * are the text.
 */
const TOKEN = new RegExp(
  `\\s?(?:[a-z][a-z+]{1,15}://[^\\s'"<>)\\]]{1,300}|[\\p{L}\\p{N}_${V}]+(?:[.@\\\\+~/-][\\p{L}\\p{N}_${V}]+)*|[^\\s])`,
  'gu',
);
const JOINED = /[.@\\+~/_-]/;
/** `cus_N1a`, `order-17`: what stands before says what it is. */
const PREFIXED = new RegExp(`^(\\s?[A-Za-z]{1,30}[_-])[${V}A-Za-z_-]*${V}[\\w${V}.@-]*$`);

/** What a pattern is made of: words, names, signs and variables. @param masked see `maskOf` */
export function tokensOf(masked: string): string[] {
  let text = masked;
  if (text.includes(V) || text.includes('/') || text.includes('@')) {
    for (const [form, by] of FORMS) text = text.replace(form, by);
  }
  const tokens = text.replace(/\s+/g, ' ').trim().match(TOKEN) ?? [];
  return text.includes(V) ? withoutRepeats(tokens.map(withoutParts)) : tokens;
}

/** A name with a variable in it is one variable. */
function withoutParts(token: string): string {
  // Of a URL the host stays, also one of a region.
  if (!token.includes(V) || token.includes('://') || !(JOINED.test(token) || PARTED.test(token)))
    return token;
  const prefix = PREFIXED.exec(token)?.[1];
  return prefix === undefined ? `${token.startsWith(' ') ? ' ' : ''}${V}` : `${prefix}${V}`;
}

/** A list of variables of one kind is one: `cn1, cn2, cn3`. */
function withoutRepeats(tokens: readonly string[]): string[] {
  const kept: string[] = [];
  for (const token of tokens) {
    const before = kept.at(-1)?.trim();
    const other = before === ',' ? kept.at(-2)?.trim() : before;
    if (token.includes(V) && token.trim() === other) {
      if (before === ',') kept.pop();
      continue;
    }
    kept.push(token);
  }
  return kept;
}

/** Letters behind a variable. */
const PARTED = new RegExp(`${V}[A-Za-z_]`);

/** As it is shown and compared. */
export function textOf(tokens: readonly string[]): string {
  return tokens.join('').replaceAll(V, WILDCARD).trim();
}
