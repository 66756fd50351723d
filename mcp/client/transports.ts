import { randomUUID } from 'node:crypto';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport, getDefaultEnvironment } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { McpHost } from '../server-kit/mcp-host.ts';
import type { Authorize } from './authorize.ts';
import { boundedFetch } from './bounded-fetch.ts';

/** How a server is reached. */
export type Reach =
  | { kind: 'in-process'; host: () => Promise<McpHost> }
  | {
      kind: 'stdio';
      command: string;
      args: string[];
      env: Record<string, string>;
      /** Gets the child's process id and its stderr, line by line. */
      onStart?: (pid: number | null) => void;
      onLog?: (line: string) => void;
    }
  | {
      /** `sse`: the older HTTP with an event stream, for servers that know nothing newer. */
      kind: 'http' | 'sse';
      url: () => Promise<string>;
      authorize?: Authorize;
    };

/** An event stream lasts as long as the session, and carries all of its answers. */
const STREAM_ANSWERS = 20;

/** A fresh transport; a stdio child is started when the session connects. */
export async function openTransport(reach: Reach, maxBytes: number): Promise<Transport> {
  switch (reach.kind) {
    case 'in-process': {
      const [ours, theirs] = InMemoryTransport.createLinkedPair();
      await (await reach.host()).open(randomUUID()).connect(theirs);
      return ours;
    }
    case 'stdio':
      return stdioTransport(reach);
    case 'http':
      return new StreamableHTTPClientTransport(new URL(await reach.url()), {
        fetch: boundedFetch(maxBytes, reach.authorize),
        reconnectionOptions: {
          // A stream that breaks off is not resumed: a server that has `retry: 0` in each would be asked in a loop, and
          // one with a long `retry` would keep the process alive, since the SDK forgets all timers but the last.
          maxRetries: 0,
          initialReconnectionDelay: 1_000,
          maxReconnectionDelay: 1_000,
          reconnectionDelayGrowFactor: 1,
        },
      });
    case 'sse':
      // Its message endpoint must be of the same origin; the SDK sees to it.
      return new SSEClientTransport(new URL(await reach.url()), {
        fetch: boundedFetch(maxBytes * STREAM_ANSWERS, reach.authorize),
      });
  }
}

function stdioTransport(reach: Extract<Reach, { kind: 'stdio' }>): Transport {
  const { command, args, env, onStart, onLog } = reach;
  const transport = new StdioClientTransport({
    command,
    args,
    // The child gets a minimal environment and what is named for it, never all of ours.
    env: { ...getDefaultEnvironment(), ...env },
    stderr: 'pipe',
  });
  let rest = '';
  transport.stderr?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('utf8')).split('\n');
    rest = (lines.pop() ?? '').slice(-10_000);
    for (const line of lines) onLog?.(line);
  });
  const start = transport.start.bind(transport);
  transport.start = async () => {
    await start();
    onStart?.(transport.pid);
  };
  return transport;
}
