import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { CallOutcome } from '../../core/case.ts';
import type { ToolCaller, ToolRequest } from '../../core/ports.ts';
import { type Silence, type Unheard, breaker, silence, unheard } from './breaker.ts';
import { type CallTime, TimeIsUp, callTime, within } from './call-time.ts';
import { failure, messageOf, reasonOf } from './failures.ts';
import type { Pins } from './pins.ts';
import { readAnswer } from './read-answer.ts';
import { type Greeted, serverSessions } from './server-sessions.ts';
import type { Session } from './session.ts';
import type { Reach } from './transports.ts';

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

/** Calls of one server at a time. */
const PARALLEL_CALLS = 8;
/** A server that had less of a call's time than this share of it is not blamed for what it did not answer. */
const FAIR_SHARE = 0.5;
/** The connections of a killed process break a moment before it is known to have ended, and can be started anew. */
const SETTLES_MS = 100;

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
      const time = callTime(request.timeoutMs);
      const outcome =
        (await reached.get(request.server)?.call(request, time)) ??
        failure('unavailable', `no server ${request.server} is configured`);
      return { outcome, durationMs: time.served() };
    },
    async close() {
      await Promise.all([...reached.values()].map((server) => server.close()));
    },
  };
}

function reachedServer(server: ServerAccess, version: string) {
  const { name, reach, tools, pins = {}, onDrift } = server;
  const limit = pLimit(PARALLEL_CALLS);
  const guarded = breaker(name);
  const sessions = serverSessions(reach, version, pins, (tool, why) =>
    onDrift?.(`${name}.${tool} is not called: ${why}`),
  );

  /** Makes the call when there is a place for it, unless its time is up before. */
  function inTurn(time: CallTime, make: () => Promise<CallOutcome>): Promise<CallOutcome> {
    const late = failure(
      'not-asked',
      `no place among the ${PARALLEL_CALLS} calls of ${name} within ${time.allowed} ms`,
    );
    return new Promise((resolve, reject) => {
      let waits = true;
      const timer = setTimeout(() => {
        waits = false;
        resolve(late);
      }, time.left());
      limit(async () => {
        clearTimeout(timer);
        return waits ? make() : late;
      }).then(resolve, reject);
    });
  }

  /**
   * A call that its session took along is made once more in a fresh one, if it may be: a server that was killed says
   * nothing of the question.
   * @param lost why it is made once more
   */
  async function ask(
    { tool, args }: Pick<ToolRequest, 'tool' | 'args'>,
    time: CallTime,
    lost?: Silence,
  ): Promise<CallOutcome | Silence | Unheard> {
    const isFair = (share: number) => share >= time.allowed * FAIR_SHARE;
    let startedWith: number | undefined;
    let to: Greeted;
    try {
      to = await within(
        time,
        sessions.ready(
          () => {
            startedWith = time.left();
          },
          () => time.left() > 0,
        ),
      );
    } catch (error) {
      if (lost !== undefined) return lost;
      const why = `${name} could not be reached: ${messageOf(error)}`;
      if (!(error instanceof TimeIsUp)) return silence('unavailable', why);
      // One start that takes long is one silence, however many calls wait for it.
      if (startedWith !== undefined && isFair(startedWith)) return silence('unavailable', why);
      return unheard('not-asked', `${name} was not ready within ${time.allowed} ms`);
    }
    const { session, drifted } = to;
    const drift = drifted.get(tool);
    if (drift !== undefined) return failure('not-allowed', `${name}.${tool} is not called: ${drift}`);
    if (lost !== undefined && !(await mayRepeat(session, tool, time))) return lost;
    const left = time.left();
    if (left <= 0) return lost ?? unheard('not-asked', `${name} was not ready within ${time.allowed} ms`);
    time.send();
    try {
      return readAnswer(tool, await session.callTool(tool, args, left));
    } catch (error) {
      const reason = reasonOf(error, session.closed);
      const told = `${tool}: ${messageOf(error)}`;
      if (reason === 'unavailable') {
        sessions.leave(session);
        if (lost !== undefined) return lost;
        await sleep(Math.min(SETTLES_MS, Math.max(0, time.left())));
        return ask({ tool, args }, time, silence(reason, told));
      }
      if (reason !== 'timeout') return failure(reason, told);
      sessions.judge(session);
      const late = `${tool} did not answer within ${spoken(left)}`;
      return isFair(left) ? silence(reason, late) : unheard(reason, late);
    }
  }

  return {
    async call(request: ToolRequest, time: CallTime): Promise<CallOutcome> {
      if (!tools.includes(request.tool)) {
        return failure('not-allowed', `${name} may not be asked for ${request.tool}`);
      }
      return inTurn(time, () => guarded(() => ask(request, time)));
    },
    close: () => sessions.close(),
  };
}

/** What the server itself calls safe to do twice. One that says nothing may charge, or change something, each time. */
async function mayRepeat(session: Session, tool: string, time: CallTime): Promise<boolean> {
  if (time.left() <= 0) return false;
  const tools = await session.listTools(time.left()).catch(() => []);
  const { readOnlyHint, idempotentHint } = tools.find(({ name }) => name === tool)?.annotations ?? {};
  return idempotentHint ?? readOnlyHint ?? false;
}

function spoken(milliseconds: number): string {
  return milliseconds < 1_000 ? `${Math.ceil(milliseconds)} ms` : `${Math.round(milliseconds / 1_000)} s`;
}
