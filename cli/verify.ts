import { openCaseFolder } from '../adapters/stores/case-folder.ts';
import { verificationJson, verifyCase } from '../core/report/verify/verify-case.ts';
import { dialects } from '../mcp/dialects/dialects.ts';
import { EXIT } from './exit-codes.ts';
import { paintFor } from '../adapters/terminal/paint.ts';
import { print, printJson } from '../adapters/terminal/print.ts';

/** Checks a case; prints each thing that does not hold, is missing, or can't be checked. */
export async function verify(folder: string, options: { json?: true }): Promise<number> {
  const { store, caseId } = await openCaseFolder(folder);
  const verification = await verifyCase(store, caseId, dialects);
  const { state, checked, failures, missing, uncheckable } = verification;
  if (options.json) {
    printJson(verificationJson(verification));
  } else {
    const paint = paintFor(process.stdout);
    const counts = `${checked.calls} calls, ${checked.evidence} pieces of evidence, ${checked.findings} findings, ${checked.lines} report lines, ${checked.records} records checked`;
    const said = {
      holds: `${paint.good('✔')} Case ${caseId} holds: ${counts}.`,
      interrupted: `Case ${caseId} was interrupted, or is still under way: missing at its end: ${missing.length}; what is there holds; ${counts}.`,
      'does-not-hold': `Case ${caseId} does not hold: ${failures.length} failure${failures.length === 1 ? '' : 's'}; ${counts}.`,
    };
    const lines = [
      ...failures.map((failure) => `${paint.bad('✖')} ${failure}`),
      ...missing.map((name) => `${paint.bad('–')} ${name}: was not written yet.`),
      ...uncheckable.map((line) => paint.quiet(`– can't be checked: ${line}`)),
      said[state],
    ];
    print(`${lines.join('\n')}\n`);
  }
  return state === 'holds' ? EXIT.causeFound : EXIT.failure;
}
