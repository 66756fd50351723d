/** A finding's claim as data: a closed set of operators over recorded evidence, with nothing to execute. */
import { FINDING_KINDS } from '../words/findings.ts';
import * as z from 'zod';
import { Time } from '../case.ts';
import { Json } from '../canonical.ts';

/** Selects the first item of a list whose fields have these values. */
const Where = z.record(z.string(), Json);
export type Where = z.infer<typeof Where>;

/** Into an evidence's answer: a key, an index, or a selection from a list. */
const Path = z.array(z.union([z.string(), z.number().int(), Where]));
export type Path = z.infer<typeof Path>;

const At = z.strictObject({ evidence: z.string(), path: Path });
export type At = z.infer<typeof At>;

export const Stat = z.enum(['sum', 'mean', 'median', 'max', 'min']);
export type Stat = z.infer<typeof Stat>;

/**
 * A literal, a value in the evidence, or a statistic over the datapoints `[{t, v}]` with `from <= t < to`.
 * With `everySeconds`, a bucket without a datapoint counts as 0.
 */
export const Term = z.union([
  z.strictObject({ value: Json }),
  At,
  z.strictObject({
    ...At.shape,
    stat: Stat,
    from: Time,
    to: Time,
    everySeconds: z.number().int().positive().exactOptional(),
  }),
]);
export type Term = z.infer<typeof Term>;

export type Predicate =
  | { op: 'all'; of: Predicate[] }
  | { op: 'not'; of: Predicate }
  /** Equal JSON values. */
  | { op: 'equals'; left: Term; right: Term }
  /** Numbers, or times in the recorded form. */
  | { op: 'less'; left: Term; right: Term }
  | { op: 'atMost'; left: Term; right: Term }
  /** The number, rounded to `digits` decimals, is `to`. */
  | { op: 'rounds'; left: Term; to: number; digits: number }
  /** The quotient, rounded to `digits` decimals, is `to`. */
  | { op: 'ratio'; of: Term; over: Term; to: number; digits: number }
  /** The text has this in it. */
  | { op: 'contains'; in: At; text: string }
  /** An item of the list has these field values. */
  | { op: 'some'; in: At; where: Where }
  /** No item of the list has them. */
  | { op: 'none'; in: At; where: Where }
  /** The source had told everything up to `until`. */
  | { op: 'complete'; evidence: string; until: string };

export const Predicate: z.ZodType<Predicate> = z.lazy(() =>
  z.union([
    z.strictObject({ op: z.literal('all'), of: z.array(Predicate) }),
    z.strictObject({ op: z.literal('not'), of: Predicate }),
    z.strictObject({ op: z.enum(['equals', 'less', 'atMost']), left: Term, right: Term }),
    z.strictObject({ op: z.literal('rounds'), left: Term, to: z.number(), digits: z.number().int() }),
    z.strictObject({
      op: z.literal('ratio'),
      of: Term,
      over: Term,
      to: z.number(),
      digits: z.number().int(),
    }),
    z.strictObject({ op: z.literal('contains'), in: At, text: z.string() }),
    z.strictObject({ op: z.enum(['some', 'none']), in: At, where: Where }),
    z.strictObject({ op: z.literal('complete'), evidence: z.string(), until: Time }),
  ]),
);

/** A fact computed from evidence. Reports cite findings, findings cite evidence. */
export const Finding = z.strictObject({
  id: z.string().regex(/^F\d+$/),
  kind: z.enum(FINDING_KINDS),
  /** What it says, as data of its kind (core/words/findings.ts); names in it are as they are asked by. */
  data: z.record(z.string(), Json),
  /** The same in words. */
  text: z.string(),
  /** When it happened, if it is an event of the timeline. */
  at: Time.exactOptional(),
  evidence: z.array(z.string()),
  predicate: Predicate,
});
export type Finding = z.infer<typeof Finding>;

/** Ids of the evidence that a predicate reads, sorted by number. */
export function evidenceIn(predicate: Predicate): string[] {
  const ids = new Set<string>();
  const visitTerm = (term: Term) => {
    if ('evidence' in term) ids.add(term.evidence);
  };
  const visit = (part: Predicate): void => {
    switch (part.op) {
      case 'all':
        return part.of.forEach(visit);
      case 'not':
        return visit(part.of);
      case 'equals':
      case 'less':
      case 'atMost':
        visitTerm(part.left);
        return visitTerm(part.right);
      case 'rounds':
        return visitTerm(part.left);
      case 'ratio':
        visitTerm(part.of);
        return visitTerm(part.over);
      case 'contains':
      case 'some':
      case 'none':
        return visitTerm(part.in);
      case 'complete':
        ids.add(part.evidence);
    }
  };
  visit(predicate);
  return [...ids].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
}
