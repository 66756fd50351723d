import { openCaseFolder } from '../adapters/stores/case-folder.ts';
import { latestVerdict } from '../core/judge/latest-verdict.ts';
import { CasefileError } from '../core/errors.ts';
import { loadRecording } from '../core/evidence/recording.ts';
import { paths } from '../core/keys.ts';
import { readIfThere } from '../core/read-record.ts';
import { oneLine } from '../core/one-line.ts';
import { interruption } from '../core/report/interruption.ts';
import { Report } from '../core/report/report.ts';
import { EXIT } from './exit-codes.ts';
import { goOnText, interruptedText, refuseRunningIn } from './investigate/interrupted-case.ts';
import { print, printJson, printReport } from '../adapters/terminal/print.ts';

/** Prints a stored report, or the calls of a case. */
export async function show(
  folder: string,
  options: { report?: number; calls?: true; json?: true },
): Promise<number> {
  const { store, caseId } = await openCaseFolder(folder);
  if (options.calls) {
    const { calls } = await loadRecording(store, caseId);
    const lines = calls.map(({ id, server, tool, durationMs, outcome }) => {
      const what = 'failure' in outcome ? `${outcome.failure.reason}: ${outcome.failure.detail}` : 'answered';
      return `${id.padEnd(7)} ${oneLine(server, 60).padEnd(15)} ${oneLine(tool, 60).padEnd(27)} ${String(durationMs).padStart(6)} ms  ${oneLine(what, 200)}`;
    });
    if (options.json) printJson(calls);
    else print(`${lines.join('\n')}\n`);
    return EXIT.causeFound;
  }
  const k = options.report ?? (await latestVerdict(store, caseId))?.k ?? 1;
  const report = await readIfThere(store, Report, paths.report(caseId, k, 'json'));
  if (report === undefined) {
    await refuseRunningIn(folder, store, caseId);
    const interrupted = await interruption(store, caseId);
    if (interrupted !== undefined) {
      throw new CasefileError(
        'CaseNotFound',
        `${interruptedText(caseId, interrupted)} It has no report ${k}.`,
        {
          hint: goOnText(folder, caseId),
        },
      );
    }
    throw new CasefileError('CaseNotFound', `Case ${caseId} has no report ${k}.`, {
      hint: 'Run `casefile replay` on it to make the reports from the recording.',
    });
  }
  printReport(report, options.json);
  return EXIT.causeFound;
}
