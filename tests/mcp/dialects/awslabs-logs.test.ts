import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../../core/canonical.ts';
import { errorLinesQuery } from '../../../mcp/dialects/error-lines.ts';
import { RANGE, REGION, ask } from './awslabs-asking.ts';

// Answers are as the server gave them (cloudwatch 0.3.1), shortened.
const sums = (minutes: [string, number][], hours: [string, number][], statusCode = 'Complete') => ({
  metricDataResults: Object.entries({ minutes, hours }).map(([id, all]) => ({
    id,
    label: 'IncomingBytes',
    statusCode,
    datapoints: all.map(([timestamp, value]) => ({ timestamp, value })),
    messages: [],
  })),
  messages: [],
});
const NOTHING = sums([], []);

const queryId = '4844c1a4-071b-43ea-a7d8-263fd885b9a2';
const line = (time: string, message: string, version = '42') => ({
  '@timestamp': time,
  '@message': message,
  '@logStream': `2026/03/10/checkout-api[${version}]6d1635b138e0a5d45413c9f874de79e3`,
  '@ptr': `${queryId}-0`,
});
const complete = (results: Json[], recordsMatched = results.length) => ({
  result: {
    queryId,
    status: 'Complete',
    statistics: { recordsMatched, recordsScanned: 13_903, bytesScanned: 1_487_939 },
    results,
  },
});
const unfinished = (status: string) => ({ result: { queryId, status, message: 'go on', results: [] } });
const softError = (message: string) => ({ result: { queryId: '', status: 'Error', message, results: [] } });

const asks = { ...RANGE, logGroup: '/shop/checkout-api', via: 'query' };

describe('error lines', () => {
  it('are read by the query of our own dialect, once it is known what it scans', () => {
    const { asked, answer } = ask(
      'logs.patterns',
      asks,
      NOTHING,
      complete([
        line('2026-03-10 03:09:33.857', 'TypeError: no discount'),
        line('2026-03-10 03:09:24.447', 'TypeError: no discount'),
      ]),
    );
    expect(asked).toEqual([
      ['get_metric_data', expect.objectContaining({ region: REGION })],
      [
        'execute_log_insights_query',
        {
          log_group_names: ['/shop/checkout-api'],
          query_string: errorLinesQuery(),
          start_time: RANGE.from,
          // The last whole second before the end.
          end_time: '2026-03-10T03:10:12.000Z',
          limit: 1_000,
          max_timeout: 4,
          region: REGION,
        },
      ],
    ]);
    expect(answer).toEqual({
      patterns: [
        {
          pattern: 'TypeError: no discount',
          count: 2,
          first: '2026-03-10T03:09:24.447Z',
          last: '2026-03-10T03:09:33.857Z',
          busyMinutes: 1,
          versions: ['42'],
          sample: 'TypeError: no discount',
        },
      ],
      linesRead: 2,
      errorLines: 2,
      truncated: false,
      leftOut: [],
    });
  });

  it('end before a whole second that the range does not hold', () => {
    const { asked } = ask('logs.patterns', { ...asks, to: '2026-03-10T03:00:00.000Z' }, NOTHING);
    expect(asked[1]?.[1]).toMatchObject({ end_time: '2026-03-10T02:59:59.000Z' });
  });

  it('are not all if more matched', () => {
    const { answer } = ask(
      'logs.patterns',
      asks,
      NOTHING,
      complete([line('2026-03-10 03:09:33.857', 'x error')], 5_000),
    );
    expect(answer).toMatchObject({ linesRead: 1, truncated: true });
  });

  it('are asked for again while the query goes on, eight times in all', () => {
    const { asked, answer } = ask(
      'logs.patterns',
      asks,
      NOTHING,
      unfinished('Polling Timeout'),
      unfinished('Running'),
      complete([]),
    );
    expect(asked.slice(2)).toEqual([
      ['get_logs_insight_query_results', { query_id: queryId, region: REGION }],
      ['get_logs_insight_query_results', { query_id: queryId, region: REGION }],
    ]);
    expect(answer).toEqual({
      patterns: [],
      linesRead: 0,
      errorLines: 0,
      truncated: false,
      leftOut: [],
    });

    const slow = Array.from({ length: 20 }, () => unfinished('Running'));
    const endless = ask('logs.patterns', asks, NOTHING, unfinished('Polling Timeout'), ...slow);
    expect(endless.asked).toHaveLength(9);
    expect(endless.failure).toEqual({ reason: 'timeout', detail: 'the query is Running' });
  });

  it('are missing if the query fails', () => {
    for (const status of ['Failed', 'Cancelled', 'Timeout', 'Unknown']) {
      expect(ask('logs.patterns', asks, NOTHING, unfinished(status)).failure).toEqual({
        reason: 'failed',
        detail: `the query is ${status}`,
      });
    }
  });

  it('are missing if the server says so in the shape of an answer', () => {
    const calling = 'Error executing CloudWatch Logs Insights query: An error occurred';
    for (const [message, reason] of [
      [
        `${calling} (AccessDeniedException) when calling the StartQuery operation: User: arn:aws:sts::111122223333:assumed-role/casefile/session is not authorized to perform: logs:StartQuery`,
        'denied',
      ],
      [
        `${calling} (ThrottlingException) when calling the StartQuery operation (reached max retries: 2): Rate exceeded`,
        'throttled',
      ],
      [
        `${calling} (ResourceNotFoundException) when calling the StartQuery operation: The specified log group does not exist: /none`,
        'not-found',
      ],
      [
        'Error occurred while polling: Read timeout on endpoint URL: "https://logs.eu-west-1.amazonaws.com/"',
        'timeout',
      ],
      [
        `${calling} (MalformedQueryException) when calling the StartQuery operation: unexpected symbol`,
        'failed',
      ],
    ] as const) {
      const { asked, failure } = ask('logs.patterns', asks, NOTHING, softError(message), complete([]));
      expect(failure).toMatchObject({ reason });
      expect(asked).toHaveLength(2);
    }
  });

  it('are not looked for line by line, which the server can not do', () => {
    expect(ask('logs.patterns', { ...asks, via: 'scan' }).asked).toEqual([]);
  });
});

describe('what a query scans', () => {
  const refused = (ingested: Json) => {
    const { asked, failure } = ask('logs.patterns', asks, ingested, complete([]));
    return asked.length === 1 ? failure : undefined;
  };

  it('is asked over whole hours, which contain the range', () => {
    expect(ask('logs.patterns', asks).asked[0]?.[1]).toMatchObject({
      start_time: '2026-03-10T02:00:00.000Z',
      end_time: '2026-03-10T04:00:00.000Z',
    });
  });

  it('is bounded by its minutes, the newest of which may not be counted yet', () => {
    expect(
      refused(sums([['2026-03-10T02:10:00Z', 180_000_000]], [['2026-03-10T02:00:00Z', 9e9]])),
    ).toBeUndefined();
    expect(refused(sums([['2026-03-10T02:10:00Z', 182_000_000]], []))).toEqual({
      reason: 'too-large',
      detail: 'The range holds up to 2002 MB of log lines; a query may scan 2000 MB.',
    });
    // Outside of the range.
    expect(
      refused(
        sums(
          [
            ['2026-03-10T02:09:00Z', 9e9],
            ['2026-03-10T02:10:00Z', 1],
          ],
          [],
        ),
      ),
    ).toBeUndefined();
  });

  it('is bounded by its hours where the minutes are gone', () => {
    expect(refused(sums([], [['2026-03-10T02:00:00Z', 1e9]]))).toBeUndefined();
    expect(
      refused(
        sums(
          [],
          [
            ['2026-03-10T02:00:00Z', 1e9],
            ['2026-03-10T03:00:00Z', 1.1e9],
          ],
        ),
      ),
    ).toMatchObject({
      reason: 'too-large',
    });
  });

  it('is too much if nobody knows it', () => {
    const unknown = {
      reason: 'too-large',
      detail: 'How many log lines the range holds is not known; a query may scan 2000 MB.',
    };
    expect(refused(sums([], [], 'PartialData'))).toEqual(unknown);
    expect(refused({ text: 'none' })).toEqual(unknown);
  });
});

describe('log groups', () => {
  const groups = (...names: string[]) => ({
    log_group_metadata: names.map((logGroupName) => ({
      logGroupName,
      creationTime: '2026-01-09T01:30:00+00:00',
      storedBytes: 0,
      logGroupClass: 'STANDARD',
      logGroupArn: `arn:aws:logs:eu-west-1:111122223333:log-group:${logGroupName}`,
    })),
    saved_queries: [],
  });

  it('are found under the first prefix that has any', () => {
    const { asked, answer } = ask(
      'logs.source',
      { name: 'checkout-api' },
      groups(),
      groups('checkout-api/access', 'another'),
    );
    expect(asked).toEqual([
      [
        'describe_log_groups',
        { log_group_name_prefix: '/aws/lambda/checkout-api', max_items: 50, region: REGION },
      ],
      ['describe_log_groups', { log_group_name_prefix: 'checkout-api', max_items: 50, region: REGION }],
    ]);
    expect(answer).toEqual({ groups: ['checkout-api/access'] });
  });

  it('may be there under other names, so none is not an answer', () => {
    const none = Array.from({ length: 9 }, () => groups());
    const { asked, failure } = ask('logs.source', { name: 'x' }, ...none);
    expect(asked).toHaveLength(5);
    expect(failure).toEqual({
      reason: 'not-found',
      detail:
        "no log group's name begins with /aws/lambda/x, x, /x, /aws/apigateway/x, API-Gateway-Execution-Logs_x",
    });
  });

  it('can not be found by the metric that their lines make', () => {
    expect(ask('logs.source', { namespace: 'Shop', metric: 'Errors' }).asked).toEqual([]);
  });
});
