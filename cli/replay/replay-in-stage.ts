import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { AwsSession } from '../../adapters/account/aws-session.ts';
import type { DeployedStack } from '../../adapters/account/deployed-stack.ts';
import { replayedAs } from '../../adapters/stores/execution-case.ts';
import { explainAwsError } from '../../adapters/account/explain-aws-error.ts';
import { sfnWorkflow } from '../../adapters/workflow/sfn-workflow.ts';
import { systemClock } from '../../adapters/workflow/system-clock.ts';
import { CasefileError } from '../../core/errors.ts';
import { paths } from '../../core/keys.ts';
import type { CaseStore } from '../../core/ports.ts';
import { readIfThere } from '../../core/read-record.ts';
import { Report } from '../../core/report/report.ts';
import { SECOND } from '../../core/time.ts';
import { replayIncident } from '../../functions/replay-incident.ts';
import * as z from 'zod';
import { exitCodeOfVerdict } from '../exit-codes.ts';
import { printReport, say } from '../../adapters/terminal/print.ts';
import type { ReplayOptions } from './replay-options.ts';

/** The first report takes seconds; after this, somebody has to look. */
const WAIT_MS = 120 * SECOND;
const POLL_MS = 2 * SECOND;

const Started = z.object({ execution: z.string() });

/** Starts an execution that investigates a stored case again, and shows its first report. */
export async function replayInStage(
  caseId: string,
  { stateMachine, bucket }: DeployedStack,
  store: CaseStore,
  session: AwsSession,
  options: ReplayOptions,
): Promise<number> {
  const client = new SFNClient(session.aws);
  try {
    if ((await store.get(paths.event(caseId))) === undefined) {
      throw new CasefileError('CaseNotFound', `There is no case ${caseId} in ${bucket}.`, {
        hint: 'A report names its case; cases are kept for as long as `deployment.caseDays` says.',
      });
    }
    const request = { replay: { caseId, tools: 'fresh', deliver: options.deliver } };
    const workflow = sfnWorkflow(client, stateMachine);
    const { execution } = Started.parse(await replayIncident(request, { workflow, clock: systemClock }));
    say(`Started ${execution}\n`);
    const { startDate } = await client.send(new DescribeExecutionCommand({ executionArn: execution }));
    const replayed = replayedAs(caseId, startDate ?? new Date());
    for (const until = Date.now() + WAIT_MS; Date.now() < until; await sleep(POLL_MS)) {
      const report = await readIfThere(store, Report, paths.report(replayed, 1, 'json'));
      if (report !== undefined) return show(report, options.json === true);
      const { status, error } = await client.send(new DescribeExecutionCommand({ executionArn: execution }));
      if (status === 'RUNNING' || status === 'SUCCEEDED') continue;
      throw new CasefileError('ExecutionFailed', `The execution ${status}: ${error ?? ''}`, {
        hint: `aws stepfunctions get-execution-history --execution-arn ${execution} --reverse-order`,
      });
    }
    throw new CasefileError('ExecutionFailed', `There is no report after ${WAIT_MS / SECOND} s.`, {
      hint: `aws stepfunctions describe-execution --execution-arn ${execution}`,
    });
  } catch (error) {
    throw error instanceof CasefileError ? error : explainAwsError(error, session);
  } finally {
    client.destroy();
  }
}

function show(report: Report, json: boolean): number {
  printReport(report, json);
  return exitCodeOfVerdict(report);
}
