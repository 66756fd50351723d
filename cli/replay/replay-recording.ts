import { openCaseFolder } from '../../adapters/stores/case-folder.ts';
import { type AwsSession, openAwsSession } from '../../adapters/account/aws-session.ts';
import { localPublishers } from '../../adapters/channels/local-publishers.ts';
import { memoryStore } from '../../adapters/stores/memory-store.ts';
import { readConfig } from '../../adapters/config/read-config.ts';
import { type ReplayResult, replayRecorded } from '../../run/replay-recorded.ts';
import { latestVerdict } from '../../core/judge/latest-verdict.ts';
import { paths } from '../../core/keys.ts';
import type { CaseStore } from '../../core/ports.ts';
import { readIfThere, readRecord } from '../../core/read-record.ts';
import { deliver } from '../../core/report/deliver.ts';
import type { Interruption } from '../../core/report/interruption.ts';
import { Report } from '../../core/report/report.ts';
import { askMfaCode } from '../investigate/ask-mfa-code.ts';
import { executionFailed } from '../execution-failed.ts';
import { EXIT, exitCodeOfVerdict } from '../exit-codes.ts';
import { goOnText, interruptedText, refuseRunningIn } from '../investigate/interrupted-case.ts';
import { paintFor } from '../../adapters/terminal/paint.ts';
import { print, printJson, printReport, say } from '../../adapters/terminal/print.ts';
import type { ReplayOptions } from './replay-options.ts';

/** Replays a case from its recording, without any call. Exit code 1 if an output came out differently. */
export async function replayOfRecording(
  folder: string,
  options: ReplayOptions,
  session?: AwsSession,
): Promise<number> {
  const { store, caseId } = await openCaseFolder(folder);
  await refuseRunningIn(folder, store, caseId);
  const replayed = await replayRecorded(store, caseId);
  const { execution, written, same, different, outputs, interrupted } = replayed;
  if (execution.status !== 'SUCCEEDED') {
    throw executionFailed(execution, 'The replay', 'Run `casefile verify` on the case.');
  }
  if (interrupted !== undefined) return sayInterrupted(folder, caseId, interrupted, replayed, options.json);
  const verdict = await latestVerdict(outputs, caseId);
  const holds = different.length === 0 && verdict !== undefined;
  // Before anything is said: of a delivery that fails nothing else is to be heard.
  if (holds && options.deliver.length > 0) await deliverAgain(store, caseId, verdict.k, options, session);
  if (options.json) {
    const key = verdict?.key ?? null;
    printJson({ caseId, state: 'finished', key, written, same, different });
  } else {
    const ending =
      different.length === 0
        ? `Case ${caseId} replays exactly.`
        : `Case ${caseId} does not replay: ${different.length} outputs differ.`;
    print(`${[...linesOf(replayed), ending].join('\n')}\n`);
  }
  return holds ? exitCodeOfVerdict(verdict) : EXIT.failure;
}

function linesOf({ written, same, different }: ReplayResult): string[] {
  const paint = paintFor(process.stdout);
  return [
    ...written.map((name) => `${paint.good('written')}    ${name}`),
    ...same.map((name) => `${paint.quiet('same')}       ${name}`),
    ...different.map((name) => `${paint.bad('different')}  ${name}`),
  ];
}

/**
 * Of an interrupted case: the outputs that it has, compared, or what its answers would say if nothing else were asked. It is no
 * result of an investigation, and has the exit code of a failure.
 */
async function sayInterrupted(
  folder: string,
  caseId: string,
  interrupted: Interruption,
  replayed: ReplayResult,
  json = false,
): Promise<number> {
  const { same, different, outputs } = replayed;
  const message = interruptedText(caseId, interrupted);
  const hint = goOnText(folder, caseId);
  const report =
    interrupted.round > 0 && interrupted.k === 0
      ? await readIfThere(outputs, Report, paths.report(caseId, 1, 'json'))
      : undefined;
  if (json) {
    const told = {
      round: interrupted.round,
      reports: interrupted.k,
      same,
      different,
      report: report ?? null,
    };
    printJson({ caseId, state: 'interrupted', ...told, message, hint });
    return EXIT.failure;
  }
  if (report !== undefined) {
    say('What follows is what its recording tells so far. It is not kept.\n');
    printReport(report);
  } else if (same.length + different.length > 0) print(`${linesOf(replayed).join('\n')}\n`);
  say(`${message} ${hint}\n`);
  return EXIT.failure;
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
  say(`Report ${k} of case ${caseId} was delivered to ${channels.join(', ')} as a replay.\n`);
}
