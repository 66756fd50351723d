import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import type { LogLine } from '../../../mcp/server-kit/log.ts';
import { mcpHost } from '../../../mcp/server-kit/mcp-host.ts';
import { OWN_SERVERS, loadServer } from '../../../mcp/servers/own-servers.ts';
import { simulatedAws } from '../../harness/aws-env.ts';

let folder: string;
let aws: Awaited<ReturnType<typeof simulatedAws>>;
const clients = new Map<string, Client>();
const log: LogLine[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casefile-tools-'));
  aws = await simulatedAws({ log: join(folder, 'simulator.log'), faults: { DescribeAlarms: 'deny' } });
  for (const name of OWN_SERVERS) {
    const [ours, theirs] = InMemoryTransport.createLinkedPair();
    const host = mcpHost(await loadServer(name, '1', aws.aws), { log: (line) => log.push(line) });
    await host.open('session').connect(theirs);
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(ours);
    clients.set(name, client);
  }
});
afterAll(async () => {
  for (const client of clients.values()) await client.close();
  await aws.simulator.close();
  await rm(folder, { recursive: true, force: true });
});

const Result = z.object({
  isError: z.boolean().optional(),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
  content: z.array(z.object({ text: z.string() })),
});
type Result = z.infer<typeof Result>;

async function call(server: string, tool: string, args: Record<string, unknown>): Promise<Result> {
  // Only after listing does the client check results against the output schemas.
  await clients.get(server)?.listTools();
  return Result.parse(await clients.get(server)?.callTool({ name: tool, arguments: args }));
}

const range = () => ({
  from: new Date(aws.at - 3_600_000).toISOString(),
  to: new Date(aws.at).toISOString(),
});

describe('the servers', () => {
  it('define no schema that takes several types at once: some models’ dialects know one each', async () => {
    for (const name of OWN_SERVERS) {
      const { tools = [] } = (await clients.get(name)?.listTools()) ?? {};
      expect(JSON.stringify(tools)).not.toMatch(/"type":\[/);
    }
  });

  it('list strict, annotated tools in a fixed order, which only read but for those that say so', async () => {
    const writing: string[] = [];
    for (const name of OWN_SERVERS) {
      const tools = (await clients.get(name)?.listTools())?.tools ?? [];
      expect(tools.map((tool) => tool.name)).toEqual(tools.map((tool) => tool.name).toSorted());
      for (const tool of tools) {
        expect(tool.inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
        expect(tool.outputSchema).toMatchObject({ type: 'object' });
        if (tool.annotations?.readOnlyHint !== true) writing.push(tool.name);
        expect(tool.annotations?.destructiveHint).toBe(tool.name === 'invoke_function');
      }
    }
    expect(writing.toSorted()).toEqual(['detect_stack_drift', 'invoke_function', 'stop_query']);
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['cloudwatch', 'get_metric_data', { periodSeconds: 60 }],
    ['cloudwatch', 'start_query', { logGroups: [], query: 'x' }],
    ['cloudwatch', 'get_query_results', {}],
    ['cloudwatch', 'get_log_events', { logGroup: 'x', limit: 5_000 }],
    ['cloudwatch', 'describe_alarms', { names: ['x'], secret: 'y' }],
    ['cloudwatch', 'describe_log_groups', { nameContains: 'a b' }],
    ['lambda', 'get_function_configuration', { function: 'a;b' }],
    ['lambda', 'list_versions', { function: '', newest: 0 }],
    ['cloudformation', 'find_stack', { physicalId: 7 }],
    ['cloudformation', 'get_stack_events', { stack: 'x', from: 'yesterday', to: 'now' }],
    ['cloudformation', 'lookup_changes', { resources: [] }],
  ])('%s: %s refuses arguments that do not fit, with what to do', async (server, tool, args) => {
    const result = await call(server, tool, args);
    expect(result.isError).toBe(true);
    expect(JSON.parse(result.content[0]?.text ?? '')).toMatchObject({
      code: 'InvalidArguments',
      retryable: false,
    });
    expect(result.content[0]?.text).not.toMatch(/\bat .*\.ts:/);
  });

  it('say which permission is missing', async () => {
    const result = await call('cloudwatch', 'describe_alarms', { names: ['checkout-api-errors'] });
    expect(JSON.parse(result.content[0]?.text ?? '')).toMatchObject({
      code: 'AccessDenied',
      message: expect.stringContaining('cloudwatch:DescribeAlarms'),
      awsRequestId: expect.any(String),
    });
  });

  it('say what does not exist', async () => {
    const unknown = await call('lambda', 'get_function_configuration', { function: 'nobody' });
    expect(JSON.parse(unknown.content[0]?.text ?? '')).toMatchObject({ code: 'NotFound' });
    const orphan = await call('cloudformation', 'find_stack', { physicalId: 'nobody' });
    expect(orphan.structuredContent).toEqual({ stack: null });
    const detection = await call('cloudformation', 'get_drift_status', { detectionId: 'nobody' });
    expect(JSON.parse(detection.content[0]?.text ?? '')).toMatchObject({
      code: 'NotFound',
      hint: expect.stringContaining('detect_stack_drift'),
      retryable: false,
    });
    const tool = await call('lambda', 'delete_function', {});
    expect(JSON.parse(tool.content[0]?.text ?? '')).toMatchObject({ code: 'UnknownTool' });
  });

  it('log one line for each call, with the seven fields and no secret', async () => {
    log.length = 0;
    await call('cloudwatch', 'start_query', {
      ...range(),
      logGroups: ['/shop/checkout-api'],
      query: 'filter password=hunter2hunter2',
    });
    expect(log).toHaveLength(1);
    expect(Object.keys(log[0] ?? {}).toSorted()).toEqual([
      'aws_request_id',
      'duration_ms',
      'error_type',
      'input_parameters',
      'session_id',
      'success',
      'tool_name',
    ]);
    expect(log[0]).toMatchObject({ tool_name: 'start_query', success: false, error_type: 'AwsError' });
    expect(JSON.stringify(log)).not.toContain('hunter2');
  });
});

describe('the tools', () => {
  it('give names of environment variables and never their values', async () => {
    const { structuredContent, content } = await call('lambda', 'get_function_configuration', {
      function: 'checkout-api',
    });
    expect(structuredContent).toMatchObject({
      logGroup: '/shop/checkout-api',
      environment: { names: ['ORDERS_TABLE', 'PAYMENT_TIMEOUT_MS', 'PAYMENT_URL'], readable: true },
    });
    expect(content[0]?.text).not.toContain('value-of');
  });

  it('give datapoints oldest first, and none where nothing was invoked', async () => {
    const metric = { namespace: 'AWS/Lambda', dimensions: { FunctionName: 'checkout-api' }, stat: 'Sum' };
    const { structuredContent } = await call('cloudwatch', 'get_metric_data', {
      ...range(),
      periodSeconds: 60,
      metrics: [
        { ...metric, id: 'errors', name: 'Errors' },
        { ...metric, id: 'other', name: 'Errors', dimensions: { FunctionName: 'nobody' } },
      ],
    });
    const series = structuredContent?.['series'] as { id: string; points: { t: string; v: number }[] }[];
    const times = series[0]?.points.map(({ t }) => t) ?? [];
    expect(times.length).toBeGreaterThan(50);
    expect(times).toEqual(times.toSorted());
    expect(series[1]?.points).toEqual([]);
  });

  it('page through log events, of which AWS gives the first page empty', async () => {
    const args = { ...range(), logGroup: '/shop/checkout-api', filterPattern: '?ERROR', limit: 5 };
    const first = (await call('cloudwatch', 'get_log_events', args)).structuredContent;
    expect(first).toMatchObject({ showing: 'Showing 5 lines; there are more.' });
    expect(first?.['events']).toHaveLength(5);
    const next = await call('cloudwatch', 'get_log_events', { ...args, nextToken: first?.['nextToken'] });
    expect(next.structuredContent?.['events']).not.toEqual(first?.['events']);
  });

  it('read a stack’s events over AWS’s pages, oldest first', async () => {
    const { structuredContent } = await call('cloudformation', 'get_stack_events', {
      ...range(),
      stack: 'shop-checkout',
    });
    const statuses = (structuredContent as { events: { status: string }[] }).events.map(
      ({ status }) => status,
    );
    expect(statuses[0]).toBe('UPDATE_IN_PROGRESS');
    expect(statuses.at(-1)).toBe('UPDATE_COMPLETE');
  });

  it('tell who changed a resource', async () => {
    await aws.simulator.moveTo(aws.at + 900_000);
    const { structuredContent } = await call('cloudformation', 'lookup_changes', {
      ...range(),
      resources: ['checkout-api'],
    });
    expect(structuredContent?.['events']).toMatchObject([
      { name: 'UpdateFunctionCode20150331v2', by: 'ShopDeploy/pipeline' },
      { name: 'PublishVersion20150331', version: '42' },
      { name: 'UpdateAlias20150331', failed: false },
    ]);
  });
});
