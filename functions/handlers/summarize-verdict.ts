import { summarizerFor } from '../../adapters/model/summarizer.ts';
import { summarizeVerdict } from '../summarize-verdict.ts';
import { caseStore } from './case-store.ts';
import { deployed } from './deployed.ts';
import { environment } from './environment.ts';

const store = caseStore();
const { config, region } = environment();
const summarizer = summarizerFor(config.model, { region });

export const handler = deployed(async (payload) =>
  summarizeVerdict(payload, { store, summarizer: await summarizer }),
);
