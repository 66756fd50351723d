import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StubFault } from '../../harness/aws-stub.ts';
import { type StubbedServer, stubbedServer } from '../../harness/stubbed-server.ts';

const NOW = Date.parse('2026-03-10T03:12:00Z');
let server: StubbedServer;
beforeAll(async () => {
  server = await stubbedServer('cloudwatch', {}, () => NOW);
});
afterAll(() => server.close());

const errors = { id: 'errors', namespace: 'AWS/Lambda', name: 'Errors', stat: 'Sum' };
const at = (time: string) => Date.parse(`2026-03-10T${time}Z`) / 1_000;
const points = (values: number[]) => ({
  Id: 'errors',
  StatusCode: 'Complete',
  Timestamps: values.map((_value, i) => at('03:00:00') + i * 60),
  Values: values,
});
const asked = () => server.stub.asked[0]?.input['MetricDataQueries'] as { MetricStat: { Period: number } }[];

describe('get_metric_data', () => {
  it.each([
    ['-3h', 60],
    ['-2d', 300],
    ['-20d', 3_600],
    ['-40d', 3_600],
    ['-70d', 21_600],
    ['-400d', 86_400],
  ])(
    'reads %s in buckets of %d s where nobody asked for any: what is kept, and not too many',
    async (from, period) => {
      server.stub.answer({ GetMetricData: { MetricDataResults: [points([1])] } });
      const result = await server.call('get_metric_data', { from, metrics: [errors] });
      expect(result['periodSeconds']).toBe(period);
      expect(asked()[0]?.MetricStat.Period).toBe(period);
      expect(result['warnings']).toEqual([]);
    },
  );

  it('chooses longer buckets for many series, so that the result is not too large', async () => {
    const MetricDataResults = Array.from({ length: 20 }, (_value, i) => ({ ...points([]), Id: `m${i}` }));
    server.stub.answer({ GetMetricData: { MetricDataResults } });
    const metrics = Array.from({ length: 20 }, (_value, i) => ({ ...errors, id: `m${i}` }));
    const ask = { from: '-1d', metrics };
    expect(await server.call('get_metric_data', ask)).toMatchObject({ periodSeconds: 300 });
    expect(await server.call('get_metric_data', { ...ask, as: 'statistics' })).toMatchObject({
      periodSeconds: 60,
    });
  });

  it('tells which series a search found that is cut to one', async () => {
    server.stub.answer({ GetMetricData: { MetricDataResults: [{ ...points([7]), Label: 'checkout' }] } });
    const expression = `SLICE(SORT(SEARCH('{AWS/Lambda,FunctionName} Errors', 'Sum'), SUM, DESC), 0, 1)`;
    const result = await server.call('get_metric_data', {
      from: '-1h',
      expressions: [{ id: 'errors', expression }],
    });
    expect(result['series']).toMatchObject([{ id: 'errors', label: 'checkout', points: [{ v: 7 }] }]);
  });

  it('keeps a period that was asked for, and says where AWS has none of it any more', async () => {
    server.stub.answer({ GetMetricData: { MetricDataResults: [points([])] } });
    const range = { from: '2026-02-01T00:00:00Z', to: '2026-02-01T01:00:00Z' };
    const result = await server.call('get_metric_data', { ...range, periodSeconds: 60, metrics: [errors] });
    expect(result).toEqual({
      periodSeconds: 60,
      series: [{ id: 'errors', status: 'Complete', points: [] }],
      warnings: ['Of that age, AWS keeps buckets of 300 s and longer; leave periodSeconds out.'],
    });
  });

  it('gives statistics instead of points', async () => {
    server.stub.answer({ GetMetricData: { MetricDataResults: [points([2, 9, 1])] } });
    const { series } = await server.call('get_metric_data', {
      from: '-1h',
      metrics: [errors],
      as: 'statistics',
    });
    expect(series).toEqual([
      {
        id: 'errors',
        status: 'Complete',
        buckets: 3,
        sum: 12,
        mean: 4,
        min: 1,
        max: 9,
        maxAt: '2026-03-10T03:01:00.000Z',
        first: '2026-03-10T03:00:00.000Z',
        last: '2026-03-10T03:02:00.000Z',
      },
    ]);
  });

  it('tells what it read when a later page fails, marked as partial', async () => {
    server.stub.answer({
      GetMetricData: ({ input }) =>
        input['NextToken'] === undefined
          ? { MetricDataResults: [points([1, 2])], NextToken: 't' }
          : new StubFault('AccessDeniedException', 'not any more'),
    });
    const { series, warnings } = await server.call('get_metric_data', { from: '-1h', metrics: [errors] });
    expect(series).toEqual([expect.objectContaining({ status: 'PartialData', points: expect.any(Array) })]);
    expect(warnings).toEqual([expect.stringMatching(/^Later pages could not be read: .*not any more/)]);
  });

  it('refuses a range that ends before it begins, or is longer than AWS keeps', async () => {
    server.stub.answer({});
    for (const range of [{ from: '-1h', to: '-2h' }, { from: '-500d' }]) {
      expect(await server.refusal('get_metric_data', { ...range, metrics: [errors] })).toMatchObject({
        code: 'InvalidArguments',
      });
    }
    expect(server.stub.asked).toEqual([]);
  });
});

describe('get_log_events', () => {
  const line = (logStreamName: string) => ({
    timestamp: at('03:00:00') * 1_000,
    logStreamName,
    message: logStreamName,
  });

  it('tells a function’s lines only, where several write to the group', async () => {
    server.stub.answer({
      FilterLogEvents: {
        events: [line('2026/03/10/pay[42]ab'), line('2026/03/10/pay-later[7]cd'), line('2026/03/10/[42]ef')],
      },
    });
    const { events } = await server.call('get_log_events', {
      from: '-1h',
      logGroup: '/shop/all',
      function: 'pay',
    });
    expect(events).toEqual([expect.objectContaining({ stream: '2026/03/10/pay[42]ab' })]);
  });

  it('reads few pages more where hardly a line is the function’s', async () => {
    const others = (n: number) => Array.from({ length: n }, () => line('2026/03/10/other[1]ab'));
    server.stub.answer({
      FilterLogEvents: ({ input }) => ({
        events: [line('2026/03/10/pay[42]ab'), ...others(Number(input['limit']) - 1)],
        nextToken: `${Number(input['nextToken'] ?? 0) + 1}`,
      }),
    });
    const ask = { from: '-1h', logGroup: '/shop/all', function: 'pay', limit: 60 };
    const { events, nextToken } = await server.call('get_log_events', ask);
    expect(events).toHaveLength(11);
    expect(nextToken).toBe('11');
    expect(server.stub.asked.map(({ input }) => input['limit'])).toEqual([
      60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50,
    ]);
  });

  it('loses no line behind pages that are too large together', async () => {
    const message = '\u0001'.repeat(2_000);
    server.stub.answer({
      FilterLogEvents: ({ input }) => {
        const done = Number(input['nextToken'] ?? 0);
        const n = Math.min(Number(input['limit']), 60, 100 - done);
        const events = Array.from({ length: n }, (_value, i) => ({ ...line(`s${done + i}`), message }));
        return { events, ...(done + n < 100 && { nextToken: `${done + n}` }) };
      },
    });
    const streams: unknown[] = [];
    let token: unknown;
    do {
      const page = await server.call('get_log_events', {
        from: '-1h',
        logGroup: '/shop/all',
        ...(token !== undefined && { nextToken: token }),
      });
      streams.push(...(page['events'] as { stream: string }[]).map(({ stream }) => stream));
      token = page['nextToken'];
      expect(page['showing'] === undefined).toBe(token === undefined);
    } while (token !== undefined);
    expect(streams).toEqual(Array.from({ length: 100 }, (_value, i) => `s${i}`));
  });

  it.each([
    [
      'InvalidOperationException',
      'This operation is not supported for the log group class INFREQUENT_ACCESS',
    ],
    ['InvalidParameterException', 'The log group class of /shop/all does not support FilterLogEvents'],
  ])('names the way that is left for a group of another class (%s)', async (code, message) => {
    server.stub.answer({ FilterLogEvents: new StubFault(code, message) });
    expect(await server.refusal('get_log_events', { from: '-1h', logGroup: '/shop/all' })).toMatchObject({
      code: 'NotAllowed',
      hint: expect.stringContaining('start_query'),
    });
  });
});

describe('describe_alarms', () => {
  it('describes the children of a composite alarm whole, and goes on behind a token', async () => {
    const child = { AlarmName: 'slow', AlarmArn: 'arn:slow', StateValue: 'ALARM' };
    const page = { MetricAlarms: [child], NextToken: 'further' };
    server.stub.answer({
      DescribeAlarms: ({ input }) => {
        if (input['AlarmNames'] !== undefined) {
          return { MetricAlarms: [{ ...child, MetricName: 'Latency', Namespace: 'Shop', Threshold: 3 }] };
        }
        if (input['AlarmTypes'] !== undefined) return new StubFault('ValidationError', 'children only');
        return input['NextToken'] === 'behind' ? page : { MetricAlarms: [] };
      },
    });
    const result = await server.call('describe_alarms', { childrenOf: 'shop-degraded', nextToken: 'behind' });
    expect(result).toMatchObject({ alarms: [{ name: 'slow', threshold: 3 }] });
    expect(server.stub.asked.map(({ input }) => input)).toEqual([
      { ChildrenOfAlarmName: 'shop-degraded', MaxRecords: 100, NextToken: 'behind' },
      { AlarmNames: ['slow'], AlarmTypes: ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'], MaxRecords: 100 },
      { ChildrenOfAlarmName: 'shop-degraded', MaxRecords: 100, NextToken: 'further' },
    ]);
  });

  it('lists the alarms of a state under a prefix', async () => {
    server.stub.answer({ DescribeAlarms: { MetricAlarms: [] } });
    await server.call('describe_alarms', { prefix: 'shop-', state: 'ALARM' });
    expect(server.stub.asked.at(-1)?.input).toMatchObject({ AlarmNamePrefix: 'shop-', StateValue: 'ALARM' });
  });
});
