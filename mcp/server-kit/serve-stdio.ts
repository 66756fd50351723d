import { randomUUID } from 'node:crypto';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CancelledNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
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
  const answered = openRequests(transport);
  await ended;
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, DRAIN_MS);
  await Promise.race([answered(), late.promise]);
  clearTimeout(timer);
  await server.close();
}

/** Watches a connected transport; the function it returns waits until no request is without its answer. */
function openRequests(transport: StdioServerTransport): () => Promise<void> {
  const open = new Set<unknown>();
  let done: (() => void) | undefined;
  const over = (id: unknown) => {
    if (open.delete(id) && open.size === 0) done?.();
  };
  const { onmessage } = transport;
  transport.onmessage = (message) => {
    if ('method' in message && 'id' in message) open.add(message.id);
    onmessage?.(message);
    // What was cancelled is not answered.
    const cancelled = CancelledNotificationSchema.safeParse(message).data;
    if (cancelled !== undefined) over(cancelled.params.requestId);
  };
  const send = transport.send.bind(transport);
  transport.send = async (message) => {
    await send(message);
    if (!('method' in message)) over(message.id);
  };
  return () =>
    new Promise((resolve) => {
      done = resolve;
      if (open.size === 0) resolve();
    });
}
