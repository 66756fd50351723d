import { type IncomingHttpHeaders, createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { type Server as NetServer, type Socket, createServer as createNetServer } from 'node:net';

/** A request and its response, as far as HTTP/1.1 and HTTP/2 have them in common. */
export interface Request extends AsyncIterable<Buffer> {
  method?: string | undefined;
  url?: string | undefined;
  headers: IncomingHttpHeaders;
  socket: unknown;
}
export interface Response {
  setHeader(name: string, value: string): unknown;
  writeHead(status: number, headers: Record<string, string | number>): unknown;
  write(bytes: Uint8Array): unknown;
  end(): unknown;
  end(body: string | Uint8Array): unknown;
  destroy(): unknown;
}

/** What an HTTP/2 connection begins with, as far as no HTTP/1.1 request does. */
const PREFACE = 'PRI';

/**
 * One port for both HTTP versions, as the SDK is given one endpoint: its clients of Bedrock speak HTTP/2 with prior
 * knowledge (h2c) to it, the others HTTP/1.1.
 */
export function bothVersions(answer: (request: Request, response: Response) => void): NetServer {
  const http1 = createServer(answer);
  const http2 = createHttp2Server(answer);
  return createNetServer((socket: Socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      const server = first.toString('latin1', 0, PREFACE.length) === PREFACE ? http2 : http1;
      server.emit('connection', socket);
      // An HTTP/2 session reads the socket by itself.
      if (server === http1) process.nextTick(() => socket.resume());
    });
  });
}
