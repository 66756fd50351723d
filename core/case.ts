/**
 * Everything that is recorded and passed: a newcomer's first page.
 *
 * A case has inputs (event, configuration, questions, calls, model answer, deliveries) and outputs (evidence,
 * verdict, report). Outputs follow from inputs. Every record carries `v`; times are ISO 8601 in UTC.
 */
import * as z from 'zod';
import { Json } from './canonical.ts';

/** The version of every record's shape. 2: findings carry data. 3: patterns of log lines are of failures only. */
export const V = 3 as const;
const v = z.literal(V);

export const Time = z.iso.datetime();
export const Range = z.strictObject({ from: Time, to: Time });
export type Range = z.infer<typeof Range>;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** `<first 12 of the alarmKey>-<run>`; run is `live`, `local-<time>` or `replay-<time>`. */
export const CaseId = z.string().regex(/^[0-9a-f]{12}-(live|(local|replay)-[0-9TZ]{8,20})$/);

// --- the alarm and the incident ---------------------------------------------------------------------------

export const AlarmMetric = z.strictObject({
  id: z.string(),
  namespace: z.string(),
  name: z.string(),
  dimensions: z.record(z.string(), z.string()),
  periodSeconds: z.number().positive(),
  stat: z.string(),
  /** Whose metric it is, if the alarm watches another account's. */
  account: z.string().exactOptional(),
});
export type AlarmMetric = z.infer<typeof AlarmMetric>;

/** What an alarm judges: one metric, an expression, a query, other alarms. `unknown` is none that we can read. */
export const AlarmShape = z.enum([
  'metric',
  'math',
  'anomaly',
  'composite',
  'insights',
  'promql',
  'log',
  'unknown',
]);
export type AlarmShape = z.infer<typeof AlarmShape>;

/** An alarm that a composite alarm looks at. `state` and `at` are there if this one set it off. */
export const ChildAlarm = z.strictObject({
  name: z.string(),
  arn: z.string().exactOptional(),
  state: z.string().exactOptional(),
  at: Time.exactOptional(),
});
export type ChildAlarm = z.infer<typeof ChildAlarm>;

/** A CloudWatch alarm's state change, read from its event. */
export const Alarm = z.strictObject({
  /** Absent for a real alarm. `drill`: a test event; `request`: a person asked about a resource, no alarm did. */
  origin: z.enum(['drill', 'request']).exactOptional(),
  /** Of a request: the resource's. */
  arn: z.string(),
  name: z.string(),
  account: z.string(),
  region: z.string(),
  contributor: z
    .strictObject({ id: z.string(), attributes: z.record(z.string(), z.string()) })
    .exactOptional(),
  state: z.string(),
  at: Time,
  previous: z.strictObject({ state: z.string(), at: Time }).exactOptional(),
  reason: z.string().exactOptional(),
  /** Nothing came before: the alarm was just created, so the condition may be older than the state change. */
  firstEvaluation: z.boolean(),
  /** Start of the first datapoint that the alarm evaluated. */
  evaluatedFrom: Time.exactOptional(),
  datapoints: z.array(z.number().nullable()).exactOptional(),
  threshold: z.number().exactOptional(),
  /** Of an anomaly alarm: what each datapoint was measured against. */
  bounds: z
    .array(z.strictObject({ lower: z.number().nullable(), upper: z.number().nullable() }))
    .exactOptional(),
  shape: AlarmShape,
  /**
   * What it watches; the judged one first. Of an insights alarm it is read from the query, and is one time series of
   * many unless the event is a contributor's: ask for the expression, not for this metric.
   */
  metrics: z.array(AlarmMetric),
  /** What it judges instead of a metric: a math expression, an anomaly band, a query. */
  expression: z
    .strictObject({ id: z.string(), text: z.string(), periodSeconds: z.number().positive().exactOptional() })
    .exactOptional(),
  /** Of a composite alarm: those that set it off first, then the others that its rule names. */
  children: z.array(ChildAlarm),
  rule: z.string().exactOptional(),
  /** `WaitPeriod`, `ExtensionPeriod` or `Alarm`: its actions are held back. */
  suppressedBy: z.string().exactOptional(),
  /** ARN of the mute rule that silences it. */
  mutedBy: z.string().exactOptional(),
  /** Only with tag propagation switched on. */
  tags: z.record(z.string(), z.string()),
});
export type Alarm = z.infer<typeof Alarm>;

/** An AWS resource, by CloudFormation type and name; account and region only if they are not the alarm's own. */
export const Resource = z.strictObject({
  type: z.string(),
  id: z.string(),
  account: z.string().exactOptional(),
  region: z.string().exactOptional(),
});
export type Resource = z.infer<typeof Resource>;

export const Incident = z.strictObject({
  window: Range,
  baseline: Range,
  targets: z.array(Resource),
  /** How the targets were found: a person wrote them down, or the metrics' dimensions name them. */
  rung: z.enum(['configured', 'dimensions']).nullable(),
  alarms: z.array(Alarm).min(1),
  /** The account whose evidence is read, if it is not the alarm's. */
  readsAccount: z.string().exactOptional(),
});
export type Incident = z.infer<typeof Incident>;

// --- what is passed between states ------------------------------------------------------------------------

const AlarmRef = z.strictObject({ arn: z.string(), name: z.string(), region: z.string() });

/** How a replay gets its answers: from the recording, from AWS, or from AWS where the recording has none. */
export const ReplayTools = z.enum(['recorded', 'fresh', 'mixed']);
export type ReplayTools = z.infer<typeof ReplayTools>;

export const ReplayRequest = z.strictObject({
  replay: z.strictObject({
    caseId: CaseId,
    tools: ReplayTools.default('recorded'),
    deliver: z.array(z.string()).default([]),
  }),
});
export type ReplayRequest = z.infer<typeof ReplayRequest>;

/** One item of the Map's output: the server answered, or its function failed with this error. */
const Gathered = z.union([
  z.strictObject({
    caseId: CaseId,
    round: z.number(),
    server: z.string(),
    outcome: z.strictObject({ done: z.literal(true) }),
  }),
  z.strictObject({ server: z.string(), failed: z.string() }),
]);

/** The workflow's state. Everything else is in the case store: a state may not exceed 256 KiB. */
export const State = z.strictObject({
  v,
  caseId: CaseId,
  alarm: AlarmRef,
  decision: z.enum(['investigate', 'resolve']),
  round: z.number().int().nonnegative(),
  ask: z.array(z.string()),
  gathered: z.array(Gathered).exactOptional(),
  askAgainAt: Time.exactOptional(),
  /** SummarizeVerdict's result, or the error that its Catch put here. Only its absence matters. */
  summary: Json.exactOptional(),
});
export type State = z.infer<typeof State>;

/** OpenIncident's other result: nothing to investigate. */
export const Stopped = z.strictObject({
  v,
  decision: z.enum(['attached', 'stop']),
  reason: z.enum([
    'duplicate',
    'contributor-joined',
    'contributors-remain',
    'no-open-case',
    'already-resolved',
  ]),
  caseId: CaseId.exactOptional(),
  /** What to start an execution with to investigate nevertheless. */
  replayWith: ReplayRequest.exactOptional(),
});
export type Stopped = z.infer<typeof Stopped>;

export const Execution = z.strictObject({ id: z.string(), name: z.string(), startedAt: Time });
export type Execution = z.infer<typeof Execution>;

// --- inputs of a case -------------------------------------------------------------------------------------

/** event.json */
export const CaseEvent = z.strictObject({
  v,
  caseId: CaseId,
  alarmKey: Sha256,
  openedAt: Time,
  execution: Execution,
  /** The event as it came, redacted. */
  event: Json,
  incident: Incident,
  /** The alarm had ended before the investigation began. */
  overAt: Time.exactOptional(),
  replay: z
    .strictObject({ origin: CaseId, tools: ReplayTools, deliver: z.array(z.string()) })
    .exactOptional(),
});
export type CaseEvent = z.infer<typeof CaseEvent>;

/** ok.json: the alarm's OK event that ends the case. */
export const CaseOk = z.strictObject({
  v,
  /** As it came, redacted. */
  event: Json.exactOptional(),
  alarm: Alarm,
});
export type CaseOk = z.infer<typeof CaseOk>;

/** How an answer that decides nothing is read for people. */
export const ContextRead = z.enum(['documents', 'table', 'text']);

/** What the configuration asks of a server besides; texts in `arguments` may hold `{{names}}` of the incident. */
const ContextQuestion = z.strictObject({
  title: z.string(),
  tool: z.string(),
  arguments: z.record(z.string(), Json),
  read: ContextRead,
});

/** config.json: the part of the configuration that decides what is asked and said. */
export const CaseConfig = z.strictObject({
  v,
  servers: z.array(
    z.strictObject({
      name: z.string(),
      dialect: z.string(),
      capabilities: z.array(z.string()),
      questions: z.array(ContextQuestion).exactOptional(),
    }),
  ),
  budget: z.strictObject({ deadlineMs: z.number().positive(), calls: z.number().int().positive() }),
  channels: z.array(z.string()),
  /** Who words verdicts: a summary is by this one, or by the template. */
  wordedBy: z.string().exactOptional(),
  /** What an alarm is about, by its name: for alarms that don't say it themselves. */
  targets: z.record(z.string(), z.array(Resource)).default({}),
});
export type CaseConfig = z.infer<typeof CaseConfig>;

/** One question. */
export const Probe = z.strictObject({
  id: z.string().regex(/^P\d+$/),
  server: z.string(),
  capability: z.string(),
  args: z.record(z.string(), Json),
  timeoutMs: z.number().positive(),
  cost: z.strictObject({ calls: z.number().int().positive() }),
  /** The probe whose too early question this one repeats. */
  again: z.string().exactOptional(),
});
export type Probe = z.infer<typeof Probe>;

/** rounds/<n>/ask.json, written by AnalyzeEvidence: what it knew (`used`), and what it asks next. */
export const Ask = z.strictObject({
  v,
  round: z.number().int().positive(),
  /** Data time. */
  now: Time,
  /** The wait after which this round was asked. */
  late: z.union([z.literal(1), z.literal(2)]).exactOptional(),
  probes: z.array(Probe),
  /** Why nothing is asked. */
  stop: z.enum(['enough', 'rounds', 'deadline', 'budget']).exactOptional(),
  /** Questions that would have been worth asking: no server can answer them, or `stop` forbade it. */
  notAsked: z.array(
    z.strictObject({ capability: z.string(), args: z.record(z.string(), Json), detail: z.string() }),
  ),
  /** Hashes of the calls that the analysis had read; a call that arrives later is not part of the case. */
  used: z.record(z.string(), Sha256),
  /** Gather entries of the round before that failed as a whole, with their error. */
  failed: z.record(z.string(), z.string()),
});
export type Ask = z.infer<typeof Ask>;

/** Why a question has no (full) answer. */
export const GapReason = z.enum([
  'timeout',
  'denied',
  'throttled',
  'not-found',
  'unavailable',
  'failed',
  'too-large',
  'malformed',
  'not-allowed',
  'not-recorded',
  'too-early',
  'changed-since',
  'truncated',
  'not-asked',
]);
export type GapReason = z.infer<typeof GapReason>;

const Failure = z.strictObject({ reason: GapReason, detail: z.string() });
export type Failure = z.infer<typeof Failure>;

export const CallOutcome = z.union([z.strictObject({ result: Json }), z.strictObject({ failure: Failure })]);
export type CallOutcome = z.infer<typeof CallOutcome>;

/** calls/<id>.json: one tool call of a probe; `P3.2` is the second call of P3 (a page, a poll). */
export const Call = z.strictObject({
  v,
  id: z.string().regex(/^P\d+\.\d+$/),
  probe: z.string(),
  server: z.string(),
  tool: z.string(),
  args: z.record(z.string(), Json),
  outcome: CallOutcome,
  /** SHA-256 over the canonical `{server, tool, args, outcome}`. */
  hash: Sha256,
  durationMs: z.number().nonnegative(),
});
export type Call = z.infer<typeof Call>;

/** rounds/<n>/<server>.json, written last by GatherEvidence. */
export const ServerRound = z.strictObject({
  v,
  round: z.number(),
  server: z.string(),
  calls: z.array(z.strictObject({ id: z.string(), hash: Sha256 })),
});
export type ServerRound = z.infer<typeof ServerRound>;

/** A sentence of a summary and the findings it rests on. */
export const Sentence = z.strictObject({ text: z.string(), findings: z.array(z.string()).min(1) });
export type Sentence = z.infer<typeof Sentence>;

/** summary-<k>.json: how verdict k was worded, and by whom. */
export const Summary = z.strictObject({
  v,
  k: z.number(),
  by: z.string(),
  sentences: z.array(Sentence),
  /** Why it was not, or not wholly, worded by the model. */
  note: z.string().exactOptional(),
});
export type Summary = z.infer<typeof Summary>;

/** deliveries/<k>-<channel>.json */
export const Delivery = z.strictObject({
  v,
  k: z.union([z.number(), z.literal('resolved')]),
  channel: z.string(),
  at: Time,
  reference: z.string().exactOptional(),
});
export type Delivery = z.infer<typeof Delivery>;

/** resolution.json */
export const Resolution = z.strictObject({ v, at: Time, text: z.string() });

// --- outputs of a case ------------------------------------------------------------------------------------

/** Something typed, read from calls. E3 is what P3 gave; E0 is the alarm's event. */
export const Evidence = z.strictObject({
  id: z.string().regex(/^E\d+$/),
  capability: z.string(),
  server: z.string(),
  calls: z.array(z.string()),
  args: z.record(z.string(), Json),
  /** Up to when the source had told everything; later absence proves nothing. */
  completeUntil: Time,
  answer: Json,
});
export type Evidence = z.infer<typeof Evidence>;

export const Gap = z.strictObject({
  /** Null if it was never asked. */
  probe: z.string().nullable(),
  server: z.string().nullable(),
  capability: z.string(),
  args: z.record(z.string(), Json),
  reason: GapReason,
  detail: z.string(),
  /** What the answer would have told. */
  tells: z.string(),
  askAgainAt: Time.exactOptional(),
});
export type Gap = z.infer<typeof Gap>;

/** evidence.json */
export const EvidenceRecord = z.strictObject({
  v,
  evidence: z.array(Evidence),
  gaps: z.array(Gap),
  calls: z.record(z.string(), Sha256),
});
export type EvidenceRecord = z.infer<typeof EvidenceRecord>;
