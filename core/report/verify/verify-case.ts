import type { Verdict } from '../../verdict.ts';
import { V } from '../../case.ts';
import type { Json } from '../../canonical.ts';
import type { Dialects } from '../../evidence/dialect.ts';
import { nextWait } from '../../ask/plan-round.ts';
import { recordAt } from '../../evidence/recording.ts';
import type { CaseStore } from '../../ports.ts';
import { oneLine } from '../../one-line.ts';
import { checkAnswers } from './check-answers.ts';
import { checkAsk } from './check-ask.ts';
import { checkConclusion } from './check-conclusion.ts';
import { checkDeliveries } from './check-deliveries.ts';
import { checkEnd } from './check-end.ts';
import { checkEvent } from './check-event.ts';
import { checkManifest } from './check-manifest.ts';
import { type Checked, type Checking, guarded } from './checking.ts';
import { courseOf } from './course.ts';
import { inputsOf, readRecords } from './read-case.ts';
import { ALWAYS, uncheckableLines } from './uncheckable.ts';

/** `interrupted`: it ends before its end, by itself or because it is still under way; what is there holds. */
export type CaseState = 'holds' | 'interrupted' | 'does-not-hold';

export interface Verification {
  state: CaseState;
  checked: Checked;
  /** What does not hold, one line each. */
  failures: string[];
  /** What an interrupted case has not come to. */
  missing: string[];
  /** What nobody could find out from the case alone, and why; one line for each kind. */
  uncheckable: string[];
}

/**
 * Derives everything again from the event, the configuration and the recorded calls, in the order in which a run writes
 * it, and compares: incident, questions, calls, evidence, every predicate of every finding, verdicts, wording, reports,
 * deliveries, the end, the manifest; and that there is nothing else. Whatever it says of a record is on one line.
 */
export async function verifyCase(
  store: CaseStore,
  caseId: string,
  dialects: Dialects,
): Promise<Verification> {
  const failures: string[] = [];
  const checked: Checked = { calls: 0, evidence: 0, findings: 0, lines: 0, records: 0 };
  const uncheckable = new Set(ALWAYS);
  const { records, present } = await readRecords(store, caseId, failures);
  const missing: string[] = [];
  const inputs = inputsOf({ records, failures });
  if (inputs !== undefined) {
    const course = courseOf(present);
    check({ caseId, ...inputs, dialects, records, course, checked, failures, missing, uncheckable });
  }
  return {
    state: failures.length > 0 ? 'does-not-hold' : missing.length > 0 ? 'interrupted' : 'holds',
    checked,
    failures: failures.map((line) => oneLine(line)),
    missing: missing.map((line) => oneLine(line)),
    uncheckable: uncheckableLines(uncheckable),
  };
}

function check(checking: Checking): void {
  const { recording, course, failures, missing } = checking;
  course.writes('config.json');
  course.writes('event.json');
  guarded(failures, 'event.json', () => checkEvent(checking));
  const verdicts = checkRounds(checking);
  const reports = new Map(verdicts.map(({ k, round }) => [k, recording.asks[round - 1]?.now ?? '']));
  guarded(failures, 'deliveries', () => checkDeliveries(checking, reports));
  guarded(failures, 'ok.json', () => checkEnd(checking, verdicts));
  course.mayWrite('manifest.json');
  const ended = course.ended();
  failures.push(...ended.removed.map((name) => `${name}: is missing.`));
  failures.push(...ended.strange.map((name) => `${name}: no run of this case would have left it.`));
  missing.push(...ended.notReached);
  guarded(failures, 'manifest.json', () => checkManifest(checking, ended));
}

function checkRounds(checking: Checking): Verdict[] {
  const { event, recording, course, failures, uncheckable } = checking;
  const verdicts: Verdict[] = [];
  for (const ask of recording.asks) {
    const name = `rounds/${ask.round}/ask.json`;
    course.next();
    course.writes(name);
    guarded(failures, name, () => checkAsk(checking, ask));
    guarded(failures, name, () => {
      if (ask.probes.length > 0) return checkAnswers(checking, ask);
      const verdict = checkConclusion(checking, ask, verdicts.at(-1));
      if (verdict !== verdicts.at(-1)) verdicts.push(verdict);
    });
  }
  const last = recording.asks.at(-1);
  if (last === undefined || last.probes.length > 0) {
    course.next();
    course.writes(`rounds/${recording.asks.length + 1}/ask.json`);
  } else {
    guarded(failures, 'evidence.json', () => {
      const { gaps } = recordAt(checking, last.round);
      if (nextWait(event.openedAt, recording.asks, gaps) !== undefined) uncheckable.add('late');
    });
  }
  return verdicts;
}

/** A verification as JSON for `--json`. */
export function verificationJson({ state, checked, failures, missing, uncheckable }: Verification): Json {
  return { v: V, ok: state === 'holds', state, checked: { ...checked }, failures, missing, uncheckable };
}
