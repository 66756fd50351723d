import type { Gap, Incident, Range, Resource } from '../case.ts';
import type { AlarmSettings } from '../evidence/capabilities.ts';
import type { Typed } from '../evidence/evidence-index.ts';
import type { Finding } from '../proof/predicate.ts';
import type { Resolved } from '../graph/resolve-targets.ts';
import type { Series } from './series.ts';
import type { Signature } from './signatures.ts';

/** Everything that the rules may look at. Each part carries the findings that prove it. */
export interface Facts {
  incident: Incident;
  resolved: Resolved;
  alarm: AlarmFacts;
  /** What the alarm judges; undefined if it can't be read as one series. */
  judged?: JudgedFacts;
  /** Targets first. */
  subjects: SubjectFacts[];
  gaps: readonly Gap[];
}

export interface AlarmFacts {
  finding: Finding;
  at: string;
  settings?: AlarmSettings;
  /** The alarm was created or edited shortly before it went off. */
  edited?: { at: string; finding: Finding };
  /** Events of AWS itself, by the service's name as AWS Health writes it. */
  health: { service: string; start: string; issue: boolean; finding: Finding }[];
}

export interface JudgedFacts {
  series: Series;
  /** Present if it left its baseline and stayed there. */
  shift?: { onset: Range; until: string; finding: Finding };
  /** Present if it did not leave its baseline, or came back to it. */
  steady?: Finding;
  /** It was as high, or as low, at the same time on an earlier day. */
  seasonal?: Finding;
}

/** What is known of one resource. */
export interface SubjectFacts {
  resource: Resource;
  role: 'target' | 'related' | 'coincident';
  config?: Typed<'function.config'>;
  series: ReadonlyMap<string, Series>;
  /** A sign of trouble of its own rose: errors, throttles, the age of messages. */
  trouble?: { series: string; onset: Range; finding: Finding };
  /** None of its signs of trouble rose. */
  calm?: Finding;
  throttles?: Finding;
  /** Invocations took longer before than its timeout allows now. */
  timeoutCut?: Finding;
  /** Its invocations take longer than before. */
  slower?: Finding;
  /** What it reads of a stream waits longer than before. */
  ageing?: Finding;
  /** Concurrency, or capacity, is used up; or the capacity was lowered. */
  atLimit?: Finding;
  logs?: LogFacts | undefined;
  /** Changes of it, oldest first. */
  changes: Change[];
  /** Event source mappings that it reads by, or that read it. */
  mappings: MappingFact[];
  /** Proof that neither code nor settings were changed since the baseline began. */
  unchanged?: Finding;
}

export interface MappingFact {
  id: string;
  function: string;
  source: Resource | undefined;
  state: string;
  finding: Finding;
  /** It was last changed before the baseline. */
  offLong?: Finding;
  /** Lambda says that the last batch failed. */
  failing?: Finding;
  /** Changes of the mapping. */
  changes: Change[];
}

export interface ErrorPattern {
  finding: Finding;
  /** Lines of it in the window. */
  count: number;
  /** A line of it, as it was logged. */
  sample: string;
  signature: Signature;
  /** The finding that it says what its signature says. */
  signatureFinding?: Finding;
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
  /** Proof that no error line was logged in the window at all. */
  quiet?: Finding;
  /** Lines were left unread, or one side was read another way: what is not among these proves nothing. */
  partial: boolean;
}

/** `modification`: something was changed, and no source tells what. */
export type ChangeKind =
  'deployment' | 'configuration' | 'concurrency' | 'capacity' | 'permission' | 'mapping' | 'modification';

export interface Change {
  kind: ChangeKind;
  resource: Resource;
  at: string;
  /** All findings that tell of it, the best source first. */
  findings: Finding[];
  version?: string;
  previous?: { version: string; finding: Finding };
  /** What the settings of two versions, or the call's parameters, say was changed. */
  changed: ChangedSetting[];
  aliases: { name: string; finding: Finding }[];
  stack?: string;
}

/** `name` of a setting, or of an environment variable that went or came. */
export interface ChangedSetting {
  setting:
    'removed-variable' | 'added-variable' | 'timeout' | 'memory' | 'handler' | 'runtime' | 'role' | 'layers';
  name: string;
  finding: Finding;
}
