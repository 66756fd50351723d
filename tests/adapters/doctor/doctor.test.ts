import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AwsSession } from '../../../adapters/account/aws-session.ts';
import { parseConfig } from '../../../adapters/config/config.ts';
import type { DeployedStack } from '../../../adapters/account/deployed-stack.ts';
import { type Check, runChecks } from '../../../adapters/doctor/check.ts';
import { checkChannels } from '../../../adapters/doctor/check-channels.ts';
import { checkRights } from '../../../adapters/doctor/check-rights.ts';
import { checkStack } from '../../../adapters/doctor/check-stack.ts';
import { rightProbes } from '../../../adapters/doctor/right-probes.ts';
import { OWN_SERVERS } from '../../../mcp/servers/own-servers.ts';
import { READ_RIGHTS } from '../../../mcp/servers/read-rights.ts';
import { type AwsStub, StubFault, awsStub } from '../../harness/aws-stub.ts';

const REPORTS = 'arn:aws:sns:eu-west-1:111122223333:reports';
const FAILURES = 'arn:aws:sns:eu-west-1:111122223333:failures';
const STACK: DeployedStack = {
  name: 'casefile-prod',
  status: 'CREATE_COMPLETE',
  bucket: 'cases',
  stateMachine: 'arn:aws:states:eu-west-1:111122223333:stateMachine:casefile-prod',
  reportsTopic: REPORTS,
  failuresTopic: FAILURES,
  undeliveredQueue: 'https://sqs.eu-west-1.amazonaws.com/111122223333/undelivered',
};

let stub: AwsStub;
let session: AwsSession;
beforeAll(async () => {
  stub = await awsStub();
  session = {
    account: '111122223333',
    partition: 'aws',
    region: 'eu-west-1',
    who: 'role Admin',
    arn: 'arn:aws:sts::111122223333:assumed-role/Admin/jo',
    aws: { ...stub.aws, region: 'eu-west-1' },
    env: {},
  };
});
afterAll(() => stub.close());

async function resultsOf({ checks, close }: { checks: Check[]; close?: () => void }, timeoutMs?: number) {
  const results = await runChecks(checks, timeoutMs);
  close?.();
  return Object.fromEntries(results.map(({ name, ...result }) => [name, result]));
}

const stackResources = `<DescribeStackResourcesResponse><DescribeStackResourcesResult><StackResources>${[
  'AlarmRule',
  'OkRule',
]
  .map(
    (id) =>
      `<member><LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>prod-${id}</PhysicalResourceId><ResourceType>AWS::Events::Rule</ResourceType><Timestamp>2026-03-10T00:00:00Z</Timestamp><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>`,
  )
  .join('')}</StackResources></DescribeStackResourcesResult></DescribeStackResourcesResponse>`;
const subscriptions = (list: [arn: string, protocol: string, endpoint: string][]) =>
  `<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions>${list
    .map(
      ([arn, protocol, endpoint]) =>
        `<member><SubscriptionArn>${arn}</SubscriptionArn><Protocol>${protocol}</Protocol><Endpoint>${endpoint}</Endpoint></member>`,
    )
    .join('')}</Subscriptions></ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>`;

describe('the rights', () => {
  it('are each asked for by one call, and there is no call more', () => {
    const { probes, close } = rightProbes(session);
    close();
    const rights = OWN_SERVERS.flatMap((server) => READ_RIGHTS[server].flatMap(({ actions }) => actions));
    expect(Object.keys(probes).sort()).toEqual([...rights].sort());
  });

  it('are granted to whom AWS says what is wrong with the request, and an explicit deny is told', async () => {
    stub.answer({
      DescribeAlarms: new StubFault(
        'AccessDenied',
        'User: arn:x is not authorized to perform: cloudwatch:DescribeAlarms with an explicit deny in a service control policy',
      ),
      StartQuery: new StubFault('ResourceNotFoundException'),
      DescribeStackEvents: new StubFault('ValidationError', 'Stack [x] does not exist'),
      ListStackResources: new StubFault('ValidationError', 'Stack with id x does not exist'),
      DescribeStackResources: new StubFault('ValidationError', 'Stack for x does not exist'),
      LookupEvents: { Events: [] },
      DescribeEvents: new StubFault('SubscriptionRequiredException'),
    });
    const results = await resultsOf(checkRights(session));
    expect(results['cloudwatch server']).toMatchObject({
      outcome: 'failed',
      mend: expect.stringMatching(/forbids cloudwatch:DescribeAlarms explicitly/),
    });
    expect(results['cloudformation server']).toMatchObject({ outcome: 'ok' });
    expect(results['AWS Health']).toMatchObject({ outcome: 'note' });
  });
});

describe('a deployed stage', () => {
  const answers = {
    DescribeStackResources: stackResources,
    DescribeRule: { State: 'ENABLED', EventPattern: '{}' },
    GetQueueAttributes: { Attributes: { ApproximateNumberOfMessages: '0' } },
    ListExecutions: { executions: [] },
  };

  it('is well', async () => {
    stub.answer(answers);
    const results = await resultsOf(checkStack('prod', STACK, session));
    expect(Object.keys(results)).toEqual(['stack', 'rules', 'undelivered queue', 'executions']);
    for (const { outcome } of Object.values(results)) expect(outcome).toBe('ok');
  });

  it('has rules that are disabled, events that were not delivered, executions that failed: with what mends it', async () => {
    const execution = (name: string, ago: number) => ({
      executionArn: `arn:aws:states:eu-west-1:1:execution:casefile-prod:${name}`,
      name,
      status: 'FAILED',
      startDate: (Date.now() - ago) / 1_000,
      stopDate: (Date.now() - ago) / 1_000,
    });
    stub.answer({
      ...answers,
      DescribeRule: ({ input }) => ({
        State: input['Name'] === 'prod-OkRule' ? 'DISABLED' : 'ENABLED',
        EventPattern: '{}',
      }),
      GetQueueAttributes: { Attributes: { ApproximateNumberOfMessages: '3' } },
      ListExecutions: ({ input }) => ({
        executions:
          input['statusFilter'] === 'FAILED'
            ? [execution('new', 3_600_000), execution('old', 90_000_000)]
            : [],
      }),
    });
    const status = 'ROLLBACK_COMPLETE';
    const results = await resultsOf(checkStack('prod', { ...STACK, status }, session));
    expect(results).toEqual({
      stack: {
        outcome: 'failed',
        says: 'casefile-prod is ROLLBACK_COMPLETE.',
        mend: expect.stringMatching(/describe-stack-events --stack-name casefile-prod/),
      },
      rules: {
        outcome: 'failed',
        says: 'Disabled: OkRule.',
        mend: 'aws events enable-rule --region eu-west-1 --name prod-OkRule',
      },
      'undelivered queue': {
        outcome: 'failed',
        says: '3 events were not delivered.',
        mend: 'casefile redeliver --stage prod --dry-run',
      },
      executions: {
        outcome: 'failed',
        says: '1 failed in the last day.',
        mend: expect.stringMatching(/:casefile-prod:new$/),
      },
    });
  });

  it('is not known where the one who asks may not look: no failure of the stage', async () => {
    const denied = (action: string) =>
      new StubFault(
        'AccessDeniedException',
        `User: arn:x is not authorized to perform: ${action} on resource: *`,
      );
    stub.answer({
      ...answers,
      DescribeRule: denied('events:DescribeRule'),
      ListExecutions: new StubFault('ThrottlingException'),
    });
    const results = await resultsOf(checkStack('prod', STACK, session));
    expect(results['rules']).toEqual({
      outcome: 'unknown',
      says: 'You may not look: events:DescribeRule is not granted to you.',
      mend: expect.stringContaining('"Action":"events:DescribeRule"'),
    });
    expect(results['executions']).toMatchObject({ outcome: 'unknown' });
  });
});

describe('the channels', () => {
  const topics = (list: Parameters<typeof subscriptions>[0], config: unknown = {}) => {
    stub.answer({ ListSubscriptionsByTopic: subscriptions(list) });
    return resultsOf(checkChannels(parseConfig(config, 'casefile.yml'), STACK, session));
  };

  it('reach nobody, somebody who has not confirmed, or somebody', async () => {
    expect((await topics([]))['reports topic']).toEqual({
      outcome: 'failed',
      says: 'Nobody gets the reports by SNS.',
      mend: `aws sns subscribe --topic-arn ${REPORTS} --region eu-west-1 --protocol email --notification-endpoint on-call@example.com`,
    });
    const pending = await topics([
      ['PendingConfirmation', 'email', 'jo@example.com'],
      ['PendingConfirmation', 'https', 'https://hooks.example.com/secret-path'],
    ]);
    expect(pending['failures topic']).toMatchObject({
      outcome: 'failed',
      says: expect.stringMatching(/Not confirmed: email jo@example\.com, https hooks\.example\.com\.$/),
      mend: expect.stringMatching(/Follow the link/),
    });
    expect((await topics([[`${REPORTS}:1`, 'email', 'jo@example.com']]))['reports topic']).toEqual({
      outcome: 'ok',
      says: '1 confirmed subscription.',
    });
  });

  it('need no subscription by SNS if Slack is set up, whose URL is not shown', async () => {
    stub.answer({
      ListSubscriptionsByTopic: subscriptions([]),
      GetParameter: { Parameter: { Value: 'https://hooks.slack.com/services/very/secret' } },
    });
    const slack = parseConfig({ slack: { webhookParameter: '/casefile/slack' } }, 'casefile.yml');
    const results = await resultsOf(checkChannels(slack, STACK, session));
    expect(results['reports topic']).toMatchObject({ outcome: 'note' });
    expect(results['failures topic']).toMatchObject({ outcome: 'failed' });
    expect(results['slack']).toMatchObject({ outcome: 'ok' });
    expect(JSON.stringify(results)).not.toContain('secret');
  });

  it.each([
    [new StubFault('ParameterNotFound'), { outcome: 'failed', mend: expect.stringMatching(/put-parameter/) }],
    [
      new StubFault(
        'AccessDeniedException',
        'x is not authorized to perform: ssm:GetParameter on resource: y',
      ),
      { outcome: 'unknown' },
    ],
    [{ Parameter: { Value: 'change-me' } }, { outcome: 'failed' }],
  ])('say of a parameter whether it is missing, or may not be seen: %#', async (answer, expected) => {
    stub.answer({ ListSubscriptionsByTopic: subscriptions([]), GetParameter: answer });
    const slack = parseConfig({ slack: { webhookParameter: '/casefile/slack' } }, 'casefile.yml');
    expect((await resultsOf(checkChannels(slack, undefined, session)))['slack']).toMatchObject(expected);
  });
});

describe('checks', () => {
  it('end in time and in their order, even if one never does', async () => {
    const checks: Check[] = [
      { name: 'stuck', run: () => new Promise(() => {}) },
      { name: 'quick', run: async () => ({ outcome: 'ok', says: 'Yes.' }) },
    ];
    const results = await runChecks(checks, 50);
    expect(results.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual(['stuck unknown', 'quick ok']);
  });
});
