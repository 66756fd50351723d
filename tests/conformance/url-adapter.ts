import { type IncomingMessage, createServer } from 'node:http';
import type { McpHost } from '../../mcp/server-kit/mcp-host.ts';
import type { HttpServer } from '../../mcp/server-kit/serve-http.ts';
import { serveFunctionUrl } from '../../mcp/server-kit/serve-function-url.ts';

/** A function URL on loopback: what Lambda makes of a request (payload format 2.0), and of the handler's answer. */
export async function serveAsFunctionUrl(host: McpHost): Promise<HttpServer> {
  const handler = serveFunctionUrl(async () => host);
  const server = createServer((request, response) => {
    const answer = async () => {
      const { statusCode, headers, body } = await handler(await eventOf(request));
      response.writeHead(statusCode, headers).end(body);
    };
    // What Lambda answers for a handler that throws.
    answer().catch(() => response.writeHead(502).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function eventOf(request: IncomingMessage): Promise<object> {
  const { method, url = '/' } = request;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const { pathname, search } = new URL(url, 'http://127.0.0.1');
  return {
    version: '2.0',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    // Node's are in lower case too; several of one name are joined.
    headers: Object.fromEntries(
      Object.entries(request.headersDistinct).map(([name, values]) => [name, values?.join(',') ?? '']),
    ),
    requestContext: { http: { method, path: pathname, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' } },
    body: Buffer.concat(chunks).toString('base64'),
    isBase64Encoded: true,
  };
}
