import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StubFault } from '../../harness/aws-stub.ts';
import { type StubbedServer, stubbedServer } from '../../harness/stubbed-server.ts';

let server: StubbedServer;
beforeAll(async () => {
  server = await stubbedServer('cloudwatch');
});
afterAll(() => server.close());

const RANGE = { from: '2026-03-10T02:00:00.000Z', to: '2026-03-10T03:00:00.000Z' };

const result = (Id: string, Values: number[]) => ({
  Id,
  StatusCode: 'Complete',
  Timestamps: Values.map((_value, i) => Date.parse(RANGE.from) / 1_000 + 60 * i),
  Values,
});

describe('start_query', () => {
  const ask = { ...RANGE, logGroups: ['/a', '/b'], query: 'fields @message' };
  const took = (...values: number[]) => ({
    GetMetricData: {
      MetricDataResults: [result('g0', values), result('g1', [])],
    },
    DescribeLogGroups: {
      logGroups: [
        { logGroupName: '/b', storedBytes: 5 },
        { logGroupName: '/b/other', storedBytes: 9e9 },
      ],
    },
    StartQuery: { queryId: 'q-1' },
  });

  it('asks first how much the groups took in, and starts what is small enough', async () => {
    server.stub.answer(took(1_000_000, 2_000_000));
    expect(await server.call('start_query', ask)).toMatchObject({ queryId: 'q-1' });
    expect(server.stub.asked.map(({ operation }) => operation)).toEqual([
      'GetMetricData',
      'DescribeLogGroups',
      'StartQuery',
    ]);
  });

  it('refuses before it starts what would scan more than is allowed', async () => {
    server.stub.answer(took(1_900_000_000, 200_000_000));
    expect(await server.refusal('start_query', ask)).toMatchObject({
      code: 'BudgetExceeded',
      message: expect.stringMatching(/up to \d+ MB .* may scan 2000 MB/),
    });
    expect(server.stub.asked.map(({ operation }) => operation)).not.toContain('StartQuery');
  });

  it.each([
    ['joins', 'fields @message | join type=inner left=a right=b where a.x=b.x (SOURCE "/huge" | fields x)'],
    ['compares with another time', 'pattern @message | diff previousMonth'],
    ['names a source', 'SOURCE logGroups(namePrefix: ["/"]) | fields @message'],
    ['asks within itself', 'filter x in (fields y | limit 1)'],
  ])('refuses a query that %s, whatever the groups took in', async (_what, query) => {
    server.stub.answer(took(1));
    expect(await server.refusal('start_query', { ...ask, query })).toMatchObject({ code: 'BudgetExceeded' });
    expect(server.stub.asked).toEqual([]);
  });

  it('takes words of such commands where they are text', async () => {
    server.stub.answer(took(1));
    const query = 'fields @message | filter @message like /join | diff|source/ and x = "lookup | join"';
    expect(await server.call('start_query', { ...ask, query })).toMatchObject({ queryId: 'q-1' });
  });

  it('starts nothing if the volume is told in part', async () => {
    server.stub.answer({ ...took(1), GetMetricData: { MetricDataResults: [], NextToken: 'more' } });
    expect(await server.refusal('start_query', ask)).toMatchObject({ code: 'BudgetExceeded' });
  });

  it('counts all that a group holds where the metric tells nothing: its datapoints go before its lines', async () => {
    const GetMetricData = { MetricDataResults: [result('g0', [])] };
    const holding = (storedBytes: number) => ({
      ...took(1),
      GetMetricData,
      DescribeLogGroups: { logGroups: [{ logGroupName: '/a', storedBytes }] },
    });
    const old = { from: '2020-03-10T02:00:00.000Z', to: '2020-03-10T03:00:00.000Z', logGroups: ['/a'] };
    server.stub.answer(holding(3_000_000_000));
    expect(await server.refusal('start_query', { ...ask, ...old })).toMatchObject({ code: 'BudgetExceeded' });
    server.stub.answer(holding(1_000));
    expect(await server.call('start_query', { ...ask, ...old })).toMatchObject({ queryId: 'q-1' });
  });

  it('starts nothing if that can not be known', async () => {
    server.stub.answer({
      GetMetricData: new StubFault(
        'AccessDeniedException',
        'is not authorized to perform: cloudwatch:GetMetricData',
      ),
      StartQuery: { queryId: 'q-1' },
    });
    expect(await server.refusal('start_query', ask)).toMatchObject({ code: 'AccessDenied' });
    expect(server.stub.asked).toHaveLength(1);
  });
});
