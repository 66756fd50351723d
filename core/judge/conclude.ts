import type { CaseEvent, Gap, Evidence } from '../case.ts';
import { judge } from './judge.ts';
import { type Verdict, sameKey } from '../verdict.ts';

/** The verdict of a round after which nothing more is asked, or undefined if it says what the one before it does. */
export function conclude(
  event: CaseEvent,
  known: { evidence: readonly Evidence[]; gaps: readonly Gap[] },
  previous: Verdict | undefined,
  round: number,
): Verdict | undefined {
  const judged = judge(event, known.evidence, known.gaps);
  if (previous !== undefined && sameKey(previous.key, judged.key)) return undefined;
  return { ...judged, k: (previous?.k ?? 0) + 1, round };
}
