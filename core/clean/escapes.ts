import type { Found } from './found.ts';

/** A text as it reads once its escapes are decoded, and where each of its characters stands in the text it came from. */
export interface View {
  text: string;
  /** Of each character the beginning in the source, and behind the last one the source's end. Absent: the source itself. */
  at?: Uint32Array;
}

/** Escapes of JSON and its relatives, of URLs, and of markup. */
const ESCAPE =
  /\\(?:u([\da-fA-F]{4})|x([\da-fA-F]{2})|(["'\\/bfnrt]))|%([2-7][\da-fA-F])|&(quot|apos|amp|lt|gt);|&#(x[\da-fA-F]{1,4}|\d{1,5});/g;

/** What they stand for, or what reads alike and may stay: paths of Windows hold `\\b` and `\\r`. */
const SHORT: Record<string, string> = {
  b: ' ',
  f: ' ',
  r: '\n',
  n: '\n',
  t: '\t',
  quot: '"',
  apos: "'",
  amp: '&',
  lt: '<',
  gt: '>',
};

/** Each level of quoting doubles the backslashes of the one below, so few levels fit into any text. */
const MAX_LEVELS = 8;

/** The text, and what it says when it is decoded once, twice and so on: a log line may quote JSON that quotes JSON. */
export function viewsOf(text: string): View[] {
  const views: View[] = [{ text }];
  for (let view = views[0]; view !== undefined && views.length <= MAX_LEVELS;) {
    view = decoded(view);
    if (view !== undefined) views.push(view);
  }
  return views;
}

function decoded({ text, at }: View): View | undefined {
  if (!/[\\%&]/.test(text)) return undefined;
  const source = (i: number) => at?.[i] ?? i;
  const starts = new Uint32Array(text.length + 1);
  let out = '';
  let length = 0;
  let end = 0;
  const keep = (to: number) => {
    out += text.slice(end, to);
    for (let i = end; i < to; i++) starts[length++] = source(i);
  };
  for (const {
    0: whole,
    1: unicode,
    2: byte,
    3: letter,
    4: percent,
    5: entity,
    6: reference,
    index,
  } of text.matchAll(ESCAPE)) {
    keep(index);
    const code = unicode ?? byte ?? percent ?? hexOf(reference);
    const short = letter ?? entity ?? '';
    out += code === undefined ? (SHORT[short] ?? short) : String.fromCharCode(parseInt(code, 16));
    starts[length++] = source(index);
    end = index + whole.length;
  }
  if (end === 0) return undefined;
  keep(text.length);
  starts[length++] = source(text.length);
  return { text: out, at: starts.subarray(0, length) };
}

/** What was found in a view, where it stands in the source. */
export function inSource({ at }: View, finds: readonly Found[]): Found[] {
  if (at === undefined) return [...finds];
  return finds.map(({ from, to, mark }) => ({ from: at[from] ?? 0, to: at[to] ?? 0, mark }));
}

/** The number of a character as markup gives it, in hex: `x41` or `65`. */
function hexOf(reference: string | undefined): string | undefined {
  if (reference === undefined) return undefined;
  return reference.startsWith('x') ? reference.slice(1) : Number(reference).toString(16);
}
