import { relative } from 'node:path';
import type { Claim } from '../../adapters/stores/claim-case.ts';
import { neutralize } from '../../core/neutralize.ts';
import type { Report } from '../../core/report/report.ts';
import { clockTime } from '../../core/time.ts';
import { printReport, say } from '../../adapters/terminal/print.ts';

/** Says that a run goes on with a case that was in the folder. */
export function sayFound({ found, ...claim }: Claim, quiet: boolean): void {
  if (quiet || !('round' in claim)) return;
  say(
    found === 'waiting'
      ? `Case ${claim.caseId} had ended with its first report: it now waits for late evidence.\n`
      : `Case ${claim.caseId} was interrupted in round ${claim.round}: it goes on there, and asks nothing again that was answered.\n`,
  );
}

/**
 * Prints the report of a case that this run did not begin: a finished one, with what to do to begin anew, or one that was
 * gone on with, of which nobody knows whether its report was seen.
 */
export function sayReport(claim: Claim, report: Report, folder: string, live: boolean): void {
  if (claim.found === 'nothing') return;
  if (claim.found !== 'finished') return printReport(report);
  const { caseId, at, askAgainAt } = claim;
  const when = at === undefined ? '' : `, finished ${at.slice(0, 10)} ${clockTime(at)} UTC`;
  const replay = `casefile replay ${relative(process.cwd(), folder)}${live ? ' --fresh' : ''}`;
  const late = askAgainAt === undefined ? '' : ' To wait for what CloudTrail tells late, add --settle.';
  say(`Case ${caseId} is here already${when}: ${neutralize(report.headline.text)}\n`);
  printReport(report);
  say(`To begin anew, pass another --out, or: ${replay}.${late}\n`);
}
