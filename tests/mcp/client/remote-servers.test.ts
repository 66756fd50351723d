import { type ServerResponse, createServer } from 'node:http';
import { type AddressInfo, type Socket, connect, createServer as createNetServer } from 'node:net';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { remoteReach } from '../../../adapters/servers/server-auth.ts';
import { regionOfFunctionUrl } from '../../../mcp/client/authorize.ts';
import { liveTools } from '../../../mcp/client/live-tools.ts';
import type { Reach } from '../../../mcp/client/transports.ts';
import { type McpHost, mcpHost } from '../../../mcp/server-kit/mcp-host.ts';
import { serveFunctionUrl } from '../../../mcp/server-kit/serve-function-url.ts';
import { serveHttp } from '../../../mcp/server-kit/serve-http.ts';
import { loadServer } from '../../../mcp/servers/own-servers.ts';
import { type AwsStub, awsStub } from '../../harness/aws-stub.ts';
import { functionUrl } from '../../harness/function-url.ts';

const LIMITS = { AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 5 } };
const KNOWN = { result: { concurrentExecutions: 10, unreservedConcurrentExecutions: 5 } };
const TOKENS = ['a'.repeat(32), 'b'.repeat(32)];

let stub: AwsStub;
let host: McpHost;
let open: { close(): Promise<void> }[];
beforeEach(async () => {
  stub = await awsStub();
  stub.answer({ 'GET /2016-08-19/account-settings': LIMITS });
  host = mcpHost(await loadServer('lambda', '1', stub.aws), { log: () => undefined, cache: false });
  open = [stub];
});
afterEach(async () => {
  for (const one of open.toReversed()) await one.close();
});

async function limitsThrough(reach: Reach) {
  const tools = liveTools([{ name: 'lambda', tools: ['get_account_limits'], reach }], '1');
  open.push(tools);
  const request = { server: 'lambda', tool: 'get_account_limits', args: {}, timeoutMs: 5_000 };
  return (await tools.call(request)).outcome;
}

describe('a server behind a function URL', () => {
  const SECRET = 'secret-of-the-caller';
  const auth = { use: 'sigv4' as const, service: 'lambda', region: 'eu-west-1' };
  const credentials = (secretAccessKey: string) => ({ accessKeyId: 'AKID', secretAccessKey });

  it('is reached with every request signed, and by nobody else', async () => {
    const served = await functionUrl(
      serveFunctionUrl(async () => host),
      SECRET,
    );
    open.push(served);
    const mine = remoteReach('http', served.url, auth, { credentials: credentials(SECRET) });
    expect(await limitsThrough(mine)).toEqual(KNOWN);
    // initialize, initialized, GET, tools/call
    expect(served.admitted).toBe(4);
    const theirs = remoteReach('http', served.url, auth, { credentials: credentials('another secret') });
    expect(await limitsThrough(theirs)).toMatchObject({ failure: { reason: 'unavailable' } });
    expect(await limitsThrough(remoteReach('http', served.url, undefined, {}))).toHaveProperty('failure');
    expect(served.admitted).toBe(4);
  });

  it('is signed for the region in its name', () => {
    expect(regionOfFunctionUrl('https://abc123.lambda-url.eu-central-1.on.aws/')).toBe('eu-central-1');
    expect(regionOfFunctionUrl('https://mcp.example.com/')).toBeUndefined();
    expect(() =>
      remoteReach('http', 'https://mcp.example.com/', { use: 'sigv4', service: 'lambda' }, {}),
    ).toThrow(expect.objectContaining({ code: 'ConfigInvalid' }));
  });
});

/** A way to a server that can be cut, as the end of its process cuts it. */
async function wayTo(url: string) {
  const { port } = new URL(url);
  const sockets = new Set<Socket>();
  const server = createNetServer((near) => {
    const far = connect(Number(port), '127.0.0.1');
    for (const socket of [near, far]) sockets.add(socket.on('error', () => undefined));
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: url.replace(port, String((server.address() as AddressInfo).port)),
    cut() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

describe('a server whose process ends in the middle of a call', () => {
  it('is asked once more where it has been started anew', async () => {
    const old = await serveHttp(host, { port: 0 });
    const next = await serveHttp(
      mcpHost(await loadServer('lambda', '1', stub.aws), { log: () => undefined, cache: false }),
      { port: 0 },
    );
    open.push(old, next);
    const way = await wayTo(old.url);
    let { url } = way;
    stub.delay = async () => {
      stub.delay = async () => undefined;
      way.cut();
      // That it has ended is known a moment later.
      setTimeout(() => ({ url } = next), 60);
      await new Promise(() => undefined);
    };
    expect(await limitsThrough({ kind: 'http', url: async () => url })).toEqual(KNOWN);
    expect(stub.asked).toHaveLength(2);
  });
});

describe('a server that wants a bearer token', () => {
  const auth = { use: 'bearer' as const, variable: 'CASEFILE_TEST_TOKEN' };

  it('is reached with either of two tokens, and with no other', async () => {
    const served = await serveHttp(host, { port: 0, tokens: async () => TOKENS });
    open.push(served);
    for (const token of TOKENS) {
      process.env['CASEFILE_TEST_TOKEN'] = token;
      expect(await limitsThrough(remoteReach('http', served.url, auth, {}))).toEqual(KNOWN);
    }
    process.env['CASEFILE_TEST_TOKEN'] = 'c'.repeat(32);
    expect(await limitsThrough(remoteReach('http', served.url, auth, {}))).toHaveProperty('failure');
    delete process.env['CASEFILE_TEST_TOKEN'];
    expect(await limitsThrough(remoteReach('http', served.url, auth, {}))).toMatchObject({
      failure: { detail: expect.stringContaining('CASEFILE_TEST_TOKEN is not set') },
    });
  });

  it('may have it in Secrets Manager', async () => {
    const served = await serveHttp(host, { port: 0, tokens: async () => TOKENS });
    open.push(served);
    stub.answer({
      'GET /2016-08-19/account-settings': LIMITS,
      GetSecretValue: { SecretString: `${TOKENS[1]}\n${TOKENS[0]}` },
    });
    const reach = remoteReach('http', served.url, { use: 'bearer', secret: 'casefile/token' }, stub.aws);
    expect(await limitsThrough(reach)).toEqual(KNOWN);
    expect(stub.asked.filter(({ operation }) => operation === 'GetSecretValue')).toHaveLength(1);
    stub.answer({
      'GET /2016-08-19/account-settings': LIMITS,
      GetSecretValue: { SecretString: JSON.stringify({ token: TOKENS[0] }) },
    });
    const ofObject = remoteReach('http', served.url, { use: 'bearer', secret: 'casefile/token' }, stub.aws);
    expect(await limitsThrough(ofObject)).toEqual(KNOWN);
  });
});

describe('a server that speaks the older HTTP with an event stream', () => {
  async function sse(endpoint = '/messages') {
    let transport: SSEServerTransport | undefined;
    const server = createServer((request, response: ServerResponse) => {
      if (request.method === 'GET') {
        transport = new SSEServerTransport(endpoint, response);
        void host.open('session').connect(transport);
        return;
      }
      void transport?.handlePostMessage(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push({
      async close() {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/sse`;
  }

  it('is reached as well', async () => {
    expect(await limitsThrough({ kind: 'sse', url: async () => sse() })).toEqual(KNOWN);
  });
});
