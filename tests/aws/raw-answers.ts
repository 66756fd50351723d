import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RawAnswer } from '../simulator/fidelity/endpoint.ts';

interface Handler {
  handle(request: unknown, options?: unknown): Promise<{ response: Response }>;
}
interface Response {
  statusCode: number;
  headers: Record<string, string>;
  body: AsyncIterable<Uint8Array>;
}

/** A query is over when it is: asking again at once would only use up the tries. */
const BETWEEN_MS = 400;

/** Notes each raw answer to these clients, and gives the SDK the same bytes. */
export function recordAnswers(
  clients: Record<string, { config: { requestHandler: Handler } }>,
  into: RawAnswer[],
): void {
  for (const { config } of Object.values(clients)) {
    const handler = config.requestHandler;
    const handle = handler.handle.bind(handler);
    handler.handle = async (request, options) => {
      await sleep(BETWEEN_MS);
      const { response } = await handle(request, options);
      const chunks: Uint8Array[] = [];
      for await (const chunk of response.body) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      into.push({ status: response.statusCode, headers: response.headers, body: bytes.toString('utf8') });
      const body = new PassThrough();
      body.end(bytes);
      return { response: Object.assign(response, { body }) };
    };
  }
}
