import type { Summarizer } from '../core/ports.ts';
import { templateSentences } from '../core/report/template.ts';

/** Words verdicts without a model. */
export const templateSummarizer: Summarizer = {
  name: 'template',
  summarize: async (verdict) => templateSentences(verdict),
};
