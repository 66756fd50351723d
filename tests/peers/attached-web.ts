import { type IncomingMessage, createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';

/** `POST host/path` -> what the host answers: HTML as text, or JSON. */
export type Pages = Readonly<Record<string, string | object>>;

export interface Web {
  /** `http://127.0.0.1:<port>`, for HTTPS_PROXY. */
  proxy: string;
  /** The certificate that whoever goes through the proxy must trust, as PEM. */
  cert: string;
  /** Everything that was asked for, `CONNECT host:port` where the host is none of the pages'. */
  asked: string[];
  close(): Promise<void>;
}

/** A proxy that ends TLS itself and answers for the hosts of these pages: there is no way to any other host. */
export async function loopbackWeb(pages: Pages): Promise<Web> {
  const hosts = [...new Set(Object.keys(pages).map((page) => page.split(/[ /]/)[1] ?? ''))];
  const asked: string[] = [];
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'loopback web' }], {
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2 as const, value })) },
    ],
  });
  const site = createTlsServer({ cert, key }, (request, response) => {
    const path = (request.url ?? '/').split('?')[0];
    const page = `${request.method} ${request.headers.host}${path}`;
    asked.push(page);
    request.resume();
    response.statusCode = page in pages ? 200 : 404;
    const answer = pages[page] ?? {};
    response.setHeader('content-type', typeof answer === 'string' ? 'text/html' : 'application/json');
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  const proxy = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(403).end();
  });
  proxy.on('connect', ({ url = '' }: IncomingMessage, socket) => {
    const [host = ''] = url.split(':');
    if (!hosts.includes(host)) {
      asked.push(`CONNECT ${url}`);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    site.emit('connection', socket);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  return {
    proxy: `http://127.0.0.1:${port}`,
    cert,
    asked,
    async close() {
      site.closeAllConnections();
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
