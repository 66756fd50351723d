import * as z from 'zod';

/** What a tool's code gets beside its arguments. */
export interface ToolContext {
  /** Aborts when the tool's time is up or the client cancels. */
  signal: AbortSignal;
  /** Notes the AWS request id of a response for the log line, and hands the response on. */
  note: <T extends { $metadata: { requestId?: string | undefined } }>(response: T) => T;
}

/** A tool as the server shell sees it: schemas as JSON Schema, arguments not yet parsed. */
export interface Tool {
  name: string;
  description: string;
  annotations: ToolAnnotations;
  inputSchema: Record<string, unknown>;
  outputSchema: Record<string, unknown>;
  timeoutMs: number;
  /**
   * @throws z.ZodError if the arguments don't fit
   * @throws ToolError
   */
  call(args: unknown, context: ToolContext): Promise<Record<string, unknown>>;
}

interface ToolAnnotations {
  title: string;
  readOnlyHint: boolean;
  destructiveHint: boolean;
  idempotentHint: boolean;
  openWorldHint: boolean;
}

/** Reads AWS and changes nothing. */
export function readOnly(title: string): ToolAnnotations {
  return { title, readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true };
}

/** A tool from its zod schemas; both are strict, so that unknown arguments are refused. */
export function defineTool<I extends z.ZodObject, O extends z.ZodObject>(tool: {
  name: string;
  description: string;
  annotations: ToolAnnotations;
  input: I;
  output: O;
  timeoutMs: number;
  run: (args: z.infer<I>, context: ToolContext) => Promise<z.input<O>>;
}): Tool {
  const { name, description, annotations, input, output, timeoutMs, run } = tool;
  return {
    name,
    description,
    annotations,
    timeoutMs,
    inputSchema: z.toJSONSchema(input, { io: 'input' }),
    outputSchema: z.toJSONSchema(output),
    async call(args, context) {
      return output.parse(await run(input.parse(args), context));
    },
  };
}
