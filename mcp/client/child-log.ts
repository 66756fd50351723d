import { StringDecoder } from 'node:string_decoder';
import { clip } from '../../core/clip.ts';
import { cleaned } from '../../core/clean/clean-texts.ts';

/** A line longer than this is cut. */
const MAX_LINE_CHARS = 4_000;
/** What one child may say in all: about a thousand log lines of calls. */
const MAX_CHARS = 500_000;

/**
 * Reads what a child says on stderr, line by line, without secrets, and no more of it than is of use: a log of somebody
 * else's must not fill the disk. The child may go on; nobody listens then.
 *
 * @returns takes the chunks as they come
 */
export function childLog(onLine: (line: string) => void): (chunk: Buffer) => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let left = MAX_CHARS;
  return (chunk) => {
    if (left <= 0) return;
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = clip(lines.pop() ?? '', MAX_LINE_CHARS);
    const cut = lines.map((line) => clip(line, MAX_LINE_CHARS));
    // All of a chunk at once: a child may say a hundred thousand short lines.
    const clean = cleaned(cut);
    for (const line of cut) {
      const said = clean(line);
      left -= said.length + 1;
      onLine(left > 0 ? said : `It said more than ${MAX_CHARS} characters; the rest is left out.`);
      if (left <= 0) return;
    }
  };
}
