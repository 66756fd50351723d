import { Summary, type State, V } from '../case.ts';
import { latestVerdict } from '../analysis/latest-verdict.ts';
import { paths } from '../keys.ts';
import type { CaseStore, Summarizer } from '../ports.ts';
import { corruptRecord, readIfThere } from '../read-record.ts';

/** Has the newest verdict worded, once. What the summarizer said is recorded as an input of the case. */
export async function summarizeVerdict(
  state: Pick<State, 'caseId'>,
  context: { store: CaseStore; summarizer: Summarizer },
): Promise<void> {
  const { store, summarizer } = context;
  const verdict = await latestVerdict(store, state.caseId);
  if (verdict === undefined) throw corruptRecord(paths.verdict(state.caseId, 1), 'is missing');
  const path = paths.summary(state.caseId, verdict.k);
  if ((await readIfThere(store, Summary, path)) !== undefined) return;
  const known = new Set(verdict.findings.map(({ id }) => id));
  const said = await summarizer.summarize(verdict);
  // A sentence that cites nothing, or something that does not exist, is dropped.
  const sentences = said.filter(
    ({ findings }) => findings.length > 0 && findings.every((id) => known.has(id)),
  );
  await store.putIfAbsent(path, { v: V, k: verdict.k, by: summarizer.name, sentences });
}
