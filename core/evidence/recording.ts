import { Ask, Call, type CaseConfig, type CaseEvent, type EvidenceRecord, V } from '../case.ts';
import { paths } from '../keys.ts';
import type { CaseStore } from '../ports.ts';
import { readIfThere, readRecord } from '../read-record.ts';
import { deriveEvidence } from './derive-evidence.ts';
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

/** The evidence as it was known when round `round` was recorded. */
export function recordAt(
  of: { event: CaseEvent; config: CaseConfig; recording: Recording; dialects: Dialects },
  round: number,
): EvidenceRecord {
  const { event, config, recording, dialects } = of;
  const asks = recording.asks.filter((ask) => ask.round <= round);
  const used = asks.at(-1)?.used ?? {};
  const calls = recording.calls.filter(({ id }) => used[id] !== undefined);
  const failed = new Map(asks.map((ask, i) => [ask.round, asks[i + 1]?.failed ?? {}]));
  return { v: V, ...deriveEvidence(event, config, { asks, calls }, failed, dialects), calls: used };
}
