import { type ExecutionListItem, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DAY } from '../../core/time.ts';
import type { AwsSession } from '../account/aws-session.ts';
import type { DeployedStack } from '../account/deployed-stack.ts';
import { stackRules } from '../workflow/stack-rules.ts';
import { type Check, type Checked, failed, note, ok, unknown } from './check.ts';

/** Is a deployed stage fit to start, and did it do its work? */
export function checkStack(
  stage: string,
  { name, status, stateMachine, undeliveredQueue }: DeployedStack,
  session: AwsSession,
): { checks: Check[]; close: () => void } {
  const { aws, region } = session;
  const sqs = new SQSClient({ ...aws, maxAttempts: 2, useQueueUrlAsEndpoint: false });
  const sfn = new SFNClient({ ...aws, maxAttempts: 2 });
  return {
    checks: [
      { name: 'stack', run: async () => stackStatus(name, status, region) },
      { name: 'rules', run: (signal) => rulesEnabled(name, session, signal) },
      { name: 'undelivered queue', run: (signal) => queueEmpty(stage, sqs, undeliveredQueue, signal) },
      { name: 'executions', run: (signal) => lastDay(sfn, stateMachine, region, signal) },
    ],
    close() {
      sqs.destroy();
      sfn.destroy();
    },
  };
}

function stackStatus(name: string, status: string, region: string): Checked {
  const events = `aws cloudformation describe-stack-events --stack-name ${name} --region ${region} --max-items 20`;
  if (status === 'UPDATE_ROLLBACK_COMPLETE') {
    return note(`${name} runs what was before: its last update was rolled back.`, events);
  }
  if (/^(?:CREATE|UPDATE|IMPORT)_COMPLETE(?:_CLEANUP_IN_PROGRESS)?$/.test(status)) {
    return ok(`${name} is ${status}.`);
  }
  return status.endsWith('_IN_PROGRESS')
    ? unknown(`${name} is ${status}.`, 'Run it again when the deployment has ended.')
    : failed(`${name} is ${status}.`, events);
}

async function rulesEnabled(
  stack: string,
  { aws, region }: AwsSession,
  signal: AbortSignal,
): Promise<Checked> {
  const rules = await stackRules(stack, aws, signal);
  const off = rules.filter(({ enabled }) => !enabled);
  if (off.length > 0) {
    return failed(
      `Disabled: ${off.map(({ id }) => id).join(', ')}.`,
      off.map((rule) => `aws events enable-rule --region ${region} --name ${rule.name}`).join('; '),
    );
  }
  return rules.length === 0
    ? failed('The stack has no rules, so nothing starts an investigation.', 'Deploy it again.')
    : ok(`${rules.map(({ id }) => id).join(', ')} are enabled.`);
}

async function queueEmpty(
  stage: string,
  client: SQSClient,
  QueueUrl: string,
  abortSignal: AbortSignal,
): Promise<Checked> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
    { abortSignal },
  );
  const count = Number(Attributes?.ApproximateNumberOfMessages ?? 0);
  return count === 0
    ? ok('Everything was delivered.')
    : failed(
        `${count} event${count === 1 ? ' was' : 's were'} not delivered.`,
        `casefile redeliver --stage ${stage} --dry-run`,
      );
}

const BAD_ENDS = ['FAILED', 'TIMED_OUT'] as const;
const PAGE = 100;

async function lastDay(
  client: SFNClient,
  stateMachineArn: string,
  region: string,
  abortSignal: AbortSignal,
): Promise<Checked> {
  const since = Date.now() - DAY;
  const lists = await Promise.all(
    BAD_ENDS.map((statusFilter) =>
      client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter, maxResults: PAGE }), {
        abortSignal,
      }),
    ),
  );
  const ended = ({ stopDate, startDate }: ExecutionListItem) => (stopDate ?? startDate)?.getTime() ?? 0;
  const bad = lists
    .flatMap(({ executions = [] }) => executions)
    .filter((one) => ended(one) >= since)
    .sort((a, b) => ended(b) - ended(a));
  const [latest] = bad;
  if (latest === undefined) return ok('None failed in the last day.');
  const count = bad.length >= PAGE ? `${PAGE} or more` : String(bad.length);
  return failed(
    `${count} failed in the last day.`,
    `The latest: aws stepfunctions describe-execution --region ${region} --execution-arn ${latest.executionArn}`,
  );
}
