/** A part of a text that must go, and what stands in its place. `from` and `to` in UTF-16 units. */
export interface Found {
  from: number;
  to: number;
  mark: string;
  /** What the pattern took in, if more. */
  reach?: readonly [from: number, to: number];
  /** It is none after all: only what it took in counts. */
  dropped?: boolean;
}

/** The text with its finds replaced. Where they overlap, the first one's mark stands for all of them. */
export function replaceFound(text: string, finds: readonly Found[]): string {
  if (finds.length === 0) return text;
  const sorted = finds.toSorted((a, b) => a.from - b.from || b.to - a.to);
  let out = '';
  let end = 0;
  for (const { from, to, mark } of sorted) {
    if (from >= end) out += text.slice(end, from) + mark;
    end = Math.max(end, to);
  }
  return out + text.slice(end);
}

/** Each match of a pattern as a find; of a pattern with named groups, only what the first of them holds that took part. */
export function findAll(text: string, pattern: RegExp, mark = '[redacted]'): Found[] {
  const finds: Found[] = [];
  for (const match of text.matchAll(pattern)) {
    const group = Object.values(match.indices?.groups ?? {}).find((indices) => indices !== undefined);
    const reach: [number, number] = [match.index, match.index + match[0].length];
    const [from, end] = group ?? reach;
    // A backslash in front of a quotation mark is the mark's.
    const to = /["']/.test(text.charAt(end))
      ? end - (/\\*$/.exec(text.slice(from, end))?.[0].length ?? 0)
      : end;
    if (to > from) finds.push({ from, to, mark, reach });
  }
  return finds;
}
