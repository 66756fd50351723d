import type { Verdict } from '../../core/verdict.ts';
import { type Evidence, EvidenceRecord } from '../../core/case.ts';
import { paths } from '../../core/keys.ts';
import { readRecord } from '../../core/read-record.ts';
import { type RunOptions, investigate } from '../harness/simulated-run.ts';

/** What came of one investigation. */
export interface Ran {
  verdict: Verdict;
  /** Until the last report, the start of all processes included. */
  ms: number;
  calls: number;
  /** `capability: reason: detail` */
  gaps: string[];
  evidence: Evidence[];
}

/** @param look at the end, before the servers are ended */
export async function runOf(
  options: RunOptions,
  look: () => Promise<unknown> = async () => undefined,
): Promise<Ran> {
  const ran: Ran[] = [];
  const started = performance.now();
  await investigate(options, async ({ run: { store }, caseId, verdict }) => {
    const ms = Math.round(performance.now() - started);
    const { evidence, gaps } = await readRecord(store, EvidenceRecord, paths.evidence(caseId));
    const calls = (await store.list(paths.calls(caseId))).length;
    await look();
    ran.push({
      verdict,
      ms,
      calls,
      evidence,
      gaps: gaps.map(({ capability, reason, detail }) => `${capability}: ${reason}: ${detail}`),
    });
  });
  const [only] = ran;
  if (only === undefined) throw new Error('the investigation came to no end');
  return only;
}

export function verdictText({ abstention, hypotheses: [top], key }: Verdict): string {
  if (abstention !== null || top === undefined) return `none named: ${abstention?.code ?? 'no hypothesis'}`;
  return `${top.kind} of ${top.resource.id}, ${key.band}`;
}
