import { join, relative } from 'node:path';
import { type AwsSession, openAwsSession } from '../../adapters/account/aws-session.ts';
import { openCaseFolder } from '../../adapters/stores/case-folder.ts';
import { caseConfig } from '../../adapters/config/config.ts';
import { folderStore } from '../../adapters/stores/folder-store.ts';
import { localPublishers } from '../../adapters/channels/local-publishers.ts';
import { readConfig } from '../../adapters/config/read-config.ts';
import { terminalPublisher } from '../../adapters/channels/terminal.ts';
import { latestVerdict } from '../../core/judge/latest-verdict.ts';
import { CaseEvent, State } from '../../core/case.ts';
import { CasefileError } from '../../core/errors.ts';
import { paths } from '../../core/keys.ts';
import { readRecord } from '../../core/read-record.ts';
import { Report } from '../../core/report/report.ts';
import { iso } from '../../core/time.ts';
import { askMfaCode } from '../investigate/ask-mfa-code.ts';
import { executionFailed } from '../execution-failed.ts';
import { EXIT, exitCodeOfVerdict } from '../exit-codes.ts';
import { storeOf } from '../investigate/interrupted-case.ts';
import { investigateLive } from '../../run/investigate-live.ts';
import { paintFor } from '../../adapters/terminal/paint.ts';
import { print, printJson, say } from '../../adapters/terminal/print.ts';
import { progress } from '../progress.ts';
import type { ReplayOptions } from './replay-options.ts';

/** Investigates a case's incident again, with what AWS says now, as a case of its own beside it. */
export async function replayFresh(
  folder: string,
  options: ReplayOptions,
  given?: AwsSession,
): Promise<number> {
  const { store: origin, caseId } = await openCaseFolder(folder);
  const root = storeOf(folder, caseId);
  if (root === undefined) {
    throw new CasefileError(
      'BadUsage',
      `${folder} was moved out of its store, so there is no place beside it.`,
      { hint: `Put it into a folder as cases/${caseId}.` },
    );
  }
  const { incident } = await readRecord(origin, CaseEvent, paths.event(caseId));
  const [alarm] = incident.alarms;
  if (alarm === undefined) throw new Error('an incident has at least one alarm');
  const { profile, region = alarm.region } = options;
  const session = given ?? (await openAwsSession({ profile, region, mfaCode: askMfaCode() }));
  if (session.account !== alarm.account) {
    throw new CasefileError(
      'BadUsage',
      `The case is of account ${alarm.account}; these credentials are of ${session.account}.`,
      {
        hint: 'Pass a --profile of that account.',
      },
    );
  }
  const config = await readConfig(options.config);
  const store = folderStore(root);
  const quiet = options.json === true;
  const terminal = terminalPublisher(print, paintFor(process.stdout), process.stdout.columns);
  const result = await investigateLive({
    input: {
      replay: { caseId, tools: 'fresh', deliver: [...(quiet ? [] : ['terminal']), ...options.deliver] },
    },
    name: `replay-${caseId.slice(0, 12)}-${iso(Date.now()).replace(/\D/g, '')}`,
    session,
    store,
    config,
    caseConfig: caseConfig(config),
    settle: false,
    publishers: [terminal, ...localPublishers(options.deliver, config, session.aws)],
    onTask: quiet ? () => undefined : progress(store, say, paintFor(process.stderr)),
    logFile: join(root, 'servers.log'),
  });
  if (result.status !== 'SUCCEEDED') {
    throw executionFailed(
      result,
      'The replay',
      `What was recorded is in ${root}; run it again for another one.`,
    );
  }
  const { caseId: replayed } = State.parse(result.output);
  const verdict = await latestVerdict(store, replayed);
  if (verdict === undefined) return EXIT.failure;
  const path = join(root, paths.caseRoot(replayed));
  if (quiet) {
    const report = await readRecord(store, Report, paths.report(replayed, verdict.k, 'json'));
    const body = { caseId: replayed, origin: caseId, folder: path, key: verdict.key, report };
    printJson(body);
  } else say(`Case: ${relative(process.cwd(), path)}\n`);
  return exitCodeOfVerdict(verdict);
}
