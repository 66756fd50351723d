/** The six things the core needs of the outside world. Adapters implement them; run/ and functions/handlers/ pick them. */
import type { Verdict } from './verdict.ts';
import type { Json } from './canonical.ts';
import type { CallOutcome, CaseConfig, CaseEvent, Delivery, Sentence } from './case.ts';
import type { Dialects } from './evidence/dialect.ts';
import type { Report } from './report/report.ts';

export interface ToolRequest {
  server: string;
  tool: string;
  args: Record<string, Json>;
  timeoutMs: number;
}

/**
 * Calls one tool of one server. Never rejects: what goes wrong is a failure with its reason. `durationMs`: since the request
 * was sent, 0 if it was not.
 */
export interface ToolCaller {
  call(request: ToolRequest): Promise<{ outcome: CallOutcome; durationMs: number }>;
}

/** Words a verdict. What it returns is checked before it is used; if it rejects, the template speaks. */
export interface Summarizer {
  /** Who words it, e.g. `template` or `bedrock <model>`. */
  readonly name: string;
  summarize(verdict: Verdict): Promise<Sentence[]>;
}

/** A record and the tag that `replaceIf` compares. */
export interface Stored {
  value: Json;
  etag: string;
}

/**
 * Records by path (`cases/<id>/event.json`), JSON or text, in a folder or under an S3 prefix.
 * The conditional writes are those of S3 (If-None-Match, If-Match), so that no database is needed.
 */
export interface CaseStore {
  get(path: string): Promise<Stored | undefined>;
  /** False if the record exists. */
  putIfAbsent(path: string, value: Json): Promise<boolean>;
  /** False if the record's tag is not `etag` any more; `undefined` stands for "does not exist". */
  replaceIf(path: string, value: Json, etag: string | undefined): Promise<boolean>;
  /** Paths that begin with `prefix`, sorted. */
  list(prefix: string): Promise<string[]>;
}

/** A link that anybody may open who has it. */
export interface DirectLink {
  url: string;
  until: string;
  /** It may end before. */
  uncertain: boolean;
}

/**
 * What is sent: a report, the end of an incident, or the news that an investigation failed.
 *
 * `again`: an earlier attempt was interrupted, and may have arrived. `inReplyTo`: the case's first report on the channel.
 * `link`: where the stored report is read; `direct`: a link that needs no sign-in, for as long as it lasts.
 */
export type Message =
  | {
      kind: 'report';
      report: Report;
      replay: boolean;
      again: boolean;
      link?: string;
      direct?: DirectLink;
      inReplyTo?: Delivery;
    }
  | {
      kind: 'resolved';
      caseId: string;
      alarm: Pick<Report['alarm'], 'name' | 'region' | 'account' | 'origin'>;
      text: string;
      again: boolean;
      link?: string;
      inReplyTo?: Delivery;
    }
  | { kind: 'failure'; text: string };

/** Delivers to one channel. Rejects if it can't, so that it is tried again. */
export interface Publisher {
  readonly channel: string;
  publish: (message: Message) => Promise<{ reference?: string }>;
}

export interface ExecutionResult {
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  output?: unknown;
  error?: { name: string; message: string };
  /** What was thrown, where the workflow runs in this process. */
  cause?: unknown;
}

/** Starts the state machine, and leaves it to itself. @returns the execution's id */
export interface Starter {
  start(input: Json, name: string): Promise<string>;
}

/** Starts the state machine and waits for its end. */
export interface Workflow {
  run(input: Json, name: string): Promise<ExecutionResult>;
}

export interface Clock {
  /** Data time, epoch milliseconds: which data exist. Virtual in the demo and in a replay. */
  now(): number;
  /** Real milliseconds that the investigation opened at `openedAt` (data time) has taken. */
  elapsedMs(openedAt: string): number;
}

/** What a function of the workflow is given. */
export interface Ports {
  store: CaseStore;
  /** The tools that answer a case's questions: live, recorded, or both. */
  toolsFor: (event: CaseEvent) => Promise<ToolCaller>;
  dialects: Dialects;
  summarizer: Summarizer;
  publishers: readonly Publisher[];
  /** Where a person reads a stored record, if there is such a place. */
  linkTo?: ((path: string) => string) | undefined;
  /** Makes links that need no sign-in, where that is wanted. */
  directLinkTo?: ((path: string, now: number) => Promise<DirectLink>) | undefined;
  clock: Clock;
  config: CaseConfig;
  /** Deployed, on somebody's machine, or on a copy of one recording. */
  run: 'live' | 'local' | 'replay';
  sleep: (milliseconds: number) => Promise<void>;
}
