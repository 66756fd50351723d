import type { Baseline } from './baseline.ts';

/** How one scenario of the suite went. */
export interface Outcome {
  /** Undefined if it passed. */
  failed?: string;
  /** What its checks noted beside, by the check's id. */
  details: Readonly<Record<string, unknown>>;
}

export interface Verdict {
  passed: string[];
  /** What failed as the baseline says, and why. */
  expected: { scenario: string; reason: string }[];
  /** What must not be: failures that were not expected, and expected ones that did not happen. */
  wrong: string[];
}

/**
 * Compares what happened with what was expected. A scenario without an outcome has failed: the suite did not get to it.
 *
 * @param scenarios all that the suite has
 */
export function judge(
  scenarios: readonly string[],
  outcomes: ReadonlyMap<string, Outcome>,
  baseline: Baseline,
): Verdict {
  const verdict: Verdict = { passed: [], expected: [], wrong: [] };
  for (const scenario of scenarios) {
    const outcome = outcomes.get(scenario);
    const failed = outcome === undefined ? 'it was not run' : outcome.failed;
    const reason = baseline.get(scenario);
    // What was not run has not failed for the reason that was given.
    if (failed !== undefined && (reason === undefined || outcome === undefined)) {
      verdict.wrong.push(`${scenario} fails: ${failed}`);
    } else if (reason !== undefined && failed === undefined) {
      verdict.wrong.push(`${scenario} passes, and is still in the baseline (${reason})`);
    } else if (reason !== undefined) verdict.expected.push({ scenario, reason });
    else verdict.passed.push(scenario);
  }
  for (const scenario of baseline.keys()) {
    if (!scenarios.includes(scenario))
      verdict.wrong.push(`the suite has no ${scenario}: it is in the baseline`);
  }
  return verdict;
}
