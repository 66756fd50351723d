import type { Json } from '../canonical.ts';
import { cleaned } from './clean-texts.ts';

/** A value with every text in it clean, names too: what is shown or sent. Nothing is asked by it any more. */
export function cleanShown(value: Json): Json {
  const texts: string[] = [];
  mapTexts(value, (text) => (texts.push(text), text));
  return mapTexts(value, cleaned(texts));
}

function mapTexts(value: Json, map: (text: string) => string): Json {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, map)]));
}
