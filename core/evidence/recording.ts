import { Ask, Call, type CaseConfig, type CaseEvent, type EvidenceRecord, V } from '../case.ts';
import { paths } from '../keys.ts';
import type { CaseStore } from '../ports.ts';
import { readIfThere, readRecord } from '../read-record.ts';
import { type Gathered, deriveEvidence } from './derive-evidence.ts';
import type { Dialects } from './dialect.ts';
import { byCallId } from './load-rounds.ts';

/** Everything that was asked and answered in a case, late answers too. */
export interface Recording {
  asks: Ask[];
  calls: Call[];
}

/** @throws CasefileError `CaseCorrupt` */
export async function loadRecording(store: CaseStore, caseId: string): Promise<Recording> {
  const asks: Ask[] = [];
  for (;;) {
    const ask = await readIfThere(store, Ask, paths.ask(caseId, asks.length + 1));
    if (ask === undefined) break;
    asks.push(ask);
  }
  const calls: Call[] = [];
  for (const path of await store.list(paths.calls(caseId))) calls.push(await readRecord(store, Call, path));
  return { asks, calls: calls.sort(byCallId) };
}

interface Recorded {
  event: CaseEvent;
  config: CaseConfig;
  recording: Recording;
  dialects: Dialects;
}

/** The evidence as it was known when round `round` was recorded. */
export function recordAt(of: Recorded, round: number): EvidenceRecord {
  const { event, config, recording, dialects } = of;
  const asks = recording.asks.slice(0, round);
  const { calls, used, failed } = readAt(recording, round);
  return { v: V, ...deriveEvidence(event, config, { asks, calls }, failed, dialects), calls: used };
}

/** What round `round` was planned from: the evidence without its own questions, and the calls that were made. */
export function knownBefore(of: Recorded, round: number): Gathered & { calls: Call[] } {
  const { event, config, recording, dialects } = of;
  const asks = recording.asks.slice(0, round - 1);
  const { calls, failed } = readAt(recording, round);
  return { ...deriveEvidence(event, config, { asks, calls }, failed, dialects), calls };
}

/** What the analysis had read when it recorded a round. */
function readAt({ asks, calls }: Recording, round: number) {
  const used = asks[round - 1]?.used ?? {};
  const failed = new Map(
    asks.slice(0, round).map((_, i, known) => [i + 1, known[i + 1]?.failed ?? {}] as const),
  );
  return { used, calls: calls.filter(({ id }) => Object.hasOwn(used, id)), failed };
}
