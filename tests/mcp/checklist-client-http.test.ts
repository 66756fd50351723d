import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../adapters/config/config.ts';
import { remoteReach } from '../../adapters/servers/server-auth.ts';
import type { CallOutcome } from '../../core/case.ts';
import { type ServerAccess, liveTools } from '../../mcp/client/live-tools.ts';
import type { Reach } from '../../mcp/client/transports.ts';
import { politePins, rawServer } from '../harness/raw-server.ts';
import { scriptedHttp } from '../harness/scripted-http.ts';

/** The client's half of the security checklist for MCP: how much is read, and from where. */

let closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
  closing = [];
});

async function ask(access: Omit<ServerAccess, 'name' | 'tools'>, timeoutMs = 5_000): Promise<CallOutcome> {
  const tools = liveTools([{ name: 'theirs', tools: ['search'], ...access }], '1');
  closing.push(tools.close);
  return (await tools.call({ server: 'theirs', tool: 'search', args: {}, timeoutMs })).outcome;
}

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A loopback server that answers by hand. */
async function byHand(handle: Handler): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => handle(request, response, Buffer.concat(chunks).toString()));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
}

const CHUNK = 'y'.repeat(1_000_000);

/** Writes as fast as it is read, for ever. @returns how much was taken, in bytes */
function pour(response: ServerResponse, chunk: string): () => number {
  let written = 0;
  const more = (): void => {
    do written += chunk.length;
    while (response.write(chunk));
    response.once('drain', more);
  };
  response.on('error', () => undefined);
  more();
  return () => written;
}

/** Greets as MCP servers do, and does with a call what `call` does. */
function greets(call: (response: ServerResponse, id: number) => void): Handler {
  return (request, response, body) => {
    if (request.method !== 'POST') return response.writeHead(405).end();
    const { id, method, params } = JSON.parse(body) as {
      id?: number;
      method: string;
      params?: { protocolVersion: string };
    };
    if (id === undefined) return response.writeHead(202).end();
    if (method === 'tools/call') return call(response, id);
    const result = {
      protocolVersion: params?.protocolVersion,
      capabilities: {},
      serverInfo: { name: 'x', version: '1' },
    };
    response.writeHead(200, { 'content-type': 'application/json' });
    return response.end(JSON.stringify({ jsonrpc: '2.0', id, result }));
  };
}

describe('C6: how much is read', () => {
  const tooLarge = {
    failure: { reason: 'too-large', detail: expect.stringMatching(/more than 4000000 bytes/) },
  };

  it('C6: stops reading a body that does not end', async () => {
    let taken = () => 0;
    const url = await byHand(
      greets((response, id) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write(`{"jsonrpc":"2.0","id":${id},"result":{"x":"`);
        taken = pour(response, CHUNK);
      }),
    );
    expect(await ask({ reach: { kind: 'http', url: async () => url } })).toMatchObject(tooLarge);
    // Buffers on the way take some.
    expect(taken()).toBeLessThan(20_000_000);
  });

  it('C6: stops reading an event stream that does not end', async () => {
    let taken = () => 0;
    const url = await byHand(
      greets((response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        taken = pour(response, `event: message\ndata: ${'y'.repeat(100_000)}`);
      }),
    );
    const outcome = await ask({ reach: { kind: 'http', url: async () => url } }, 2_000);
    expect(outcome).toMatchObject({ failure: { reason: expect.stringMatching(/too-large|timeout/) } });
    expect(taken()).toBeLessThan(20_000_000);
  });

  it('C6: stops reading events without end, however small', async () => {
    let taken = () => 0;
    const event = `event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/x' })}\n\n`;
    const url = await byHand((request, response) => {
      if (request.method !== 'GET') return void response.writeHead(202).end();
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('event: endpoint\ndata: /mcp\n\n');
      taken = pour(response, event.repeat(100));
    });
    const outcome = await ask({ reach: { kind: 'sse', url: async () => url } }, 5_000);
    expect(outcome).toMatchObject({ failure: { reason: 'unavailable' } });
    expect(taken()).toBeLessThan(20_000_000);
  });

  it.each(['oversize', 'endless'])('C6: takes no stdio message that is %s', async (mode) => {
    const { command, args, remove } = rawServer(mode);
    closing.push(remove);
    expect(await ask({ reach: { kind: 'stdio', command, args, env: {} } }, 10_000)).toMatchObject({
      failure: { reason: 'too-large' },
    });
  });

  it.each(['floods', 'chatters'])('C6: ends a child that %s', async (mode) => {
    const { command, args, pids, remove } = rawServer(mode);
    closing.push(remove);
    expect(await ask({ reach: { kind: 'stdio', command, args, env: {} } }, 10_000)).toMatchObject({
      failure: { reason: 'unavailable' },
    });
    // The second one was asked whether the lost call may be made again.
    expect(pids()).toHaveLength(2);
  });
});

describe('C10: where it is read from', () => {
  const config = (url: string, transport = 'http') =>
    parseConfig(
      { servers: { theirs: { transport, url, questions: [{ title: 'x', tool: 'search' }] } } },
      'test',
    );

  it('C10: takes https URLs, and http of this machine only', () => {
    for (const url of ['https://mcp.example.com/mcp', 'http://127.0.0.1:8080/mcp', 'http://[::1]/mcp']) {
      expect(() => config(url)).not.toThrow();
      expect(() => config(url, 'sse')).not.toThrow();
    }
    const refused = [
      'http://mcp.example.com/mcp',
      'http://127.0.0.1.example.com/',
      'http://10.0.0.1/',
      'file:///x',
    ];
    for (const url of refused) {
      expect(() => config(url)).toThrow(expect.objectContaining({ code: 'ConfigInvalid' }));
      expect(() => config(url, 'sse')).toThrow(expect.objectContaining({ code: 'ConfigInvalid' }));
    }
  });

  it.each<['http' | 'sse', number, 'sigv4' | 'bearer' | 'nothing']>([
    ['http', 302, 'nothing'],
    ['http', 307, 'bearer'],
    ['http', 308, 'sigv4'],
    ['sse', 307, 'bearer'],
    ['sse', 301, 'sigv4'],
  ])('C10: follows no redirect: over %s, %i, with %s', async (kind, status, use) => {
    const [elsewhere, server] = [await scriptedHttp(), await scriptedHttp()];
    process.env['CASEFILE_TEST_TOKEN'] = 'a'.repeat(32);
    closing.push(elsewhere.close, server.close, () => delete process.env['CASEFILE_TEST_TOKEN']);
    elsewhere.answer({ status: 200, body: '{}' });
    server.answer({ status, headers: { location: `${elsewhere.url}/mcp` } });
    const auth = {
      nothing: undefined,
      bearer: { use: 'bearer' as const, variable: 'CASEFILE_TEST_TOKEN' },
      sigv4: { use: 'sigv4' as const, service: 'lambda', region: 'eu-west-1' },
    }[use];
    const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret' };
    const reach = remoteReach(kind, `${server.url}/mcp`, auth, { credentials });
    expect(await ask({ reach }, 3_000)).toMatchObject({ failure: { reason: 'unavailable' } });
    const [first] = server.received;
    expect(first?.headers.authorization ?? 'nothing').toMatch(
      { nothing: /^nothing$/, bearer: /^Bearer a{32}$/, sigv4: /^AWS4-HMAC-SHA256 / }[use],
    );
    expect(elsewhere.received).toEqual([]);
  });

  it('C10: sends messages of the older transport to no other origin than it was given', async () => {
    const elsewhere = await scriptedHttp();
    closing.push(elsewhere.close);
    elsewhere.answer({ status: 202 });
    const url = await byHand((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`event: endpoint\ndata: ${elsewhere.url}/messages\n\n`);
    });
    expect(await ask({ reach: { kind: 'sse', url: async () => url } }, 1_500)).toHaveProperty('failure');
    expect(elsewhere.received).toEqual([]);
  });

  it('C10: fetches no schema that a definition refers to', async () => {
    const elsewhere = await scriptedHttp();
    elsewhere.answer({ status: 200, body: '{}' });
    const { command, args, called, remove } = rawServer('references', `${elsewhere.url}/schema.json`);
    closing.push(elsewhere.close, remove);
    const reach: Reach = { kind: 'stdio', command, args, env: {} };
    // With a pin its definitions are read; that of the other tool is the same.
    const { delete_stack = '' } = await politePins();
    expect(await ask({ reach, pins: { delete_stack } })).toHaveProperty('result');
    expect(called()).toEqual(['search']);
    expect(elsewhere.received).toEqual([]);
  });

  it('C10: declares no capability, and answers no question of a server', async () => {
    const { command, args, entries, remove } = rawServer('asks');
    closing.push(remove);
    expect(await ask({ reach: { kind: 'stdio', command, args, env: {} } })).toHaveProperty('result');
    const said = entries();
    expect(said.find(({ method }) => method === 'initialize')?.params).toHaveProperty('capabilities', {});
    const answers = said.filter(({ answered }) => answered !== undefined);
    // -32601: there is no such method.
    expect(answers).toEqual(
      ['a', 'b', 'c'].map((id) =>
        expect.objectContaining({ answered: id, error: expect.objectContaining({ code: -32_601 }) }),
      ),
    );
  });
});
