import { clip } from '../clip.ts';
import { asObject, parseLine } from './parse-line.ts';

/** Longest sample that is kept, of a text within it, and frames of a trace that are. */
const SAMPLE_CHARS = 1_500;
const TEXT_CHARS = 500;
const FRAMES = 6;
const MAX_DEPTH = 6;
const FRAME = /^\s*(?:at |File "|\.\.\. \d|from \/|#\d|\^|~)|^\s{4,}/;

/**
 * A line as it was logged, but for what makes it long: frames of traces beyond the first, and the ends of long texts. The
 * causes within stay, also those at the end.
 */
export function shortenLine(message: string): string {
  const text = message.trim();
  if (text.length <= SAMPLE_CHARS) return text;
  const { head, json } = parseLine(text);
  if (json === undefined) return clip(withoutFrames(text), SAMPLE_CHARS);
  const short = JSON.stringify(shortenValue(json, 0));
  return clip(`${clip(head, TEXT_CHARS)}${short}`, SAMPLE_CHARS);
}

function withoutFrames(text: string): string {
  let frames = 0;
  const lines = text.split(/\r\n?|\n/).filter((line) => {
    const isFrame = FRAME.test(line) && !/Caused by|\[cause\]|--->/.test(line);
    frames = isFrame ? frames + 1 : 0;
    return frames <= FRAMES;
  });
  return lines.map((line) => clip(line, TEXT_CHARS)).join('\n');
}

function shortenValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return clip(withoutFrames(value), TEXT_CHARS);
  if (depth >= MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.slice(0, FRAMES).map((one) => shortenValue(one, depth + 1));
  const object = asObject(value);
  return object === undefined
    ? value
    : Object.fromEntries(
        Object.entries(object)
          .slice(0, 40)
          .map(([key, one]) => [key, shortenValue(one, depth + 1)]),
      );
}
