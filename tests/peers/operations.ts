import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { parseAlarmEvent } from '../../core/alarm/parse-alarm.ts';
import { alarmKey, caseIdOf, paths } from '../../core/keys.ts';
import { HOUR, iso } from '../../core/time.ts';

export interface Deployed {
  endpoint: string;
  region: string;
  account: string;
  /** The stack's. */
  outputs: Record<string, string>;
  /** Of a queue that may subscribe. */
  subscriber: string;
  clients: { s3: S3Client; sns: SNSClient; sqs: SQSClient };
}

const WAIT_MS = 60_000;

/** Works with the deployed stage `peer` by hand, as docs/operations.md says; what each command found, as lines. */
export async function operate(deployed: Deployed): Promise<string[]> {
  const drilled = drill(deployed);
  const lines = [drilled.line];
  const { clients, outputs, subscriber } = deployed;
  await clients.sns.send(
    new SubscribeCommand({ TopicArn: outputs['FailuresTopic'], Protocol: 'sqs', Endpoint: subscriber }),
  );
  lines.push(examine(deployed));
  lines.push(await redeliver(deployed));
  lines.push(await replay(deployed, drilled.caseId));
  return lines;
}

const Drill = z.object({
  caseId: z.string(),
  report: z.object({ alarm: z.object({ origin: z.string() }), headline: z.object({ text: z.string() }) }),
});

function drill(deployed: Deployed): { line: string; caseId: string } {
  const told = casefile(deployed, 'send-test-alarm', '--function', 'checkout-api', '--wait');
  const { caseId, report } = Drill.parse(told);
  if (report.alarm.origin !== 'drill') throw new Error(`this is no drill: ${report.alarm.origin}`);
  return { caseId, line: `send-test-alarm waited for case ${caseId}: ${report.headline.text}` };
}

const Doctor = z.object({
  ok: z.boolean(),
  checks: z.array(z.object({ name: z.string(), outcome: z.string(), says: z.string() })),
});

function examine(deployed: Deployed): string {
  const { ok, checks } = Doctor.parse(casefile(deployed, 'doctor'));
  const of = (outcome: string) => checks.filter((check) => check.outcome === outcome).map(({ name }) => name);
  if (!ok) throw new Error(`doctor: ${JSON.stringify(checks.filter(({ outcome }) => outcome === 'failed'))}`);
  for (const name of [
    'stack',
    'rules',
    'undelivered queue',
    'executions',
    'reports topic',
    'failures topic',
  ]) {
    if (!of('ok').includes(name)) throw new Error(`doctor does not find ${name} to be well`);
  }
  return `doctor: ${of('ok').length} checks are well; ministack has no answer for ${of('unknown').join(', ')}`;
}

const Redelivered = z.object({
  messages: z.array(z.object({ outcome: z.string(), execution: z.string().nullable() })),
});

async function redeliver(deployed: Deployed): Promise<string> {
  const { clients, outputs } = deployed;
  const QueueUrl = outputs['UndeliveredQueue'];
  const event = oldEvent(deployed);
  const other = { 'detail-type': 'Step Functions Execution Status Change', detail: {} };
  for (const body of [event, other]) {
    await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(body) }));
  }
  const outcomes = (...args: string[]) =>
    Redelivered.parse(casefile(deployed, 'redeliver', ...args))
      .messages.map(({ outcome }) => outcome)
      .sort()
      .join(', ');
  expectSame(outcomes('--dry-run'), 'left, would start');
  expectSame(outcomes(), 'left, started');
  expectSame(outcomes(), 'left');
  const { alarm } = parseAlarmEvent(event);
  const caseId = caseIdOf(alarmKey(alarm.arn, '', alarm.at), { kind: 'live' });
  const Key = paths.report(caseId, 1, 'json');
  for (const until = Date.now() + WAIT_MS; Date.now() < until; await sleep(500)) {
    const there = await clients.s3.send(new GetObjectCommand({ Bucket: outputs['CasesBucket'], Key })).then(
      () => true,
      () => false,
    );
    if (there) return `redeliver started a live case of an event that is two hours old: ${caseId}`;
  }
  throw new Error(`what was redelivered has no report: ${Key}`);
}

const Replayed = z.object({ caseId: z.string(), same: z.array(z.string()), different: z.array(z.string()) });
const Fresh = z.object({ caseId: z.string(), replayOf: z.string() });

/** The recording of an execution here, and the case again in the stage. */
async function replay(deployed: Deployed, caseId: string): Promise<string> {
  const out = await mkdtemp(join(tmpdir(), 'casefile-replayed-'));
  try {
    const here = casefile(
      deployed,
      'replay',
      '--execution',
      await executionOf(deployed, caseId),
      '--out',
      out,
    );
    const { same, different } = Replayed.parse(here);
    if (same.length < 4 || different.length > 0) throw new Error(`replay: ${JSON.stringify(here)}`);
    const there = Fresh.parse(casefile(deployed, 'replay', caseId, '--stage', 'peer'));
    expectSame(there.replayOf, caseId);
    return `replay gave the ${same.length} outputs of the execution again, and started ${there.caseId} in the stage`;
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

const Opened = z.object({ execution: z.object({ id: z.string() }) });

async function executionOf({ clients, outputs }: Deployed, caseId: string): Promise<string> {
  const place = { Bucket: outputs['CasesBucket'], Key: paths.event(caseId) };
  const { Body } = await clients.s3.send(new GetObjectCommand(place));
  return Opened.parse(JSON.parse((await Body?.transformToString()) ?? '')).execution.id;
}

function expectSame(told: string, expected: string): void {
  if (told !== expected) throw new Error(`${told}, expected ${expected}`);
}

/** As it would lie in the queue. */
function oldEvent({ region, account }: Deployed) {
  const at = iso(Date.now() - 2 * HOUR);
  return {
    version: '0',
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account,
    time: at,
    region,
    resources: [`arn:aws:cloudwatch:${region}:${account}:alarm:checkout-errors`],
    detail: {
      alarmName: 'checkout-errors',
      state: { value: 'ALARM', timestamp: at },
      configuration: {
        metrics: [
          {
            id: 'm1',
            metricStat: {
              metric: {
                namespace: 'AWS/Lambda',
                name: 'Errors',
                dimensions: { FunctionName: 'checkout-api' },
              },
              period: 60,
              stat: 'Sum',
            },
            returnData: true,
          },
        ],
      },
    },
  };
}

function casefile({ endpoint, region }: Deployed, command: string, ...args: string[]): unknown {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      resolve('bin/casefile.js'),
      command,
      ...(args.includes('--execution') ? [] : ['--stage', 'peer']),
      '--json',
      ...args,
    ],
    {
      encoding: 'utf8',
      timeout: 120_000,
      env: {
        PATH: process.env['PATH'],
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_REGION: region,
        AWS_EC2_METADATA_DISABLED: 'true',
      },
    },
  );
  // 3: there is a report, which names no cause; nothing of the account is in ministack.
  if (status !== 0 && status !== 3)
    throw new Error(`casefile ${command} ended with ${status}: ${stdout}\n${stderr}`);
  return JSON.parse(stdout);
}
