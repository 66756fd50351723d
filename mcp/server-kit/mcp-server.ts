import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { Json } from '../../core/canonical.ts';
import { redact } from '../../core/redact.ts';
import type { LogLine } from './log.ts';
import type { Tool } from './tool.ts';
import { ToolError, toToolError } from './tool-error.ts';

/** A result larger than this is refused with the advice to ask for less. */
const MAX_RESULT_BYTES = 1_000_000;

/** The SDK validates answers to questions that a server asks; ours ask none, so no validator is compiled. */
const NO_ELICITATION = {
  getValidator(): never {
    throw new Error('elicitation is not used');
  },
};

export interface ServerDefinition {
  name: string;
  version: string;
  tools: readonly Tool[];
}

/**
 * The one place where tools meet the MCP SDK's server side: an instance serves one session.
 * The low-level `Server` is used because it leaves arguments, errors and results to us.
 */
export function mcpServer(
  definition: ServerDefinition,
  log: (line: LogLine) => void,
  sessionId: string,
): Server {
  const { name, version } = definition;
  const tools = definition.tools.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const server = new Server(
    { name: `casefile-${name}`, version },
    { capabilities: { tools: {} }, jsonSchemaValidator: NO_ELICITATION },
  );

  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map((tool) => ({
      name: tool.name,
      description: tool.description,
      inputSchema: { type: 'object' as const, ...tool.inputSchema },
      outputSchema: { type: 'object' as const, ...tool.outputSchema },
      annotations: tool.annotations,
    })),
  }));

  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => {
    const started = performance.now();
    const requestIds: string[] = [];
    const line = {
      tool_name: params.name,
      input_parameters: sanitized(params.arguments),
      session_id: sessionId,
    };
    const finish = (success: boolean, errorType?: string, requestId = requestIds.at(-1)) =>
      log({
        ...line,
        duration_ms: Math.round(performance.now() - started),
        aws_request_id: requestId ?? null,
        success,
        error_type: errorType ?? null,
      });
    try {
      const tool = tools.find((candidate) => candidate.name === params.name);
      if (tool === undefined) throw unknownTool(params.name, tools);
      const result = await tool.call(params.arguments ?? {}, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(tool.timeoutMs)]),
        note(response) {
          if (response.$metadata.requestId !== undefined) requestIds.push(response.$metadata.requestId);
          return response;
        },
      });
      const clean = redact(Json.parse(result));
      const text = JSON.stringify(clean);
      if (Buffer.byteLength(text) > MAX_RESULT_BYTES) throw tooLarge(Buffer.byteLength(text));
      finish(true);
      return { structuredContent: asObject(clean), content: [{ type: 'text' as const, text }] };
    } catch (thrown) {
      const { body } = toToolError(thrown);
      finish(false, body.code, body.awsRequestId);
      const text = JSON.stringify(redact(Json.parse(body)));
      return { isError: true, content: [{ type: 'text' as const, text }] };
    }
  });
  return server;
}

function sanitized(args: unknown): Json {
  const json = Json.safeParse(args ?? {});
  return json.success ? redact(json.data) : {};
}

function asObject(value: Json): { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : { result: value };
}

function unknownTool(name: string, tools: readonly Tool[]): ToolError {
  return new ToolError({
    code: 'UnknownTool',
    message: `There is no tool ${name}.`,
    hint: `The tools are ${tools.map((tool) => tool.name).join(', ')}.`,
    retryable: false,
  });
}

function tooLarge(bytes: number): ToolError {
  return new ToolError({
    code: 'ResultTooLarge',
    message: `The result has ${bytes} bytes; ${MAX_RESULT_BYTES} are allowed.`,
    hint: 'Ask for a shorter range or fewer items.',
    retryable: false,
  });
}
