import { type Sentence, type Summary, V } from '../../case.ts';
import type { Verdict } from '../../verdict.ts';
import { TOLD } from '../../words/findings.ts';

/** Who words a verdict where no model does. */
export const TEMPLATE = 'template';

/** Words a verdict without a model: what is going on, in the findings' own words. */
export function templateSentences({ findings }: Verdict): Sentence[] {
  return TOLD.flatMap((kind) => {
    const finding = findings.find((candidate) => candidate.kind === kind);
    return finding === undefined ? [] : [{ text: finding.text, findings: [finding.id] }];
  });
}

/** What stands in where no summary was recorded. */
export function templateSummary(verdict: Verdict): Summary {
  return { v: V, k: verdict.k, by: TEMPLATE, sentences: templateSentences(verdict) };
}
