import * as z from 'zod';
import { Alarm, CaseId, Time, V } from '../case.ts';
import { Abstention, Band, CauseKind } from '../verdict.ts';

/** A sentence and what it rests on: findings (F1), or the probe (P7) of a gap. */
export const Line = z.strictObject({ text: z.string(), cites: z.array(z.string()) });
export type Line = z.infer<typeof Line>;

export const Step = z.strictObject({ ...Line.shape, command: z.string().exactOptional() });

/** report-<k>.json: what every renderer draws. */
export const Report = z.strictObject({
  v: z.literal(V),
  k: z.number().int().positive(),
  caseId: CaseId,
  /** The case this one replays with fresh answers. */
  replayOf: CaseId.exactOptional(),
  alarm: z.strictObject({
    origin: Alarm.shape.origin,
    name: z.string(),
    account: z.string(),
    region: z.string(),
    at: Time,
  }),
  /** One line that could be the whole message. */
  headline: Line,
  cause: z
    .strictObject({ kind: CauseKind, resource: z.string(), confidence: Band, score: z.number() })
    .nullable(),
  abstention: Abstention.nullable(),
  summary: z.strictObject({ by: z.string(), lines: z.array(Line), note: z.string().exactOptional() }),
  /** What speaks for the cause, or for the best candidate. */
  because: z.array(Line),
  /** What speaks against it, and what was ruled out. */
  against: z.array(Line),
  nextSteps: z.array(Step),
  /** What runbooks say: quoted, of no influence on anything else. */
  runbook: z.array(Line).default([]),
  /** What other servers say, as the configuration asks them: quoted, of no influence on anything else. */
  context: z.array(Line).default([]),
  timeline: z.array(z.strictObject({ ...Line.shape, at: Time })),
  /** What would settle an open question. */
  settle: z.array(Line),
  tooEarly: z.array(Line),
  missing: z.array(Line),
  asked: z.strictObject({
    rounds: z.number(),
    questions: z.number(),
    calls: z.number(),
    servers: z.array(z.string()),
  }),
  findings: z.array(z.strictObject({ id: z.string(), text: z.string(), evidence: z.array(z.string()) })),
  evidence: z.array(z.strictObject({ id: z.string(), text: z.string(), calls: z.array(z.string()) })),
});
export type Report = z.infer<typeof Report>;
