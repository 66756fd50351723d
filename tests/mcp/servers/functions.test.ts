import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StubFault } from '../../harness/aws-stub.ts';
import { type StubbedServer, stubbedServer } from '../../harness/stubbed-server.ts';

const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:pay';
const PATH = '/2015-03-31/functions/pay';
let server: StubbedServer;
beforeAll(async () => {
  server = await stubbedServer('lambda', { invokable: [ARN] });
});
afterAll(() => server.close());

const config = {
  FunctionName: 'pay',
  FunctionArn: ARN,
  Description: 'Takes payments',
  Role: 'arn:aws:iam::111122223333:role/pay-role',
  LastModified: '2026-03-10T01:00:00.000+0000',
  CodeSha256: 'abc=',
  Timeout: 3,
  MemorySize: 128,
  Environment: { Variables: { API_KEY: 'value-of-key' } },
};

const LATEST = { ...config, Version: '$LATEST' };

describe('get_function', () => {
  it('is put together without GetFunction, which would hand out the code', async () => {
    server.stub.answer({
      [`GET ${PATH}/configuration`]: config,
      'GET /2017-10-31/functions/pay/concurrency': {},
      'GET /2019-09-30/functions/pay/concurrency': { ReservedConcurrentExecutions: 5 },
      [`GET ${PATH}/versions`]: { Versions: [LATEST, { ...config, Version: '7' }] },
      [`GET ${PATH}/aliases`]: {
        Aliases: [
          { Name: 'live', FunctionVersion: '7', RoutingConfig: { AdditionalVersionWeights: { '6': 0.1 } } },
        ],
      },
      'GET /2015-03-31/event-source-mappings': {
        EventSourceMappings: [{ UUID: 'u-1', FunctionArn: ARN, State: 'Disabled' }],
      },
    });
    const result = await server.call('get_function', { function: 'pay' });
    expect(result).toMatchObject({
      name: 'pay',
      description: 'Takes payments',
      role: 'pay-role',
      reservedConcurrency: 5,
      environment: { names: ['API_KEY'], readable: true },
      versions: [{ version: '7', publishedAt: '2026-03-10T01:00:00.000Z', codeSha256: 'abc=' }],
      aliases: [{ name: 'live', version: '7', otherVersions: { '6': 0.1 } }],
      mappings: [{ id: 'u-1', state: 'Disabled' }],
      warnings: [],
    });
    expect(JSON.stringify(result)).not.toContain('value-of-key');
    expect(server.stub.asked.map(({ operation }) => operation)).not.toContain(`GET ${PATH}`);
  });

  it('says of how many it shows the newest versions and triggers, without a warning', async () => {
    const versions = Array.from({ length: 8 }, (_value, i) => ({ ...config, Version: `${i + 1}` }));
    server.stub.answer({
      [`GET ${PATH}/configuration`]: config,
      'GET /2019-09-30/functions/pay/concurrency': {},
      [`GET ${PATH}/versions`]: { Versions: [LATEST, ...versions] },
      [`GET ${PATH}/aliases`]: { Aliases: [] },
      'GET /2015-03-31/event-source-mappings': {
        EventSourceMappings: [{ UUID: 'u-1', FunctionArn: ARN, State: 'Enabled' }],
        NextMarker: 'more',
      },
    });
    expect(await server.call('get_function', { function: 'pay' })).toMatchObject({
      versions: ['4', '5', '6', '7', '8'].map((version) => ({ version })),
      showing: 'Showing 5 of 8 versions. Showing 1 mappings; there are more.',
      warnings: [],
    });
  });

  it('tells what it may read where some of it is denied', async () => {
    server.stub.answer({
      [`GET ${PATH}/configuration`]: config,
      'GET /2019-09-30/functions/pay/concurrency': new StubFault('AccessDeniedException'),
      [`GET ${PATH}/versions`]: new StubFault('AccessDeniedException'),
      [`GET ${PATH}/aliases`]: new StubFault('AccessDeniedException'),
      'GET /2015-03-31/event-source-mappings': { EventSourceMappings: [] },
    });
    const { warnings, ...rest } = await server.call('get_function', { function: 'pay' });
    expect(rest).toMatchObject({ name: 'pay', versions: [], aliases: [] });
    expect(warnings).toEqual([
      expect.stringMatching(/^Aliases are not known/),
      expect.stringMatching(/^Reserved concurrency is not known/),
      expect.stringMatching(/^Versions are not known/),
    ]);
  });
});

describe('invoke_function', () => {
  const INVOKE = `POST /2015-03-31/functions/${ARN}/invocations`;

  it('invokes nothing but what whoever started the server named', async () => {
    server.stub.answer({});
    for (const arn of [`${ARN}-2`, ARN.replace('eu-west-1', 'us-east-1'), ARN.replace('1111', '9999')]) {
      expect(await server.refusal('invoke_function', { arn })).toMatchObject({
        code: 'NotAllowed',
        hint: expect.stringContaining(`--allow-invoke ${arn}`),
      });
    }
    expect(await server.refusal('invoke_function', { arn: 'pay' })).toMatchObject({
      code: 'InvalidArguments',
    });
    expect(server.stub.asked).toEqual([]);
  });

  it.each([
    ['the function', ARN, [`${ARN}:live`, `${ARN}:7`, `${ARN}:$LATEST`]],
    ['its alias', `${ARN}:live`, [ARN, `${ARN}:7`]],
  ])(
    'invokes %s as it was named, as IAM has it, and not under a name that IAM refuses',
    async (_what, named, others) => {
      const narrow = await stubbedServer('lambda', { invokable: [named] });
      try {
        narrow.stub.answer({ [`POST /2015-03-31/functions/${named}/invocations`]: '' });
        for (const arn of others) {
          expect(await narrow.refusal('invoke_function', { arn })).toMatchObject({
            code: 'NotAllowed',
            hint: expect.stringContaining(`--allow-invoke ${arn}`),
          });
        }
        expect(narrow.stub.asked).toEqual([]);
        expect(await narrow.call('invoke_function', { arn: named })).toEqual({ ran: false });
      } finally {
        await narrow.close();
      }
    },
  );

  it('runs nothing unless it is told so', async () => {
    server.stub.answer({ [INVOKE]: '' });
    expect(await server.call('invoke_function', { arn: ARN })).toEqual({ ran: false });
    expect(server.stub.headers.at(-1)).toMatchObject({ 'x-amz-invocation-type': 'DryRun' });
  });

  it('waits for the answer, and tells what the function failed with', async () => {
    server.stub.answer({ [INVOKE]: { errorMessage: 'no such order' } });
    const result = await server.call('invoke_function', { arn: ARN, dryRun: false, payload: '{"id":1}' });
    expect(result).toMatchObject({ ran: true, answer: '{"errorMessage":"no such order"}' });
    expect(server.stub.headers.at(-1)).toMatchObject({
      'x-amz-invocation-type': 'RequestResponse',
      'x-amz-log-type': 'Tail',
    });
  });

  it('is sent once, whatever happens: a second attempt could do twice what the first did', async () => {
    server.stub.answer({ [INVOKE]: new StubFault('TooManyRequestsException') });
    for (let i = 0; i < 2; i++) {
      expect(await server.refusal('invoke_function', { arn: ARN, dryRun: false })).toMatchObject({
        code: 'Throttled',
      });
    }
    expect(server.stub.asked).toHaveLength(2);
  });

  it('takes JSON only', async () => {
    server.stub.answer({});
    expect(await server.refusal('invoke_function', { arn: ARN, payload: '{' })).toMatchObject({
      code: 'InvalidArguments',
    });
    expect(server.stub.asked).toEqual([]);
  });
});
