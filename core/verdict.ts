import * as z from 'zod';
import { Resource, Time, V } from './case.ts';
import { canonical } from './canonical.ts';
import { CAUSE_KINDS } from './cause-kinds.ts';
import { MINUTE, since } from './time.ts';
import { Finding } from './proof/predicate.ts';

export const CauseKind = z.enum(CAUSE_KINDS);
export type CauseKind = z.infer<typeof CauseKind>;

export const Band = z.enum(['high', 'medium', 'low']);
export type Band = z.infer<typeof Band>;

/** Something that a rule expects to see if its cause is the cause. */
export const Sign = z.strictObject({
  expects: z.string(),
  weight: z.number(),
  /** `no` contradicts the hypothesis; `unknown` neither helps nor hurts. */
  seen: z.enum(['yes', 'no', 'unknown']),
  findings: z.array(z.string()),
});
export type Sign = z.infer<typeof Sign>;

export const NextStep = z.strictObject({
  text: z.string(),
  command: z.string().exactOptional(),
  findings: z.array(z.string()),
});
export type NextStep = z.infer<typeof NextStep>;

export const Hypothesis = z.strictObject({
  id: z.string(),
  kind: CauseKind,
  resource: Resource,
  trigger: z.strictObject({ kind: z.string(), at: Time, findings: z.array(z.string()) }).exactOptional(),
  claim: z.string(),
  /** 0 to 1: the weight of the signs seen less that of those contradicted. */
  score: z.number(),
  band: Band,
  signs: z.array(Sign),
  nextSteps: z.array(NextStep),
});
export type Hypothesis = z.infer<typeof Hypothesis>;

export const Abstention = z.strictObject({
  code: z.enum([
    'out-of-reach',
    'no-target',
    'no-metrics',
    'not-judged',
    'no-shift',
    'seasonal',
    'known-errors-only',
    'changes-too-early',
    'mechanism-unknown',
    'ambiguous',
    'no-cause-fits',
  ]),
  text: z.string(),
  findings: z.array(z.string()),
});
export type Abstention = z.infer<typeof Abstention>;

/** What an update is judged by: closed gaps, scores and wording don't count. */
export const VerdictKey = z.strictObject({
  abstained: z.boolean(),
  top: z
    .strictObject({
      kind: CauseKind,
      resource: z.string(),
      trigger: z.string(),
      /** When the trigger happened, by the best source that was read. */
      at: Time.nullable(),
    })
    .nullable(),
  band: Band,
});
export type VerdictKey = z.infer<typeof VerdictKey>;

/** verdict-<k>.json: the ranked hypotheses, or an abstention with its reason. */
export const Verdict = z.strictObject({
  v: z.literal(V),
  k: z.number().int().positive(),
  /** The last round whose answers it rests on. */
  round: z.number().int(),
  abstention: Abstention.nullable(),
  hypotheses: z.array(Hypothesis),
  findings: z.array(Finding),
  key: VerdictKey,
});
export type Verdict = z.infer<typeof Verdict>;

/** A hypothesis weaker than this is ruled out rather than a candidate. */
export const CANDIDATE_SCORE = 0.3;

export function verdictKey(abstained: boolean, hypotheses: readonly Hypothesis[]): VerdictKey {
  const [first] = hypotheses;
  const top = first !== undefined && first.score >= CANDIDATE_SCORE ? first : undefined;
  return {
    abstained,
    top: top
      ? {
          kind: top.kind,
          resource: `${top.resource.type} ${top.resource.id}`,
          trigger: top.trigger?.kind ?? '',
          at: top.trigger?.at ?? null,
        }
      : null,
    band: top?.band ?? 'low',
  };
}

/** Sources differ by seconds about when the same change happened. */
const SAME_TRIGGER_MS = 5 * MINUTE;

export function sameKey(a: VerdictKey, b: VerdictKey): boolean {
  const without = ({ top, ...rest }: VerdictKey) => canonical({ ...rest, top: top && { ...top, at: null } });
  const apart = a.top?.at && b.top?.at ? Math.abs(since(a.top.at, b.top.at)) : 0;
  return without(a) === without(b) && apart <= SAME_TRIGGER_MS;
}
