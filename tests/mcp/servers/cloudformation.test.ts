import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lookupChanges } from '../../../mcp/servers/cloudformation/lookup-changes.ts';
import { type Asked, StubFault, awsStub } from '../../harness/aws-stub.ts';
import { type StubbedServer, stubbedServer } from '../../harness/stubbed-server.ts';

let server: StubbedServer;
beforeAll(async () => {
  server = await stubbedServer('cloudformation');
});
afterAll(() => server.close());

const RANGE = { from: '2026-03-10T02:00:00.000Z', to: '2026-03-10T03:00:00.000Z' };
const at = (time: string) => Date.parse(`2026-03-10T${time}Z`) / 1_000;

describe('get_stack_resources', () => {
  const member = (logicalId: string, id = '') =>
    `<member><LogicalResourceId>${logicalId}</LogicalResourceId>${id && `<PhysicalResourceId>${id}</PhysicalResourceId>`}<ResourceType>AWS::SQS::Queue</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus><LastUpdatedTimestamp>2026-03-10T01:00:00Z</LastUpdatedTimestamp></member>`;
  const page = (members: string, token = '') =>
    `<ListStackResourcesResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><ListStackResourcesResult><StackResourceSummaries>${members}</StackResourceSummaries>${token && `<NextToken>${token}</NextToken>`}</ListStackResourcesResult></ListStackResourcesResponse>`;

  it('reads all pages of a large stack', async () => {
    server.stub.answer({
      ListStackResources: ({ input }) =>
        input['NextToken'] === 't' ? page(member('Waiting')) : page(member('Mail', 'https://q/mail'), 't'),
    });
    expect(await server.call('get_stack_resources', { stack: 'shop' })).toEqual({
      resources: [
        { logicalId: 'Mail', type: 'AWS::SQS::Queue', id: 'https://q/mail', status: 'CREATE_COMPLETE' },
        { logicalId: 'Waiting', type: 'AWS::SQS::Queue', status: 'CREATE_COMPLETE' },
      ],
    });
  });

  it('says that there is no such stack', async () => {
    server.stub.answer({
      ListStackResources: new StubFault('ValidationError', 'Stack with id shop does not exist'),
    });
    expect(await server.refusal('get_stack_resources', { stack: 'shop' })).toMatchObject({
      code: 'NotFound',
      message: 'There is no stack shop in this region.',
    });
  });
});

describe('lookup_changes', () => {
  it('tells region, resources and what was set', async () => {
    const event = (EventId: string, EventName: string, requestParameters: object) => ({
      EventId,
      EventName,
      EventTime: at('02:30:00'),
      EventSource: 'dynamodb.amazonaws.com',
      ReadOnly: 'false',
      Username: 'ann',
      Resources: [
        { ResourceType: 'AWS::DynamoDB::Table', ResourceName: 'orders' },
        { ResourceType: 'AWS::DynamoDB::Table', ResourceName: 'orders' },
      ],
      CloudTrailEvent: JSON.stringify({ requestParameters }),
    });
    server.stub.answer({
      LookupEvents: ({ region }) =>
        region === 'eu-west-1'
          ? {
              Events: [
                event('1', 'UpdateTable', {
                  tableName: 'orders',
                  provisionedThroughput: { writeCapacityUnits: 5 },
                }),
              ],
            }
          : {
              Events: [{ ...event('2', 'DetachRolePolicy', { roleName: 'pay-role' }), CloudTrailEvent: '{' }],
            },
    });
    const result = await server.call('lookup_changes', { ...RANGE, resources: ['orders'] });
    expect(result['events']).toEqual(
      expect.arrayContaining([
        {
          t: '2026-03-10T02:30:00.000Z',
          name: 'UpdateTable',
          source: 'dynamodb.amazonaws.com',
          by: 'ann',
          region: 'eu-west-1',
          resources: ['orders'],
          request: { tableName: 'orders', 'provisionedThroughput.writeCapacityUnits': 5 },
          failed: false,
        },
        expect.objectContaining({ name: 'DetachRolePolicy', region: 'us-east-1', request: {} }),
      ]),
    );
  });
});

describe('lookup_changes that cannot read to the end', () => {
  const page = (name: string, NextToken?: string) => ({
    Events: [
      {
        EventId: `${name}-${NextToken}`,
        EventName: 'UpdateTable',
        EventTime: at('02:30:00'),
        EventSource: 'dynamodb.amazonaws.com',
        ReadOnly: 'false',
        Resources: [{ ResourceName: name }],
        CloudTrailEvent: '{}',
      },
    ],
    ...(NextToken !== undefined && { NextToken }),
  });
  const nameIn = ({ input }: Asked) =>
    (input['LookupAttributes'] as { AttributeValue: string }[])[0]?.AttributeValue ?? '';

  it('tells the newest events of each name, and why there are no others', async () => {
    const denied = 'not authorized to perform: cloudtrail:LookupEvents';
    server.stub.answer({
      LookupEvents: (asked) => {
        if (asked.region === 'us-east-1') return { Events: [] };
        if (asked.input['NextToken'] !== undefined) return new StubFault('AccessDeniedException', denied);
        return page(nameIn(asked), 'more');
      },
    });
    const { events, warnings } = await server.call('lookup_changes', {
      ...RANGE,
      resources: ['orders', 'carts'],
    });
    expect(events).toEqual([
      expect.objectContaining({ resources: ['orders'] }),
      expect.objectContaining({ resources: ['carts'] }),
    ]);
    expect(warnings).toEqual([
      expect.stringMatching(/^eu-west-1: not all events were read: .*cloudtrail:LookupEvents/),
    ]);
  });

  it('tells what was read when its time is up', async () => {
    const stub = await awsStub();
    const up = new AbortController();
    const forever = new Promise<void>(() => undefined);
    try {
      const client = new CloudTrailClient(stub.aws);
      stub.answer({
        LookupEvents: (asked) => {
          if (asked.input['NextToken'] !== undefined) {
            stub.delay = () => forever;
            up.abort();
          }
          return page(nameIn(asked), 'more');
        },
      });
      const tool = lookupChanges(new Map([['eu-west-1', client]]));
      const result = await tool.prepare({ ...RANGE, resources: ['orders'] }, Date.now()).run({
        signal: up.signal,
        now: Date.now(),
        note: (response) => response,
        volatile: () => undefined,
        progress: () => undefined,
      });
      expect(result).toEqual({
        events: [expect.objectContaining({ resources: ['orders'] })],
        warnings: ['eu-west-1: not all events were read: AWS did not answer in time.'],
      });
    } finally {
      await stub.close();
    }
  });

  it('fails without the first answer of the home region', async () => {
    const denied = await stubbedServer('cloudformation');
    try {
      denied.stub.answer({
        LookupEvents: ({ region }) =>
          region === 'us-east-1' ? { Events: [] } : new StubFault('AccessDeniedException', 'no'),
      });
      expect(await denied.refusal('lookup_changes', { ...RANGE, resources: ['orders'] })).toMatchObject({
        code: 'AccessDenied',
      });
    } finally {
      await denied.close();
    }
  });
});

describe('list_health_events', () => {
  const event = (eventTypeCode: string, startTime: number, more: object = {}) => ({
    arn: `arn:aws:health:eu-west-1::event/LAMBDA/${eventTypeCode}/x`,
    service: 'LAMBDA',
    eventTypeCode,
    eventTypeCategory: 'issue',
    region: 'eu-west-1',
    startTime,
    statusCode: 'open',
    ...more,
  });

  it('asks us-east-1 for what was open in the range', async () => {
    server.stub.answer({
      DescribeEvents: ({ input }) => {
        const { eventStatusCodes } = input['filter'] as { eventStatusCodes: string[] };
        return eventStatusCodes[0] === 'open'
          ? { events: [event('OPEN', at('02:30:00')), event('TOO_LATE', at('03:00:00'))] }
          : { events: [event('CLOSED', at('01:00:00'), { endTime: at('02:10:00'), statusCode: 'closed' })] };
      },
    });
    const told = { service: 'LAMBDA', category: 'issue', region: 'eu-west-1' };
    expect(await server.call('list_health_events', RANGE)).toEqual({
      events: [
        {
          ...told,
          code: 'CLOSED',
          start: '2026-03-10T01:00:00.000Z',
          end: '2026-03-10T02:10:00.000Z',
          status: 'closed',
        },
        { ...told, code: 'OPEN', start: '2026-03-10T02:30:00.000Z', status: 'open' },
      ],
    });
    const filters = server.stub.asked.map(({ input }) => input['filter']);
    expect(filters).toHaveLength(2);
    expect(filters).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ regions: ['eu-west-1', 'global'], startTimes: [{ to: at('03:00:00') }] }),
        expect.objectContaining({ eventStatusCodes: ['closed'], endTimes: [{ from: at('02:00:00') }] }),
      ]),
    );
    expect(new Set(server.stub.asked.map(({ region }) => region))).toEqual(new Set(['us-east-1']));
  });

  it('says that it takes a support plan', async () => {
    server.stub.answer({ DescribeEvents: new StubFault('SubscriptionRequiredException', '') });
    expect(await server.refusal('list_health_events', RANGE)).toMatchObject({
      code: 'AccessDenied',
      message: "The account's AWS support plan does not include the AWS Health API.",
      hint: expect.stringContaining('Business'),
      retryable: false,
    });
  });
});

describe('detect_stack_drift', () => {
  it('says that a detection is already running, and that another can be started later', async () => {
    const allowed = await stubbedServer('cloudformation', { driftDetection: true });
    try {
      allowed.stub.answer({
        DetectStackDrift: new StubFault(
          'ValidationError',
          'Drift detection is already in progress for stack [arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/1]',
        ),
      });
      expect(await allowed.refusal('detect_stack_drift', { stack: 'shop' })).toMatchObject({
        code: 'AwsError',
        message: 'A drift detection of shop is already running.',
        hint: expect.stringContaining('later'),
        retryable: true,
      });
    } finally {
      await allowed.close();
    }
  });
});
