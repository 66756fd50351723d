import { analyzeEvidence as analyze } from '../core/judge/analyze-evidence.ts';
import type { Json } from '../core/canonical.ts';
import type { Ports } from '../core/ports.ts';
import { parseState } from '../core/parse-state.ts';

/** Evidence so far -> what to ask next, and the verdict when nothing is asked any more. */
export async function analyzeEvidence(
  payload: unknown,
  { store, dialects, clock }: Pick<Ports, 'store' | 'dialects' | 'clock'>,
): Promise<Json> {
  return analyze(parseState(payload), {
    store,
    dialects,
    now: clock.now(),
    elapsedMs: (openedAt) => clock.elapsedMs(openedAt),
  });
}
