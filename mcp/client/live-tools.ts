import * as z from 'zod';
import type { Json } from '../../core/canonical.ts';
import type { CallOutcome, Failure, GapReason } from '../../core/case.ts';
import type { ToolCaller, ToolRequest } from '../../core/ports.ts';
import { clip } from '../../core/clip.ts';
import { redact, redactText } from '../../core/redact.ts';
import { ToolErrorBody } from '../server-kit/tool-error.ts';
import { type Session, type ToolResult, openSession } from './session.ts';
import { type Reach, openTransport } from './transports.ts';

/** A server's name, how it is reached and the tools that it may be asked for. */
export interface ServerAccess {
  name: string;
  reach: Reach;
  tools: readonly string[];
}

/** An answer larger than this is a gap. */
const MAX_ANSWER_BYTES = 4_000_000;
/** Starting a child and shaking hands takes no longer than this. */
const CONNECT_TIMEOUT_MS = 10_000;

export interface LiveTools extends ToolCaller {
  /** Ends all sessions and children. */
  close(): Promise<void>;
}

/**
 * Calls tools over MCP. Sessions are opened when first needed, kept over rounds, and opened anew after they
 * broke. Trusts nothing: tools outside of the dialect are never called, answers are bounded in time and size,
 * redacted, and whatever goes wrong is a failure with its reason.
 */
export function liveTools(servers: readonly ServerAccess[], version: string): LiveTools {
  const sessions = new Map<string, Promise<Session>>();

  async function sessionOf(server: ServerAccess): Promise<Session> {
    for (;;) {
      const open = sessions.get(server.name);
      const session = await open?.catch(() => undefined);
      if (session !== undefined && !session.closed) return session;
      // Several probes may have waited for the same session that failed: the first of them opens the next.
      if (sessions.get(server.name) !== open) continue;
      const opening = openTransport(server.reach, MAX_ANSWER_BYTES).then((transport) =>
        openSession(transport, version, CONNECT_TIMEOUT_MS),
      );
      sessions.set(server.name, opening);
      return opening;
    }
  }

  async function outcomeOf(request: ToolRequest, started: number): Promise<CallOutcome> {
    const server = servers.find(({ name }) => name === request.server);
    if (server === undefined) return failure('unavailable', `no server ${request.server} is configured`);
    if (!server.tools.includes(request.tool)) {
      return failure('not-allowed', `${request.server} may not be asked for ${request.tool}`);
    }
    let session: Session;
    try {
      session = await within(request.timeoutMs, sessionOf(server));
    } catch (error) {
      return failure('unavailable', `${request.server} could not be reached: ${messageOf(error)}`);
    }
    const left = request.timeoutMs - (performance.now() - started);
    if (left <= 0) return failure('timeout', `connecting took ${request.timeoutMs} ms`);
    try {
      return read(request.tool, await session.callTool(request.tool, request.args, left));
    } catch (error) {
      const reason = reasonOf(error, session);
      // A server that is gone, or has forgotten the session, is greeted anew by the next call.
      if (reason === 'unavailable') {
        const current = await sessions.get(server.name)?.catch(() => undefined);
        // Another call may have opened the next session already; that one stays.
        if (current === session) sessions.delete(server.name);
        session.close().catch(() => undefined);
      }
      const late = `${request.tool} did not answer within ${Math.round(left / 1_000)} s`;
      return failure(reason, reason === 'timeout' ? late : `${request.tool}: ${messageOf(error)}`);
    }
  }

  return {
    async call(request) {
      const started = performance.now();
      const outcome = await outcomeOf(request, started);
      return { outcome, durationMs: Math.round(performance.now() - started) };
    },
    async close() {
      await Promise.all(
        [...sessions.values()].map(async (opening) => {
          const session = await opening.catch(() => undefined);
          await session?.close().catch(() => undefined);
        }),
      );
      sessions.clear();
    },
  };
}

/** Rejects when the time is up; what was begun goes on for others that wait for it. */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no session within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function read(tool: string, { isError, structured, text }: ToolResult): CallOutcome {
  if (isError) return { failure: failureFrom(tool, text) };
  if (structured === undefined) return failure('malformed', 'the answer has no structured content');
  if (!isShallow(structured, MAX_DEPTH)) {
    return failure('malformed', `the answer is nested deeper than ${MAX_DEPTH}`);
  }
  if (Buffer.byteLength(JSON.stringify(structured)) > MAX_ANSWER_BYTES) {
    return failure('too-large', `the answer has more than ${MAX_ANSWER_BYTES} bytes`);
  }
  return { result: redact(structured) };
}

/** Nothing that is asked for is nested deeper; what reads answers recurses. */
const MAX_DEPTH = 30;

function isShallow(value: Json, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1));
}

const REASONS: Record<ToolErrorBody['code'], GapReason> = {
  InvalidArguments: 'failed',
  UnknownTool: 'failed',
  AccessDenied: 'denied',
  Throttled: 'throttled',
  NotFound: 'not-found',
  Timeout: 'timeout',
  Unreachable: 'unavailable',
  ResultTooLarge: 'too-large',
  BudgetExceeded: 'too-large',
  AwsError: 'failed',
  InternalError: 'failed',
};

/** Our servers say why in JSON; of others only the text is known. */
function failureFrom(tool: string, text: string): Failure {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  const body = ToolErrorBody.safeParse(json);
  if (!body.success) return { reason: 'failed', detail: brief(`${tool}: ${text}`) };
  const { code, message } = body.data;
  const action =
    code === 'AccessDenied' ? /not authorized to perform: ([\w:]+)/.exec(message)?.[1] : undefined;
  return {
    reason: REASONS[code],
    detail: brief(action === undefined ? `${tool}: ${message}` : `${action} is not granted`),
  };
}

const RpcError = z.looseObject({ code: z.number() });
/** The SDK's own codes: the request timed out, the connection closed. */
const REQUEST_TIMEOUT = -32_001;
const CONNECTION_CLOSED = -32_000;

function reasonOf(error: unknown, session: Session): GapReason {
  const rpc = RpcError.safeParse(error);
  if (rpc.success && rpc.data.code === REQUEST_TIMEOUT) return 'timeout';
  if (
    error instanceof Error &&
    /ResponseTooLarge|more than \d+ bytes/.test(`${error.name} ${error.message}`)
  ) {
    return 'too-large';
  }
  const gone = rpc.success && (rpc.data.code === CONNECTION_CLOSED || rpc.data.code === 404);
  if (session.closed || gone) return 'unavailable';
  return error instanceof TypeError ? 'unavailable' : 'failed';
}

function failure(reason: GapReason, detail: string): CallOutcome {
  return { failure: { reason, detail: brief(detail) } };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function brief(text: string): string {
  return clip(redactText(clip(text, 2_000)).replace(/\s+/g, ' '), 300);
}
