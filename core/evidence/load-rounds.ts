import { Ask, Call, type State } from '../case.ts';
import { paths } from '../keys.ts';
import type { CaseStore } from '../ports.ts';
import { corruptRecord, readIfThere, readRecord } from '../read-record.ts';
import { callHash } from './gather.ts';

/** What was asked and answered so far. */
export interface Rounds {
  asks: Ask[];
  calls: Call[];
}

/**
 * Rounds 1 to `round`, and their calls. A call counts if the analysis of the next round recorded that it used
 * it; the calls of the newest round all count, since nothing has been concluded from their absence yet.
 * @throws CasefileError `CaseCorrupt` if a record is broken or does not match its hash
 */
export async function loadRounds(store: CaseStore, caseId: string, round: number): Promise<Rounds> {
  const asks: Ask[] = [];
  for (let n = 1; n <= round; n++) asks.push(await readRecord(store, Ask, paths.ask(caseId, n)));
  const used = (await readIfThere(store, Ask, paths.ask(caseId, round + 1)))?.used;
  const probes = new Set(asks.flatMap((ask) => ask.probes.map((probe) => probe.id)));

  const calls: Call[] = [];
  for (const path of await store.list(paths.calls(caseId))) {
    const call = await readRecord(store, Call, path);
    if (!probes.has(call.probe)) continue;
    if (callHash(call) !== call.hash) {
      throw corruptRecord(path, 'does not match its recorded hash');
    }
    if (used === undefined || used[call.id] === call.hash) calls.push(call);
  }
  return { asks, calls: calls.sort(byCallId) };
}

/** `P2.1` before `P2.2` before `P10.1`. */
export function byCallId(a: { id: string }, b: { id: string }): number {
  const [probeA = 0, callA = 0] = a.id.slice(1).split('.').map(Number);
  const [probeB = 0, callB = 0] = b.id.slice(1).split('.').map(Number);
  return probeA - probeB || callA - callB;
}

/** Gather entries that failed as a whole in the round that `state` comes from, with their error's name. */
export function failedEntries(state: State): Record<string, string> {
  return Object.fromEntries(
    (state.gathered ?? []).flatMap((item) => ('failed' in item ? [[item.server, item.failed]] : [])),
  );
}
