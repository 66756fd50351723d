import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import * as z from 'zod';
import { Json } from '../../core/canonical.ts';

const TextContent = z.array(z.looseObject({ text: z.string().optional() }));

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
 * Connects, and lists the tools once: only then does the SDK check results against the output schemas.
 * No capability is declared: a server can't ask this client for anything.
 */
export async function openSession(
  transport: Transport,
  version: string,
  timeoutMs: number,
): Promise<Session> {
  const client = new Client({ name: 'casefile', version }, { capabilities: {} });
  let closed = false;
  client.onclose = () => {
    closed = true;
  };
  try {
    await client.connect(transport, { timeout: timeoutMs });
    await client.listTools(undefined, { timeout: timeoutMs });
  } catch (error) {
    await client.close().catch(() => undefined);
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
      const structured = Json.safeParse(result.structuredContent);
      return {
        isError: result.isError === true,
        structured:
          result.structuredContent !== undefined && structured.success ? structured.data : undefined,
        text,
      };
    },
    close: () => client.close(),
  };
}
