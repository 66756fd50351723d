import { messageLine } from './message-text.ts';

const REPLACED: Record<string, string> = {
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '–': '-',
  '—': '-',
  '·': '-',
};

/** A text in one line of printable ASCII: accents are dropped, other characters become `?`. */
export function asciiLine(text: string, length: number): string {
  const ascii = messageLine(text, Infinity)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[“”‘’–—·]/g, (character) => REPLACED[character] ?? '?')
    .replace(/[^ -~]/gu, '?')
    .trim();
  if (ascii === '') return '?';
  return ascii.length <= length ? ascii : `${ascii.slice(0, length - 3)}...`;
}

const GSM_FREE: Record<string, string> = {
  '[': '(',
  ']': ')',
  '{': '(',
  '}': ')',
  '\\': '/',
  '|': '/',
  '~': '-',
  '^': "'",
  '`': "'",
};

/** `asciiLine` in characters that take one place each in an SMS: one that GSM does not have would halve its length. */
export function gsmLine(text: string, length: number): string {
  return asciiLine(text, length).replace(/[[\]{}\\|~^`]/g, (character) => GSM_FREE[character] ?? '?');
}
