import { paths } from '../keys.ts';
import type { CaseStore } from '../ports.ts';
import { readIfThere } from '../read-record.ts';
import { Verdict } from '../verdict.ts';

/**
 * The newest verdict, or undefined before the first. With `beforeRound`, the newest of an earlier round:
 * what a state wrote itself before it was retried does not count.
 */
export async function latestVerdict(
  store: CaseStore,
  caseId: string,
  beforeRound = Infinity,
): Promise<Verdict | undefined> {
  let latest: Verdict | undefined;
  for (let k = 1; ; k++) {
    const verdict = await readIfThere(store, Verdict, paths.verdict(caseId, k));
    if (verdict === undefined || verdict.round >= beforeRound) return latest;
    latest = verdict;
  }
}
