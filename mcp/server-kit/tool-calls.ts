import { Json } from '../../core/canonical.ts';
import { cleanRecord } from '../../core/clean/clean-record.ts';
import { ARGUMENT_LIMITS, excessOf } from '../../core/json-limits.ts';
import { type Answer, answerCache } from './answer-cache.ts';
import { callSignal } from './call-signal.ts';
import type { RecordCall } from './record-calls.ts';
import { type Tool, type ToolContext } from './tool.ts';
import { ToolError, type ToolErrorBody, toToolError } from './tool-error.ts';
import { untilAborted } from './until-aborted.ts';

/** A result larger than this is refused with the advice to ask for less. */
const MAX_RESULT_BYTES = 1_000_000;

export interface CallOptions {
  record: RecordCall;
  /** False where time is not real: nothing is kept. */
  cache?: boolean;
  /** Epoch ms; for relative times and for how old an answer is. */
  now?: () => number;
}

export type CallResult = { result: { [key: string]: Json } } | { error: ToolErrorBody };

export type CallTool = (name: string, args: unknown, from: Caller) => Promise<CallResult>;

export interface Caller {
  signal: AbortSignal;
  sessionId: string;
  progress?: (message: string) => void;
}

/** What happens around each call, whatever the tool: time limit, sharing, redaction, size limit, record. */
export function toolCalls(tools: readonly Tool[], options: CallOptions): CallTool {
  const { record, cache = true, now = Date.now } = options;
  const shared = answerCache(now);

  async function answer(name: string, args: unknown, { signal, progress }: Caller) {
    const tool = tools.find((candidate) => candidate.name === name);
    if (tool === undefined) throw unknownTool(name, tools);
    const call = tool.prepare(args, now());
    const run = (abort: AbortSignal) =>
      answerOf((context) => call.run(context), { abort, timeoutMs: tool.timeoutMs, now: now(), progress });
    const keep = cache ? tool.cacheSeconds : 0;
    const { readOnlyHint, idempotentHint } = tool.annotations;
    const { answer: given, ageSeconds } =
      readOnlyHint && idempotentHint
        ? await shared(call.key, keep, signal, run)
        : { answer: await run(signal), ageSeconds: undefined };
    const result = asObject(given.result);
    return {
      ...given,
      // Whose request it was is the first call's to tell.
      requestId: ageSeconds === undefined ? given.requestId : undefined,
      cached: ageSeconds !== undefined,
      result: ageSeconds === undefined ? result : { ...result, cached: ageSeconds },
    };
  }

  return async (name, args, caller) => {
    const excess = excessOf(args, ARGUMENT_LIMITS);
    // What is too much to be walked is not recorded either.
    const ended = record(name, excess === undefined ? args : {}, caller.sessionId);
    try {
      if (excess !== undefined) throw tooMuch(excess);
      const given = await answer(name, args, caller);
      ended({ ...given, errorType: null });
      return { result: given.result };
    } catch (thrown) {
      const { body } = withoutRetry(
        toToolError(thrown),
        tools.find((tool) => tool.name === name),
      );
      ended({ requestId: body.awsRequestId, errorType: body.code });
      return { error: body };
    }
  };
}

/** What writes or costs money may have been done when its time was up: a second call could do it twice. */
function withoutRetry(error: ToolError, tool: Tool | undefined): ToolError {
  if (error.body.code !== 'Timeout' || tool === undefined || tool.annotations.idempotentHint) return error;
  const hint = 'It may have been done all the same: look before you call it again.';
  return new ToolError({ ...error.body, retryable: false, hint }, error);
}

async function answerOf(
  run: (context: ToolContext) => Promise<Record<string, unknown>>,
  {
    abort,
    timeoutMs,
    now,
    progress = () => undefined,
  }: { abort: AbortSignal; timeoutMs: number; now: number; progress: Caller['progress'] },
): Promise<Answer> {
  const end = AbortSignal.any([abort, AbortSignal.timeout(timeoutMs)]);
  const signal = AbortSignal.any([abort, AbortSignal.timeout(timeoutMs - toWindUp(timeoutMs))]);
  let requestId: string | undefined;
  let volatile = false;
  const context: ToolContext = {
    signal,
    now,
    progress,
    note(response) {
      requestId = response.$metadata.requestId ?? requestId;
      return response;
    },
    volatile() {
      volatile = true;
    },
  };
  const given = await untilAborted(
    callSignal.run(signal, () => run(context)),
    end,
  );
  const result = cleanRecord(Json.parse(given));
  const bytes = Buffer.byteLength(JSON.stringify(result));
  if (bytes > MAX_RESULT_BYTES) throw tooLarge(bytes);
  // What a warning tells of may be there a moment later.
  return { result, bytes, requestId, volatile: volatile || hasWarnings(given) };
}

/** What is left to a tool whose requests ran out of time, to tell what it got before. */
function toWindUp(timeoutMs: number): number {
  return Math.min(300, timeoutMs / 10);
}

function hasWarnings({ warnings }: Record<string, unknown>): boolean {
  return Array.isArray(warnings) && warnings.length > 0;
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

function tooMuch(excess: string): ToolError {
  return new ToolError({
    code: 'InvalidArguments',
    message: `The object \`arguments\` ${excess}.`,
    hint: 'Pass the arguments of the input schema only.',
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
