/** How `casefile scenario` writes times, numbers and foreign text. */

/** 5_893_000 -> `98m13s`, as scenarios are written. */
export function offsetText(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1_000);
  const rest = seconds % 60 === 0 ? '' : `${seconds % 60}s`;
  return `${ms < 0 ? '-' : ''}${Math.floor(seconds / 60)}m${rest}`;
}

/** Four digits at most, thousands as k and M. */
export function numberText(value: number | null): string {
  if (value === null) return '-';
  const size = Math.abs(value);
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`;
  return String(Number(value.toPrecision(size >= 1_000 ? 4 : 3)));
}

/** One line, without control characters: log lines are foreign text. */
export function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g, ' ').trim();
}

/** Broken between words into lines of a width. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(cut(word, width));
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** Cut to a width, with a mark where it was cut. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
