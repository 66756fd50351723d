import { type Sentence, Summary, type State, V } from '../case.ts';
import { latestVerdict } from '../analysis/latest-verdict.ts';
import type { Verdict } from '../analysis/verdict.ts';
import { clip } from '../clip.ts';
import { paths } from '../keys.ts';
import type { CaseStore, Summarizer } from '../ports.ts';
import { corruptRecord, readIfThere } from '../read-record.ts';
import { cleanText } from '../clean/clean-texts.ts';
import { checkSentences } from './check-sentences.ts';
import { templateSentences } from './template.ts';

const MAX_NOTE_CHARS = 200;

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
    const why = error instanceof Error ? error.message : String(error);
    return { by: 'template', sentences: template, note: clip(cleanText(why), MAX_NOTE_CHARS) };
  }
  if (summarizer.name === 'template') return { by: 'template', sentences: said };
  const sentences = checkSentences(said, verdict);
  const dropped = said.length - sentences.length;
  // With more dropped than kept, what is left need not be the point.
  if (sentences.length === 0 || dropped > sentences.length) {
    const note = `${summarizer.name} said ${said.length} sentences, of which the findings support ${sentences.length}.`;
    return { by: 'template', sentences: template, note };
  }
  const note =
    dropped === 0
      ? undefined
      : `${dropped} of ${said.length} sentences were dropped: the findings don't support them.`;
  return { by: summarizer.name, sentences, ...(note !== undefined && { note }) };
}
