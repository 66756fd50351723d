import { crc32 } from 'node:zlib';

/** One message of `application/vnd.amazon.eventstream`: an event, or an exception in its place. */
export interface StreamMessage {
  kind: 'event' | 'exception';
  /** Member of the union that the operation answers with, e.g. `chunk` or `throttlingException`. */
  type: string;
  body: unknown;
}

/** An answer that comes in messages. */
export class EventStream {
  readonly headers: Record<string, string>;
  readonly messages: readonly StreamMessage[];

  constructor(headers: Record<string, string>, messages: readonly StreamMessage[]) {
    this.headers = headers;
    this.messages = messages;
  }
}

const TEXT = 7;

/**
 * A message's bytes: its length, its headers' length and a checksum of both; headers; JSON; a checksum of it all.
 * Written here and not taken from the SDK, so that what the SDK reads was not made by the SDK.
 */
export function encodeMessage({ kind, type, body }: StreamMessage): Buffer {
  const headers = Buffer.concat([
    header(':message-type', kind),
    header(`:${kind}-type`, type),
    header(':content-type', 'application/json'),
  ]);
  const json = Buffer.from(JSON.stringify(body));
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(prelude.length + 4 + headers.length + json.length + 4, 0);
  prelude.writeUInt32BE(headers.length, 4);
  const unsigned = Buffer.concat([prelude, checksum(prelude), headers, json]);
  return Buffer.concat([unsigned, checksum(unsigned)]);
}

function header(name: string, value: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(Buffer.byteLength(value));
  return Buffer.concat([
    Buffer.of(name.length),
    Buffer.from(name),
    Buffer.of(TEXT),
    length,
    Buffer.from(value),
  ]);
}

function checksum(bytes: Buffer): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return sum;
}
