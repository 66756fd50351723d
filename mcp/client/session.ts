import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import * as z from 'zod';
import { Json } from '../../core/canonical.ts';

const TextContent = z.array(z.looseObject({ text: z.string().optional() }));

/** Undefined also for JSON that is nested too deep to be walked. */
function jsonOf(value: unknown): Json | undefined {
  try {
    return value === undefined ? undefined : Json.safeParse(value).data;
  } catch {
    return undefined;
  }
}

/** What a tool answered; `isError` results are answers too. */
export interface ToolResult {
  isError: boolean;
  /** Undefined if the server sent no structured content. */
  structured: Json | undefined;
  text: string;
}

/** The one place where the pipeline meets the MCP SDK's client side. */
export interface Session {
  /** @throws Error if the server breaks off, breaks the protocol, or does not answer in time */
  callTool(name: string, args: Record<string, Json>, timeoutMs: number): Promise<ToolResult>;
  /** True once the transport has closed; a new session is needed then. */
  readonly closed: boolean;
  close(): Promise<void>;
}

/**
 * Tools are not listed, and a server's own schemas never compiled: one hostile pattern in them would block the
 * process beyond any deadline. Answers are checked against the dialect's and the capability's schemas instead.
 */
const NO_SCHEMAS = {
  getValidator(): never {
    throw new Error('schemas of servers are not compiled');
  },
};

/** Connects within `timeoutMs`. No capability is declared: a server can't ask this client for anything. */
export async function openSession(
  transport: Transport,
  version: string,
  timeoutMs: number,
): Promise<Session> {
  const client = new Client(
    { name: 'casefile', version },
    { capabilities: {}, jsonSchemaValidator: NO_SCHEMAS },
  );
  let closed = false;
  client.onclose = () => {
    closed = true;
  };
  try {
    await client.connect(transport, { timeout: timeoutMs });
  } catch (error) {
    // A child may take seconds to end; nobody waits for that.
    client.close().catch(() => undefined);
    throw error;
  }
  return {
    get closed() {
      return closed;
    },
    async callTool(name, args, timeout) {
      const result = await client.callTool({ name, arguments: args }, undefined, { timeout });
      const content = TextContent.safeParse(result.content).data ?? [];
      const text = content.map((part) => part.text ?? '').join('\n');
      return { isError: result.isError === true, structured: jsonOf(result.structuredContent), text };
    },
    close: () => client.close(),
  };
}
