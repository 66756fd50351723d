import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import * as z from 'zod';
import { casefileCommand } from '../../adapters/servers/own-command.ts';
import type { LogLine } from '../../mcp/server-kit/log.ts';
import { mcpHost } from '../../mcp/server-kit/mcp-host.ts';
import { serveHttp } from '../../mcp/server-kit/serve-http.ts';
import { type OwnServer, loadServer } from '../../mcp/servers/own-servers.ts';
import { openGuards } from '../conformance/guards.ts';
import { type AwsStub, StubFault, awsStub } from '../harness/aws-stub.ts';
import { ownClient } from '../harness/own-client.ts';
import { scriptedHttp } from '../harness/scripted-http.ts';

/** The servers' half of the security checklist for MCP: what comes in, and what goes out. Each item by its id. */

const LIMITS = { AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 5 } };
const TOKENS = ['a'.repeat(32)];
const FUNCTIONS = '/2015-03-31/functions';

let stub: AwsStub;
let log: LogLine[];
let closing: (() => unknown)[];
beforeEach(async () => {
  stub = await awsStub();
  stub.answer({ 'GET /2016-08-19/account-settings': LIMITS });
  log = [];
  closing = [stub.close];
});
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
});

const hostOf = async (server: OwnServer, aws = stub.aws) =>
  mcpHost(await loadServer(server, '1', aws, { simulated: true }), {
    log: (line) => log.push(line),
    audit: true,
    cache: false,
  });

async function clientOf(server: OwnServer) {
  const client = await ownClient(await hostOf(server));
  // From here on results are checked against the output schemas.
  await client.tools();
  closing.push(client.close);
  return client;
}

async function overHttp(options: Partial<Parameters<typeof serveHttp>[1]> = {}, aws = stub.aws) {
  const server = await serveHttp(await hostOf('lambda', aws), { port: 0, ...options });
  closing.push(server.close);
  return server.url;
}

const post = (url: string, body: string, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body,
  });
const rpc = (method: string, params: object = {}, id: number | null = 1) =>
  JSON.stringify({ jsonrpc: '2.0', ...(id !== null && { id }), method, params });
const LIMITS_CALL = rpc('tools/call', { name: 'get_account_limits', arguments: {} });

const config = (Variables: Record<string, string>, more: object = {}) => ({
  FunctionName: 'pay',
  FunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:pay',
  Timeout: 3,
  MemorySize: 128,
  CodeSha256: 'abc=',
  LastModified: '2026-03-10T01:00:00.000+0000',
  Environment: { Variables },
  ...more,
});

describe('S1: who may ask over HTTP', () => {
  it('S1: refuses another Host and another Origin, each by itself', async () => {
    expect(await openGuards(await overHttp())).toEqual([]);
  });

  it('S1: listens on loopback only, and elsewhere only with TLS and tokens', async () => {
    const { port } = new URL(await overHttp());
    // All of 127.0.0.0/8 is this machine; a server that listens everywhere would answer there too.
    const reached = await new Promise<string>((done) => {
      const socket = connect(Number(port), '127.0.0.2');
      socket.once('connect', () => done('connected')).once('error', () => done('refused'));
      closing.push(() => socket.destroy());
    });
    expect(reached).toBe('refused');
    for (const options of [{ bind: '0.0.0.0' }, { bind: '0.0.0.0', tokens: async () => TOKENS }]) {
      await expect(overHttp(options)).rejects.toMatchObject({ code: 'BadUsage' });
    }
  });
});

describe('S6: values of environment variables', () => {
  /** Long and rare enough not to occur by itself. */
  const secret = fc.stringMatching(/^q[0-9a-z]{11}z$/);
  /** Values that hold a secret where no reference is, and what of them may be told. */
  const value = fc.oneof(
    secret.map((s) => ({ s, text: s, told: [] as string[] })),
    fc
      .tuple(secret, fc.string({ unit: 'binary' }))
      .map(([s, more]) => ({ s, text: `${more}${s}${more}`, told: [] })),
    secret.map((s) => ({ s, text: `https://user:${s}@api.example.com/v1`, told: ['api.example.com'] })),
    secret.map((s) => ({
      s,
      text: `https://${s}@api.example.com/${s}?k=${s}#${s}`,
      told: ['api.example.com'],
    })),
    secret.map((s) => ({ s, text: `https://api.example.com\\${s}`, told: [] })),
    secret.map((s) => ({ s, text: `https://${s}@x@api.example.com/`, told: [] })),
    secret.map((s) => ({
      s,
      text: `postgres://app:${s}@orders.c9akciq32.eu-west-1.rds.amazonaws.com:5432/${s}`,
      told: ['orders'],
    })),
    secret.map((s) => ({ s, text: `https://sqs.eu-west-1.amazonaws.com/111122223333/mail?${s}`, told: [] })),
    secret.map((s) => ({ s, text: `arn:aws:sqs:eu-west-1:111122223333:mail ${s}`, told: [] })),
    secret.map((s) => ({
      s,
      text: JSON.stringify({ password: s, url: `https://x.example/${s}` }),
      told: [],
    })),
    secret.map((s) => ({ s, text: `orders-table\n${s}`, told: [] })),
    secret.map((s) => ({ s, text: Buffer.from(s).toString('base64') + s, told: [] })),
  );
  const variables = fc.dictionary(
    fc.stringMatching(/^[A-Z]{3,8}(?:_(?:FUNCTION|LAMBDA_NAME|URL|TABLE|PASSWORD))?$/),
    value,
    { minKeys: 1, maxKeys: 6 },
  );

  it('S6: whatever they are, nothing of them but references is in an answer or in the log', async () => {
    const client = await clientOf('lambda');
    await fc.assert(
      fc.asyncProperty(variables, async (given) => {
        const Variables = Object.fromEntries(Object.entries(given).map(([name, { text }]) => [name, text]));
        log.length = 0;
        stub.answer({
          [`GET ${FUNCTIONS}/pay/configuration`]: config(Variables),
          [`GET ${FUNCTIONS}/pay/versions`]: {
            Versions: ['$LATEST', '1'].map((Version) => config(Variables, { Version })),
          },
          [`GET ${FUNCTIONS}/pay/aliases`]: { Aliases: [] },
          'GET /2019-09-30/functions/pay/concurrency': {},
          'GET /2015-03-31/event-source-mappings': { EventSourceMappings: [] },
        });
        const known = [{ type: 'AWS::DynamoDB::Table', id: 'orders-table' }];
        const results = [
          await client.call('get_function', { function: 'pay' }),
          await client.call('get_function_configuration', { function: 'pay', known }),
          await client.call('list_versions', { function: 'pay' }),
        ];
        expect(results.map(({ isError }) => isError)).toEqual([undefined, undefined, undefined]);
        const said = JSON.stringify([results, log]);
        for (const { s } of Object.values(given)) expect(said).not.toContain(s);
        const told = Object.values(given).flatMap((one) => one.told);
        const { refersTo } = z
          .object({ refersTo: z.array(z.object({ id: z.string() })) })
          .parse(results[1]?.structuredContent);
        expect(refersTo.map(({ id }) => id).toSorted()).toEqual(told.toSorted());
        expect(log).toHaveLength(3);
      }),
      { numRuns: 150 },
    );
  });

  it('S6: no answer has a link to the code, and lines of logs come without secrets', async () => {
    stub.answer({
      FilterLogEvents: {
        events: [
          { timestamp: 0, logStreamName: 's', message: 'db_password=hunter2hunter2 jo.doe@example.com' },
        ],
      },
    });
    const lambda = await clientOf('lambda');
    expect(JSON.stringify(await lambda.tools())).not.toMatch(/Location|presigned/i);
    const client = await clientOf('cloudwatch');
    const { structuredContent } = await client.call('get_log_events', { logGroup: 'x', from: '-1h' });
    expect(structuredContent?.['events']).toMatchObject([
      { message: 'db_password=[redacted] [redacted e-mail]' },
    ]);
    expect(JSON.stringify(log)).not.toMatch(/hunter2|jo\.doe/);
  });
});

describe('S7: how much goes out', () => {
  it('S7: a list without end is told in part, with how to go on, and below the cap', async () => {
    let page = 0;
    stub.answer({
      FilterLogEvents: () => ({
        events: Array.from({ length: 250 }, () => ({
          timestamp: 0,
          logStreamName: 's',
          message: 'x'.repeat(3_000),
        })),
        nextToken: `${++page}`,
      }),
    });
    const client = await clientOf('cloudwatch');
    const args = { logGroup: 'x', from: '-1h', limit: 1_000 };
    const { structuredContent } = await client.call('get_log_events', args);
    expect(structuredContent).toMatchObject({
      showing: expect.stringMatching(/^Showing \d+ lines; there are more/),
    });
    expect(JSON.stringify(structuredContent).length).toBeLessThan(1_000_000);
    page = 0;
    stub.answer({ FilterLogEvents: () => ({ events: [], nextToken: `${++page}` }) });
    expect((await client.call('get_log_events', args)).structuredContent).toMatchObject({
      nextToken: '20',
      showing: expect.any(String),
    });
  });

  it('S7: a result above the cap is an error that says what to do', async () => {
    const Layers = Array.from({ length: 200 }, (_, i) => ({
      Arn: `arn:aws:lambda:eu-west-1:1:layer:${i}:${'x'.repeat(100)}`,
    }));
    stub.answer({
      [`GET ${FUNCTIONS}/pay/versions`]: {
        Versions: Array.from({ length: 101 }, (_, i) =>
          config({}, { Version: i === 0 ? '$LATEST' : `${i}`, Layers }),
        ),
      },
      [`GET ${FUNCTIONS}/pay/aliases`]: { Aliases: [] },
    });
    const client = await clientOf('lambda');
    const { isError, content } = await client.call('list_versions', { function: 'pay', newest: 100 });
    expect([isError, JSON.parse(content[0]?.text ?? '')]).toEqual([
      true,
      expect.objectContaining({ code: 'ResultTooLarge', hint: expect.stringContaining('fewer items') }),
    ]);
  });

  it('S7: a request above the cap is refused before it is read', async () => {
    const url = await overHttp();
    expect((await post(url, ' '.repeat(1_000_001))).status).toBe(413);
    expect((await post(url, LIMITS_CALL)).status).toBe(200);
  });
});

describe('S8: what is nobody’s business', () => {
  it('S8: passes no token on to AWS, and takes no session id for one', async () => {
    const account = await scriptedHttp();
    closing.push(account.close);
    account.answer({ status: 200, body: JSON.stringify(LIMITS) });
    const url = await overHttp({ tokens: async () => TOKENS }, { ...stub.aws, endpoint: account.url });
    const token = `Bearer ${TOKENS[0]}`;
    for (const headers of [
      {},
      { 'mcp-session-id': 'somebody-elses' },
      { authorization: `Bearer ${'b'.repeat(32)}` },
    ]) {
      expect((await post(url, LIMITS_CALL, headers)).status).toBe(401);
    }
    expect(account.received).toEqual([]);
    const headers = {
      authorization: token,
      'mcp-session-id': 'somebody-elses',
      'x-amz-security-token': 'theirs',
    };
    const response = await post(url, LIMITS_CALL, headers);
    expect(response.status).toBe(200);
    expect(response.headers.get('mcp-session-id')).toBeNull();
    expect(account.received).toHaveLength(1);
    expect(account.received[0]?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 /);
    expect(JSON.stringify(account.received)).not.toMatch(/a{32}|theirs|somebody/);
  });

  it('S8: tells no stack trace and no path of this machine, whatever AWS answers', async () => {
    const client = await clientOf('lambda');
    for (const answer of [
      '<html>',
      '{"AccountLimit":',
      {},
      new StubFault('KMSAccessDeniedException', 'no'),
    ]) {
      stub.answer({ 'GET /2016-08-19/account-settings': answer });
      const { isError, content } = await client.call('get_account_limits');
      expect(isError).toBe(true);
      expect(Object.keys(JSON.parse(content[0]?.text ?? '') as object)).toEqual(
        expect.arrayContaining(['code', 'message', 'hint', 'retryable']),
      );
      expect(content[0]?.text).not.toMatch(/\bat \S+ \(|\.[jt]s:\d+|node_modules|file:/);
    }
  });

  it('S8: writes nothing but the protocol to stdout', async () => {
    const { command, args } = casefileCommand(['mcp', 'lambda']);
    const { endpoint = '' } = stub.aws as { endpoint?: string };
    const child = spawn(command, args, {
      env: {
        PATH: process.env['PATH'],
        AWS_REGION: 'eu-west-1',
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: 'x',
        AWS_SECRET_ACCESS_KEY: 'y',
      },
    });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    const ended = new Promise((done) => child.once('close', done));
    const hello = {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'x', version: '1' },
    };
    child.stdin.end(
      [
        rpc('initialize', hello, 1),
        rpc('notifications/initialized', {}, null),
        'no JSON',
        rpc('tools/list', {}, 2),
        LIMITS_CALL.replace('"id":1', '"id":3'),
        rpc('tools/call', { name: 'get_account_limits', arguments: { x: 1 } }, 4),
        rpc('tools/call', { name: 'list_versions', arguments: { function: 'nobody' } }, 5),
        rpc('no/such/method', {}, 6),
        '',
      ].join('\n'),
    );
    await ended;
    const messages = stdout
      .trim()
      .split('\n')
      .map((line) => z.looseObject({ jsonrpc: z.literal('2.0') }).parse(JSON.parse(line)));
    expect(messages.map(({ id }) => Number(id)).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('S10: what it is made of', () => {
  it('S10: every dependency has one version and a hash, and the SDK’s end is written down', async () => {
    const Lock = z.object({
      packages: z.record(
        z.string(),
        z.looseObject({ version: z.string().optional(), integrity: z.string().optional() }),
      ),
    });
    const { packages } = Lock.parse(JSON.parse(await readFile('package-lock.json', 'utf8')));
    const locked = Object.entries(packages).filter(([path]) => path !== '');
    expect(locked.length).toBeGreaterThan(100);
    const loose = locked.filter(
      ([, { version = '', integrity = '' }]) =>
        !/^\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(version) || !/^sha512-[\w+/=]{88}$/.test(integrity),
    );
    expect(loose.map(([path]) => path)).toEqual([]);
    expect(packages['node_modules/@modelcontextprotocol/sdk']?.version).toMatch(/^1\./);
    expect(await readFile('docs/decisions/0007-why-mcp.md', 'utf8')).toContain('2027-01-27');
  });
});
