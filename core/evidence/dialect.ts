import type { Call, Failure, Probe } from '../case.ts';
import type { Json } from '../canonical.ts';

/** The next tool call of a probe, and how long to wait before it (polling a job). */
export interface NextCall {
  tool: string;
  args: Record<string, Json>;
  pauseMs?: number;
}

/** What a probe's calls say: an answer in the shape of its capability, or why there is none. */
export type Reading = { answer: Json } | { failure: Failure };

/**
 * The adapter from capabilities to one server's tools and result shapes. Pure: both functions see only the
 * probe and the calls recorded for it so far, so a replay asks the same and reads the same.
 */
export interface Dialect {
  /** Every tool that these capabilities may take, sorted: the client's allow-list for a server. */
  toolsFor(capabilities: readonly string[]): string[];
  /** Undefined when nothing is left to call. `region`: the alarm's. */
  next(probe: Probe, calls: readonly Call[], region: string): NextCall | undefined;
  read(probe: Probe, calls: readonly Call[]): Reading;
}

/** By dialect name, as the configuration names them. */
export type Dialects = Readonly<Record<string, Dialect>>;
