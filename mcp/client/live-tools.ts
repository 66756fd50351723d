import pLimit from 'p-limit';
import type { Json } from '../../core/canonical.ts';
import type { CallOutcome } from '../../core/case.ts';
import type { ToolCaller, ToolRequest } from '../../core/ports.ts';
import { redact } from '../../core/redact.ts';
import { type Silence, breaker, silence } from './breaker.ts';
import { failure, failureFrom, messageOf, reasonOf } from './failures.ts';
import { type Pins, driftOf } from './pins.ts';
import { type Session, type ToolResult, openSession } from './session.ts';
import { type Reach, transportsTo } from './transports.ts';

/** A server's name, how it is reached and what it may be asked. */
export interface ServerAccess {
  name: string;
  reach: Reach;
  /** The allow-list. */
  tools: readonly string[];
  /** Definitions that its tools must have; a tool without a pin may have any. */
  pins?: Pins;
  /** Hears of pinned tools that have changed. */
  onDrift?: (warning: string) => void;
}

/** An answer larger than this is a gap. */
export const MAX_ANSWER_BYTES = 4_000_000;
/** Starting a child and shaking hands takes no longer than this. */
export const CONNECT_TIMEOUT_MS = 10_000;
/** Calls of one server at a time. */
const PARALLEL_CALLS = 8;
/** A server that answers nothing for so long, after a call that took too long, is frozen. */
const FROZEN_AFTER_MS = 1_000;

export interface LiveTools extends ToolCaller {
  /** Ends all sessions and children. */
  close: () => Promise<void>;
}

/**
 * Calls tools over MCP. Sessions are opened when first needed, kept over rounds, and opened anew after they
 * broke. Trusts nothing: only allowed tools are called, and only if their definitions are the pinned ones; answers are
 * bounded in time, number and size, redacted, and whatever goes wrong is a failure with its reason.
 */
export function liveTools(servers: readonly ServerAccess[], version: string): LiveTools {
  const reached = new Map(servers.map((server) => [server.name, reachedServer(server, version)]));
  return {
    async call(request) {
      const started = performance.now();
      const outcome =
        (await reached.get(request.server)?.call(request, started)) ??
        failure('unavailable', `no server ${request.server} is configured`);
      return { outcome, durationMs: Math.round(performance.now() - started) };
    },
    async close() {
      await Promise.all([...reached.values()].map((server) => server.close()));
    },
  };
}

interface Greeted {
  session: Session;
  /** Tools that are not what was pinned, and why. */
  drifted: ReadonlyMap<string, string>;
}

function reachedServer(server: ServerAccess, version: string) {
  const { name, reach, tools, pins = {}, onDrift } = server;
  const limit = pLimit(PARALLEL_CALLS);
  const guarded = breaker(name);
  const transports = transportsTo(reach, MAX_ANSWER_BYTES);
  let current: Promise<Greeted> | undefined;

  async function greet(): Promise<Greeted> {
    const session = await openSession(await transports.open(), version, CONNECT_TIMEOUT_MS);
    if (Object.keys(pins).length === 0) return { session, drifted: new Map() };
    try {
      const drifted = driftOf(await session.listTools(CONNECT_TIMEOUT_MS), pins);
      for (const [tool, why] of drifted) onDrift?.(`${name}.${tool} is not called: ${why}`);
      return { session, drifted };
    } catch (error) {
      session.close().catch(() => undefined);
      throw error;
    }
  }

  async function greeted(): Promise<Greeted> {
    for (;;) {
      const open = current;
      const there = await open?.catch(() => undefined);
      if (there !== undefined && !there.session.closed) return there;
      // Several probes may have waited for the same session that failed: the first of them opens the next.
      if (current !== open) continue;
      current = greet();
      return current;
    }
  }

  /** The next call greets the server anew, unless another one has already. */
  async function drop(session: Session): Promise<void> {
    const there = await current?.catch(() => undefined);
    if (there?.session === session) current = undefined;
    session.close().catch(() => undefined);
  }

  /** A server that answers not even a ping is ended, and with it all that others wait for. */
  async function dropIfFrozen(session: Session): Promise<void> {
    if (!(await session.ping(FROZEN_AFTER_MS))) await drop(session);
  }

  async function ask(
    { tool, args, timeoutMs }: ToolRequest,
    started: number,
  ): Promise<CallOutcome | Silence> {
    const left = () => timeoutMs - (performance.now() - started);
    let to: Greeted;
    try {
      to = await within(left(), greeted());
    } catch (error) {
      return silence('unavailable', `${name} could not be reached: ${messageOf(error)}`);
    }
    const { session, drifted } = to;
    const drift = drifted.get(tool);
    if (drift !== undefined) return failure('not-allowed', `${name}.${tool} is not called: ${drift}`);
    const allowed = left();
    if (allowed <= 0) return failure('timeout', `connecting took ${timeoutMs} ms`);
    try {
      return read(tool, await session.callTool(tool, args, allowed));
    } catch (error) {
      const reason = reasonOf(error, session.closed);
      if (reason === 'unavailable') await drop(session);
      const told = `${tool}: ${messageOf(error)}`;
      if (reason === 'unavailable') return silence(reason, told);
      if (reason !== 'timeout') return failure(reason, told);
      void dropIfFrozen(session);
      return silence(reason, `${tool} did not answer within ${Math.round(allowed / 1_000)} s`);
    }
  }

  return {
    async call(request: ToolRequest, started: number): Promise<CallOutcome> {
      if (!tools.includes(request.tool)) {
        return failure('not-allowed', `${name} may not be asked for ${request.tool}`);
      }
      return limit(() => guarded(() => ask(request, started)));
    },
    close: () => transports.closeAll(),
  };
}

/** Rejects when the time is up; what was begun goes on for others that wait for it. */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no session within ${Math.round(milliseconds)} ms`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function read(tool: string, { isError, said, text }: ToolResult): CallOutcome {
  if (isError) return { failure: failureFrom(tool, text) };
  if (said === undefined || !isShallow(said, MAX_DEPTH)) {
    return failure('malformed', `the answer is nested deeper than ${MAX_DEPTH}`);
  }
  if (Buffer.byteLength(JSON.stringify(said)) > MAX_ANSWER_BYTES) {
    return failure('too-large', `the answer has more than ${MAX_ANSWER_BYTES} bytes`);
  }
  return { result: redact(said) };
}

/** Nothing that is asked for is nested deeper; what reads answers recurses. */
const MAX_DEPTH = 30;

function isShallow(value: Json, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1));
}
