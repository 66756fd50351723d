import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { CasefileError, type ErrorCode } from '../../core/errors.ts';

/** What is larger is refused before it is parsed. */
export interface TextLimit {
  maxBytes: number;
  code: ErrorCode;
  /** How the error calls what is read. */
  what: string;
  hint: string;
}

/** Each read allocates as much, and records are small. */
const CHUNK_BYTES = 65_536;

/**
 * The text of a file or a stream, of whatever kind it is: of an endless one no more is read than may be.
 * @throws CasefileError if it is larger, and what the file system throws
 */
export async function readText(
  from: string | Readable,
  { maxBytes, code, what, hint }: TextLimit,
): Promise<string> {
  const stream = typeof from === 'string' ? createReadStream(from, { highWaterMark: CHUNK_BYTES }) : from;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes)
      throw new CasefileError(code, `${what} is larger than ${sizeText(maxBytes)}.`, { hint });
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${bytes / 1_000} kB` : `${bytes / 1_000_000} MB`;
}
