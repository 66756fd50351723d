import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generate } from 'selfsigned';
import { type McpHost, mcpHost } from '../../../mcp/server-kit/mcp-host.ts';
import { type HttpOptions, type HttpServer, serveHttp } from '../../../mcp/server-kit/serve-http.ts';

const TOKEN = 't'.repeat(32);
let host: McpHost;
let server: HttpServer;
let sockets: Socket[];
beforeEach(() => {
  host = mcpHost({ name: 'x', version: '1', tools: [] }, { log: () => undefined });
  sockets = [];
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await server.close();
});

async function serve(options: Partial<HttpOptions> = {}): Promise<void> {
  server = await serveHttp(host, { port: 0, tokens: async () => [TOKEN], ...options });
}

/** A connection, once it is open; what is written to it is sent as it is. */
async function opened(from: string, text = ''): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(server.url).port), localAddress: from });
  sockets.push(socket);
  // One that is refused may also be reset.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  if (text !== '') socket.write(text);
  return socket;
}

const closed = (socket: Socket) => (socket.closed ? Promise.resolve([]) : once(socket.resume(), 'close'));
const request = (more = '') =>
  `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n${more}`;
const LIST = '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}';

async function asks(): Promise<number> {
  const headers = {
    authorization: `Bearer ${TOKEN}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  };
  return (await fetch(server.url, { method: 'POST', headers, body: LIST })).status;
}

describe('connections that show no token', () => {
  it('are no more from one address than its share: 300 of them keep nobody else out', async () => {
    await serve();
    const half = await Promise.all(
      Array.from({ length: 300 }, (_, i) => opened('127.0.0.2', i % 2 === 0 ? '' : 'POST /mcp HTT')),
    );
    expect(await asks()).toBe(200);
    let left = 300;
    await new Promise<void>((resolve) => {
      for (const socket of half) {
        void closed(socket).then(() => {
          left--;
          if (left === 64) resolve();
        });
      }
    });
    expect(await asks()).toBe(200);
    expect(left).toBe(64);
  });

  it('give way where there is no room: the newest of the address that has most', async () => {
    await serve({ connections: { total: 4 } });
    const [first, second, third] = [
      await opened('127.0.0.2', 'P'),
      await opened('127.0.0.2', 'P'),
      await opened('127.0.0.2', 'P'),
    ];
    const other = await opened('127.0.0.3', 'P');
    expect(await asks()).toBe(200);
    await closed(third);
    expect([first.destroyed, second.destroyed, other.destroyed]).toEqual([false, false, false]);
  });

  it('give way to others, and those that showed one do not', async () => {
    await serve({ connections: { total: 2 } });
    const known = await opened('127.0.0.2', `${request(`Content-Length: ${LIST.length}\r\n`)}\r\n${LIST}`);
    expect(String(await once(known, 'data'))).toMatch(/^HTTP\/1\.1 200 /);
    const stranger = await opened('127.0.0.2', 'P');
    expect(await asks()).toBe(200);
    await closed(stranger);
    expect(known.destroyed).toBe(false);
  });

  const soon = { headersMs: 50, checkMs: 10 };

  it.each<[string, string]>([
    ['nothing at all', ''],
    ['half of the headers', 'POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: '],
  ])('are closed in time if they send %s', async (_name, text) => {
    await serve({ connections: soon });
    const socket = await opened('127.0.0.2', text);
    let said = '';
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await closed(socket);
    expect(said).toMatch(/^(HTTP\/1\.1 408 |$)/);
  });

  it('are closed in time if they send their headers byte by byte', async () => {
    await serve({ connections: soon });
    const socket = await opened('127.0.0.2', 'POST /mcp HTTP/1.1\r\nX-Slow: ');
    const drip = setInterval(() => socket.write('a'), 5);
    await closed(socket);
    clearInterval(drip);
    expect(socket.destroyed).toBe(true);
  });

  it('are closed in time if they begin no TLS', async () => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }]);
    await serve({ tls: { cert, key }, connections: soon });
    await closed(await opened('127.0.0.2'));
    expect(sockets[0]?.destroyed).toBe(true);
  });

  it('are closed in time if they send no body', async () => {
    await serve({ connections: { ...soon, requestMs: 60 } });
    const socket = await opened('127.0.0.2', `${request('Content-Length: 9\r\n')}\r\n`);
    await closed(socket);
    expect(socket.destroyed).toBe(true);
  });
});
