import pLimit from 'p-limit';
import {
  Ask,
  Call,
  CaseConfig,
  type CallOutcome,
  type Failure,
  type Probe,
  type ServerRound,
  V,
} from '../case.ts';
import { type Json, hashOf } from '../canonical.ts';
import { CasefileError } from '../errors.ts';
import { paths } from '../keys.ts';
import { readIfThere, readRecord } from '../read-record.ts';
import type { CaseStore, ToolCaller } from '../ports.ts';
import { entryOf } from './entries.ts';
import type { Dialect, Dialects, NextCall } from './dialect.ts';

/** Probes of one server that are asked at the same time. */
const PARALLEL_PROBES = 6;
/** Polls and pages of one probe; a dialect that wants more is broken. */
export const MAX_CALLS_PER_PROBE = 40;
/** Results that one round of a gather entry may bring, in characters of their JSON: several times what ours do. */
const MAX_ROUND_CHARS = 30_000_000;

export interface GatherContext {
  store: CaseStore;
  tools: ToolCaller;
  dialects: Dialects;
  /** The alarm's. */
  region: string;
  /** Real milliseconds until everything must have been written. */
  deadlineMs: number;
  /** Real milliseconds since the function began. */
  elapsed: () => number;
  sleep: (milliseconds: number) => Promise<void>;
}

/** What the probes of a round share: how much more may be taken in. */
type RoundContext = GatherContext & { room: { chars: number } };

const TOO_MUCH: Failure = {
  reason: 'too-large',
  detail: 'the answers before it took all the room of the round',
};
const NO_TIME: Failure = { reason: 'timeout', detail: 'no time was left to ask' };

/**
 * Asks the probes of one gather entry and records every call. What goes wrong is recorded as the call's
 * failure. May run twice: recorded calls are not made again.
 */
export async function gatherEvidence(
  request: { caseId: string; round: number; server: string },
  context: GatherContext,
): Promise<void> {
  const { caseId, round, server: entry } = request;
  const { store } = context;
  const done = paths.serverRound(caseId, round, entry);
  if ((await store.get(done)) !== undefined) return;

  const ask = await readRecord(store, Ask, paths.ask(caseId, round));
  const config = await readRecord(store, CaseConfig, paths.config(caseId));
  const probes = ask.probes.filter((probe) => entryOf(probe.server) === entry);

  const limit = pLimit(PARALLEL_PROBES);
  const room = { chars: MAX_ROUND_CHARS };
  const settled = await Promise.allSettled(
    probes.map((probe) =>
      limit(() => askProbe(probe, caseId, dialectOf(probe, config, context), { ...context, room })),
    ),
  );
  const calls: ServerRound['calls'] = [];
  for (const result of settled) {
    if (result.status === 'rejected') throw result.reason;
    calls.push(...result.value.map(({ id, hash }) => ({ id, hash })));
  }
  await store.putIfAbsent(done, { v: V, round, server: entry, calls });
}

async function askProbe(
  probe: Probe,
  caseId: string,
  dialect: Dialect,
  context: RoundContext,
): Promise<Call[]> {
  const calls: Call[] = [];
  const nextCall = () => dialect.next(probe, calls, context.region);
  for (let next = nextCall(); next !== undefined; next = nextCall()) {
    const id = `${probe.id}.${calls.length + 1}`;
    const path = paths.call(caseId, id);
    const recorded = await readIfThere(context.store, Call, path);
    const call = recorded ?? (await recordCall(path, id, probe, next, context));
    calls.push(call);
    if ('failure' in call.outcome || calls.length >= MAX_CALLS_PER_PROBE) break;
  }
  return calls;
}

/** If another invocation of this function recorded the call meanwhile, that record is the one that counts. */
async function recordCall(
  path: string,
  id: string,
  probe: Probe,
  next: NextCall,
  context: RoundContext,
): Promise<Call> {
  const call = await makeCall(id, probe, next, context);
  return (await context.store.putIfAbsent(path, call)) ? call : readRecord(context.store, Call, path);
}

async function makeCall(id: string, probe: Probe, next: NextCall, context: RoundContext): Promise<Call> {
  const { tool, args, pauseMs = 0 } = next;
  const left = () => context.deadlineMs - context.elapsed();
  if (pauseMs > 0 && left() > pauseMs) await context.sleep(pauseMs);
  const timeoutMs = Math.min(probe.timeoutMs, left());
  const why = context.room.chars <= 0 ? TOO_MUCH : timeoutMs <= 0 ? NO_TIME : undefined;
  const { outcome, durationMs } =
    why === undefined
      ? await context.tools.call({ server: probe.server, tool, args, timeoutMs })
      : { outcome: { failure: why }, durationMs: 0 };
  if ('result' in outcome) context.room.chars -= JSON.stringify(outcome.result).length;
  const content = { server: probe.server, tool, args, outcome };
  return { v: V, id, probe: probe.id, ...content, hash: callHash(content), durationMs };
}

/** The hash that a call is recorded under; how long it took is no part of it. */
export function callHash({
  server,
  tool,
  args,
  outcome,
}: {
  server: string;
  tool: string;
  args: Record<string, Json>;
  outcome: CallOutcome;
}): string {
  return hashOf({ server, tool, args, outcome });
}

function dialectOf(probe: Probe, config: CaseConfig, { dialects }: GatherContext): Dialect {
  const name = config.servers.find((server) => server.name === probe.server)?.dialect;
  const dialect = name === undefined ? undefined : dialects[name];
  if (dialect === undefined) {
    throw new CasefileError('ConfigInvalid', `Server ${probe.server} has no dialect.`, {
      hint: 'Name a known dialect for it in casefile.yml.',
    });
  }
  return dialect;
}
