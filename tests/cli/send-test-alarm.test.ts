import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AwsStub, StubFault, awsStub } from '../harness/aws-stub.ts';

const BIN = resolve('bin/casefile.js');
const EVENT_ID = '6a7e8feb-b491-4cf7-a9f1-bf3703467718';

let stub: AwsStub;
beforeAll(async () => {
  stub = await awsStub();
});
afterAll(() => stub.close());

/** In an account where stage prod is deployed; `answers` stand above. */
async function send(answers: Parameters<AwsStub['answer']>[0], ...args: string[]) {
  stub.answer({
    GetCallerIdentity: result(
      'GetCallerIdentity',
      '<Arn>arn:aws:iam::111122223333:user/jo</Arn><Account>111122223333</Account>',
    ),
    DescribeStacks: result(
      'DescribeStacks',
      `<Stacks><member><StackName>casefile-prod</StackName><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-03-10T00:00:00Z</CreationTime><Outputs>${OUTPUTS}</Outputs></member></Stacks>`,
    ),
    DescribeStackResources: result(
      'DescribeStackResources',
      '<StackResources><member><LogicalResourceId>AlarmRule</LogicalResourceId><PhysicalResourceId>prod-rule</PhysicalResourceId><ResourceType>AWS::Events::Rule</ResourceType><Timestamp>2026-03-10T00:00:00Z</Timestamp><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member></StackResources>',
    ),
    DescribeRule: rule([{ 'anything-but': { prefix: 'TargetTracking-' } }]),
    PutEvents: { FailedEntryCount: 0, Entries: [{ EventId: EVENT_ID }] },
    ...answers,
  });
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: tmpdir(),
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL: stub.aws.endpoint ?? '',
    AWS_ACCESS_KEY_ID: 'stub',
    AWS_SECRET_ACCESS_KEY: 'stub',
  };
  const command = ['send-test-alarm', '--stage', 'prod', '--function', 'checkout-api', ...args];
  const child = spawn(process.execPath, [BIN, ...command], { env });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise((done) => child.once('close', done));
  const put = stub.asked.find(({ operation }) => operation === 'PutEvents')?.input['Entries'];
  return { stdout, stderr, code, put };
}

const OUTPUTS = [
  'CasesBucket',
  'StateMachine',
  'ReportsTopic',
  'FailuresTopic',
  'UndeliveredQueue',
  'ReplayFunction',
]
  .map((key) => `<member><OutputKey>${key}</OutputKey><OutputValue>the-${key}</OutputValue></member>`)
  .join('');
const result = (operation: string, inner: string) =>
  `<${operation}Response><${operation}Result>${inner}</${operation}Result></${operation}Response>`;
const rule = (alarmName: unknown[], State = 'ENABLED') => ({
  State,
  EventPattern: JSON.stringify({ source: ['casefile.drill'], detail: { alarmName } }),
});

describe('casefile send-test-alarm', () => {
  it('sends a drill, says what will happen and how to watch it', async () => {
    const { code, stderr, put } = await send({});
    expect(stderr).toContain(
      `Sent test alarm drill about function checkout-api to casefile-prod: event ${EVENT_ID}.`,
    );
    expect(stderr).toMatch(/Within about half a minute, a report that is marked as a drill/);
    expect(stderr).toMatch(
      /aws stepfunctions list-executions --state-machine-arn the-StateMachine .*--region eu-west-1/,
    );
    expect(put).toMatchObject([{ Source: 'casefile.drill', DetailType: 'CloudWatch Alarm State Change' }]);
    expect(code).toBe(0);
  });

  it('is called as the rule takes it where the stage has a scope', async () => {
    const scoped = { DescribeRule: rule([{ prefix: 'prod-' }]) };
    const { code, stdout } = await send(scoped, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ eventId: EVENT_ID, alarm: 'prod-drill' });
    expect(code).toBe(0);
    const refused = await send(scoped, '--alarm', 'my-drill');
    expect(refused.stderr).toMatch(
      /would not take an alarm of this name\.\n {2}It takes names that begin with prod-/,
    );
    expect([refused.code, refused.put]).toEqual([2, undefined]);
  });

  it('sends nothing where the rule is disabled', async () => {
    const { code, stderr, put } = await send({ DescribeRule: rule([{ prefix: '' }], 'DISABLED') });
    expect(stderr).toMatch(
      /Rule prod-rule is disabled.*\n {2}aws events enable-rule --region eu-west-1 --name prod-rule/,
    );
    expect([code, put]).toEqual([2, undefined]);
  });

  it('sends it all the same where the rule may not be read', async () => {
    const denied = new StubFault(
      'AccessDeniedException',
      'x is not authorized to perform: events:DescribeRule on y',
    );
    const { code, stderr, put } = await send({ DescribeRule: denied });
    expect(stderr).toMatch(/can't be seen\. events:DescribeRule is not granted/);
    expect(put).toBeDefined();
    expect(code).toBe(0);
  });

  it('says that EventBridge did not take it', async () => {
    const refused = {
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'busy' }],
    };
    const { code, stderr } = await send({ PutEvents: refused });
    expect(stderr).toMatch(/EventBridge did not take it: ThrottlingException busy/);
    expect(code).toBe(1);
  });
});
