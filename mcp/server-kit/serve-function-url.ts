import { randomUUID } from 'node:crypto';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import * as z from 'zod';
import type { LogLine } from './log.ts';
import { type ServerDefinition, mcpServer } from './mcp-server.ts';

/** Lambda takes 6 MB; arguments are small. */
const MAX_BODY_BYTES = 1_000_000;

/** What a function URL passes (payload format 2.0), as far as it is read. */
const UrlEvent = z.looseObject({
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.looseObject({
    http: z.looseObject({ method: z.string(), path: z.string().default('/') }),
  }),
});

export interface UrlAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * A server behind a Lambda function URL: Streamable HTTP, stateless, JSON answers. Who may call is IAM's business: the
 * URL takes signed requests only.
 */
export function serveFunctionUrl(
  load: () => Promise<ServerDefinition> | ServerDefinition,
  log: (line: LogLine) => void,
): (event: unknown) => Promise<UrlAnswer> {
  return async (event) => {
    const parsed = UrlEvent.safeParse(event);
    if (!parsed.success) return refuse(400, 'This is not a request to a function URL.');
    const { headers, body = '', isBase64Encoded, requestContext } = parsed.data;
    const { method, path } = requestContext.http;
    if (method !== 'POST') return refuse(405, 'POST is the only method: no sessions are kept.');
    if (path !== '/' && path !== '/mcp') return refuse(404, 'The endpoint is / or /mcp.');
    const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
    if (bytes.length > MAX_BODY_BYTES) return refuse(413, `A request may have ${MAX_BODY_BYTES} bytes.`);

    const mcp = mcpServer(await load(), log, headers['mcp-session-id'] ?? randomUUID());
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    await mcp.connect(transport);
    try {
      const answer = await transport.handleRequest(
        new Request('https://function.url/mcp', { method, headers: passed(headers), body: bytes }),
      );
      return {
        statusCode: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: await answer.text(),
      };
    } finally {
      await mcp.close();
    }
  };
}

/** The protocol's own headers; those of the signature and of the way here mean nothing to it. */
function passed(headers: Record<string, string>): Headers {
  const names = ['accept', 'content-type', 'mcp-protocol-version', 'mcp-session-id'];
  const kept = new Headers();
  for (const name of names) {
    const value = headers[name];
    if (value !== undefined) kept.set(name, value);
  }
  return kept;
}

function refuse(statusCode: number, message: string): UrlAnswer {
  return {
    statusCode,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', error: { code: -32_000, message }, id: null }),
  };
}
