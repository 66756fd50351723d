import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { generate } from 'selfsigned';
import { tokensOfFile, tokensOfSecret } from '../../../adapters/servers/bearer-source.ts';
import { type TokenSource, isAuthorized } from '../../../mcp/server-kit/bearer-tokens.ts';
import { type McpHost, mcpHost } from '../../../mcp/server-kit/mcp-host.ts';
import { type HttpOptions, type HttpServer, serveHttp } from '../../../mcp/server-kit/serve-http.ts';
import { loadServer } from '../../../mcp/servers/own-servers.ts';
import { type AwsStub, StubFault, awsStub } from '../../harness/aws-stub.ts';

const OLD = 'o'.repeat(32);
const NEW = 'n'.repeat(32);
const LIST = '/2015-03-31/functions';

let folder: string;
let stub: AwsStub;
let host: McpHost;
let server: HttpServer | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casefile-http-'));
});
beforeEach(async () => {
  stub = await awsStub();
  host = mcpHost(await loadServer('lambda', '1', stub.aws), { log: () => undefined, cache: false });
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await stub.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function serve(options: Partial<HttpOptions> = {}): Promise<string> {
  server = await serveHttp(host, { port: 0, ...options });
  return server.url;
}

const HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
const rpc = (method: string, params: object = {}) =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
const post = (url: string, body: string, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', headers: { ...HEADERS, ...headers }, body });

describe('the HTTP server', () => {
  it('asks for a token where it has one, takes two during a change, and none that is wrong', async () => {
    const url = await serve({ tokens: async () => [NEW, OLD] });
    const status = async (authorization?: string) =>
      (await post(url, rpc('tools/list'), authorization === undefined ? {} : { authorization })).status;
    expect(await status()).toBe(401);
    expect(await status(`Bearer ${'x'.repeat(32)}`)).toBe(401);
    expect(await status(`Bearer ${NEW}x`)).toBe(401);
    expect(await status(`Basic ${NEW}`)).toBe(401);
    expect(await status(`Bearer ${NEW}`)).toBe(200);
    expect(await status(`Bearer ${OLD}`)).toBe(200);
  });

  it('tells a load balancer that it is well, under any name and without a token', async () => {
    const url = await serve({ tokens: async () => [NEW] });
    const answer = await fetch(url.replace('/mcp', '/health'));
    expect(await answer.json()).toEqual({ status: 'ok', server: 'lambda' });
  });

  it('answers to names of its own only, and to web pages that were named', async () => {
    const url = await serve({ hosts: ['mcp.internal'], origins: ['https://tools.example.com'] });
    const port = new URL(url).port;
    const from = async (headers: Record<string, string>) => (await rawPost(port, headers)).status;
    expect(await from({ host: 'mcp.internal:8443' })).toBe(200);
    expect(await from({ host: 'evil.example' })).toBe(403);
    expect(await from({ host: `localhost:${port}`, origin: 'https://tools.example.com' })).toBe(200);
    expect(await from({ host: `localhost:${port}`, origin: 'https://evil.example' })).toBe(403);
    expect(await from({ host: `localhost:${port}`, origin: 'null' })).toBe(403);
  });

  it('has nothing at any other path, whatever that is', async () => {
    const { port } = new URL(await serve());
    const mine = { host: `127.0.0.1:${port}` };
    for (const path of ['/', '//', '//mcp', '/mcp/', '/%ff']) {
      expect([path, (await rawPost(port, mine, path)).status]).toEqual([path, 404]);
    }
    expect((await rawPost(port, mine)).status).toBe(200);
  });

  it('listens beyond loopback only with TLS and a token', async () => {
    const tokens = async () => [NEW];
    for (const options of [{}, { tokens }, { tls: { cert: 'x', key: 'y' } }]) {
      await expect(serveHttp(host, { port: 0, bind: '0.0.0.0', ...options })).rejects.toMatchObject({
        code: 'BadUsage',
      });
    }
  });

  it('speaks TLS with a certificate', async () => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
    });
    const url = await serve({ tls: { cert, key }, tokens: async () => [NEW] });
    expect(url).toMatch(/^https:/);
    const body = rpc('tools/list');
    const status = await new Promise((resolve, reject) => {
      request(
        `https://localhost:${new URL(url).port}/mcp`,
        { method: 'POST', ca: cert, headers: { ...HEADERS, authorization: `Bearer ${NEW}` } },
        (response) => resolve(response.resume().statusCode),
      )
        .on('error', reject)
        .end(body);
    });
    expect(status).toBe(200);
  });

  it('finishes what is under way when it is closed, and takes nothing new', async () => {
    const answered = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    stub.delay = async () => {
      begun.resolve();
      await answered.promise;
    };
    stub.answer({
      'GET /2016-08-19/account-settings': {
        AccountLimit: { ConcurrentExecutions: 1, UnreservedConcurrentExecutions: 1 },
      },
    });
    const url = await serve();
    const open = post(url, rpc('tools/call', { name: 'get_account_limits', arguments: {} }));
    await begun.promise;
    const closing = server?.close();
    server = undefined;
    await expect(post(url, rpc('tools/list'))).rejects.toThrow('fetch failed');
    answered.resolve();
    expect((await open).status).toBe(200);
    await closing;
  });

  it('goes on when a client goes away in the middle of a stream', async () => {
    let pages = 0;
    const left = Promise.withResolvers<void>();
    stub.delay = async () => {
      if (pages > 1) await left.promise;
    };
    stub.answer({
      [`GET ${LIST}`]: () => ({
        Functions: [{ FunctionName: `f${++pages}`, LastModified: '2026-03-10T01:00:00.000+0000' }],
        ...(pages < 6 && { NextMarker: `m${pages}` }),
      }),
    });
    const url = await serve();
    const params = { name: 'list_functions', arguments: {}, _meta: { progressToken: 7 } };
    const gone = new AbortController();
    const body = rpc('tools/call', params);
    const streamed = await fetch(url, { method: 'POST', headers: HEADERS, body, signal: gone.signal });
    await streamed.body?.getReader().read();
    gone.abort();
    left.resolve();
    for (let i = 0; i < 3; i++) expect((await post(url, rpc('tools/list'))).status).toBe(200);
  });

  it('tells how far it is where a client wants to know, and JSON otherwise', async () => {
    const page = (name: string) => ({
      Functions: [{ FunctionName: name, LastModified: '2026-03-10T01:00:00.000+0000' }],
    });
    stub.answer({
      [`GET ${LIST}`]: ({ input }) =>
        input['Marker'] === undefined ? { ...page('a'), NextMarker: 'm' } : page('b'),
    });
    const url = await serve();
    const params = { name: 'list_functions', arguments: {} };
    const plain = await post(url, rpc('tools/call', params));
    expect(plain.headers.get('content-type')).toBe('application/json');
    const streamed = await post(url, rpc('tools/call', { ...params, _meta: { progressToken: 7 } }));
    expect(streamed.headers.get('content-type')).toBe('text/event-stream');
    const text = await streamed.text();
    const messages = [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']): unknown => JSON.parse(data));
    expect(messages).toMatchObject([
      {
        method: 'notifications/progress',
        params: { progressToken: 7, progress: 1, message: '1 functions read' },
      },
      { method: 'notifications/progress', params: { progress: 2 } },
      { id: 1, result: { structuredContent: { functions: [{ name: 'a' }, { name: 'b' }] } } },
    ]);
  });
});

describe('bearer tokens', () => {
  it('are compared whole', () => {
    expect(isAuthorized(`Bearer ${NEW}`, [OLD, NEW])).toBe(true);
    expect(isAuthorized(`Bearer ${NEW.slice(1)}`, [NEW])).toBe(false);
    expect(isAuthorized('Bearer ', [NEW])).toBe(false);
    expect(isAuthorized(undefined, [NEW])).toBe(false);
  });

  it('come from a file, which is read again when it has changed', async () => {
    const file = join(folder, 'token');
    const tokens = tokensOfFile(file, () => undefined);
    await expect(tokens()).rejects.toMatchObject({ code: 'TokenUnreadable' });
    await writeFile(file, `${OLD}\n`);
    expect(await tokens()).toEqual([OLD]);
    await writeFile(file, `${NEW}\n${OLD}\n`);
    await utimes(file, 1, 1);
    expect(await tokens()).toEqual([NEW, OLD]);
    await writeFile(file, 'short');
    await utimes(file, 2, 2);
    await expect(tokens()).rejects.toMatchObject({ code: 'TokenUnreadable' });
  });

  describe('of a secret', () => {
    let now: number;
    let warnings: string[];
    let tokens: TokenSource;
    beforeEach(() => {
      [now, warnings] = [0, []];
      const warn = (message: string) => warnings.push(message);
      tokens = tokensOfSecret('casefile/token', { now: () => now, warn, aws: stub.aws });
    });
    const holds = (current: string, previous: string | StubFault) =>
      stub.answer({
        GetSecretValue: ({ input }) => {
          const given = input['VersionStage'] === 'AWSCURRENT' ? current : previous;
          return typeof given === 'string' ? { SecretString: given } : given;
        },
      });
    const NONE = new StubFault('ResourceNotFoundException');

    it('are its current and its previous version, read again after a minute', async () => {
      holds(NEW, OLD);
      expect(await tokens()).toEqual([NEW, OLD]);
      expect(await tokens()).toEqual([NEW, OLD]);
      expect(stub.asked).toHaveLength(2);
      now = 61_000;
      expect(await tokens()).toEqual([NEW, OLD]);
      expect(stub.asked).toHaveLength(4);
    });

    it('are read once for all who ask at the same time', async () => {
      holds(NEW, NONE);
      expect(await Promise.all([tokens(), tokens(), tokens()])).toEqual([[NEW], [NEW], [NEW]]);
      expect(stub.asked).toHaveLength(2);
    });

    it('let the new one in right after a rotation, and are not read for every wrong one', async () => {
      holds(OLD, NONE);
      await tokens();
      now = 6_000;
      holds(NEW, OLD);
      const url = await serve({ tokens });
      const ask = async (token: string) =>
        (await post(url, rpc('tools/list'), { authorization: `Bearer ${token}` })).status;
      expect(await ask(NEW)).toBe(200);
      expect(await ask(OLD)).toBe(200);
      for (let i = 0; i < 5; i++) expect(await ask('w'.repeat(32))).toBe(401);
      expect(stub.asked).toHaveLength(2);
    });

    it('stand in for a quarter of an hour while it can not be read, and no longer', async () => {
      holds(OLD, NONE);
      await tokens();
      stub.answer({ GetSecretValue: new StubFault('AccessDeniedException') });
      now = 14 * 60_000;
      expect(await tokens()).toEqual([OLD]);
      expect(warnings).toEqual([expect.stringContaining('can not be read')]);
      now = 16 * 60_000;
      await expect(tokens()).rejects.toMatchObject({ code: 'TokenUnreadable' });
      const url = await serve({ tokens });
      expect((await post(url, rpc('tools/list'), { authorization: `Bearer ${OLD}` })).status).toBe(503);
      // Not for every request.
      expect(stub.asked.length).toBeLessThanOrEqual(4);
      holds(NEW, NONE);
      now += 6_000;
      expect(await tokens()).toEqual([NEW]);
    });

    it('let the valid ones in while it is read for a wrong one', async () => {
      holds(OLD, NONE);
      await tokens();
      now = 6_000;
      const { promise, resolve } = Promise.withResolvers<void>();
      stub.delay = () => promise;
      const wrong = tokens({ fresh: true });
      expect(await tokens()).toEqual([OLD]);
      resolve();
      expect(await wrong).toEqual([OLD]);
    });

    it('stand in when Secrets Manager does not answer', async () => {
      holds(OLD, NONE);
      await tokens();
      now = 61_000;
      const { promise, resolve } = Promise.withResolvers<void>();
      stub.delay = () => promise;
      expect(await tokens()).toEqual([OLD]);
      expect(warnings).toEqual([expect.stringContaining('can not be read')]);
      resolve();
    }, 30_000);

    it('may be the one text of a JSON object, as the console makes it', async () => {
      holds(JSON.stringify({ token: NEW }), JSON.stringify({ token: OLD }));
      expect(await tokens()).toEqual([NEW, OLD]);
    });

    it('do without a previous version that holds none, and take two lines of the current one', async () => {
      holds(NEW, 'TODO');
      expect(await tokens()).toEqual([NEW]);
      expect(warnings).toEqual([expect.stringContaining('previous')]);
      holds(`${NEW}\n${OLD}`, OLD);
      now = 61_000;
      expect(await tokens()).toEqual([NEW, OLD]);
    });

    it.each([
      ['is short', 'short'],
      ['no client could send', `${NEW} ${OLD}`],
      ['is one of several texts of an object', JSON.stringify({ user: NEW, token: OLD })],
    ])('are refused at once if one %s', async (_what, current) => {
      holds(current, NONE);
      await expect(tokens()).rejects.toMatchObject({ code: 'TokenUnreadable', hint: expect.any(String) });
    });
  });
});

/** fetch would set its own Host. */
async function rawPost(
  port: string,
  headers: Record<string, string>,
  path = '/mcp',
): Promise<{ status: number | undefined }> {
  const { request: plain } = await import('node:http');
  return new Promise((resolve, reject) => {
    plain(
      { port, host: '127.0.0.1', path, method: 'POST', headers: { ...HEADERS, ...headers } },
      (response) => resolve({ status: response.resume().statusCode }),
    )
      .on('error', reject)
      .end(rpc('tools/list'));
  });
}
