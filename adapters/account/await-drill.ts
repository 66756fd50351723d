import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  type ExecutionListItem,
  ListExecutionsCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { CasefileError } from '../../core/errors.ts';
import { paths } from '../../core/keys.ts';
import type { CaseStore } from '../../core/ports.ts';
import { readIfThere } from '../../core/read-record.ts';
import { Report } from '../../core/report/report.ts';
import { MINUTE, SECOND } from '../../core/time.ts';

export interface Sent {
  stage: string;
  eventId: string;
  /** Epoch ms. */
  at: number;
  /** The case that the event opens. */
  caseId: string;
}

export interface Patience {
  totalMs: number;
  pollMs: number;
}

const PATIENCE: Patience = { totalMs: 90 * SECOND, pollMs: 2 * SECOND };
/** Clocks differ. */
const SKEW_MS = MINUTE;

/**
 * Waits for the first report of the case that a drill opens.
 * @throws CasefileError `ExecutionFailed` if the execution fails, or nothing comes in time
 */
export async function awaitDrill(
  sent: Sent,
  { client, stateMachine, store }: { client: SFNClient; stateMachine: string; store: CaseStore },
  { totalMs, pollMs }: Patience = PATIENCE,
): Promise<{ executionArn: string; report: Report }> {
  const others = new Set<string>();
  let executionArn: string | undefined;
  for (const until = Date.now() + totalMs; Date.now() < until; await sleep(pollMs)) {
    executionArn ??= await startedBy(sent, client, stateMachine, others);
    if (executionArn === undefined) continue;
    const { status = '', error = '' } = await client.send(new DescribeExecutionCommand({ executionArn }));
    const report = await readIfThere(store, Report, paths.report(sent.caseId, 1, 'json'));
    if (report !== undefined) return { executionArn, report };
    if (status === 'RUNNING') continue;
    throw new CasefileError(
      'ExecutionFailed',
      status === 'SUCCEEDED'
        ? 'The execution ended without a report.'
        : `The investigation itself failed: ${status}${error === '' ? '' : ` (${error})`}.`,
      {
        hint: `aws stepfunctions get-execution-history --region ${regionOf(executionArn)} --reverse-order --execution-arn ${executionArn}`,
      },
    );
  }
  const seconds = totalMs / SECOND;
  throw executionArn === undefined
    ? new CasefileError('ExecutionFailed', `The event started no execution within ${seconds} s.`, {
        hint: `See whether the rules are enabled and the queue of undelivered events is empty: casefile doctor --stage ${sent.stage}`,
      })
    : new CasefileError('ExecutionFailed', `There is no report after ${seconds} s.`, {
        hint: `aws stepfunctions describe-execution --region ${regionOf(executionArn)} --execution-arn ${executionArn}`,
      });
}

function regionOf(arn: string): string {
  return arn.split(':')[3] ?? '';
}

const Input = z.looseObject({ id: z.string() });

/** EventBridge names an execution after the event, as observed; its input says it for sure. `others` are not asked again. */
async function startedBy(
  { eventId, at }: Sent,
  client: SFNClient,
  stateMachineArn: string,
  others: Set<string>,
): Promise<string | undefined> {
  const { executions = [] } = await client.send(
    new ListExecutionsCommand({ stateMachineArn, maxResults: 20 }),
  );
  const recent = executions.filter(
    ({ startDate, executionArn }) =>
      (startDate?.getTime() ?? 0) >= at - SKEW_MS && !others.has(executionArn ?? ''),
  );
  const named = recent.find(({ name }: ExecutionListItem) => name?.includes(eventId));
  if (named !== undefined) return named.executionArn;
  for (const { executionArn } of recent) {
    const { input = '' } = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (idIn(input) === eventId) return executionArn;
    others.add(executionArn ?? '');
  }
  return undefined;
}

function idIn(input: string): string | undefined {
  try {
    return Input.safeParse(JSON.parse(input)).data?.id;
  } catch {
    return undefined;
  }
}
