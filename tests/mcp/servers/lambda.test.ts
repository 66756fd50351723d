import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StubFault } from '../../harness/aws-stub.ts';
import { type StubbedServer, stubbedServer } from '../../harness/stubbed-server.ts';

let server: StubbedServer;
beforeAll(async () => {
  server = await stubbedServer('lambda');
});
afterAll(() => server.close());

const FUNCTION = '/2015-03-31/functions';
const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:pay';

const config = (more: object = {}) => ({
  FunctionName: 'pay',
  FunctionArn: ARN,
  Runtime: 'nodejs24.x',
  Handler: 'index.handler',
  Timeout: 30,
  MemorySize: 256,
  CodeSha256: 'abc=',
  Role: 'arn:aws:iam::111122223333:role/service-role/pay-role',
  Layers: [{ Arn: 'arn:aws:lambda:eu-west-1:111122223333:layer:base:7', CodeSize: 1 }],
  LastModified: '2026-03-10T01:00:00.000+0000',
  ...more,
});

describe('get_function_configuration', () => {
  it('tells role, layers and what the environment refers to, and no value', async () => {
    const Variables = {
      TABLE: 'shop-orders',
      QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111122223333/mail.fifo',
      PAYMENTS: 'https://user:hunter2@api.payments.example:8443/v1/charge?key=s3cr3t',
      PASSWORD: 'correct horse',
    };
    server.stub.answer({
      [`GET ${FUNCTION}/pay/configuration`]: config({
        Environment: { Variables },
        DeadLetterConfig: { TargetArn: 'arn:aws:sqs:eu-west-1:111122223333:dead' },
      }),
      'GET /2019-09-30/functions/pay/concurrency': { ReservedConcurrentExecutions: 5 },
    });
    const known = [{ type: 'AWS::DynamoDB::Table', id: 'shop-orders' }];
    const result = await server.call('get_function_configuration', { function: 'pay', known });
    expect(result).toMatchObject({
      role: 'pay-role',
      layers: ['arn:aws:lambda:eu-west-1:111122223333:layer:base:7'],
      logGroup: '/aws/lambda/pay',
      reservedConcurrency: 5,
      environment: { names: ['PASSWORD', 'PAYMENTS', 'QUEUE_URL', 'TABLE'], readable: true },
      refersTo: [
        { name: 'DeadLetterConfig', type: 'AWS::SQS::Queue', id: 'dead' },
        { name: 'PAYMENTS', type: 'host', id: 'api.payments.example' },
        { name: 'QUEUE_URL', type: 'AWS::SQS::Queue', id: 'mail.fifo' },
        { name: 'TABLE', type: 'AWS::DynamoDB::Table', id: 'shop-orders' },
      ],
    });
    expect(JSON.stringify(result)).not.toMatch(/hunter2|charge|s3cr3t|correct|8443/);
  });

  it('refuses ids so short that they would be guesses', async () => {
    const known = [{ type: 'AWS::DynamoDB::Table', id: '1' }];
    expect(await server.refusal('get_function_configuration', { function: 'pay', known })).toMatchObject({
      code: 'InvalidArguments',
    });
  });
});

describe('list_versions', () => {
  it('tells the settings of each version', async () => {
    server.stub.answer({
      [`GET ${FUNCTION}/pay/versions`]: {
        Versions: [
          config({ Version: '$LATEST' }),
          config({ Version: '2', MemorySize: 512, Layers: undefined }),
          config({ Version: '1', Environment: { Variables: { KEY: 'value-of-key' } } }),
        ],
      },
      [`GET ${FUNCTION}/pay/aliases`]: { Aliases: [{ Name: 'live', FunctionVersion: '2' }] },
    });
    const result = await server.call('list_versions', { function: 'pay' });
    expect(result['versions']).toEqual([
      {
        version: '1',
        publishedAt: '2026-03-10T01:00:00.000Z',
        description: '',
        runtime: 'nodejs24.x',
        handler: 'index.handler',
        timeoutSeconds: 30,
        memoryMb: 256,
        codeSha256: 'abc=',
        role: 'pay-role',
        layers: ['arn:aws:lambda:eu-west-1:111122223333:layer:base:7'],
        environment: { names: ['KEY'], readable: true },
      },
      expect.objectContaining({ version: '2', memoryMb: 512, layers: [] }),
    ]);
    expect(JSON.stringify(result)).not.toContain('value-of-key');
  });
});

describe('list_event_source_mappings', () => {
  const mappings = (more: object) => ({
    EventSourceMappings: [
      {
        UUID: 'u-1',
        FunctionArn: `${ARN}:live`,
        EventSourceArn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/Orders/stream/2026-01-01T00:00:00.000',
        State: 'Disabled',
        StateTransitionReason: 'USER_INITIATED',
        LastProcessingResult: 'PROBLEM: Function call failed',
        LastModified: Date.parse('2026-03-10T01:00:00Z') / 1_000,
        BatchSize: 10,
      },
      { UUID: 'u-2', FunctionArn: ARN, State: 'Enabled', SelfManagedEventSource: {} },
    ],
    ...more,
  });

  it('tells the state of what a function reads', async () => {
    server.stub.answer({ 'GET /2015-03-31/event-source-mappings': mappings({}) });
    expect(await server.call('list_event_source_mappings', { function: 'pay' })).toEqual({
      mappings: [
        {
          id: 'u-1',
          function: 'pay',
          source: { type: 'AWS::DynamoDB::Table', id: 'Orders' },
          sourceArn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/Orders/stream/2026-01-01T00:00:00.000',
          state: 'Disabled',
          stateReason: 'USER_INITIATED',
          lastResult: 'PROBLEM: Function call failed',
          lastModified: '2026-03-10T01:00:00.000Z',
          batchSize: 10,
        },
        { id: 'u-2', function: 'pay', state: 'Enabled' },
      ],
    });
    expect(server.stub.asked).toMatchObject([{ input: { FunctionName: 'pay' } }]);
  });

  it('is asked by function or by source, and ends somewhere', async () => {
    let n = 0;
    server.stub.answer({
      'GET /2015-03-31/event-source-mappings': () => mappings({ NextMarker: String(++n) }),
    });
    const source = 'arn:aws:sqs:eu-west-1:111122223333:mail';
    expect(await server.call('list_event_source_mappings', { source })).toMatchObject({
      showing: 'Showing 10 mappings; there are more.',
    });
    expect(server.stub.asked[0]).toMatchObject({ input: { EventSourceArn: source } });
    expect(await server.refusal('list_event_source_mappings', {})).toMatchObject({
      code: 'InvalidArguments',
    });
    expect(await server.refusal('list_event_source_mappings', { function: 'pay', source })).toMatchObject({
      code: 'InvalidArguments',
    });
  });
});

describe('list_functions', () => {
  it('finds who writes to a log group, and says so if a page could not be read', async () => {
    const pages: Record<string, Record<string, unknown> | StubFault> = {
      '': { Functions: [config({ LoggingConfig: { LogGroup: '/shop/all' } })], NextMarker: 'second' },
      second: { Functions: [config({ FunctionName: 'other' })], NextMarker: 'third' },
      third: new StubFault('AccessDeniedException', 'no more'),
    };
    server.stub.answer({
      'GET /2015-03-31/functions': ({ input: { Marker } }) =>
        pages[typeof Marker === 'string' ? Marker : ''] ?? {},
    });
    expect(await server.call('list_functions', { logGroup: '/shop/all' })).toEqual({
      functions: [
        {
          name: 'pay',
          runtime: 'nodejs24.x',
          logGroup: '/shop/all',
          lastModified: '2026-03-10T01:00:00.000Z',
        },
      ],
      nextToken: 'third',
      showing: expect.stringMatching(/^Showing 1 functions; reading on failed: AccessDeniedException/),
    });
    pages['third'] = { Functions: [] };
    expect(await server.call('list_functions', { logGroup: '/aws/lambda/other' })).toEqual({
      functions: [
        {
          name: 'other',
          runtime: 'nodejs24.x',
          logGroup: '/aws/lambda/other',
          lastModified: '2026-03-10T01:00:00.000Z',
        },
      ],
    });
    expect((await server.call('list_functions', {}))['functions']).toHaveLength(2);
  });
});

describe('get_account_limits', () => {
  it('tells how many may run at a time', async () => {
    server.stub.answer({
      'GET /2016-08-19/account-settings': {
        AccountLimit: { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: 900, TotalCodeSize: 1 },
      },
    });
    expect(await server.call('get_account_limits', {})).toEqual({
      concurrentExecutions: 1_000,
      unreservedConcurrentExecutions: 900,
    });
    server.stub.answer({ 'GET /2016-08-19/account-settings': {} });
    expect(await server.refusal('get_account_limits', {})).toMatchObject({ code: 'MalformedAnswer' });
  });
});
