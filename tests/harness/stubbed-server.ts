import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import * as z from 'zod';
import { ToolErrorBody } from '../../mcp/server-kit/tool-error.ts';
import { mcpHost } from '../../mcp/server-kit/mcp-host.ts';
import { type OwnServer, loadServer } from '../../mcp/servers/own-servers.ts';
import type { ServerSettings } from '../../mcp/servers/server-settings.ts';
import { type AwsStub, awsStub } from './aws-stub.ts';

const Result = z.object({
  isError: z.boolean().optional(),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
  content: z.array(z.object({ text: z.string() })),
});

export interface StubbedServer {
  stub: AwsStub;
  /** The structured result, checked against the tool's output schema; throws if the tool refuses. */
  call(tool: string, args: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** The error of a tool that refuses. */
  refusal(tool: string, args: Record<string, unknown>, timeoutMs?: number): Promise<ToolErrorBody>;
  close(): Promise<void>;
}

/** One of our servers over MCP messages, on recorded AWS answers. */
export async function stubbedServer(
  name: OwnServer,
  settings: ServerSettings = { simulated: true },
  now: () => number = Date.now,
): Promise<StubbedServer> {
  const stub = await awsStub();
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  const definition = await loadServer(name, '1', stub.aws, settings);
  // Each test gives the same questions other answers.
  await mcpHost(definition, { log: () => undefined, cache: false, now })
    .open('session')
    .connect(theirs);
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(ours);
  // Only after listing does the client check results against the output schemas.
  await client.listTools();
  const ask = async (tool: string, args: Record<string, unknown>, timeout = 60_000) =>
    Result.parse(await client.callTool({ name: tool, arguments: args }, undefined, { timeout }));
  return {
    stub,
    async call(tool, args) {
      const { isError, structuredContent, content } = await ask(tool, args);
      if (isError || structuredContent === undefined) throw new Error(content[0]?.text);
      return structuredContent;
    },
    async refusal(tool, args, timeoutMs) {
      const { content } = await ask(tool, args, timeoutMs);
      return ToolErrorBody.parse(JSON.parse(content[0]?.text ?? ''));
    },
    async close() {
      await client.close();
      await stub.close();
    },
  };
}
