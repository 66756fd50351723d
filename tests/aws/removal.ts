import { DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { StateMachineDoesNotExist, StopExecutionCommand, paginateListExecutions } from '@aws-sdk/client-sfn';
import { bucketsNamed, deleteBucket, emptyBucket } from './buckets.ts';
import type { Clients } from './clients.ts';
import { lostPermission } from './faults.ts';
import { removeLater } from './interrupt.ts';
import { type Leftover, leftoversOf } from './leftovers.ts';
import { logGroupsOf } from './log-groups.ts';
import type { Names } from './names.ts';
import type { Place } from './place.ts';
import { messageOf, say, sayAt } from './say.ts';
import { serverless } from './serverless.ts';
import { poll } from './wait.ts';
import { deleteStack, settled, stackNamed } from './stacks.ts';

/** What is deleted may be listed for a while: queues for a minute, says SQS. */
const LISTED_FOR_MS = 120_000;

/**
 * Removes everything that a stage may have left, in any state: each step is tried, whatever became of those before.
 * Then it looks whether anything is still there, and says how to remove it. @returns whether all is gone
 */
export async function removeAll(
  place: Place,
  clients: Clients,
  names: Names,
  signal: AbortSignal,
): Promise<boolean> {
  const { casefile, application } = names;
  const { cloudformation, logs, s3 } = clients;
  const waiting = { everyMs: place.emulator ? 500 : 5_000, signal };
  const stacks: string[] = [];
  const attempt = async (what: string, run: () => Promise<unknown>) => {
    try {
      signal.throwIfAborted();
      await run();
      sayAt(`removed: ${what}`);
    } catch (error) {
      sayAt(`NOT removed: ${what}: ${messageOf(error)}`);
    }
  };
  const isThere = async (name: string) => {
    // Whoever can't tell had better try.
    const stack = await stackNamed(cloudformation, name).catch(() => ({ StackId: undefined }));
    if (stack?.StackId !== undefined) stacks.push(stack.StackId);
    return stack !== undefined;
  };

  if (await isThere(casefile)) {
    await attempt('executions that still wait for late evidence', () =>
      stopExecutions(clients, place, names).catch((error: unknown) => {
        if (!(error instanceof StateMachineDoesNotExist)) throw error;
      }),
    );
    await attempt(`stack ${casefile}`, async () => {
      try {
        await settled(cloudformation, casefile, waiting);
        await serverless('remove', place, names, signal);
      } catch (error) {
        signal.throwIfAborted();
        // It wants a stack that is whole; one that was interrupted is removed without it.
        sayAt(`serverless remove did not do it (${messageOf(error)}); CloudFormation is asked itself`);
      }
      for (const bucket of await bucketsNamed(s3, `${casefile}-`)) await emptyBucket(s3, bucket);
      await deleteStack(cloudformation, casefile, waiting);
    });
  }
  for (const bucket of await bucketsNamed(s3, `${casefile}-`).catch(() => [])) {
    await attempt(`bucket ${bucket}`, () => deleteBucket(s3, bucket));
  }
  if (await isThere(application)) {
    // A role without a policy that its stack gave it may be no state that the stack can be deleted from.
    await lostPermission(clients, names, place)
      .repair()
      .catch(() => undefined);
    await attempt(`stack ${application}`, () => deleteStack(cloudformation, application, waiting));
  }
  for (const logGroupName of await logGroupsOf(clients, names).catch(() => [])) {
    await attempt(`log group ${logGroupName}`, () => logs.send(new DeleteLogGroupCommand({ logGroupName })));
  }

  let left: Leftover[] = [];
  const seenGone = await poll(
    { forMs: place.emulator ? 0 : LISTED_FOR_MS, everyMs: 20_000, signal },
    async () => {
      left = await leftoversOf(clients, names, stacks);
      return left.length === 0 || undefined;
    },
  ).catch(() => undefined);
  if (seenGone) {
    sayAt(
      'nothing is left: no stack, bucket, log group, alarm, function, rule, topic, queue or role of that name',
    );
    return true;
  }
  say(left.length === 0 ? '\nIt was not looked whether anything is left.' : '\nStill there, or not known:');
  for (const { what, command } of left) say(`  ${what}\n    ${command}${place.cli}`);
  say(`  all that is left: ${removeLater(place, names)}`);
  return false;
}

/** A state machine goes only when its executions have ended, and they may wait for a quarter of an hour. */
async function stopExecutions(
  { sfn }: Clients,
  { partition, region, account }: Place,
  { casefile }: Names,
): Promise<void> {
  const stateMachineArn = `arn:${partition}:states:${region}:${account}:stateMachine:${casefile}`;
  const pages = paginateListExecutions({ client: sfn }, { stateMachineArn, statusFilter: 'RUNNING' });
  for await (const { executions = [] } of pages) {
    for (const { executionArn } of executions) {
      await sfn.send(new StopExecutionCommand({ executionArn, cause: 'the test has ended' }));
    }
  }
}
