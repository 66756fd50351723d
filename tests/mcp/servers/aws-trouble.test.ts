import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AwsStub, StubFault } from '../../harness/aws-stub.ts';
import { type StubbedServer, stubbedServer } from '../../harness/stubbed-server.ts';
import type { OwnServer } from '../../../mcp/servers/own-servers.ts';

/** For each server a tool that reads pages: how a first page is answered, and how AWS says what is wrong. */
const CASES: Record<
  OwnServer,
  {
    tool: string;
    args: Record<string, unknown>;
    operation: string;
    page: (next: string) => Record<string, unknown> | string;
    isFirst: (input: Record<string, unknown>) => boolean;
    throttled: string;
    denied: string;
    list: string;
  }
> = {
  cloudwatch: {
    tool: 'list_metrics',
    args: { namespace: 'Shop' },
    operation: 'ListMetrics',
    page: (next) => ({ Metrics: [{ Namespace: 'Shop', MetricName: 'A' }], NextToken: next }),
    isFirst: (input) => input['NextToken'] === undefined,
    throttled: 'ThrottlingException',
    denied: 'AccessDeniedException',
    list: 'metrics',
  },
  lambda: {
    tool: 'list_functions',
    args: {},
    operation: 'GET /2015-03-31/functions',
    page: (next) => ({
      Functions: [{ FunctionName: 'a', LastModified: '2026-03-10T01:00:00.000+0000' }],
      NextMarker: next,
    }),
    isFirst: (input) => input['Marker'] === undefined,
    throttled: 'TooManyRequestsException',
    denied: 'AccessDeniedException',
    list: 'functions',
  },
  cloudformation: {
    tool: 'list_stacks',
    args: {},
    operation: 'ListStacks',
    page: (next) =>
      `<ListStacksResponse><ListStacksResult><StackSummaries><member><StackName>a</StackName><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime></member></StackSummaries><NextToken>${next}</NextToken></ListStacksResult></ListStacksResponse>`,
    isFirst: (input) => input['NextToken'] === undefined,
    throttled: 'Throttling',
    denied: 'AccessDenied',
    list: 'stacks',
  },
};

const DENIED =
  'User: arn:aws:sts::111122223333:assumed-role/reader/s is not authorized to perform: some:Action because no identity-based policy allows it';

describe.each(Object.entries(CASES))('the %s server', (name, one) => {
  let server: StubbedServer;
  let stub: AwsStub;
  beforeAll(async () => {
    server = await stubbedServer(name as OwnServer);
    ({ stub } = server);
  });
  afterAll(() => server.close());

  it('asks a throttled AWS three times, and says that it may be asked again', async () => {
    stub.answer({ [one.operation]: new StubFault(one.throttled, 'Rate exceeded') });
    expect(await server.refusal(one.tool, one.args)).toMatchObject({
      code: 'Throttled',
      message: expect.stringContaining('Rate exceeded'),
      hint: 'Ask again in a few seconds, or ask for less.',
      retryable: true,
      awsRequestId: expect.any(String),
    });
    expect(stub.asked).toHaveLength(3);
  });

  it('asks an AWS that denies once, and names the action and what to do', async () => {
    stub.answer({ [one.operation]: new StubFault(one.denied, DENIED) });
    expect(await server.refusal(one.tool, one.args)).toMatchObject({
      code: 'AccessDenied',
      message: expect.stringContaining('not authorized to perform: some:Action'),
      hint: expect.stringContaining('Grant the action'),
      retryable: false,
    });
    expect(stub.asked).toHaveLength(1);
  });

  it('tells the first page when the second fails, says so, and where to go on', async () => {
    stub.answer({
      [one.operation]: ({ input }) =>
        one.isFirst(input) ? one.page('second') : new StubFault(one.denied, DENIED),
    });
    const result = await server.call(one.tool, one.args);
    expect(result[one.list]).toHaveLength(1);
    expect(result['showing']).toMatch(/^Showing 1 \w+; reading on failed: .*not authorized/);
    expect(result['nextToken']).toBe('second');
    const rest = await server.refusal(one.tool, { ...one.args, nextToken: 'second' });
    expect(rest).toMatchObject({ code: 'AccessDenied' });
  });

  it('gives up on an AWS that hangs when the client does, and answers others meanwhile', async () => {
    const forever = new Promise<void>(() => undefined);
    stub.answer({ [one.operation]: one.page('') });
    stub.delay = () => forever;
    const hanging = server.refusal(one.tool, one.args, 300);
    await expect(hanging).rejects.toThrow(/timed out/i);
    stub.delay = async () => undefined;
    expect((await server.call(one.tool, one.args))[one.list]).toHaveLength(1);
  });
});
