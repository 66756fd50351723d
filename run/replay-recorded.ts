import { latestVerdict } from '../core/judge/latest-verdict.ts';
import type { Json } from '../core/canonical.ts';
import { CaseConfig, CaseEvent, State } from '../core/case.ts';
import { callHash } from '../core/evidence/gather.ts';
import { type Recording, loadRecording } from '../core/evidence/recording.ts';
import { isOutput, paths } from '../core/keys.ts';
import type { CaseStore, ExecutionResult, Ports } from '../core/ports.ts';
import { corruptRecord, readRecord } from '../core/read-record.ts';
import { type Interruption, interruption } from '../core/report/interruption.ts';
import { ms } from '../core/time.ts';
import { dialects } from '../mcp/dialects/dialects.ts';
import { localWorkflow } from '../adapters/workflow/local-workflow.ts';
import { memoryStore } from '../adapters/stores/memory-store.ts';
import { encodeRecord } from '../adapters/stores/record-text.ts';
import { recordedTools } from '../adapters/servers/recorded-tools.ts';
import { templateSummarizer } from '../adapters/model/template-summarizer.ts';
import { virtualClock } from '../adapters/workflow/virtual-clock.ts';
import { taskFunctions } from './wiring.ts';

export interface ReplayResult {
  execution: ExecutionResult;
  /** Outputs by path below the case's folder. */
  written: string[];
  same: string[];
  different: string[];
  /** The outputs as they came out now. */
  outputs: CaseStore;
  /** Where the recording ends too early. */
  interrupted: Interruption | undefined;
}

/** A case that still waits for late evidence, or was interrupted after a verdict, is replayed up to there. */
const RECORDING_ENDS = 'RecordingEnds';

/**
 * Runs the real state machine and functions on a recording, without any AWS call. Works in memory; outputs
 * that the recording lacks are written to it, those it has are compared and never overwritten. To the recording of an interrupted
 * case nothing is written: whoever goes on with it would find outputs that do not follow from it.
 * @throws CasefileError `CaseCorrupt`
 */
export async function replayRecorded(recording: CaseStore, caseId: string): Promise<ReplayResult> {
  const event = await readRecord(recording, CaseEvent, paths.event(caseId));
  const recorded = await loadRecording(recording, caseId);
  const calls = new Map(recorded.calls.map((call) => [call.id, call]));
  for (const call of recorded.calls) {
    if (callHash(call) !== call.hash) {
      throw corruptRecord(paths.call(caseId, call.id), 'does not match its recorded hash');
    }
  }
  for (const [id, hash] of Object.entries(recorded.asks.at(-1)?.used ?? {})) {
    if (calls.get(id)?.hash !== hash) {
      throw corruptRecord(paths.call(caseId, id), 'is missing, or is not the one that the analysis used');
    }
  }
  const working = await copyInputs(recording, caseId);
  const clock = virtualClock(ms(event.openedAt));
  const interrupted = await interruption(recording, caseId);
  const tools = recordedTools(withOpenRound(recorded));
  let deadlinePassed = false;

  const ports: Ports = {
    store: working,
    dialects,
    clock: { now: () => clock.now(), elapsedMs: () => (deadlinePassed ? Infinity : 0) },
    toolsFor: async () => tools,
    summarizer: templateSummarizer,
    publishers: [],
    config: await readRecord(recording, CaseConfig, paths.config(caseId)),
    run: 'replay',
    sleep: async () => undefined,
  };
  const [alarm] = event.incident.alarms;
  const workflow = await localWorkflow({
    functions: taskFunctions(ports),
    runner: 'replay',
    now: () => clock.now(),
    account: alarm?.account ?? 'local',
    region: alarm?.region ?? 'local',
    reportFailure: async () => undefined,
    // Times are those of the recording: each round's is written in what it asked.
    async beforeAnalyze(payload) {
      const { round, askAgainAt } = State.parse(payload);
      const ask = recorded.asks[round];
      if (ask !== undefined) clock.moveTo(ms(ask.now));
      else if (askAgainAt !== undefined || (await latestVerdict(working, caseId)) !== undefined) {
        throw Object.assign(new Error('as recorded'), { name: RECORDING_ENDS });
      }
      deadlinePassed = ask?.stop === 'deadline';
    },
  });
  const execution = await workflow.run(
    { replay: { caseId, tools: 'recorded', deliver: [] } },
    `replay-${caseId}`,
  );
  const ended = execution.error?.name === RECORDING_ENDS;
  return {
    execution: ended ? { status: 'SUCCEEDED' } : execution,
    outputs: working,
    interrupted,
    ...(await compare(recording, working, caseId, interrupted !== undefined)),
  };
}

/** Of a round that was interrupted every answer counts: nothing has been concluded yet from those that are not there. */
function withOpenRound({ asks, calls }: Recording): Recording {
  const open = asks.at(-1);
  if (open === undefined || open.probes.length === 0) return { asks, calls };
  const asked = new Set(open.probes.map(({ id }) => id));
  const answered = Object.fromEntries(
    calls.filter(({ probe }) => asked.has(probe)).map(({ id, hash }) => [id, hash]),
  );
  return {
    asks: [...asks.slice(0, -1), { ...open, used: { ...open.used, ...answered } }],
    calls,
  };
}

/** What outputs are made from, beside the calls: the event, the configuration, the model's wording. */
async function copyInputs(recording: CaseStore, caseId: string): Promise<CaseStore> {
  const working = memoryStore();
  const inputs = (await recording.list(paths.caseRoot(caseId))).filter((path) =>
    /\/(event|config|summary-\d+)\.json$/.test(path),
  );
  for (const path of inputs) {
    const stored = await recording.get(path);
    if (stored !== undefined) await working.putIfAbsent(path, stored.value);
  }
  return working;
}

async function compare(
  recording: CaseStore,
  working: CaseStore,
  caseId: string,
  interrupted: boolean,
): Promise<Pick<ReplayResult, 'written' | 'same' | 'different'>> {
  const root = paths.caseRoot(caseId);
  const result = { written: [] as string[], same: [] as string[], different: [] as string[] };
  const now = (await working.list(root)).filter(isOutput);
  const absent: string[] = [];
  for (const path of now) {
    const before = await recording.get(path);
    if (before === undefined) absent.push(path);
    else {
      const equal = encodeRecord(path, before.value) === encodeRecord(path, await valueAt(working, path));
      // Evidence grows with each late round, and that of an interrupted case may be a round behind.
      if (equal || !interrupted || path !== paths.evidence(caseId)) {
        (equal ? result.same : result.different).push(path.slice(root.length));
      }
    }
  }
  const gone = (await recording.list(root)).filter((path) => isOutput(path) && !now.includes(path));
  result.different.push(...gone.map((path) => `${path.slice(root.length)} (not made any more)`));
  // A case must not end up with outputs of two different runs.
  if (result.different.length > 0 || interrupted) return result;
  for (const path of absent) {
    if (await recording.putIfAbsent(path, await valueAt(working, path)))
      result.written.push(path.slice(root.length));
  }
  return result;
}

async function valueAt(store: CaseStore, path: string): Promise<Json> {
  return (await store.get(path))?.value ?? null;
}
