import { openCaseFolder } from '../adapters/case-folder.ts';
import { type AwsSession, openAwsSession } from '../adapters/aws-session.ts';
import { localPublishers } from '../adapters/local-publishers.ts';
import { memoryStore } from '../adapters/memory-store.ts';
import { readConfig } from '../adapters/read-config.ts';
import { replayRecorded } from '../adapters/replay-recorded.ts';
import { latestVerdict } from '../core/analysis/latest-verdict.ts';
import { paths } from '../core/keys.ts';
import type { CaseStore } from '../core/ports.ts';
import { readRecord } from '../core/read-record.ts';
import { deliver } from '../core/report/deliver.ts';
import { Report } from '../core/report/report.ts';
import { askMfaCode } from './ask-mfa-code.ts';
import { executionFailed } from './execution-failed.ts';
import { EXIT, exitCodeOfVerdict } from './exit-codes.ts';
import { paintFor } from './paint.ts';
import type { ReplayOptions } from './replay.ts';

/** Replays a case from its recording, without any call. Exit code 1 if an output came out differently. */
export async function replayOfRecording(
  folder: string,
  options: ReplayOptions,
  session?: AwsSession,
): Promise<number> {
  const { store, caseId } = await openCaseFolder(folder);
  const { execution, written, same, different, outputs } = await replayRecorded(store, caseId);
  if (execution.status !== 'SUCCEEDED') {
    throw executionFailed(execution, 'The replay', 'Run `casefile verify` on the case.');
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
  if (options.deliver.length > 0) await deliverAgain(store, caseId, verdict.k, options, session);
  return exitCodeOfVerdict(verdict);
}

/** Sends the stored report where somebody asked for, marked as a replay. Of this the recording keeps no trace. */
async function deliverAgain(
  store: CaseStore,
  caseId: string,
  k: number,
  options: ReplayOptions,
  given: AwsSession | undefined,
): Promise<void> {
  const { profile, region, deliver: channels } = options;
  const session = given ?? (await openAwsSession({ profile, region, mfaCode: askMfaCode() }));
  const publishers = localPublishers(channels, await readConfig(options.config), session.aws);
  const report = await readRecord(store, Report, paths.report(caseId, k, 'json'));
  const context = { store: memoryStore(), publishers, now: Date.now() };
  const [failure] = await deliver({ caseId, k, channels }, context, (told) => ({
    kind: 'report',
    report,
    replay: true,
    ...told,
  }));
  if (failure !== undefined) throw failure;
  process.stderr.write(
    `Report ${k} of case ${caseId} was delivered to ${channels.join(', ')} as a replay.\n`,
  );
}
