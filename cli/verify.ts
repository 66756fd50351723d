import { openCaseFolder } from '../adapters/case-folder.ts';
import { verificationJson, verifyCase } from '../core/report/verify-case.ts';
import { dialects } from '../mcp/dialects/dialects.ts';
import { EXIT } from './exit-codes.ts';
import { paintFor } from './paint.ts';
import { print, printJson } from './print.ts';

/** Checks a case; prints each thing that does not hold. */
export async function verify(folder: string, options: { json?: true }): Promise<number> {
  const { store, caseId } = await openCaseFolder(folder);
  const verification = await verifyCase(store, caseId, dialects);
  const { checked, failures } = verification;
  if (options.json) {
    printJson(verificationJson(verification));
  } else {
    const paint = paintFor(process.stdout);
    for (const failure of failures) print(`${paint.bad('✖')} ${failure}\n`);
    const counts = `${checked.calls} calls, ${checked.evidence} pieces of evidence, ${checked.findings} findings, ${checked.lines} report lines, ${checked.records} records`;
    print(
      failures.length === 0
        ? `${paint.good('✔')} Case ${caseId} holds: ${counts} checked.\n`
        : `Case ${caseId} does not hold: ${failures.length} failures; ${counts} checked.\n`,
    );
  }
  return failures.length === 0 ? EXIT.causeFound : EXIT.failure;
}
