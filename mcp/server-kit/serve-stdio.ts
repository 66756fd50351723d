import { randomUUID } from 'node:crypto';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { McpHost } from './mcp-host.ts';

/** Answers that are under way when stdin ends are waited for this long. */
const DRAIN_MS = 30_000;

/** Serves one session over stdin and stdout until stdin ends or somebody asks to stop, and everything is answered. */
export async function serveStdio(host: McpHost): Promise<void> {
  const server = host.open(randomUUID());
  const transport = new StdioServerTransport();
  const ended = new Promise<void>((resolve) => {
    server.onclose = resolve;
    process.stdin.once('end', resolve);
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
  });
  await server.connect(transport);
  const answered = countOpenRequests(transport);
  await ended;
  await Promise.race([answered(), new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref())]);
  await server.close();
}

/** Watches a connected transport; the function it returns waits until no request is without its answer. */
function countOpenRequests(transport: StdioServerTransport): () => Promise<void> {
  let open = 0;
  let done: (() => void) | undefined;
  const { onmessage } = transport;
  transport.onmessage = (message) => {
    if ('method' in message && 'id' in message) open++;
    onmessage?.(message);
  };
  const send = transport.send.bind(transport);
  transport.send = async (message) => {
    await send(message);
    if (!('method' in message) && --open === 0) done?.();
  };
  return () =>
    new Promise((resolve) => {
      done = resolve;
      if (open === 0) resolve();
    });
}
