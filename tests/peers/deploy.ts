/**
 * Deploys the real stack into ministack, an emulator of AWS that others wrote, sends it a drill and waits for the report
 * at a queue that subscribes to its topic; works with it by hand (operations.ts); then redeploys and removes it.
 * `npm run test:deploy`. Skipped where ministack can't be installed. What ministack can't show is printed at the end.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { GetExecutionHistoryCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { drillEvent } from '../../adapters/account-events/drill-event.ts';
import { VERSION, installMinistack } from './install.ts';
import { operate } from './operations.ts';
import { startMinistack } from './peer-process.ts';

const REGION = 'us-east-1';
const ACCOUNT = '000000000000';
const say = (line: string) => process.stdout.write(`${line}\n`);

const Notification = z.object({ Message: z.string() });
const Report = z.object({ kind: z.string(), mode: z.string(), headline: z.string() });

const CANT_SHOW = [
  'that an alarm itself starts it: ministack sends no event for an alarm, and refuses ours in the name of aws.cloudwatch, so a drill is sent',
  'that roles are enough: IAM is not enforced without AUTH, and never for the state machine',
  'dead letters, retries of targets, and timeouts of tasks: it does none of them',
  'errors by name in Retry and Catch: it calls every error of a Node function Runtime.HandlerError',
  'arm64, memory and cold starts',
];

const installed = installMinistack();
if ('skipped' in installed) say(`ministack: skipped: ${installed.skipped}`);
else {
  const peer = await startMinistack(installed.program);
  try {
    await deployTo(peer.endpoint);
  } finally {
    await peer.close();
  }
}

async function deployTo(endpoint: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'casefile-deploy-'));
  const clients = clientsOf(endpoint);
  try {
    serverless('deploy', endpoint, folder);
    const outputs = await outputsOf(clients.cloudformation);
    say(`deployed: ${outputs['StateMachine']}`);

    const { QueueUrl } = await clients.sqs.send(new CreateQueueCommand({ QueueName: 'on-call' }));
    const queue = `arn:aws:sqs:${REGION}:${ACCOUNT}:on-call`;
    await clients.sns.send(
      new SubscribeCommand({ TopicArn: outputs['ReportsTopic'], Protocol: 'sqs', Endpoint: queue }),
    );
    const started = performance.now();
    const at = new Date(Date.now() - 5_000).toISOString();
    const drill = drillEvent({
      alarmName: 'drill',
      functionName: 'checkout-api',
      at,
      account: ACCOUNT,
      region: REGION,
    });
    const put = await clients.events.send(new PutEventsCommand({ Entries: [drill] }));
    if (put.FailedEntryCount !== 0) throw new Error(`PutEvents: ${JSON.stringify(put.Entries)}`);
    const message = await messageAt(clients.sqs, QueueUrl ?? '');
    say(
      `${Math.round(performance.now() - started)} ms after the drill, the subscriber got: ${headlineOf(message)}`,
    );

    const place = { endpoint, region: REGION, account: ACCOUNT, outputs, subscriber: queue, clients };
    for (const line of await operate(place)) say(line);

    serverless('deploy', endpoint, folder);
    say('redeployed');
    say(await recordsOf(clients.s3, outputs['CasesBucket'] ?? ''));
    serverless('remove', endpoint, folder);
    const gone = await outputsOf(clients.cloudformation).then(
      () => false,
      () => true,
    );
    if (!gone) throw new Error('the stack is still there after it was removed');
    say('removed');
    say(`ministack ${VERSION} can't show:\n${CANT_SHOW.map((what) => `  - ${what}`).join('\n')}`);
  } catch (error) {
    say(await historyOf(clients.sfn).catch(() => ''));
    throw error;
  } finally {
    for (const client of Object.values(clients)) client.destroy();
    rmSync(folder, { recursive: true, force: true });
  }
}

function clientsOf(endpoint: string) {
  const config = {
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  return {
    cloudformation: new CloudFormationClient(config),
    events: new EventBridgeClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sfn: new SFNClient(config),
    sns: new SNSClient(config),
    sqs: new SQSClient(config),
  };
}

function serverless(command: 'deploy' | 'remove', endpoint: string, folder: string): void {
  const program = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath,
    [program, command, '--stage', 'peer', '--region', REGION],
    {
      encoding: 'utf8',
      timeout: 180_000,
      env: {
        PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
        HOME: folder,
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_REGION: REGION,
        SLS_TELEMETRY_DISABLED: '1',
      },
    },
  );
  if (status !== 0) throw new Error(`serverless ${command}: ${error?.message ?? `${stdout}\n${stderr}`}`);
}

async function outputsOf(client: CloudFormationClient): Promise<Record<string, string>> {
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'casefile-peer' }));
  const [stack] = Stacks ?? [];
  if (stack === undefined || stack.StackStatus === 'DELETE_COMPLETE') throw new Error('there is no stack');
  return Object.fromEntries(
    (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
}

async function messageAt(client: SQSClient, queueUrl: string): Promise<string> {
  for (const until = Date.now() + 90_000; Date.now() < until;) {
    const { Messages } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 2, MaxNumberOfMessages: 1 }),
    );
    const body = Messages?.[0]?.Body;
    if (body !== undefined) return Notification.parse(JSON.parse(body)).Message;
    await sleep(500);
  }
  throw new Error('no message came within 90 s');
}

function headlineOf(message: string): string {
  const { kind, mode, headline } = Report.parse(JSON.parse(message));
  if (kind !== 'report' || mode !== 'drill') throw new Error(`this is no report of a drill: ${message}`);
  return `${kind} (${mode}): ${headline}`;
}

async function recordsOf(client: S3Client, bucket: string): Promise<string> {
  const keys: string[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket })) {
    keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
  }
  const calls = keys.filter((key) => key.includes('/calls/')).length;
  if (!keys.some((key) => key.endsWith('/report-1.json')))
    throw new Error(`no report is stored: ${keys.join(', ')}`);
  return `the bucket has ${keys.length} records, ${calls} of them calls`;
}

async function historyOf(client: SFNClient): Promise<string> {
  const { stateMachineArn } = {
    stateMachineArn: `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:casefile-peer`,
  };
  const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
  const [execution] = executions ?? [];
  if (execution === undefined) return 'no execution was started';
  const { events } = await client.send(
    new GetExecutionHistoryCommand({ executionArn: execution.executionArn, maxResults: 1_000 }),
  );
  const last = (events ?? []).slice(-6).map((event) => JSON.stringify(event).slice(0, 700));
  return `execution ${execution.status}:\n${last.join('\n')}`;
}
