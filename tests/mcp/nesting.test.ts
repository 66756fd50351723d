import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { openSession } from '../../mcp/client/session.ts';
import type { LogLine } from '../../mcp/server-kit/log.ts';
import { type McpHost, mcpHost } from '../../mcp/server-kit/mcp-host.ts';
import { serveFunctionUrl } from '../../mcp/server-kit/serve-function-url.ts';
import { serveHttp } from '../../mcp/server-kit/serve-http.ts';
import { loadServer } from '../../mcp/servers/own-servers.ts';
import { type AwsStub, awsStub } from '../harness/aws-stub.ts';

const DEEP = '['.repeat(10_000) + ']'.repeat(10_000);
const CALL = `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"list_functions","arguments":{"x":${DEEP}}}}`;
const HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

describe('arguments that are nested 10,000 deep', () => {
  let stub: AwsStub;
  let host: McpHost;
  let log: LogLine[];
  beforeEach(async () => {
    [stub, log] = [await awsStub(), []];
    host = mcpHost(await loadServer('lambda', '1', stub.aws), {
      log: (line) => log.push(line),
      cache: false,
    });
  });
  afterEach(() => stub.close());
  const expectRefused = (text: string) => {
    expect(text).toContain('nested deeper than 30');
    expect(text).not.toContain('call stack');
    expect(log).toMatchObject([{ tool_name: 'list_functions', error_type: 'InvalidArguments' }]);
    expect(stub.asked).toEqual([]);
  };

  it('are refused by a server in process', async () => {
    const [ours, theirs] = InMemoryTransport.createLinkedPair();
    await host.open('s').connect(theirs);
    const answered = new Promise<JSONRPCMessage>((resolve) => {
      ours.onmessage = resolve;
    });
    await ours.send(JSON.parse(CALL) as JSONRPCMessage);
    expectRefused(JSON.stringify(await answered));
    await ours.close();
  });

  it('are refused over HTTP', async () => {
    const server = await serveHttp(host, { port: 0 });
    const answer = await fetch(server.url, { method: 'POST', headers: HEADERS, body: CALL });
    expect(answer.status).toBe(200);
    expectRefused(await answer.text());
    await server.close();
  });

  it('are refused at a function URL', async () => {
    const requestContext = { http: { method: 'POST', path: '/' } };
    const { statusCode, body } = await serveFunctionUrl(async () => host)({
      headers: HEADERS,
      body: CALL,
      requestContext,
    });
    expect(statusCode).toBe(200);
    expectRefused(body);
  });
});

describe('a server whose messages are nested 10,000 deep', () => {
  /** Answers each request with that result, after a message of its own. */
  async function session(result: object, before: object[] = []) {
    const [ours, theirs] = InMemoryTransport.createLinkedPair();
    theirs.onmessage = (message) => {
      if (!('method' in message && 'id' in message)) return;
      const { method, id } = message;
      const hello = {
        protocolVersion: '2025-06-18',
        capabilities: { tools: {}, logging: {} },
        serverInfo: { name: 'x', version: '1' },
      };
      if (method !== 'initialize') {
        for (const note of before) void theirs.send({ jsonrpc: '2.0', ...note } as JSONRPCMessage);
      }
      void theirs.send({
        jsonrpc: '2.0',
        id,
        result: method === 'initialize' ? hello : result,
      } as JSONRPCMessage);
    };
    await theirs.start();
    return openSession(ours, '1', 5_000);
  }

  it('lists no tools', async () => {
    const inputSchema = { type: 'object', properties: { x: { deep: JSON.parse(DEEP) as unknown } } };
    const asked = await session({ tools: [{ name: 't', inputSchema }] });
    await expect(asked.listTools(5_000)).rejects.toThrow('the definition of a tool is nested deeper than 30');
  });

  it('has said nothing that can be read', async () => {
    const structuredContent = { deep: JSON.parse(DEEP) as unknown };
    const asked = await session({ content: [], structuredContent });
    expect(await asked.callTool('t', {}, 5_000)).toMatchObject({ said: undefined });
  });

  it('fails for the reason that it gives beside', async () => {
    const data = { deep: JSON.parse(DEEP) as unknown };
    const note = { method: 'notifications/message', params: { level: 'error', data } };
    const asked = await session({ content: [{ type: 'text', text: 'broken' }], isError: true }, [note]);
    expect(await asked.callTool('t', {}, 5_000)).toMatchObject({ isError: true, text: 'broken' });
  });
});
