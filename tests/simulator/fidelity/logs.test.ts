import {
  DescribeLogGroupsCommand,
  type DescribeLogGroupsCommandInput,
  DescribeMetricFiltersCommand,
  DescribeQueryDefinitionsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  type CloudWatchLogsClient,
  GetQueryResultsCommand,
  ListLogAnomalyDetectorsCommand,
  StartQueryCommand,
  type StartQueryCommandInput,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from '@jest/globals';
import { ask, at } from './ask.ts';
import { insightsQuery } from './insights-query.ts';

const second = (time: Date) => Math.floor(time.getTime() / 1_000);
const WHOLE = { startTime: second(at(0)), endTime: second(at(90)) };

async function start(client: CloudWatchLogsClient, input: Partial<StartQueryCommandInput> = {}) {
  const { queryId } = await client.send(
    new StartQueryCommand({
      ...WHOLE,
      logGroupNames: ['/shop/web'],
      queryString: insightsQuery('failed'),
      ...input,
    }),
  );
  return queryId;
}

/** The complete results. */
async function results(client: CloudWatchLogsClient, input: Partial<StartQueryCommandInput> = {}) {
  const queryId = await start(client, input);
  await client.send(new GetQueryResultsCommand({ queryId }));
  const complete = await client.send(new GetQueryResultsCommand({ queryId }));
  const rows = (complete.results ?? []).map((row) =>
    Object.fromEntries(row.map(({ field = '', value = '' }) => [field, value])),
  );
  return { ...complete, rows };
}

describe('StartQuery and GetQueryResults', () => {
  it('answer at once, say that the query is running, and then that it is complete', async () => {
    await ask(async ({ clients: { logs } }) => {
      const queryId = await start(logs);
      const { status, results: rows } = await logs.send(new GetQueryResultsCommand({ queryId }));
      expect([status, rows]).toEqual(['Running', []]);
      const complete = await logs.send(new GetQueryResultsCommand({ queryId }));
      expect(complete.status).toBe('Complete');
      expect(complete.results?.length).toBeGreaterThan(100);
    });
  });

  it('take whole seconds, and the last one with them', async () => {
    await ask(async ({ clients: { logs } }, { world }) => {
      const line = world.logGroups
        .get('/shop/web')
        ?.lines(at(20).getTime(), at(30).getTime())
        .find(({ t, message }) => message.includes('failed') && t % 1_000 > 500);
      const of = Math.floor((line?.t ?? 0) / 1_000);
      const { rows } = await results(logs, { startTime: of, endTime: of });
      expect(rows.map((row) => row['@message'])).toContain(line?.message);
      for (const row of rows) expect(Date.parse(`${row['@timestamp']}Z`) / 1_000).toBeCloseTo(of + 0.5, -1);
    });
  });

  it('write times without a zone, newest first over all groups', async () => {
    await ask(async ({ clients: { logs } }) => {
      const { rows } = await results(logs, { logGroupNames: ['/shop/web', '/shop/archive'] });
      const times = rows.map((row) => row['@timestamp'] ?? '');
      for (const time of times) expect(time).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/);
      expect(times).toEqual(times.toSorted().reverse());
      const messages = rows.slice(0, 20).map((row) => row['@message']?.slice(0, 3));
      expect(new Set(messages)).toEqual(new Set(['GET', 'arc']));
    });
  });

  it('give each row a pointer beside its fields', async () => {
    await ask(async ({ clients: { logs } }) => {
      const { rows } = await results(logs);
      expect(Object.keys(rows[0] ?? {})).toEqual(['@timestamp', '@message', '@logStream', '@ptr']);
      expect(new Set(rows.map((row) => row['@ptr'])).size).toBe(rows.length);
    });
  });

  it('count what was matched and scanned, whatever the limit', async () => {
    await ask(async ({ clients: { logs } }) => {
      const { rows, statistics } = await results(logs, {
        queryString: insightsQuery('failed', { limit: 5 }),
      });
      expect(rows).toHaveLength(5);
      const { recordsMatched = 0, recordsScanned = 0, bytesScanned = 0 } = statistics ?? {};
      expect(recordsMatched).toBeGreaterThan(5);
      expect(recordsScanned).toBeGreaterThan(recordsMatched);
      expect(bytesScanned).toBeGreaterThan(recordsScanned);
      expect((await results(logs, { limit: 3 })).rows).toHaveLength(3);
    });
  });

  it('find lines by a regular expression, and leave out those of another', async () => {
    await ask(async ({ clients: { logs } }) => {
      const queryString = insightsQuery('(?i)FAILED', { notLike: 'GET' });
      const logGroupNames = ['/shop/web', '/shop/archive'];
      const { rows } = await results(logs, { queryString, logGroupNames });
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(row['@message']).toMatch(/^archived \d+ failed$/);
    });
  });

  it('take lines that one filter or another lets through', async () => {
    await ask(async ({ clients: { logs } }) => {
      const queryString = [
        'fields @timestamp, @message, @logStream',
        '| filter @message like "failed" and (@message not like /archived/ or @message like /archived \\d+ failed/)',
        '| filter @message not like "GET"',
        '| sort @timestamp asc',
        '| limit 5',
      ].join('\n');
      const { rows } = await results(logs, { queryString, logGroupNames: ['/shop/web', '/shop/archive'] });
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(row['@message']).toMatch(/^archived \d+ failed$/);
      const times = rows.map((row) => row['@timestamp'] ?? '');
      expect(times).toEqual(times.toSorted());
    });
  });

  it('call any other query malformed', async () => {
    await ask(async ({ clients: { logs } }) => {
      for (const queryString of ['', 'fields', 'stats count(*) by bin(5m)', 'SELECT 1']) {
        await expect(start(logs, { queryString })).rejects.toMatchObject({ name: 'MalformedQueryException' });
      }
    });
  });

  it('take 50 groups at most, and none of the class DELIVERY', async () => {
    await ask(async ({ clients: { logs } }) => {
      const logGroupNames = Array.from({ length: 51 }, () => '/shop/web');
      await expect(start(logs, { logGroupNames })).rejects.toMatchObject({
        name: 'InvalidParameterException',
      });
      await expect(start(logs, { logGroupNames: ['/shop/delivery'] })).rejects.toMatchObject({
        name: 'InvalidParameterException',
      });
      expect((await results(logs, { logGroupNames: ['/shop/archive'] })).rows.length).toBeGreaterThan(0);
    });
  });

  it('refuse a range that ends before it starts', async () => {
    await ask(async ({ clients: { logs } }) => {
      const range = { startTime: WHOLE.endTime, endTime: WHOLE.startTime };
      await expect(start(logs, range)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    });
  });

  it('leave out lines that are not ingested yet', async () => {
    await ask(
      async ({ clients: { logs }, conditions }) => {
        const range = { startTime: second(at(39)), endTime: second(at(40)) - 1 };
        const early = (await results(logs, range)).rows.length;
        conditions.now = at(42).getTime();
        expect((await results(logs, range)).rows.length).toBeGreaterThan(early);
      },
      { minutes: 40 },
    );
  });
});

describe('FilterLogEvents', () => {
  /** All pages. */
  async function lines(client: CloudWatchLogsClient, input: Partial<FilterLogEventsCommandInput>) {
    const events = [];
    let nextToken: string | undefined;
    do {
      const command = new FilterLogEventsCommand({ logGroupName: '/shop/web', ...input, nextToken });
      const page = await client.send(command);
      events.push(...(page.events ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return events;
  }

  it('begins with an empty page and a token', async () => {
    await ask(async ({ clients: { logs } }) => {
      const first = await logs.send(new FilterLogEventsCommand({ logGroupName: '/shop/web' }));
      expect(first.events).toEqual([]);
      expect(first.searchedLogStreams).toEqual([]);
      const { nextToken } = first;
      const next = await logs.send(new FilterLogEventsCommand({ logGroupName: '/shop/web', nextToken }));
      expect(next.events?.length).toBeGreaterThan(1_000);
      expect(next.nextToken).toBeUndefined();
    });
  });

  it('gives the oldest first, and the newest first if it is asked to', async () => {
    await ask(async ({ clients: { logs } }) => {
      const times = async (startFromHead?: boolean) =>
        (await lines(logs, { limit: 400, ...(startFromHead !== undefined && { startFromHead }) })).map(
          ({ timestamp = 0 }) => timestamp,
        );
      const oldest = await times();
      expect(oldest).toEqual(oldest.toSorted((a, b) => a - b));
      const newest = await times(false);
      expect(newest).toEqual(oldest.toSorted((a, b) => b - a));
    });
  });

  it('includes both ends of its range, in milliseconds', async () => {
    await ask(async ({ clients: { logs } }) => {
      const [first, , third] = await lines(logs, { startTime: at(10).getTime(), endTime: at(20).getTime() });
      const between = { startTime: first?.timestamp ?? 0, endTime: third?.timestamp ?? 0 };
      const times = (await lines(logs, between)).map(({ timestamp }) => timestamp);
      expect(times).toEqual(expect.arrayContaining([first?.timestamp, third?.timestamp]));
      expect(times).toHaveLength(3);
    });
  });

  it('reads words that must all be there, phrases, alternatives and exclusions', async () => {
    await ask(async ({ clients: { logs } }) => {
      const found = async (filterPattern: string) =>
        new Set(
          (await lines(logs, { filterPattern })).map(({ message = '' }) => message.replace(/\d+ /, '')),
        );
      expect(await found('failed')).toEqual(new Set(['GET /cart 500 failed']));
      expect(await found('GET 200')).toEqual(new Set(['GET /cart 200']));
      expect(await found('"500 failed"')).toEqual(new Set(['GET /cart 500 failed']));
      expect((await found('?failed ?200')).size).toBe(2);
      expect(await found('GET -failed')).toEqual(new Set(['GET /cart 200']));
    });
  });

  it('refuses patterns that are not simulated', async () => {
    await ask(async ({ clients: { logs } }) => {
      for (const filterPattern of ['{ $.level = "ERROR" }', '[ip, user]', '%5\\d\\d%']) {
        await expect(lines(logs, { filterPattern })).rejects.toMatchObject({
          name: 'InvalidParameterException',
        });
      }
    });
  });

  it('refuses groups of the class INFREQUENT_ACCESS', async () => {
    await ask(async ({ clients: { logs } }) => {
      await expect(lines(logs, { logGroupName: '/shop/archive' })).rejects.toMatchObject({
        name: 'InvalidOperationException',
        message:
          'The log group /shop/archive is of log-group-class INFREQUENT_ACCESS. FilterLogEvents is not supported for this log class.',
      });
    });
  });

  it('leaves out lines that are not ingested yet', async () => {
    await ask(
      async ({ clients: { logs } }) => {
        const found = await lines(logs, { startTime: at(35).getTime() });
        for (const { ingestionTime = Infinity, timestamp = 0 } of found) {
          expect(ingestionTime).toBeLessThanOrEqual(at(40).getTime());
          expect(ingestionTime - timestamp).toBeGreaterThanOrEqual(4_999);
        }
        expect(found.length).toBeGreaterThan(10);
      },
      { minutes: 40 },
    );
  });

  it('refuses a token that was never given', async () => {
    await ask(async ({ clients: { logs } }) => {
      const command = new FilterLogEventsCommand({ logGroupName: '/shop/web', nextToken: 'mine' });
      await expect(logs.send(command)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    });
  });
});

describe('DescribeLogGroups', () => {
  it('finds a part of the name with its case, and gives both ARNs and the class', async () => {
    await ask(async ({ clients: { logs } }) => {
      const { logGroups = [] } = await logs.send(
        new DescribeLogGroupsCommand({ logGroupNamePattern: 'op/ar' }),
      );
      const arn = 'arn:aws:logs:eu-west-1:111122223333:log-group:/shop/archive';
      expect(logGroups).toMatchObject([
        { arn: `${arn}:*`, logGroupArn: arn, logGroupClass: 'INFREQUENT_ACCESS' },
      ]);
      const upper = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePattern: 'Op/Ar' }));
      expect(upper.logGroups).toEqual([]);
    });
  });

  it('finds the beginning of the name, and takes either that or a part of it', async () => {
    await ask(async ({ clients: { logs } }) => {
      const named = async (input: DescribeLogGroupsCommandInput) => {
        const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand(input));
        return logGroups.map(({ logGroupName }) => logGroupName);
      };
      expect(await named({ logGroupNamePrefix: '/shop/ar' })).toEqual(['/shop/archive']);
      expect(await named({ logGroupNamePrefix: 'shop/ar' })).toEqual([]);
      expect(await named({ logGroupNamePrefix: '/Shop/ar' })).toEqual([]);
      await expect(named({ logGroupNamePrefix: '/shop', logGroupNamePattern: 'ar' })).rejects.toMatchObject({
        name: 'InvalidParameterException',
      });
    });
  });
});

describe('DescribeMetricFilters', () => {
  it('needs the namespace with the name of a metric', async () => {
    await ask(async ({ clients: { logs } }) => {
      const find = async (input: object) =>
        (await logs.send(new DescribeMetricFiltersCommand(input))).metricFilters;
      await expect(find({ metricName: 'Failures' })).rejects.toMatchObject({
        name: 'InvalidParameterException',
      });
      expect(await find({ metricName: 'Failures', metricNamespace: 'Shop' })).toMatchObject([
        { filterName: 'failures', metricTransformations: [{ defaultValue: 0, metricValue: '1' }] },
      ]);
    });
  });

  it('refuses a group that does not exist', async () => {
    await ask(async ({ clients: { logs } }) => {
      const command = new DescribeMetricFiltersCommand({ logGroupName: 'no-such-group' });
      await expect(logs.send(command)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    });
  });
});

describe('StopQuery', () => {
  it('stops a query that runs, which is cancelled and has no rows from then on', async () => {
    await ask(async ({ clients: { logs } }) => {
      for (const asked of [0, 1]) {
        const queryId = await start(logs);
        for (let i = 0; i < asked; i++) await logs.send(new GetQueryResultsCommand({ queryId }));
        expect(await logs.send(new StopQueryCommand({ queryId }))).toMatchObject({ success: true });
        for (let i = 0; i < 2; i++) {
          const told = await logs.send(new GetQueryResultsCommand({ queryId }));
          expect([told.status, told.results]).toEqual(['Cancelled', []]);
        }
      }
    });
  });

  it('refuses a query that has ended, and one that was never started', async () => {
    await ask(async ({ clients: { logs } }) => {
      const stop = async (queryId: string | undefined) => logs.send(new StopQueryCommand({ queryId }));
      const complete = await start(logs);
      for (let i = 0; i < 2; i++) await logs.send(new GetQueryResultsCommand({ queryId: complete }));
      const stopped = await start(logs);
      await stop(stopped);
      for (const queryId of [complete, stopped]) {
        await expect(stop(queryId)).rejects.toMatchObject({
          name: 'InvalidParameterException',
          message: expect.stringContaining('not running'),
        });
      }
      const after = await logs.send(new GetQueryResultsCommand({ queryId: complete }));
      expect(after.status).toBe('Complete');
      await expect(stop('never')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    });
  });

  it('leaves other queries running', async () => {
    await ask(async ({ clients: { logs } }) => {
      const queryId = await start(logs);
      await logs.send(new StopQueryCommand({ queryId: await start(logs) }));
      await logs.send(new GetQueryResultsCommand({ queryId }));
      const { status } = await logs.send(new GetQueryResultsCommand({ queryId }));
      expect(status).toBe('Complete');
    });
  });
});

describe('DescribeQueryDefinitions', () => {
  it('finds no saved queries, and refuses a token', async () => {
    await ask(async ({ clients: { logs } }) => {
      const found = await logs.send(new DescribeQueryDefinitionsCommand({}));
      expect(found).toMatchObject({ queryDefinitions: [] });
      expect(found).not.toHaveProperty('nextToken');
      await expect(
        logs.send(new DescribeQueryDefinitionsCommand({ nextToken: 'never-given' })),
      ).rejects.toMatchObject({ name: 'InvalidParameterException' });
    });
  });
});

describe('ListLogAnomalyDetectors', () => {
  it('finds none, of all groups or of one, and refuses a group that does not exist', async () => {
    await ask(async ({ clients: { logs } }) => {
      const of = async (filterLogGroupArn?: string) =>
        (await logs.send(new ListLogAnomalyDetectorsCommand({ filterLogGroupArn }))).anomalyDetectors;
      expect(await of()).toEqual([]);
      expect(await of('arn:aws:logs:eu-west-1:111122223333:log-group:/shop/web')).toEqual([]);
      await expect(of('arn:aws:logs:eu-west-1:111122223333:log-group:/shop/no')).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
    });
  });
});
