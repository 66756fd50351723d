import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StubFault } from '../../harness/aws-stub.ts';
import { type StubbedServer, stubbedServer } from '../../harness/stubbed-server.ts';

let server: StubbedServer;
beforeAll(async () => {
  server = await stubbedServer('cloudwatch');
});
afterAll(() => server.close());

const RANGE = { from: '2026-03-10T02:00:00.000Z', to: '2026-03-10T03:00:00.000Z' };
const at = (time: string) => Date.parse(`2026-03-10T${time}Z`) / 1_000;
const arn = (name: string) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`;
const alarm = (AlarmName: string, more: object) => ({
  AlarmName,
  AlarmArn: arn(AlarmName),
  StateValue: 'ALARM',
  StateUpdatedTimestamp: at('02:50:00'),
  StateReason: 'Threshold Crossed',
  ...more,
});
const alarmsOf = (result: Record<string, unknown>) => result['alarms'] as Record<string, unknown>[];

const METRIC = { Namespace: 'Shop', MetricName: 'Latency', Dimensions: [{ Name: 'Route', Value: '/pay' }] };
const STAT = { Metric: METRIC, Period: 60, Stat: 'Average' };

describe('describe_alarms', () => {
  it('does without log alarms where the endpoint does not know them', async () => {
    server.stub.answer({
      DescribeAlarms: ({ input }) =>
        (input['AlarmTypes'] as string[]).includes('LogAlarm')
          ? new StubFault(
              'ValidationError',
              "Value '[LogAlarm]' at 'alarmTypes' failed to satisfy constraint",
            )
          : { MetricAlarms: [alarm('a', { MetricName: 'Latency', Namespace: 'Shop', Period: 60 })] },
    });
    const [first] = alarmsOf(await server.call('describe_alarms', { names: ['a'] }));
    expect(first).toMatchObject({ name: 'a', type: 'metric' });
    expect(server.stub.asked.map(({ input }) => input['AlarmTypes'])).toEqual([
      ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'],
      ['MetricAlarm', 'CompositeAlarm'],
    ]);
  });

  it('tells a percentile alarm by its metric, since its last change of state', async () => {
    server.stub.answer({
      DescribeAlarms: {
        MetricAlarms: [
          alarm('slow', {
            ...METRIC,
            ExtendedStatistic: 'p99',
            Period: 300,
            Threshold: 2.5,
            ComparisonOperator: 'GreaterThanThreshold',
            EvaluationPeriods: 3,
            StateTransitionedTimestamp: at('02:40:00'),
          }),
        ],
      },
    });
    const result = await server.call('describe_alarms', { names: ['slow', 'gone'] });
    expect(result).toEqual({
      alarms: [
        {
          name: 'slow',
          arn: arn('slow'),
          type: 'metric',
          state: 'ALARM',
          stateReason: 'Threshold Crossed',
          stateSince: '2026-03-10T02:40:00.000Z',
          comparison: 'GreaterThanThreshold',
          threshold: 2.5,
          periodSeconds: 300,
          evaluationPeriods: 3,
          missingData: 'missing',
          metrics: [
            {
              id: 'm1',
              namespace: 'Shop',
              name: 'Latency',
              dimensions: { Route: '/pay' },
              stat: 'p99',
              periodSeconds: 300,
            },
          ],
        },
      ],
      notFound: ['gone'],
      warnings: [],
    });
    expect(server.stub.asked).toMatchObject([
      {
        input: { AlarmNames: ['slow', 'gone'], AlarmTypes: ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'] },
      },
    ]);
  });

  it('finds the expression that each kind of alarm judges', async () => {
    const insights = 'SELECT MAX(Latency) FROM Shop GROUP BY Route';
    server.stub.answer({
      DescribeAlarms: {
        MetricAlarms: [
          alarm('math', {
            Metrics: [
              { Id: 'm1', MetricStat: STAT, ReturnData: false },
              { Id: 'e0', Expression: 'm1 * 2', ReturnData: false },
              { Id: 'e1', Expression: 'e0 / 3', ReturnData: true },
            ],
          }),
          alarm('anomaly', {
            ThresholdMetricId: 'ad1',
            Metrics: [
              { Id: 'm1', MetricStat: STAT, ReturnData: true },
              { Id: 'ad1', Expression: 'ANOMALY_DETECTION_BAND(m1, 2)', ReturnData: true },
            ],
          }),
          alarm('insights', {
            Metrics: [{ Id: 'q1', Expression: insights, Period: 120, ReturnData: true }],
          }),
          alarm('promql', {
            EvaluationCriteria: { PromQLCriteria: { Query: 'rate(x[5m]) > 1' } },
            EvaluationInterval: 30,
          }),
        ],
        CompositeAlarms: [alarm('both', { AlarmRule: 'ALARM(math) AND ALARM(anomaly)' })],
        LogAlarms: [
          alarm('lines', {
            QueryResultsToEvaluate: 3,
            QueryResultsToAlarm: 2,
            ScheduledQueryConfiguration: {
              QueryString: 'fields @message',
              LogGroupIdentifiers: [
                '/shop/a',
                'arn:aws:logs:eu-west-1:111122223333:log-group:/shop/b:*',
                'arn:aws:logs:eu-west-1:999922223333:log-group:/shop/c',
              ],
            },
          }),
        ],
      },
    });
    const alarms = alarmsOf(await server.call('describe_alarms', {}));
    expect(Object.fromEntries(alarms.map((one) => [one['name'], one['expression']]))).toEqual({
      math: 'e0 / 3',
      anomaly: 'ANOMALY_DETECTION_BAND(m1, 2)',
      insights,
      promql: 'rate(x[5m]) > 1',
    });
    expect(alarms.map((one) => one['periodSeconds'])).toEqual([60, 60, 120, 30, undefined, undefined]);
    expect(alarms.map((one) => (one['metrics'] as unknown[]).length)).toEqual([1, 1, 0, 0, 0, 0]);
    expect(alarms[3]).not.toHaveProperty('missingData');
    expect(alarms[4]).toMatchObject({ type: 'composite', rule: 'ALARM(math) AND ALARM(anomaly)' });
    expect(alarms[5]).toMatchObject({
      type: 'log',
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      logGroups: ['/shop/a', '/shop/b', 'arn:aws:logs:eu-west-1:999922223333:log-group:/shop/c'],
    });
    expect(server.stub.asked).toHaveLength(1);
  });

  it('reads tags, and contributors of alarms over many series only, and says what it was denied', async () => {
    const insights = { Metrics: [{ Id: 'q1', Expression: 'SELECT MAX(x) FROM Shop', ReturnData: true }] };
    server.stub.answer({
      DescribeAlarms: {
        MetricAlarms: [alarm('many', insights), alarm('one', METRIC)],
        CompositeAlarms: [alarm('both', { AlarmRule: 'ALARM(one)' })],
      },
      ListTagsForResource: ({ input }) =>
        input['ResourceARN'] === arn('one')
          ? new StubFault(
              'AccessDeniedException',
              'not authorized to perform: cloudwatch:ListTagsForResource',
            )
          : { Tags: [{ Key: 'team', Value: 'pay' }] },
      DescribeAlarmContributors: ({ input }) =>
        input['NextToken'] === undefined
          ? {
              AlarmContributors: [
                { ContributorId: '1', ContributorAttributes: { Route: '/a' }, StateReason: '' },
              ],
              NextToken: '2',
            }
          : new StubFault('ThrottlingException', 'Rate exceeded'),
    });
    const result = await server.call('describe_alarms', { names: ['many', 'one', 'both'], details: true });
    const [many, one, both] = alarmsOf(result);
    expect(many).toMatchObject({ tags: { team: 'pay' }, contributors: [{ Route: '/a' }] });
    expect(one).not.toHaveProperty('tags');
    expect(both).toMatchObject({ tags: { team: 'pay' } });
    expect(result['warnings']).toEqual([
      expect.stringMatching(/^Tags of one are not known: .*cloudwatch:ListTagsForResource/),
      expect.stringMatching(/^many: Showing 1 contributors; reading on failed: ThrottlingException/),
    ]);
    const contributors = server.stub.asked.filter(
      ({ operation }) => operation === 'DescribeAlarmContributors',
    );
    expect(new Set(contributors.map(({ input }) => input['AlarmName']))).toEqual(new Set(['many']));
  });

  it('reads ten pages and says that there are more', async () => {
    server.stub.answer({
      DescribeAlarms: ({ input }) => {
        const page = Number(input['NextToken'] ?? '0');
        return { MetricAlarms: [alarm(`a${page}`, METRIC)], NextToken: String(page + 1) };
      },
    });
    const result = await server.call('describe_alarms', { state: 'ALARM' });
    expect(alarmsOf(result)).toHaveLength(10);
    expect(result).toMatchObject({ showing: 'Showing 10 alarms; there are more.', notFound: [] });
    expect(server.stub.asked[0]).toMatchObject({ input: { StateValue: 'ALARM', MaxRecords: 100 } });
  });

  it('keeps the result below the limit', async () => {
    const reason = 'x'.repeat(1_000);
    const MetricAlarms = Array.from({ length: 1_000 }, (_, i) =>
      alarm(`a${i}`, { ...METRIC, StateReason: reason }),
    );
    server.stub.answer({ DescribeAlarms: { MetricAlarms } });
    const result = await server.call('describe_alarms', {});
    expect(alarmsOf(result).length).toBeGreaterThan(400);
    expect(result['showing']).toMatch(/^Showing \d+ of the 1000 alarms of this page, which is too large\.$/);
  });

  it('is asked one way at a time', async () => {
    expect(await server.refusal('describe_alarms', { names: ['x'], state: 'OK' })).toMatchObject({
      code: 'InvalidArguments',
    });
  });
});

describe('get_alarm_history', () => {
  it('is oldest first, and reads states even beside broken data', async () => {
    const update = (time: string, HistoryData: string) => ({
      AlarmName: 'slow',
      Timestamp: at(time),
      HistoryItemType: 'StateUpdate',
      HistorySummary: 'Alarm updated from OK to ALARM',
      HistoryData,
    });
    server.stub.answer({
      DescribeAlarmHistory: ({ input }) =>
        input['NextToken'] === undefined
          ? {
              AlarmHistoryItems: [
                update('02:50:00', '{"version":"1.0","newState":{"stateValue":"ALARM"}}'),
                update('02:40:00', '{"version":"1.0","newSt'),
              ],
              NextToken: 'more',
            }
          : {
              AlarmHistoryItems: [
                {
                  Timestamp: at('02:10:00'),
                  HistoryItemType: 'ConfigurationUpdate',
                  HistorySummary: 'long '.repeat(200),
                  HistoryData: '{"newState":{"stateValue":"OK"}}',
                },
              ],
            },
    });
    const result = await server.call('get_alarm_history', { ...RANGE, alarm: 'slow' });
    const items = result['items'] as { t: string; summary: string }[];
    expect(items).toMatchObject([
      { t: '2026-03-10T02:10:00.000Z', type: 'ConfigurationUpdate' },
      { t: '2026-03-10T02:40:00.000Z', type: 'StateUpdate' },
      { t: '2026-03-10T02:50:00.000Z', type: 'StateUpdate', state: 'ALARM' },
    ]);
    expect(items[0]).not.toHaveProperty('state');
    expect(items[0]?.summary).toHaveLength(300);
    expect(items[1]).not.toHaveProperty('state');
    expect(result).not.toHaveProperty('showing');
    expect(server.stub.asked[0]).toMatchObject({
      input: { AlarmName: 'slow', ScanBy: 'TimestampDescending' },
    });
  });
});

describe('list_metrics', () => {
  it('filters by dimensions, with a value or without', async () => {
    server.stub.answer({ ListMetrics: { Metrics: [METRIC] } });
    const dimensions = [{ name: 'Route' }, { name: 'Stage', value: 'prod' }];
    expect(
      await server.call('list_metrics', { namespace: 'Shop', dimensions, recentlyActive: true }),
    ).toEqual({ metrics: [{ namespace: 'Shop', name: 'Latency', dimensions: { Route: '/pay' } }] });
    expect(server.stub.asked).toMatchObject([
      {
        input: {
          Namespace: 'Shop',
          Dimensions: [{ Name: 'Route' }, { Name: 'Stage', Value: 'prod' }],
          RecentlyActive: 'PT3H',
        },
      },
    ]);
  });
});

describe('describe_metric_filters', () => {
  it('tells which log groups write a metric', async () => {
    server.stub.answer({
      DescribeMetricFilters: {
        metricFilters: [{ filterName: 'errors', filterPattern: '?ERROR', logGroupName: '/shop/pay' }],
      },
    });
    expect(await server.call('describe_metric_filters', { namespace: 'Shop', metric: 'Errors' })).toEqual({
      filters: [{ name: 'errors', logGroup: '/shop/pay', pattern: '?ERROR' }],
    });
    expect(server.stub.asked).toMatchObject([{ input: { metricNamespace: 'Shop', metricName: 'Errors' } }]);
  });
});

describe('get_metric_data', () => {
  const ask = { ...RANGE, periodSeconds: 60 };
  const metric = { id: 'm1', namespace: 'Shop', name: 'Latency', stat: 'Sum' };

  it('sends expressions beside metrics, and keeps the series of a GROUP BY apart', async () => {
    const result = (Id: string, Label: string, v: number) => ({
      Id,
      Label,
      StatusCode: 'Complete',
      Timestamps: [at('02:00:00')],
      Values: [v],
    });
    const nothing = (Id: string) => ({ ...result(Id, Id, 0), Timestamps: [], Values: [] });
    server.stub.answer({
      GetMetricData: ({ input }) =>
        input['NextToken'] === undefined
          ? { MetricDataResults: [result('m1', 'Latency', 1), result('q1', '/a', 2)], NextToken: '2' }
          : { MetricDataResults: [result('q1', '/b', 3), result('e1', 'e1', 4), nothing('e2')] },
    });
    const expressions = [
      { id: 'q1', expression: 'SELECT SUM(Latency) FROM Shop GROUP BY Route' },
      { id: 'e1', expression: 'm1 * 2' },
      { id: 'e2', expression: 'm1 * 3' },
    ];
    const points = (v: number) => [{ t: RANGE.from, v }];
    expect(
      (await server.call('get_metric_data', { ...ask, metrics: [metric], expressions }))['series'],
    ).toEqual([
      { id: 'm1', status: 'Complete', points: points(1) },
      { id: 'q1', label: '/a', status: 'Complete', points: points(2) },
      { id: 'q1', label: '/b', status: 'Complete', points: points(3) },
      { id: 'e1', status: 'Complete', points: points(4) },
      { id: 'e2', status: 'Complete', points: [] },
    ]);
    expect(server.stub.asked[0]?.input['MetricDataQueries']).toMatchObject([
      { Id: 'm1', MetricStat: { Period: 60, Stat: 'Sum' } },
      { Id: 'q1', Expression: expressions[0]?.expression, Period: 60, ReturnData: true },
      { Id: 'e1', Expression: 'm1 * 2', Period: 60, ReturnData: true },
      { Id: 'e2' },
    ]);
  });

  it('keeps the series apart that an expression over a search gives', async () => {
    const expression = 'RATE(SEARCH(" {Shop,Route} Latency ", "Sum"))';
    server.stub.answer({
      GetMetricData: ({ input }) => {
        const [query] = input['MetricDataQueries'] as { Label?: string }[];
        const labelled = (Label: string, v: number) => ({
          Id: 'e1',
          Label: query?.Label ?? Label,
          StatusCode: 'Complete',
          Timestamps: [at('02:00:00')],
          Values: [v],
        });
        return { MetricDataResults: [labelled('/a', 2), labelled('/b', 3)] };
      },
    });
    const { series } = await server.call('get_metric_data', {
      ...ask,
      expressions: [{ id: 'e1', expression }],
    });
    expect(series).toMatchObject([
      { id: 'e1', label: '/a', points: [{ v: 2 }] },
      { id: 'e1', label: '/b', points: [{ v: 3 }] },
    ]);
  });

  it.each([
    ['nothing is asked', { metrics: [] }],
    ['an id is there twice', { metrics: [metric], expressions: [{ id: 'm1', expression: 'm1' }] }],
  ])('refuses if %s', async (_what, args) => {
    expect(await server.refusal('get_metric_data', { ...ask, ...args })).toMatchObject({
      code: 'InvalidArguments',
    });
  });
});
