import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import * as z from 'zod';
import type { McpHost } from '../../mcp/server-kit/mcp-host.ts';
import type { Tool } from '@modelcontextprotocol/sdk/types.js';

const Result = z.looseObject({
  isError: z.boolean().optional(),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
  content: z.array(z.looseObject({ type: z.literal('text'), text: z.string() })),
});
export type Result = z.infer<typeof Result>;

export interface OwnClient {
  /** What the server lists; from the first listing on, results are checked against the output schemas. */
  tools: () => Promise<Tool[]>;
  call(tool: string, args?: Record<string, unknown>): Promise<Result>;
  close: () => Promise<void>;
}

/** The SDK's own client of one of our servers, over real messages. */
export async function ownClient(host: McpHost): Promise<OwnClient> {
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await host.open('session').connect(theirs);
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(ours);
  return {
    tools: async () => (await client.listTools()).tools,
    call: async (name, args = {}) => Result.parse(await client.callTool({ name, arguments: args })),
    close: () => client.close(),
  };
}
