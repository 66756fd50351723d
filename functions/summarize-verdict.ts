import type { Json } from '../core/canonical.ts';
import { parseState } from '../core/parse-state.ts';
import type { Ports } from '../core/ports.ts';
import { summarizeVerdict as summarize } from '../core/report/wording/summarize-verdict.ts';

/** Has the newest verdict worded. If this fails, the template speaks. */
export async function summarizeVerdict(
  payload: unknown,
  { store, summarizer }: Pick<Ports, 'store' | 'summarizer'>,
): Promise<Json> {
  await summarize(parseState(payload), { store, summarizer });
  return { done: true };
}
