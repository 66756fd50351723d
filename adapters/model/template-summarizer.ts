import type { Summarizer } from '../../core/ports.ts';
import { TEMPLATE, templateSentences } from '../../core/report/wording/template.ts';

/** Words verdicts without a model. */
export const templateSummarizer: Summarizer = {
  name: TEMPLATE,
  summarize: async (verdict) => templateSentences(verdict),
};
