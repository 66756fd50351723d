import { type IncomingMessage, type ServerResponse, createServer, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** An endpoint that hands each request on to another after a while, however many come at a time. */
export interface DelayingProxy {
  endpoint: string;
  close(): void;
}

/** @param target URL of the endpoint behind it, plain HTTP */
export function delayingProxy(target: string, delayMs: number): Promise<DelayingProxy> {
  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy());
  });

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    await sleep(delayMs);
    const { method, headers, url = '/' } = incoming;
    const onward = request(new URL(url, target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.once('error', () => outgoing.destroy());
    onward.end(Buffer.concat(chunks));
  }

  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({
        endpoint: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
        close() {
          server.close();
          server.closeAllConnections();
        },
      });
    });
  });
}
