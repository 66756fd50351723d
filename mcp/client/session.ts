import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  ListToolsResultSchema,
  LoggingMessageNotificationSchema,
  type Tool,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import { Json } from '../../core/canonical.ts';
import { ANSWER_LIMITS, excessOf } from '../../core/json-limits.ts';
import { isTooLarge } from './failures.ts';

const TextContent = z.array(z.looseObject({ text: z.string().optional() }));

/** Undefined also for JSON that is nested too deep. */
function jsonOf(value: unknown): Json | undefined {
  return value === undefined ? undefined : Json.safeParse(value).data;
}

/** What a tool answered; `isError` results are answers too. */
export interface ToolResult {
  isError: boolean;
  /** The structured content; without one the JSON that the text is, or `{text}`. Undefined if it can't be walked. */
  said: Json | undefined;
  text: string;
}

/** A tool as the server defines it. */
export type ToolDefinition = Tool;

/** The one place where the pipeline meets the MCP SDK's client side. */
export interface Session {
  /** @throws Error if the server breaks off, breaks the protocol, or does not answer in time */
  callTool(name: string, args: Record<string, Json>, timeoutMs: number): Promise<ToolResult>;
  /** All pages, `MAX_LIST_PAGES` at most. @throws Error as callTool does */
  listTools(timeoutMs: number): Promise<ToolDefinition[]>;
  /** The server has said that its tools are others now than when they were listed last. */
  readonly toolsChanged: boolean;
  /** Whether the server says anything within that time, be it not the answer to the ping that it is sent. */
  speaks(timeoutMs: number): Promise<boolean>;
  /** Closes when no call is under way any more: what was sent keeps its time. */
  retire(): void;
  /** True once the transport has closed; a new session is needed then. */
  readonly closed: boolean;
  close(): Promise<void>;
}

const MAX_LIST_PAGES = 20;

/**
 * A server's own schemas are never compiled: one hostile pattern in them would block the process beyond any deadline.
 * Answers are checked against the dialect's and the capability's schemas instead.
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
  // What ended the session; a call that it took along only says that it was closed.
  let tooLarge: Error | undefined;
  client.onerror = (error) => {
    if (isTooLarge(error)) tooLarge = error;
  };
  // Servers on the Python SDK hide why a tool failed, and tell it in a notification before.
  let lastError = '';
  // Whose it is can be told only while one call is under way.
  let open = 0;
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params: { level, data } }) => {
    if (level !== 'error') return;
    const said = jsonOf(data);
    lastError = typeof said === 'string' ? said : said === undefined ? '' : JSON.stringify(said);
  });
  let toolsChanged = false;
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
    toolsChanged = true;
  });
  let retired = false;
  const endIfDone = () => {
    // A child may take seconds to end; nobody waits for that.
    if (retired && open === 0) client.close().catch(() => undefined);
  };
  let heard = 0;
  const { onmessage } = transport;
  transport.onmessage = (message, extra) => {
    heard++;
    onmessage?.(message, extra);
  };
  try {
    await client.connect(transport, { timeout: timeoutMs });
  } catch (error) {
    client.close().catch(() => undefined);
    throw error;
  }
  return {
    get closed() {
      return closed;
    },
    async callTool(name, args, timeout) {
      open++;
      lastError = '';
      const alone = open === 1;
      const result = await client
        .callTool({ name, arguments: args }, undefined, { timeout })
        .catch((error: unknown) => {
          throw tooLarge ?? error;
        })
        .finally(() => {
          open--;
          endIfDone();
        });
      const content = TextContent.safeParse(result.content).data ?? [];
      const text = content.map((part) => part.text ?? '').join('\n');
      const isError = result.isError === true;
      const why =
        isError && alone && open === 0 && lastError !== '' && !text.includes(lastError)
          ? `${text}: ${lastError}`
          : text;
      return { isError, said: saidBy(result.structuredContent, text), text: why };
    },
    async listTools(timeout) {
      // Before they are listed: they may change meanwhile.
      toolsChanged = false;
      const tools: ToolDefinition[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < MAX_LIST_PAGES; page++) {
        // Not by `listTools`, which would compile the output schemas.
        const request = { method: 'tools/list', params: cursor === undefined ? {} : { cursor } };
        const answer = await client.request(request, ListToolsResultSchema, { timeout });
        for (const tool of answer.tools) {
          const excess = excessOf(tool, ANSWER_LIMITS);
          if (excess !== undefined) throw new Error(`the definition of a tool ${excess}`);
          tools.push(tool);
        }
        cursor = answer.nextCursor;
        if (cursor === undefined) break;
      }
      return tools;
    },
    get toolsChanged() {
      return toolsChanged;
    },
    async speaks(timeout) {
      const before = heard;
      await client.ping({ timeout }).catch(() => undefined);
      return heard > before;
    },
    retire() {
      retired = true;
      endIfDone();
    },
    close: () => client.close(),
  };
}

function saidBy(structured: unknown, text: string): Json | undefined {
  if (structured !== undefined) return jsonOf(structured);
  try {
    return jsonOf(JSON.parse(text));
  } catch {
    return { text };
  }
}
