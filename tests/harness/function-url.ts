import { createHash, createHmac } from 'node:crypto';
import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { UrlAnswer } from '../../mcp/server-kit/serve-function-url.ts';

export interface FunctionUrl {
  url: string;
  /** Requests that were let in. */
  admitted: number;
  close(): Promise<void>;
}

const hex = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** Signature Version 4 as its documentation writes it down, not as a library does it. */
function signatureOf(request: IncomingMessage, body: Buffer, secret: string): string | undefined {
  const [, date = '', region = '', service = '', signed = ''] =
    /Credential=[^/]+\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+)/.exec(
      request.headers.authorization ?? '',
    ) ?? [];
  const url = new URL(request.url ?? '/', 'http://localhost');
  const headers = signed.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`);
  const canonical = [
    request.method,
    url.pathname,
    url.searchParams.toString(),
    headers.join(''),
    signed,
    hex(body),
  ];
  const scope = `${date}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, hex(canonical.join('\n'))].join(
    '\n',
  );
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), 'aws4_request');
  return hmac(key, toSign).toString('hex');
}

/** A handler behind what a function URL with AWS_IAM does: only requests signed with this key come through. */
export async function functionUrl(
  handler: (event: unknown) => Promise<UrlAnswer>,
  secretAccessKey: string,
): Promise<FunctionUrl> {
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const signature = /Signature=([0-9a-f]{64})$/.exec(request.headers.authorization ?? '')?.[1];
      if (signature === undefined || signature !== signatureOf(request, body, secretAccessKey)) {
        response.writeHead(403).end('{"Message":"Forbidden"}');
        return;
      }
      one.admitted++;
      const answer = await handler({
        version: '2.0',
        headers: request.headers,
        requestContext: { http: { method: request.method, path: request.url } },
        body: body.toString('base64'),
        isBase64Encoded: true,
      });
      response.writeHead(answer.statusCode, answer.headers).end(answer.body);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const one: FunctionUrl = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    admitted: 0,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return one;
}
