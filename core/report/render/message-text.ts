import { oneLine } from '../../one-line.ts';

/** A text in one line of at most `length` UTF-16 units, marked where it was cut; never empty: channels refuse that. */
export function messageLine(text: string, length: number): string {
  return oneLine(text, length) || '–';
}

/** Size as it is sent. */
export function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The address of a web page, in ASCII; undefined if it is none or longer than `length`. */
export function webLink(link: string | undefined, length: number): string | undefined {
  if (link === undefined || !URL.canParse(link)) return undefined;
  const { protocol, href } = new URL(link);
  return /^https?:$/.test(protocol) && href.length <= length ? href : undefined;
}
