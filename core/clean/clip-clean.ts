import { clip } from '../clip.ts';
import { cleanText } from './clean-texts.ts';

/** A secret that begins before the cut is no longer than this, or is known by its beginning. */
const MARGIN = 4_000;

/** The first `length` UTF-16 units of a text. What is cut is cleaned before: half a secret is not known for one. */
export function clipClean(text: string, length: number): string {
  return text.length <= length ? text : clip(cleanText(clip(text, length + MARGIN)), length);
}
