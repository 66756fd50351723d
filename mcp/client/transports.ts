import { randomUUID } from 'node:crypto';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { McpHost } from '../server-kit/mcp-host.ts';
import type { Authorize } from './authorize.ts';
import { boundedFetch } from './bounded-fetch.ts';
import { limitMessages } from './message-limit.ts';
import { type StdioReach, stdioTransport } from './stdio-transport.ts';

/** How a server is reached. */
export type Reach =
  | { kind: 'in-process'; host: () => Promise<McpHost> }
  | StdioReach
  | {
      /** `sse`: the older HTTP with an event stream, for servers that know nothing newer. */
      kind: 'http' | 'sse';
      url: () => Promise<string>;
      authorize?: Authorize;
    };

/** An event stream lasts as long as the session, and carries all of its answers. */
const STREAM_ANSWERS = 20;

/** A fresh transport; nothing is sent or started before the session connects. */
export async function openTransport(reach: Reach, maxBytes: number): Promise<Transport> {
  switch (reach.kind) {
    case 'in-process': {
      const [ours, theirs] = InMemoryTransport.createLinkedPair();
      await (await reach.host()).open(randomUUID()).connect(theirs);
      return ours;
    }
    case 'stdio':
      return stdioTransport(reach, maxBytes);
    case 'http':
      return limited(
        new StreamableHTTPClientTransport(new URL(await reach.url()), {
          fetch: boundedFetch(maxBytes, reach.authorize),
          reconnectionOptions: {
            // A stream that breaks off is not resumed: a server that has `retry: 0` in each would be asked in a loop, and
            // one with a long `retry` would keep the process alive, since the SDK forgets all timers but the last.
            maxRetries: 0,
            initialReconnectionDelay: 1_000,
            maxReconnectionDelay: 1_000,
            reconnectionDelayGrowFactor: 1,
          },
        }),
      );
    case 'sse':
      // Its message endpoint must be of the same origin; the SDK sees to it.
      return limited(
        new SSEClientTransport(new URL(await reach.url()), {
          fetch: boundedFetch(maxBytes * STREAM_ANSWERS, reach.authorize),
        }),
      );
  }
}

function limited(transport: Transport): Transport {
  limitMessages(transport, () => void transport.close().catch(() => undefined));
  return transport;
}

/** Transports to one server. */
export interface Transports {
  /** @throws Error once all are closed */
  open(): Promise<Transport>;
  /** Closes all that are not closed yet, whoever has given them up: no child outlives it. */
  closeAll(): Promise<void>;
}

export function transportsTo(reach: Reach, maxBytes: number): Transports {
  const open = new Set<Transport>();
  let ended = false;
  return {
    async open() {
      const transport = await openTransport(reach, maxBytes);
      if (ended) throw new Error('nothing is asked any more');
      open.add(transport);
      const { onclose } = transport;
      transport.onclose = () => {
        open.delete(transport);
        onclose?.();
      };
      return transport;
    },
    async closeAll() {
      ended = true;
      await Promise.all([...open].map((transport) => transport.close().catch(() => undefined)));
    },
  };
}
