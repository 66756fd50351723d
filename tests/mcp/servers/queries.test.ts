import { afterEach, describe, expect, it } from '@jest/globals';
import { type Asked, StubFault } from '../../harness/aws-stub.ts';
import { type StubbedServer, stubbedServer } from '../../harness/stubbed-server.ts';
import type { ServerSettings } from '../../../mcp/servers/server-settings.ts';

let server: StubbedServer;
let now: number;
let started: number;
let result: Record<string, unknown>;
afterEach(() => server.close());

async function open(settings: ServerSettings, bytesOfRange: number): Promise<void> {
  [now, started] = [Date.parse('2026-03-10T03:12:00Z'), 0];
  result = { status: 'Running', results: [] };
  server = await stubbedServer('cloudwatch', settings, () => now);
  server.stub.answer({
    GetMetricData: {
      MetricDataResults: [
        { Id: 'g0', StatusCode: 'Complete', Timestamps: [now / 1_000], Values: [bytesOfRange] },
      ],
    },
    StartQuery: () => ({ queryId: `q-${++started}` }),
    GetQueryResults: () => result,
    StopQuery: { success: true },
  });
}

// Of long ranges, hours are summed up, and nothing is added for what may be missing.
const RANGE = { from: '2026-03-09T00:00:00Z', to: '2026-03-10T00:00:00Z' };
const ask = (query = 'fields @message') => ({ ...RANGE, logGroups: ['/shop/all'], query });
const scanned = (status: string, bytesScanned: number) => ({
  status,
  results: [],
  statistics: { bytesScanned, recordsMatched: 0 },
});
const sent = (operation: string) =>
  server.stub.asked.filter((one: Asked) => one.operation === operation).length;

describe('a Logs Insights query', () => {
  it('that was asked a minute ago is the same job, and its results are kept once they are complete', async () => {
    await open({}, 1_000);
    expect(await server.call('start_query', ask())).toEqual({ queryId: 'q-1', mayScanBytes: 1_000 });
    expect(await server.call('start_query', ask())).toEqual({ queryId: 'q-1' });
    expect(await server.call('start_query', ask('fields @timestamp'))).toMatchObject({ queryId: 'q-2' });
    expect(started).toBe(2);
  });

  it('that failed or was stopped is started anew', async () => {
    await open({}, 1_000);
    await server.call('start_query', ask());
    result = scanned('Failed', 10);
    await server.call('get_query_results', { queryId: 'q-1' });
    expect(await server.call('start_query', ask())).toMatchObject({ queryId: 'q-2' });
    expect(await server.call('stop_query', { queryId: 'q-2' })).toEqual({ stopped: true });
    expect(await server.call('start_query', ask())).toMatchObject({ queryId: 'q-3' });
  });

  it('is refused before it starts when less is left of the hour’s budget than it may scan', async () => {
    await open({ logBytesPerHour: 2_500 }, 1_000);
    await server.call('start_query', ask('fields a'));
    await server.call('start_query', ask('fields b'));
    expect(await server.refusal('start_query', ask('fields c'))).toMatchObject({ code: 'BudgetExceeded' });
    // What a finished query did not scan is given back.
    result = scanned('Complete', 100);
    await server.call('get_query_results', { queryId: 'q-1' });
    expect(await server.call('start_query', ask('fields c'))).toMatchObject({ queryId: 'q-3' });
    expect(await server.refusal('start_query', ask('fields d'))).toMatchObject({ code: 'BudgetExceeded' });
    now += 3_600_001;
    expect(await server.call('start_query', ask('fields d'))).toMatchObject({ queryId: 'q-4' });
  });

  it('that ended without telling what it scanned counts with what it might have', async () => {
    await open({ logBytesPerHour: 1_500 }, 1_000);
    await server.call('start_query', ask('fields a'));
    result = { status: 'Timeout', results: [] };
    await server.call('get_query_results', { queryId: 'q-1' });
    expect(await server.refusal('start_query', ask('fields b'))).toMatchObject({ code: 'BudgetExceeded' });
  });

  it('is stopped when it scans more than the range was measured to hold', async () => {
    await open({}, 200_000_000);
    await server.call('start_query', ask());
    result = scanned('Running', 190_000_000);
    expect(await server.call('get_query_results', { queryId: 'q-1' })).toMatchObject({
      status: 'Running',
      bytesScanned: 190_000_000,
    });
    result = scanned('Running', 200_000_001);
    expect(await server.call('get_query_results', { queryId: 'q-1' })).toMatchObject({
      status: 'Cancelled',
      bytesScanned: 200_000_001,
      warnings: [expect.stringContaining('was stopped')],
    });
    expect(sent('StopQuery')).toBe(1);
  });

  it('that is asked several times at once is one job', async () => {
    await open({}, 1_000);
    const jobs = await Promise.all([1, 2, 3].map(async () => server.call('start_query', ask())));
    expect(jobs.map(({ queryId }) => queryId)).toEqual(['q-1', 'q-1', 'q-1']);
    expect(started).toBe(1);
  });

  it('goes on for those who wait for it when the one who asked first gives up', async () => {
    await open({}, 1_000);
    const { promise, resolve } = Promise.withResolvers<void>();
    server.stub.delay = () => promise;
    const first = server.refusal('start_query', ask(), 100);
    const second = server.call('start_query', ask());
    await expect(first).rejects.toThrow('timed out');
    resolve();
    expect(await second).toEqual({ queryId: 'q-1' });
    expect(await server.call('start_query', ask())).toEqual({ queryId: 'q-1' });
    expect(started).toBe(1);
  });

  it('is not started for nobody', async () => {
    await open({}, 1_000);
    const { promise, resolve } = Promise.withResolvers<void>();
    server.stub.delay = () => promise;
    await expect(server.refusal('start_query', ask(), 100)).rejects.toThrow('timed out');
    resolve();
    expect(await server.call('start_query', ask())).toEqual({ queryId: 'q-1', mayScanBytes: 1_000 });
    expect(sent('StartQuery')).toBe(1);
  });

  it('takes its part of the budget before it starts, also when others start at once', async () => {
    await open({ logBytesPerHour: 2_500 }, 1_000);
    const all = await Promise.allSettled(
      ['a', 'b', 'c'].map(async (field) => server.call('start_query', ask(`fields ${field}`))),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(started).toBe(2);
  });

  it('gives its part back when AWS refuses it, and keeps it when nothing is known of it', async () => {
    await open({ logBytesPerHour: 1_500 }, 1_000);
    const before = server.stub.answers;
    server.stub.answer({ ...before, StartQuery: new StubFault('MalformedQueryException') });
    expect(await server.refusal('start_query', ask('fields a'))).toMatchObject({ code: 'AwsError' });
    // An answer that can't be read: the query may run.
    server.stub.answer({ ...before, StartQuery: 'cut off' });
    await server.refusal('start_query', ask('fields b'));
    server.stub.answer(before);
    expect(await server.refusal('start_query', ask('fields c'))).toMatchObject({ code: 'BudgetExceeded' });
    expect(started).toBe(0);
  });

  it('says of how many lines it has some, and nothing of rows that are made of lines', async () => {
    await open({}, 1_000);
    const told = async (row: object[]) => {
      const statistics = { bytesScanned: 900, recordsMatched: 1_000 };
      result = { status: 'Complete', results: [row], statistics };
      return server.call('get_query_results', { queryId: 'q-1' });
    };
    const line = [
      { field: '@message', value: 'x' },
      { field: '@ptr', value: 'p' },
    ];
    expect(await told(line)).toMatchObject({ showing: 'Showing 1 of 1000 lines.' });
    const counted = await told([{ field: 'count(*)', value: '1000' }]);
    expect(counted).toEqual({
      status: 'Complete',
      rows: [{ 'count(*)': '1000' }],
      matched: 1_000,
      bytesScanned: 900,
    });
  });

  it('still runs when stopping it failed', async () => {
    await open({}, 200_000_000);
    await server.call('start_query', ask());
    result = scanned('Running', 200_000_001);
    server.stub.answer({ ...server.stub.answers, StopQuery: new StubFault('AccessDeniedException') });
    expect(await server.call('get_query_results', { queryId: 'q-1' })).toMatchObject({
      status: 'Running',
      warnings: [expect.stringContaining('stopping it failed')],
    });
  });

  it('is not stopped for what a group took in while it was measured', async () => {
    await open({}, 1_000);
    await server.call('start_query', ask());
    result = scanned('Running', 50_000_000);
    expect(await server.call('get_query_results', { queryId: 'q-1' })).toMatchObject({ status: 'Running' });
  });

  it('waits its turn when ten of them run', async () => {
    await open({}, 1_000);
    for (let i = 0; i < 10; i++) await server.call('start_query', ask(`fields f${i}`));
    expect(await server.refusal('start_query', ask('fields more'))).toMatchObject({
      code: 'Throttled',
      retryable: true,
    });
    await server.call('stop_query', { queryId: 'q-1' });
    expect(await server.call('start_query', ask('fields more'))).toMatchObject({ queryId: 'q-11' });
  });
});
