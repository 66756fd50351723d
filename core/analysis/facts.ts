import type { Gap, Incident, Resource } from '../case.ts';
import type { Finding } from '../proof/predicate.ts';
import type { MetricShift } from './metric-shift.ts';

/** Everything that the rules may look at. Each part carries the findings that prove it. */
export interface Facts {
  incident: Incident;
  /** What the incident is about; absent if the alarm names no resource that is known here. */
  target?: Resource;
  /** `low`: it alarms when its metric is low. */
  alarm: { finding: Finding; at: string; low?: boolean };
  metrics?: MetricFacts;
  logs?: LogFacts;
  /** Changes of the target, oldest first. */
  changes: Change[];
  gaps: readonly Gap[];
}

export interface MetricFacts {
  /** The alarm's own metric; absent if it did not leave its baseline. */
  shift?: MetricShift & { finding: Finding };
  /** Present if the metric did not leave its baseline, or came back to it. */
  steady?: Finding;
  throttles?: Finding;
  concurrencyAtLimit?: Finding;
}

export interface ErrorPattern {
  finding: Finding;
  /** When it was first logged; absent if older lines were left unread. */
  began?: string;
  versions: string[];
  /** The finding that says which versions log it. */
  versionFinding?: Finding;
  /** The finding that says where it is thrown. */
  frameFinding?: Finding;
}

/** What the window's error lines are, by patterns that make up a good part of the excess. */
export interface LogFacts {
  /** Proven not to be in the baseline; most excess first. */
  newErrors: ErrorPattern[];
  /** In the baseline too. */
  knownErrors: ErrorPattern[];
  /** Lines were left unread, or one side was read another way: what is not among these proves nothing. */
  partial: boolean;
}

/** `modification`: something was changed, and no source tells what. */
export type ChangeKind = 'deployment' | 'configuration' | 'concurrency' | 'modification';

export interface Change {
  kind: ChangeKind;
  resource: Resource;
  at: string;
  /** All findings that tell of it, the best source first. */
  findings: Finding[];
  version?: string;
  previous?: { version: string; finding: Finding };
  aliases: { name: string; finding: Finding }[];
  stack?: string;
}
