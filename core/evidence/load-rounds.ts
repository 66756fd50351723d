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
 * Rounds 1 to `round`, and their calls. A call counts if an analysis recorded that it used it. Those of the newest
 * round all count, as long as nothing has been concluded from their absence; later ones are late and ignored.
 * @throws CasefileError `CaseCorrupt` if a record is broken or does not match its hash
 */
export async function loadRounds(store: CaseStore, caseId: string, round: number): Promise<Rounds> {
  const numbers = Array.from({ length: round }, (_, i) => i + 1);
  const asks = await Promise.all(numbers.map((n) => readRecord(store, Ask, paths.ask(caseId, n))));
  const used = (await readIfThere(store, Ask, paths.ask(caseId, round + 1)))?.used;
  const newest = new Set((asks.at(-1)?.probes ?? []).map(({ id }) => id));
  const usedBefore = asks.at(-1)?.used ?? {};

  // At once: in a bucket each takes its time.
  const recorded = await Promise.all(
    (await store.list(paths.calls(caseId))).map(async (path) => {
      const call = await readRecord(store, Call, path);
      if (callHash(call) !== call.hash) throw corruptRecord(path, 'does not match its recorded hash');
      return call;
    }),
  );
  const calls = recorded.filter((call) =>
    used === undefined ? newest.has(call.probe) || call.id in usedBefore : call.id in used,
  );
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
