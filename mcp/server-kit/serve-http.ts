import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { CasefileError } from '../../core/errors.ts';
import { type LogLine, logToStderr } from './log.ts';
import { type ServerDefinition, mcpServer } from './mcp-server.ts';

const LOOPBACK = '127.0.0.1';
/** Arguments are small; a body larger than this is no tool call. */
const MAX_BODY_BYTES = 1_000_000;

export interface HttpServer {
  url: string;
  close(): Promise<void>;
}

/**
 * Serves Streamable HTTP at `/mcp` on loopback: stateless, JSON answers, a fresh server for each request.
 * Requests that name another Host or come from a web page are refused (DNS rebinding).
 *
 * @param port 0 takes a free one
 * @throws CasefileError `PortInUse`
 */
export async function serveHttp(
  definition: ServerDefinition,
  port: number,
  log: (line: LogLine) => void = logToStderr,
): Promise<HttpServer> {
  const server = createServer((request, response) => {
    handle(definition, log, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await listen(server, port);
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${LOOPBACK}:${bound}/mcp`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function handle(
  definition: ServerDefinition,
  log: (line: LogLine) => void,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', `http://${LOOPBACK}`);
  if (!isLocal(request)) return refuse(response, 403, 'Only local clients are served.');
  if (url.pathname !== '/mcp') return refuse(response, 404, 'The endpoint is /mcp.');
  if (request.method !== 'POST')
    return refuse(response, 405, 'POST is the only method: no sessions are kept.');
  const body = await readBody(request);
  if (body === undefined) return refuse(response, 413, `A request may have ${MAX_BODY_BYTES} bytes.`);

  const mcp = mcpServer(definition, log, header(request, 'mcp-session-id') ?? randomUUID());
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await mcp.connect(transport);
  try {
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) {
      if (typeof value === 'string') headers.set(name, value);
    }
    const answer = await transport.handleRequest(new Request(url, { method: 'POST', headers, body }));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  } finally {
    await mcp.close();
  }
}

function isLocal(request: IncomingMessage): boolean {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  const { origin } = request.headers;
  const localOrigin = origin === undefined || /^https?:\/\/(127\.0\.0\.1|localhost)(:\d+)?$/.test(origin);
  return (host === LOOPBACK || host === 'localhost') && localOrigin;
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

function readBody(request: IncomingMessage): Promise<Buffer<ArrayBuffer> | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) resolve(undefined);
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ jsonrpc: '2.0', error: { code: -32_000, message }, id: null }));
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        cause.code === 'EADDRINUSE'
          ? new CasefileError('PortInUse', `Port ${port} is in use.`, {
              hint: 'Choose another with --port; --port 0 takes a free one.',
              cause,
            })
          : cause,
      );
    });
    server.listen(port, LOOPBACK, resolve);
  });
}
