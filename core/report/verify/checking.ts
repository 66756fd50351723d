import type { CaseConfig, CaseEvent } from '../../case.ts';
import { type Json, canonical } from '../../canonical.ts';
import type { Dialects } from '../../evidence/dialect.ts';
import type { Recording } from '../../evidence/recording.ts';
import { SECOND, since } from '../../time.ts';
import type { Course } from './course.ts';
import type { Uncheckable } from './uncheckable.ts';

/** How much was checked. */
export interface Checked {
  calls: number;
  evidence: number;
  findings: number;
  lines: number;
  records: number;
}

/** A case while it is checked. */
export interface Checking {
  caseId: string;
  event: CaseEvent;
  config: CaseConfig;
  recording: Recording;
  dialects: Dialects;
  /** What lies in the folder, by name below it. */
  records: ReadonlyMap<string, Json>;
  course: Course;
  checked: Checked;
  /** What does not hold. */
  failures: string[];
  /** What an interrupted case has not come to. */
  missing: string[];
  /** What this case gives reason to say of that can't be checked. */
  uncheckable: Set<Uncheckable>;
}

export function same(a: Json | undefined, b: Json | undefined): boolean {
  return a === undefined || b === undefined ? a === b : canonical(a) === canonical(b);
}

/** Records are hostile: what can't even be derived from them is said, and the check goes on. */
export function guarded(failures: string[], name: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    failures.push(
      `${name}: nothing can be derived from it: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** The clocks of two machines may differ by so much. */
const SKEW_MS = 5 * SECOND;

export function isBefore(time: string, earliest: string): boolean {
  return since(time, earliest) > SKEW_MS;
}
