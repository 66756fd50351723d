import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  ListResourceTemplatesRequestSchema,
  ListResourcesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { Json } from '../../core/canonical.ts';
import { cleanRecord } from '../../core/clean/clean-record.ts';
import { type RecordCall, type RecordOptions, recordCalls } from './record-calls.ts';
import { readableText } from './readable-text.ts';
import type { Resources } from './resources.ts';
import type { Tool } from './tool.ts';
import { toToolError } from './tool-error.ts';
import { type CallOptions, toolCalls } from './tool-calls.ts';

/** The SDK validates answers to questions that a server asks; ours ask none, so no validator is compiled. */
const NO_ELICITATION = {
  getValidator(): never {
    throw new Error('elicitation is not used');
  },
};

const RESOURCE_TIMEOUT_MS = 9_000;
/** The specification's code for a resource that is not there. */
const RESOURCE_NOT_FOUND = -32_002;

export type HostOptions = Omit<RecordOptions, 'server'> & Omit<CallOptions, 'record'>;

export interface ServerDefinition {
  name: string;
  version: string;
  tools: readonly Tool[];
  resources?: Resources;
}

/** A server that sessions can be opened to; what its calls share outlives them. */
export interface McpHost {
  readonly name: string;
  /** An instance of the SDK's server, for one transport. */
  open(sessionId: string): Server;
}

/**
 * The one place where tools meet the MCP SDK's server side.
 * The low-level `Server` is used because it leaves arguments, errors and results to us.
 */
export function mcpHost(definition: ServerDefinition, options: HostOptions): McpHost {
  const { name, version, resources } = definition;
  const tools = definition.tools.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const record = recordCalls({ ...options, server: name });
  const callTool = toolCalls(tools, { ...options, record });
  const listed = tools.map((tool) => ({
    name: tool.name,
    description: tool.description,
    inputSchema: { type: 'object' as const, ...tool.inputSchema },
    outputSchema: { type: 'object' as const, ...tool.outputSchema },
    annotations: tool.annotations,
  }));
  return {
    name,
    open(sessionId) {
      const server = new Server(
        { name: `casefile-${name}`, version },
        {
          capabilities: { tools: {}, ...(resources && { resources: {} }) },
          jsonSchemaValidator: NO_ELICITATION,
        },
      );
      server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: listed }));
      server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
        const outcome = await callTool(params.name, params.arguments ?? {}, {
          signal: extra.signal,
          sessionId,
          ...progressOf(params['_meta']?.progressToken, (progress) =>
            extra.sendNotification({ method: 'notifications/progress', params: { ...progress } }),
          ),
        });
        if ('error' in outcome) {
          const text = JSON.stringify(cleanRecord(Json.parse(outcome.error)));
          return { isError: true, content: [{ type: 'text' as const, text }] };
        }
        const text = readableText(outcome.result);
        return { structuredContent: outcome.result, content: [{ type: 'text' as const, text }] };
      });
      if (resources !== undefined) serveResources(server, resources, (...call) => record(...call, sessionId));
      return server;
    },
  };
}

interface Progress {
  progressToken: string | number;
  /** How many messages there were. */
  progress: number;
  message: string;
}

/** Nothing for a client that gave no token: it does not want to know. */
function progressOf(
  progressToken: string | number | undefined,
  send: (progress: Progress) => Promise<void>,
): { progress?: (message: string) => void } {
  if (progressToken === undefined) return {};
  let progress = 0;
  return {
    progress(message) {
      progress++;
      // Whether it arrives changes nothing.
      send({ progressToken, progress, message }).catch(() => undefined);
    },
  };
}

function serveResources(
  server: Server,
  resources: Resources,
  record: (method: string, params: object) => ReturnType<RecordCall>,
): void {
  /** Like a tool's call, it is limited in time, and has its line in the log. */
  async function recorded<T>(
    method: string,
    params: object,
    given: AbortSignal,
    read: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const ended = record(method, params);
    try {
      const answer = await read(AbortSignal.any([given, AbortSignal.timeout(RESOURCE_TIMEOUT_MS)]));
      ended({ errorType: null, bytes: Buffer.byteLength(JSON.stringify(answer)) });
      return answer;
    } catch (error) {
      const refusal = refusalOf(error);
      ended({ errorType: refusal.type, requestId: refusal.requestId });
      throw refusal.error;
    }
  }

  server.setRequestHandler(ListResourcesRequestSchema, (_request, { signal }) =>
    recorded('resources/list', {}, signal, async (within) => {
      const listed = await resources.list(within);
      return { resources: listed.map((entry) => ({ ...entry, mimeType: JSON_TYPE })) };
    }),
  );
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: resources.templates.map((one) => ({ ...one, mimeType: JSON_TYPE })),
  }));
  server.setRequestHandler(ReadResourceRequestSchema, ({ params: { uri } }, { signal }) =>
    recorded('resources/read', { uri }, signal, async (within) => {
      const found = await resources.read(uri, within);
      if (found === undefined) throw new McpError(RESOURCE_NOT_FOUND, `There is no resource ${uri}.`);
      return { contents: [{ uri, mimeType: JSON_TYPE, text: JSON.stringify(cleanRecord(found), null, 2) }] };
    }),
  );
}

const JSON_TYPE = 'application/json';

/** Resources have no result for errors: the structured error is the protocol error's data. */
function refusalOf(thrown: unknown): { error: McpError; type: string; requestId?: string | undefined } {
  if (thrown instanceof McpError) return { error: thrown, type: 'NotFound' };
  const { body } = toToolError(thrown);
  const error = new McpError(ErrorCode.InternalError, body.message, cleanRecord(Json.parse(body)));
  return { error, type: body.code, requestId: body.awsRequestId };
}
