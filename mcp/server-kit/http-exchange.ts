import { randomUUID } from 'node:crypto';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import * as z from 'zod';
import type { McpHost } from './mcp-host.ts';

/** One POST to the endpoint. */
export interface HttpRequest {
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer<ArrayBuffer>;
  answers: 'auto' | 'json' | 'sse';
  signal?: AbortSignal;
}

/** What of a request decides how it is answered. */
const WantsProgress = z.looseObject({
  params: z.looseObject({ _meta: z.looseObject({ progressToken: z.union([z.string(), z.number()]) }) }),
});

/** The protocol's own headers; those of a signature, a token and of the way here mean nothing to it. */
const PASSED = ['accept', 'content-type', 'mcp-protocol-version', 'mcp-session-id'];

/**
 * Answers one request with a server of its own: stateless. Call `end` once the response has been read, and not before: it
 * may still be coming.
 */
export async function answerRequest(
  host: McpHost,
  { headers, body, answers, signal }: HttpRequest,
): Promise<{ response: Response; end: () => Promise<void> }> {
  const passed = new Headers();
  for (const name of PASSED) {
    const value = headers[name];
    if (typeof value === 'string') passed.set(name, value);
  }
  const server = host.open(passed.get('mcp-session-id') ?? randomUUID());
  const enableJsonResponse = answers === 'json' || (answers === 'auto' && !wantsProgress(body));
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse });
  await server.connect(transport);
  // A client that has gone away waits for nothing.
  signal?.addEventListener('abort', () => void server.close().catch(() => undefined), { once: true });
  const request = new Request('http://localhost/mcp', { method: 'POST', headers: passed, body });
  try {
    return { response: await transport.handleRequest(request), end: () => server.close() };
  } catch (error) {
    await server.close();
    throw error;
  }
}

function wantsProgress(body: Buffer): boolean {
  try {
    return WantsProgress.safeParse(JSON.parse(body.toString('utf8'))).success;
  } catch {
    return false;
  }
}

/** A JSON-RPC error without an id, for what is refused before anybody reads the request. */
export function refusal(status: number, message: string): Response {
  return Response.json({ jsonrpc: '2.0', error: { code: -32_000, message }, id: null }, { status });
}
