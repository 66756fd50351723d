import { randomUUID } from 'node:crypto';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { logToStderr } from './log.ts';
import { type ServerDefinition, mcpServer } from './mcp-server.ts';

/** Serves one session over stdin and stdout until stdin ends. */
export async function serveStdio(definition: ServerDefinition): Promise<void> {
  const server = mcpServer(definition, logToStderr, randomUUID());
  const closed = new Promise<void>((resolve) => {
    server.onclose = resolve;
    process.stdin.once('end', resolve);
  });
  await server.connect(new StdioServerTransport());
  await closed;
  await server.close();
}
