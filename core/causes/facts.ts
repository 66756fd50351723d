import type { Gap, Incident, Range } from '../case.ts';
import type { Entity } from '../entity.ts';
import type { Typed } from '../evidence/evidence-index.ts';
import type { Resolved } from '../graph/resolve-targets.ts';
import type { Part } from '../graph/subjects.ts';
import type { Change } from '../ledger/change.ts';
import type { AlarmFacts } from '../observe/read-alarm.ts';
import type { JudgedFacts } from '../observe/read-judged.ts';
import type { LogFacts } from '../observe/read-logs.ts';
import type { MappingFact } from '../observe/read-mappings.ts';
import type { Series } from '../observe/series.ts';
import type { Finding } from '../proof/predicate.ts';

/** Everything that the causes may look at. Each part carries the findings that prove it. */
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

/**
 * What was seen of a resource, by what it means for it:
 * `trouble`: a sign of trouble of its own rose; `calm`: none did; `throttled`: it is asked for more than it may take;
 * `at-limit`: what it may take is used up, or was lowered; `slower`: its work takes longer than before; `waiting`: what it
 * reads waits longer; `cut-off`: its work took longer before than it is given now; `unchanged`: neither code nor settings
 * were changed since the baseline began.
 */
export type Seen =
  'trouble' | 'calm' | 'throttled' | 'at-limit' | 'slower' | 'waiting' | 'cut-off' | 'unchanged';

export interface Observation {
  what: Seen;
  finding: Finding;
  /** Of a series that shifted: the metric's id, and the bucket in which it did. */
  metric?: string;
  onset?: Range;
}

/** What is known of one resource. */
export interface SubjectFacts {
  entity: Entity;
  part: Part;
  config?: Typed<'function.config'>;
  series: ReadonlyMap<string, Series>;
  observations: readonly Observation[];
  logs?: LogFacts | undefined;
  /** Changes of it, and of what it can't do without, oldest first. */
  changes: readonly Change[];
  /** Event source mappings that it reads by, or that read it, and who changed one that is off. */
  mappings: readonly (MappingFact & { changes: readonly Change[] })[];
}

export function seenOf({ observations }: SubjectFacts, what: Seen): Observation | undefined {
  return observations.find((one) => one.what === what);
}
