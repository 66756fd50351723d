import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { JSONRPCMessageSchema } from '@modelcontextprotocol/sdk/types.js';
import * as fc from 'fast-check';
import * as z from 'zod';
import type { Json } from '../../core/canonical.ts';
import { mcpHost } from '../../mcp/server-kit/mcp-host.ts';
import { ToolErrorBody } from '../../mcp/server-kit/tool-error.ts';
import { loadServer } from '../../mcp/servers/own-servers.ts';
import { awsStub } from '../../tests/harness/aws-stub.ts';
import { edited, someEdits } from './mutations.ts';
import { type Outcome, type Target, target } from './target.ts';

const FROM = '2026-03-10T02:00:00.000Z';
const TO = '2026-03-10T03:00:00.000Z';
const METRIC = { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: 'f' }, stat: 'Sum' };

const call = (name: string, args: Record<string, Json>): Json => ({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name, arguments: args, _meta: { progressToken: 1 } },
});

/** Calls of several tools, each nearly right. */
const CALLS: Json[] = [
  call('describe_alarms', { names: ['a'] }),
  call('get_metric_data', { metrics: [{ id: 'm', ...METRIC, period: 60 }], from: FROM, to: TO }),
  call('list_metrics', { namespace: 'AWS/Lambda' }),
  call('get_log_events', { logGroup: '/a', from: FROM, to: TO, filter: 'x' }),
  call('start_query', { logGroups: ['/a'], query: 'fields @message', from: FROM, to: TO }),
  call('get_alarm_history', { name: 'a', from: '1h', to: 'now' }),
];

const OTHERS: Json[] = [
  {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
  },
  { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} },
  { jsonrpc: '2.0', id: 1, method: 'ping' },
  { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1, reason: 'x' } },
  { jsonrpc: '2.0', id: 1, method: 'resources/read', params: { uri: 'casefile://x' } },
];

const Answer = z.looseObject({
  result: z
    .looseObject({
      isError: z.boolean().optional(),
      content: z.array(z.looseObject({ text: z.string() })).optional(),
    })
    .optional(),
  error: z.looseObject({ code: z.number(), message: z.string() }).optional(),
});

/** Messages to a server in process, in a session of their own each. AWS knows nothing. */
export async function messages(): Promise<Target> {
  const stub = await awsStub();
  const host = mcpHost(await loadServer('cloudwatch', '1', stub.aws), { log: () => undefined, cache: false });
  const inputs = fc.record({ sample: fc.constantFrom(...CALLS, ...CALLS, ...OTHERS), edits: someEdits });

  async function run({
    sample,
    edits,
  }: {
    sample: Json;
    edits: Parameters<typeof edited>[1];
  }): Promise<Outcome> {
    // Transports drop what is no JSON-RPC.
    const message = JSONRPCMessageSchema.safeParse(JSON.parse(edited(sample, edits)));
    if (!message.success) return 'refused';
    const [ours, theirs] = InMemoryTransport.createLinkedPair();
    const server = host.open('fuzz');
    let broken: Error | undefined;
    server.onerror = (error) => (broken = error);
    await server.connect(theirs);
    const answers: unknown[] = [];
    const pinged = new Promise<void>((resolve) => {
      ours.onmessage = (answer) => {
        if ('id' in answer && answer.id === 'ping') resolve();
        else if (!('method' in answer)) answers.push(answer);
      };
    });
    await ours.send(message.data);
    await ours.send({ jsonrpc: '2.0', id: 'ping', method: 'ping' });
    await pinged;
    await server.close();
    return outcomeOf(answers, broken);
  }

  return { ...target('MCP messages', inputs, run), close: () => stub.close() };
}

function outcomeOf(answers: unknown[], broken: Error | undefined): Outcome {
  for (const answer of answers) {
    const { result, error } = Answer.parse(answer);
    if (error !== undefined) {
      // The SDK puts a broken request's issues into the message.
      if (error.code === -32_603 && !/^\[\s*\{/.test(error.message))
        throw new Error(`internal error: ${error.message}`);
      return 'refused';
    }
    if (result?.isError === true) {
      const body = ToolErrorBody.parse(JSON.parse(result.content?.[0]?.text ?? ''));
      if (body.code === 'InternalError') throw new Error(`internal error: ${body.message}`);
      return 'refused';
    }
  }
  return answers.length === 0 && broken !== undefined ? 'refused' : 'accepted';
}
