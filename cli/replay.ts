import { openCaseFolder } from '../adapters/case-folder.ts';
import { replayRecorded } from '../adapters/replay-recorded.ts';
import { latestVerdict } from '../core/analysis/latest-verdict.ts';
import { CasefileError } from '../core/errors.ts';
import { EXIT, exitCodeOfVerdict } from './exit-codes.ts';
import { paintFor } from './paint.ts';

/** Replays a case from its recording. Exit code 1 if an output came out differently. */
export async function replay(folder: string, options: { json?: true }): Promise<number> {
  const { store, caseId } = await openCaseFolder(folder);
  const { execution, written, same, different, outputs } = await replayRecorded(store, caseId);
  if (execution.status !== 'SUCCEEDED') {
    if (execution.cause instanceof CasefileError) throw execution.cause;
    throw new CasefileError('ExecutionFailed', `The replay failed: ${execution.error?.message ?? ''}`, {
      hint: 'Run `casefile verify` on the case.',
    });
  }
  const verdict = await latestVerdict(outputs, caseId);
  if (options.json) {
    const key = verdict?.key ?? null;
    process.stdout.write(`${JSON.stringify({ caseId, key, written, same, different }, null, 2)}\n`);
  } else {
    const paint = paintFor(process.stdout);
    const lines = [
      ...written.map((name) => `${paint.good('written')}    ${name}`),
      ...same.map((name) => `${paint.quiet('same')}       ${name}`),
      ...different.map((name) => `${paint.bad('different')}  ${name}`),
      different.length === 0
        ? `Case ${caseId} replays exactly.`
        : `Case ${caseId} does not replay: ${different.length} outputs differ.`,
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  if (different.length > 0 || verdict === undefined) return EXIT.failure;
  return exitCodeOfVerdict(verdict);
}
