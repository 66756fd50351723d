import type { Found } from './found.ts';

export type Finder = (text: string) => Found[];

/**
 * What finders find in each of many texts. They are asked once, of all texts together: a pattern costs more to begin than to
 * go on. What reaches over the border between two texts is no find; the texts that it touches are looked at one by one.
 */
export function findInTexts(texts: readonly string[], finders: readonly Finder[]): Found[][] {
  const starts: number[] = [];
  let length = 0;
  for (const text of texts) {
    starts.push(length);
    length += text.length + BORDER.length;
  }
  const joined = texts.join(BORDER);
  const found = texts.map((): Found[] => []);
  for (const find of finders) {
    const alone = new Set<number>();
    const inside: [number, Found][] = [];
    for (const { from, to, mark, dropped, reach: [begin, behind] = [from, to] } of find(joined)) {
      const first = textAt(starts, begin);
      const last = textAt(starts, behind - 1);
      const start = starts[first] ?? 0;
      const end = start + (texts[first]?.length ?? 0);
      if (begin >= start && behind <= end) {
        if (!dropped) inside.push([first, { from: from - start, to: to - start, mark }]);
      } else for (let i = first; i <= last; i++) alone.add(i);
    }
    for (const [i, one] of inside) if (!alone.has(i)) found[i]?.push(one);
    for (const i of alone) found[i]?.push(...find(texts[i] ?? '').filter(({ dropped }) => !dropped));
  }
  return found;
}

/** No pattern takes this for a part of what it looks for; if one did, that would reach over the border. */
const BORDER = '\n\uE000\n';

/** The last of the ascending starts that is not behind `at`. */
function textAt(starts: readonly number[], at: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
