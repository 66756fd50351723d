import { Ask, CaseConfig, CaseEvent, type EvidenceRecord, type State, V } from '../case.ts';
import { openGaps, readCalls } from '../evidence/derive-evidence.ts';
import type { Dialects } from '../evidence/dialect.ts';
import { entryOf } from '../evidence/entries.ts';
import { failedEntries, loadRounds } from '../evidence/load-rounds.ts';
import { paths } from '../keys.ts';
import type { CaseStore } from '../ports.ts';
import { readIfThere, readRecord } from '../read-record.ts';
import { iso } from '../time.ts';
import { conclude } from './conclude.ts';
import { latestVerdict } from './latest-verdict.ts';
import { planRound } from '../ask/plan-round.ts';

export interface AnalyzeContext {
  store: CaseStore;
  dialects: Dialects;
  /** Data time, epoch ms. */
  now: number;
  /** Real milliseconds since the case was opened. */
  elapsedMs: (openedAt: string) => number;
}

/**
 * Evidence so far -> what to ask next; when nothing is asked any more, the verdict. It alone judges rounds,
 * deadline and budget. May run twice: a round that was recorded is kept as it is.
 */
export async function analyzeEvidence(state: State, context: AnalyzeContext): Promise<State> {
  const { store, dialects } = context;
  const { caseId, round } = state;
  const event = await readRecord(store, CaseEvent, paths.event(caseId));
  const config = await readRecord(store, CaseConfig, paths.config(caseId));
  const rounds = await loadRounds(store, caseId, round);
  const recorded = await readIfThere(store, Ask, paths.ask(caseId, round + 1));

  const failedNow = recorded?.failed ?? failedEntries(state);
  const failed = new Map(rounds.asks.map((ask, i) => [ask.round, rounds.asks[i + 1]?.failed ?? failedNow]));
  const read = readCalls(event, config, rounds, failed, dialects);
  const known = { evidence: read.evidence, gaps: openGaps(read.gaps, rounds.asks) };
  const ask: Ask = recorded ?? {
    v: V,
    round: round + 1,
    now: iso(context.now),
    ...planRound(event, config, rounds.asks, known, {
      awaited: state.askAgainAt !== undefined,
      elapsedMs: context.elapsedMs(event.openedAt),
      calls: rounds.calls,
    }),
    used: Object.fromEntries(rounds.calls.map(({ id, hash }) => [id, hash])),
    failed: failedNow,
  };
  await store.putIfAbsent(paths.ask(caseId, ask.round), ask);

  if (ask.probes.length === 0) {
    const final = { evidence: read.evidence, gaps: openGaps(read.gaps, [...rounds.asks, ask]) };
    const previous = await latestVerdict(store, caseId, ask.round);
    const verdict = conclude(event, final, previous, ask.round);
    const evidence: EvidenceRecord = { v: V, ...final, calls: ask.used };
    await replace(store, paths.evidence(caseId), evidence);
    if (verdict !== undefined) await store.putIfAbsent(paths.verdict(caseId, verdict.k), verdict);
  }
  const { v, alarm, decision } = state;
  const entries = new Set(ask.probes.map(({ server }) => entryOf(server)));
  return { v, caseId, alarm, decision, round: ask.round, ask: [...entries].sort() };
}

/** Evidence grows with each late round; only this state's executions write it, one at a time. */
async function replace(store: CaseStore, path: string, value: EvidenceRecord): Promise<void> {
  const before = await store.get(path);
  if (before !== undefined || !(await store.putIfAbsent(path, value))) {
    await store.replaceIf(path, value, (before ?? (await store.get(path)))?.etag);
  }
}
