import * as z from 'zod';
import { Json, canonical } from '../../core/canonical.ts';
import { isoRange } from './times.ts';
import { invalidArguments } from './tool-error.ts';

/** What a tool's code gets beside its arguments. */
export interface ToolContext {
  /** Aborts when the tool's time is up or nobody waits for the answer any more. */
  signal: AbortSignal;
  /** Notes the AWS request id of a response for the log line, and hands the response on. */
  note: <T extends { $metadata: { requestId?: string | undefined } }>(response: T) => T;
  /** Epoch ms. */
  now: number;
  /** Says that this answer will be another one soon, and must not be kept. */
  volatile: () => void;
  /** Tells a client that wants to know how far a long read is. */
  progress: (message: string) => void;
}

/** A call whose arguments fit. */
export interface PreparedCall {
  /** Equal for calls that ask the same. */
  key: string;
  /** @throws ToolError, or what the AWS SDK throws */
  run(context: ToolContext): Promise<Record<string, unknown>>;
}

/** A tool as the server shell sees it: schemas as JSON Schema, arguments not yet parsed. */
export interface Tool {
  name: string;
  description: string;
  annotations: ToolAnnotations;
  inputSchema: Record<string, unknown>;
  outputSchema: Record<string, unknown>;
  timeoutMs: number;
  /** How long an answer may stand in for AWS's; 0 = never. */
  cacheSeconds: number;
  /**
   * @param now epoch ms, for relative times
   * @throws ToolError `InvalidArguments`
   */
  prepare(args: unknown, now: number): PreparedCall;
}

export interface ToolAnnotations {
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

/** How long answers are kept, by how fast what they tell changes. */
export const KEEP = { states: 30, settings: 60, inventory: 300, history: 60, results: 300 } as const;

/** A tool from its zod schemas; both are strict, so that unknown arguments are refused. */
export function defineTool<I extends z.ZodObject, O extends z.ZodObject>(tool: {
  name: string;
  description: string;
  annotations: ToolAnnotations;
  input: I;
  output: O;
  timeoutMs: number;
  cacheSeconds?: number;
  /** The longest `from` to `to` of a tool that takes a range, in days. */
  maxDays?: number;
  /** `from` and `to` are ISO times here. */
  run: (args: z.infer<I>, context: ToolContext) => Promise<z.input<O>>;
}): Tool {
  const { name, description, annotations, input, timeoutMs, cacheSeconds = 0, maxDays = 7, run } = tool;
  const output =
    cacheSeconds === 0 ? tool.output : tool.output.extend({ cached: z.number().exactOptional() });
  return {
    name,
    description,
    annotations,
    timeoutMs,
    cacheSeconds,
    inputSchema: schemaOf(input, 'input'),
    outputSchema: schemaOf(output, 'output'),
    prepare(given, now) {
      const parse = (value: unknown): z.infer<I> => {
        const parsed = input.safeParse(value);
        if (!parsed.success) throw invalidArguments(parsed.error, Object.keys(input.shape));
        return parsed.data;
      };
      const args = parse(withIsoRange(parse(given), now, maxDays));
      return {
        key: `${name} ${canonical(Json.parse(args))}`,
        run: async (context) => output.parse(await run(args, context)),
      };
    },
  };
}

function withIsoRange(args: Record<string, unknown>, now: number, maxDays: number): Record<string, unknown> {
  const { from, to } = args;
  if (typeof from !== 'string' || typeof to !== 'string') return args;
  return { ...args, ...isoRange({ from, to }, now, maxDays) };
}

/** Without what hosts have no use for, and pay for with every conversation. */
function schemaOf(schema: z.ZodObject, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    override({ jsonSchema }) {
      // Bounds of safe integers say nothing.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  return rest;
}
