import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { isIP } from 'node:net';
import { CasefileError } from '../../core/errors.ts';
import { type TokenSource, mayAsk } from './bearer-tokens.ts';
import { CONNECTION_LIMITS, type ConnectionLimits, guardConnections } from './guard-connections.ts';
import { answerRequest, refusal } from './http-exchange.ts';
import type { McpHost } from './mcp-host.ts';

const LOOPBACK = '127.0.0.1';
const LOOPBACK_NAMES: readonly string[] = [LOOPBACK, 'localhost', '[::1]', '::1'];
/** Arguments are small; a body larger than this is no tool call. */
const MAX_BODY_BYTES = 1_000_000;
/** Answers that are under way when the server is closed are waited for this long. */
const DRAIN_MS = 15_000;
const IDLE_CHECK_MS = 50;

export interface HttpOptions {
  /** 0 takes a free one. */
  port: number;
  /** Address to listen on; another than loopback needs `tls` and `tokens`. */
  bind?: string;
  /** PEM texts. */
  tls?: { cert: string; key: string };
  /** Without, everybody who can connect may ask. */
  tokens?: TokenSource;
  /** Names that a Host header may have beside those of loopback. */
  hosts?: readonly string[];
  /** Web pages that may ask, beside those from loopback. */
  origins?: readonly string[];
  /** `auto`: JSON, and an event stream for a request that wants progress. */
  answers?: 'auto' | 'json' | 'sse';
  connections?: Partial<ConnectionLimits>;
}

export interface HttpServer {
  url: string;
  /** Takes no new requests, and waits for those under way. */
  close: () => Promise<void>;
}

/**
 * Serves Streamable HTTP at `/mcp`, stateless, and `/health`. Requests that name another Host or come from an
 * unknown web page are refused (DNS rebinding).
 *
 * @throws CasefileError `PortInUse`, `BadUsage`
 */
export async function serveHttp(host: McpHost, options: HttpOptions): Promise<HttpServer> {
  const { port, bind = LOOPBACK, tls, tokens } = options;
  if (!LOOPBACK_NAMES.includes(bind) && (tls === undefined || tokens === undefined)) {
    throw new CasefileError('BadUsage', `Listening on ${bind} needs TLS and a bearer token.`, {
      hint: 'Give --tls-cert, --tls-key and --token-file (or --token-secret), or leave --bind out.',
    });
  }
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    // Of a client that has gone away; without a listener it would end the process.
    response.on('error', () => undefined);
    handle(host, options, request, response, () => welcome(request.socket)).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  };
  const limits = { ...CONNECTION_LIMITS, ...options.connections };
  const times = {
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: limits.checkMs,
  };
  const server =
    tls === undefined
      ? createServer(times, onRequest)
      : createTlsServer(
          { ...tls, ...times, minVersion: 'TLSv1.2', handshakeTimeout: limits.headersMs },
          onRequest,
        );
  server.timeout = limits.silentMs;
  const welcome = guardConnections(server, limits);
  await listen(server, port, bind);
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  const name = isIP(bind) === 6 ? `[${bind}]` : bind;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${name}:${bound}/mcp`,
    close: () => close(server),
  };
}

async function handle(
  host: McpHost,
  { tokens, hosts = [], origins = [], answers = 'auto' }: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
  isKnown: () => void,
): Promise<void> {
  // A target such as `//` is no URL at all.
  const pathname = URL.parse(request.url ?? '/', 'http://localhost')?.pathname;
  const refuse = (status: number, message: string, headers: Record<string, string> = {}) =>
    sendWhole(response, refusal(status, message), headers);
  if (pathname === '/health') {
    return sendWhole(response, Response.json({ status: 'ok', server: host.name }));
  }
  if (!isHost(request.headers.host, hosts)) return refuse(403, 'This server is not called by that name.');
  if (!isOrigin(request.headers.origin, origins)) return refuse(403, 'That web page may not ask.');
  if (tokens !== undefined) {
    const may = await mayAsk(request.headers.authorization, tokens).catch(() => undefined);
    if (may === undefined) return refuse(503, 'This server can not read its tokens; its log says why.');
    if (!may) return refuse(401, 'A valid bearer token is needed.', { 'www-authenticate': 'Bearer' });
  }
  isKnown();
  if (pathname !== '/mcp') return refuse(404, 'The endpoint is /mcp.');
  if (request.method !== 'POST') {
    return refuse(405, 'POST is the only method: no sessions are kept.', { allow: 'POST' });
  }
  const body = await readBody(request);
  if (body === undefined) return refuse(413, `A request may have ${MAX_BODY_BYTES} bytes.`);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const answer = await answerRequest(host, { headers: request.headers, body, answers, signal: gone.signal });
  await sendStreamed(response, answer.response);
  await answer.end();
}

function isHost(header: string | undefined, allowed: readonly string[]): boolean {
  const name = (header ?? '').replace(/:\d+$/, '').toLowerCase();
  return LOOPBACK_NAMES.includes(name) || allowed.includes(name);
}

function isOrigin(origin: string | undefined, allowed: readonly string[]): boolean {
  if (origin === undefined) return true;
  return allowed.includes(origin) || /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(origin);
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

async function sendWhole(
  response: ServerResponse,
  answer: Response,
  headers: Record<string, string> = {},
): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer());
  response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), ...headers });
  response.end(body);
}

/** An event stream goes out as it comes. */
async function sendStreamed(response: ServerResponse, answer: Response): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  for await (const chunk of answer.body ?? []) {
    if (response.destroyed) return;
    response.write(chunk);
  }
  response.end();
}

function listen(server: Server, port: number, bind: string): Promise<void> {
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
    server.listen(port, bind, resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    // A connection that is kept alive becomes idle once its answer is out.
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
    server.close(() => {
      clearTimeout(force);
      clearInterval(idle);
      resolve();
    });
  });
}
