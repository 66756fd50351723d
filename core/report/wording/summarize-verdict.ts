import { type Sentence, Summary, type State, V } from '../../case.ts';
import { latestVerdict } from '../../judge/latest-verdict.ts';
import type { Verdict } from '../../verdict.ts';
import { paths } from '../../keys.ts';
import type { CaseStore, Summarizer } from '../../ports.ts';
import { corruptRecord, readIfThere } from '../../read-record.ts';
import { checkSentences } from './check-sentences.ts';
import { TEMPLATE, templateSentences } from './template.ts';
import {
  droppedNote,
  failedNote,
  isFailedNote,
  tooLittleIsLeft,
  tooLittleNote,
  unforeseen,
} from './wording-notes.ts';

/** Has the newest verdict worded, once. What came of it is recorded as an input of the case. */
export async function summarizeVerdict(
  state: Pick<State, 'caseId' | 'round'>,
  context: { store: CaseStore; summarizer: Summarizer },
): Promise<void> {
  const { store, summarizer } = context;
  // As far as this state has come: an execution that is gone on with may have come further before.
  const verdict = await latestVerdict(store, state.caseId, state.round + 1);
  if (verdict === undefined) throw corruptRecord(paths.verdict(state.caseId, 1), 'is missing');
  const path = paths.summary(state.caseId, verdict.k);
  if ((await readIfThere(store, Summary, path)) !== undefined) return;
  const { by, sentences, note } = await worded(verdict, summarizer);
  await store.putIfAbsent(path, { v: V, k: verdict.k, by, sentences, ...(note !== undefined && { note }) });
}

/** By the model, as far as the verdict supports it; else by the template, and why. */
async function worded(
  verdict: Verdict,
  summarizer: Summarizer,
): Promise<{ by: string; sentences: Sentence[]; note?: string }> {
  const template = templateSentences(verdict);
  let said: Sentence[];
  try {
    said = await summarizer.summarize(verdict);
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    const note = isFailedNote(message) ? message : failedNote(unforeseen(name));
    return { by: TEMPLATE, sentences: template, note };
  }
  if (summarizer.name === TEMPLATE) return { by: TEMPLATE, sentences: said };
  const sentences = checkSentences(said, verdict);
  if (tooLittleIsLeft(said.length, sentences.length)) {
    const note = tooLittleNote(summarizer.name, said.length, sentences.length);
    return { by: TEMPLATE, sentences: template, note };
  }
  const note = droppedNote(said.length, sentences.length);
  return { by: summarizer.name, sentences, ...(note !== undefined && { note }) };
}
