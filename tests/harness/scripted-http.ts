import { type IncomingHttpHeaders, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How one request is answered; `hang` never is. */
export type Scripted = { status: number; headers?: Record<string, string>; body?: string } | 'hang';

export interface ScriptedHttp {
  url: string;
  received: { method: string; path: string; headers: IncomingHttpHeaders; body: string; at: number }[];
  /** What the next requests are answered with; the last answer stays. */
  answer: (...script: Scripted[]) => void;
  close: () => Promise<void>;
}

/** A loopback server that answers by a script, whatever it is asked. */
export async function scriptedHttp(): Promise<ScriptedHttp> {
  const received: ScriptedHttp['received'] = [];
  let script: Scripted[] = [];
  const respond = (response: ServerResponse) => {
    const next = (script.length > 1 ? script.shift() : script[0]) ?? { status: 500 };
    if (next === 'hang') return;
    response.writeHead(next.status, next.headers ?? {});
    response.end(next.body ?? '');
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const body = Buffer.concat(chunks).toString();
      received.push({ method, path, headers, body, at: performance.now() });
      respond(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    answer(...next) {
      script = next;
      received.length = 0;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
