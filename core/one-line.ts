import { clip } from './clip.ts';
import { neutralize } from './neutralize.ts';

/** Longer, and a line that wraps could look like two. */
const MAX_CHARS = 300;

/** A text that stays on the line that it is put on: nothing in it ends the line, paints it or turns it. */
export function oneLine(text: string, most = MAX_CHARS): string {
  return ellipsize(neutralize(text).replace(/\s+/g, ' ').trim(), most);
}

/** At most `length` UTF-16 units of a text, marked where it was cut. */
export function ellipsize(text: string, length: number): string {
  return text.length <= length ? text : `${clip(text, length - 1)}…`;
}

/** JSON for people's terminals: the same value, with all that could paint written as an escape. */
export function plainJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/[^\n\u0020-\u007E]/gu, (char) =>
    neutralize(char) === char && !/\s/.test(char) ? char : escaped(char),
  );
}

function escaped(char: string): string {
  return Array.from(
    { length: char.length },
    (_, i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');
}
