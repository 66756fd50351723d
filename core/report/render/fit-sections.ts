import { messageLine } from './message-text.ts';
import type { Section } from './sections.ts';

/** A section of which the last `left` lines were left out. */
export interface FittedSection extends Section {
  left: number;
}

/** What is drawn: sections that kept at least one line, and how many lines went with the others. */
export interface FittedSections {
  sections: FittedSection[];
  left: number;
}

/** More than this is not read in a chat; it also bounds how often is drawn below. */
const MAX_LINES = 20;

/**
 * Draws as many lines as fit. Reading order is the order of importance: lines go from the end of the last section,
 * then from the one before it. Lines are cut to `lineLength`. The last try has no line at all and is returned as it
 * is, so `draw` must bound the rest.
 */
export function fitSections<T>(
  sections: readonly Section[],
  lineLength: number,
  draw: (fitted: FittedSections) => T,
  fits: (drawn: T) => boolean,
): T {
  const kept = sections.map(({ lines }) => Math.min(lines.length, MAX_LINES));
  const short = sections.map(({ title, lines }) => ({
    title,
    lines: lines.map((line, i) =>
      i < MAX_LINES ? { ...line, text: messageLine(line.text, lineLength) } : line,
    ),
  }));
  for (;;) {
    const drawn = draw(fitted(short, kept));
    const last = kept.findLastIndex((count) => count > 0);
    if (last === -1 || fits(drawn)) return drawn;
    kept[last] = (kept[last] ?? 0) - 1;
  }
}

function fitted(sections: readonly Section[], kept: readonly number[]): FittedSections {
  const all = sections.map(({ title, lines }, i) => ({
    title,
    lines: lines.slice(0, kept[i]),
    left: lines.length - (kept[i] ?? 0),
  }));
  return {
    sections: all.filter(({ lines }) => lines.length > 0),
    left: all.filter(({ lines }) => lines.length === 0).reduce((sum, { left }) => sum + left, 0),
  };
}

/** `… 3 more in the stored report` */
export function leftOut(left: number): string {
  return `… ${left} more in the stored report`;
}
