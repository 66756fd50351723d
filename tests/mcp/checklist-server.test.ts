import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import type { LogLine } from '../../mcp/server-kit/log.ts';
import { type McpHost, mcpHost } from '../../mcp/server-kit/mcp-host.ts';
import { OWN_SERVERS, type OwnServer, loadServer } from '../../mcp/servers/own-servers.ts';
import { CLIENT_RIGHTS, READ_RIGHTS, optInStatements } from '../../mcp/servers/read-rights.ts';
import { simulatedAws } from '../harness/aws-env.ts';
import { type OwnClient, ownClient } from '../harness/own-client.ts';
import { stubbedServer } from '../harness/stubbed-server.ts';

/** The servers' half of the security checklist for MCP: the tools. Each item by its id. */

let folder: string;
let aws: Awaited<ReturnType<typeof simulatedAws>>;
const log: LogLine[] = [];
const hosts = new Map<OwnServer, McpHost>();
const clients = new Map<OwnServer, OwnClient>();
const listed: { server: OwnServer; tool: Tool }[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casefile-checklist-'));
  aws = await simulatedAws({ log: join(folder, 'simulator.log') });
  for (const server of OWN_SERVERS) {
    const definition = await loadServer(server, '1', aws.aws, { simulated: true });
    const host = mcpHost(definition, { log: (line) => log.push(line), audit: true, cache: false });
    const client = await ownClient(host);
    hosts.set(server, host);
    clients.set(server, client);
    for (const tool of await client.tools()) listed.push({ server, tool });
  }
});
afterAll(async () => {
  for (const client of clients.values()) await client.close();
  await aws.simulator.close();
  await rm(folder, { recursive: true, force: true });
});

const call = async (server: OwnServer, tool: string, args: Record<string, unknown> = {}) => {
  const result = await clients.get(server)?.call(tool, args);
  if (result === undefined) throw new Error(`there is no server ${server}`);
  return result;
};
const range = () => ({
  from: new Date(aws.at - 3_600_000).toISOString(),
  to: new Date(aws.at).toISOString(),
});
const METRIC = {
  namespace: 'AWS/Lambda',
  name: 'Errors',
  dimensions: { FunctionName: 'checkout-api' },
  stat: 'Sum',
};

/** A call of each tool that works. */
const WORKING: Record<string, () => Record<string, unknown>> = {
  describe_alarms: () => ({ names: ['checkout-api-errors'] }),
  describe_log_groups: () => ({ nameContains: 'checkout' }),
  describe_metric_filters: () => ({ namespace: 'Shop', metric: 'Failed' }),
  get_alarm_history: () => ({ ...range(), alarm: 'checkout-api-errors' }),
  get_log_events: () => ({ ...range(), logGroup: '/shop/checkout-api', limit: 5 }),
  get_metric_data: () => ({ ...range(), metrics: [{ id: 'm', ...METRIC }] }),
  list_metrics: () => ({ namespace: 'AWS/Lambda' }),
  get_account_limits: () => ({}),
  get_function: () => ({ function: 'checkout-api' }),
  get_function_configuration: () => ({ function: 'checkout-api' }),
  list_event_source_mappings: () => ({ function: 'checkout-api' }),
  list_functions: () => ({}),
  list_versions: () => ({ function: 'checkout-api' }),
  describe_stack: () => ({ stack: 'shop-checkout' }),
  find_stack: () => ({ physicalId: 'checkout-api' }),
  get_stack_events: () => ({ ...range(), stack: 'shop-checkout' }),
  get_stack_resources: () => ({ stack: 'shop-checkout' }),
  list_health_events: () => range(),
  list_stacks: () => ({}),
  lookup_changes: () => ({ ...range(), resources: ['checkout-api'] }),
};
/** Those that need the id of a job. */
const JOBS = ['get_drift_status', 'get_query_results', 'start_query'];
const CHANGING = ['detect_stack_drift', 'invoke_function', 'stop_query'];

/** What of a JSON Schema lets in anything: texts, numbers and lists without bounds, and objects with any key. */
function unbounded(schema: z.infer<typeof Schema>, path: string): string[] {
  const { anyOf, type, items, properties = {}, propertyNames, additionalProperties } = schema;
  if (anyOf !== undefined) return anyOf.flatMap((one) => unbounded(one, path));
  if (schema.enum !== undefined || type === 'boolean') return [];
  if (type === 'string') {
    // Classes may hold the signs of repetition, which mean nothing there.
    const bare = (schema.pattern ?? '*').replace(/\\.|\[[^\]]*\]/g, 'x');
    const anchored = /^\^.*\$$/.test(bare) && !/[*+]|,\}/.test(bare);
    return schema.maxLength === undefined && !anchored ? [path] : [];
  }
  if (type === 'integer' || type === 'number')
    return schema.maximum === undefined || schema.minimum === undefined ? [path] : [];
  if (type === 'array')
    return [
      ...(schema.maxItems === undefined ? [path] : []),
      ...(items ? unbounded(items, `${path}[]`) : [path]),
    ];
  const named = Object.entries(properties).flatMap(([key, one]) => unbounded(one, `${path}.${key}`));
  if (additionalProperties === false) return named;
  if (typeof additionalProperties !== 'object' || propertyNames === undefined) return [...named, path];
  return [
    ...named,
    ...unbounded(propertyNames, `${path}{}`),
    ...unbounded(additionalProperties, `${path}{}`),
  ];
}
const Schema = z.looseObject({
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  pattern: z.string().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxItems: z.number().optional(),
  get anyOf() {
    return z.array(Schema).optional();
  },
  get items() {
    return Schema.optional();
  },
  get properties() {
    return z.record(z.string(), Schema).optional();
  },
  get propertyNames() {
    return Schema.optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), Schema]).optional();
  },
});

describe('S3: arguments', () => {
  it('S3: every text, number and list in an input schema is bounded, and every object closed', () => {
    expect(listed.length).toBeGreaterThan(20);
    expect(listed.flatMap(({ tool }) => unbounded(Schema.parse(tool.inputSchema), tool.name))).toEqual([]);
  });

  it('S3: every tool refuses an argument that it does not know', async () => {
    for (const { server, tool } of listed) {
      const args = { ...WORKING[tool.name]?.(), sneaky: 'x' };
      const { isError, content } = await call(server, tool.name, args);
      expect([tool.name, isError, content[0]?.text]).toEqual([
        tool.name,
        true,
        expect.stringMatching(/"code":"InvalidArguments"/),
      ]);
    }
  });

  it('S3: every tool that takes a range refuses one that is too long, or that ends before it begins', async () => {
    const ranged = listed.filter(({ tool }) => 'to' in (tool.inputSchema.properties ?? {}));
    expect(ranged.length).toBeGreaterThanOrEqual(6);
    for (const { server, tool } of ranged) {
      const args = {
        ...WORKING[tool.name]?.(),
        ...(tool.name === 'start_query' && { logGroups: ['x'], query: 'limit 1' }),
      };
      for (const [from, to] of [
        ['-99999d', 'now'],
        ['now', '-1h'],
        ['yesterday', 'now'],
      ]) {
        const { content } = await call(server, tool.name, { ...args, from, to });
        expect([tool.name, from, content[0]?.text]).toEqual([
          tool.name,
          from,
          expect.stringMatching(/"code":"InvalidArguments"/),
        ]);
      }
    }
  });
});

describe('S4: what a server may do', () => {
  it('S4: the rights of every server only read, but for those that are opted into', () => {
    const actions = OWN_SERVERS.flatMap((server) =>
      [...READ_RIGHTS[server], ...CLIENT_RIGHTS[server]].flatMap((right) => right.actions),
    );
    const reading = /^\w+:(?:Get|List|Describe|Lookup|Filter)[A-Z]/;
    // Jobs of queries: they cost money and change nothing.
    expect(actions.filter((action) => !reading.test(action)).toSorted()).toEqual([
      'logs:StartQuery',
      'logs:StopQuery',
    ]);
    // It hands out code.
    expect(actions).not.toContain('lambda:GetFunction');
    for (const server of OWN_SERVERS) expect(optInStatements(server, {}, () => '*')).toEqual([]);
  });

  const PAY = 'arn:aws:lambda:eu-west-1:111122223333:function:pay';

  it('S4: invoke_function asks AWS nothing unless the function is named, and runs nothing unless told to', async () => {
    const closed = await stubbedServer('lambda');
    const open = await stubbedServer('lambda', { simulated: true, invokable: [PAY] });
    try {
      open.stub.answer({ [`POST /2015-03-31/functions/${PAY}/invocations`]: {} });
      expect(await closed.refusal('invoke_function', { arn: PAY, dryRun: false })).toMatchObject({
        code: 'NotAllowed',
      });
      expect(await open.refusal('invoke_function', { arn: `${PAY}ments` })).toMatchObject({
        code: 'NotAllowed',
      });
      expect([...closed.stub.asked, ...open.stub.asked]).toEqual([]);
      expect(await open.call('invoke_function', { arn: PAY })).toEqual({ ran: false });
      expect(open.stub.types).toEqual(['DryRun']);
      expect(await open.call('invoke_function', { arn: PAY, dryRun: false })).toMatchObject({ ran: true });
      expect(open.stub.types).toEqual(['DryRun', 'RequestResponse']);
    } finally {
      await closed.close();
      await open.close();
    }
  });

  it('S4: detect_stack_drift starts nothing unless it is allowed, and does not call itself reading', async () => {
    const server = await stubbedServer('cloudformation');
    try {
      expect(await server.refusal('detect_stack_drift', { stack: 'shop' })).toMatchObject({
        code: 'NotAllowed',
      });
      expect(server.stub.asked).toEqual([]);
    } finally {
      await server.close();
    }
    const { tool } = listed.find((one) => one.tool.name === 'detect_stack_drift') ?? {};
    expect(tool?.annotations).toMatchObject({ readOnlyHint: false });
  });
});

const Contract = z.record(
  z.enum(OWN_SERVERS),
  z.record(
    z.string(),
    z.object({ takes: z.array(z.string()), needs: z.array(z.string()), gives: z.array(z.string()) }),
  ),
);

describe('S5: what tools say of themselves', () => {
  it('S5: every tool is annotated in full, and has an output schema', () => {
    for (const { tool } of listed) {
      expect(tool.annotations).toEqual({
        title: expect.any(String),
        readOnlyHint: !CHANGING.includes(tool.name),
        destructiveHint: tool.name === 'invoke_function',
        idempotentHint: expect.any(Boolean),
        openWorldHint: true,
      });
      expect(tool.outputSchema).toMatchObject({ type: 'object', additionalProperties: false });
    }
  });

  it('S5: what calls itself reading sends AWS what reads, and answers both structured and as text', async () => {
    const before = (await readFile(join(folder, 'simulator.log'), 'utf8')).length;
    const tried = listed.filter(({ tool }) => tool.annotations?.readOnlyHint && !JOBS.includes(tool.name));
    expect(tried.map(({ tool }) => tool.name).toSorted()).toEqual(Object.keys(WORKING).toSorted());
    for (const { server, tool } of tried) {
      const { isError, structuredContent, content } = await call(server, tool.name, WORKING[tool.name]?.());
      // AWS Health answers accounts with a support plan only.
      if (tool.name === 'list_health_events') continue;
      expect([tool.name, isError, typeof structuredContent]).toEqual([tool.name, undefined, 'object']);
      for (const [name, value] of Object.entries(structuredContent ?? {})) {
        expect(content[0]?.text).toContain(typeof value === 'string' ? `${name}: ${value}` : name);
      }
    }
    const asked = (await readFile(join(folder, 'simulator.log'), 'utf8')).slice(before).trim().split('\n');
    const operations = new Set(asked.map((line) => (JSON.parse(line) as { operation: string }).operation));
    const reading = /^(?:Get|List|Describe|Lookup|Filter)[A-Z]/;
    expect(operations.size).toBeGreaterThan(10);
    expect([...operations].filter((operation) => !reading.test(operation))).toEqual([]);
  });

  it('S5: keeps what other people build on: recorded tools, arguments and results, and needs no more', async () => {
    const recorded = Contract.parse(JSON.parse(await readFile('tests/fixtures/tool-contract.json', 'utf8')));
    for (const [server, tools] of Object.entries(recorded)) {
      for (const [name, { takes, needs, gives }] of Object.entries(tools)) {
        const { inputSchema, outputSchema } =
          listed.find((one) => one.server === server && one.tool.name === name)?.tool ?? {};
        const [arguments_, results] = [inputSchema?.properties ?? {}, outputSchema?.required ?? []];
        const lost = takes.filter((one) => !(one in arguments_));
        const missing = gives.filter((one) => !results.includes(one));
        const more = (inputSchema?.required ?? []).filter((one) => !needs.includes(one));
        expect([name, lost, missing, more]).toEqual([name, [], [], []]);
      }
    }
    for (const { server, tool } of listed) expect(Object.keys(recorded[server])).toContain(tool.name);
  });
});

describe('S9: order and log', () => {
  it('S9: lists its tools in one order, whatever the order in which they are made', async () => {
    const definition = await loadServer('cloudwatch', '1', aws.aws);
    const turned = mcpHost({ ...definition, tools: definition.tools.toReversed() }, { log: () => undefined });
    const client = await ownClient(turned);
    const names = (await client.tools()).map(({ name }) => name);
    await client.close();
    expect(names).toEqual(names.toSorted());
    expect(names).toEqual(listed.flatMap(({ server, tool }) => (server === 'cloudwatch' ? [tool.name] : [])));
  });

  it('S9: an audit line tells server, tool, hash of the arguments, size of the result, duration and request id', async () => {
    log.length = 0;
    for (const name of ['checkout-api', 'checkout-api', 'nobody']) {
      await call('lambda', 'list_versions', { function: name });
    }
    const lines = log.map((line) => ({ ...line, result: undefined }));
    expect(lines[0]).toMatchObject({
      server: 'lambda',
      tool_name: 'list_versions',
      arguments_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      result_bytes: Buffer.byteLength(JSON.stringify(log[0]?.result)),
      duration_ms: expect.any(Number),
      aws_request_id: expect.any(String),
      success: true,
    });
    expect(lines[2]).toMatchObject({
      server: 'lambda',
      result_bytes: 0,
      success: false,
      error_type: 'NotFound',
    });
    const hashes = lines.map((line) => line.arguments_sha256);
    expect([hashes[0] === hashes[1], hashes[0] === hashes[2]]).toEqual([true, false]);
  });
});
