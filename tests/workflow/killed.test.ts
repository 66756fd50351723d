import { describe, expect, it } from '@jest/globals';
import { claimCase } from '../../adapters/stores/claim-case.ts';
import { memoryStore } from '../../adapters/stores/memory-store.ts';
import { replayRecorded } from '../../run/replay-recorded.ts';
import { parseAlarmEvent } from '../../core/alarm/parse-alarm.ts';
import { restartJobs } from '../../run/restart-jobs.ts';
import type { Json } from '../../core/canonical.ts';
import { Call, CaseEvent } from '../../core/case.ts';
import { paths } from '../../core/keys.ts';
import type { CaseStore } from '../../core/ports.ts';
import { readRecord } from '../../core/read-record.ts';
import { interruption } from '../../core/report/interruption.ts';
import { Report } from '../../core/report/report.ts';
import { verifyCase } from '../../core/report/verify/verify-case.ts';
import { dialects } from '../../mcp/dialects/dialects.ts';
import { type RunOptions, openRun } from '../harness/simulated-run.ts';

type Write = [path: string, value: Json];

/** A store whose records can be changed for those of another one, and that tells what is written to it. */
function exchangeable(): {
  store: CaseStore;
  writes: Write[];
  put: (writes: readonly Write[]) => Promise<void>;
} {
  let inner = memoryStore();
  const writes: Write[] = [];
  const told = (path: string, value: Json) => (done: boolean) => {
    if (done) writes.push([path, value]);
    return done;
  };
  return {
    writes,
    store: {
      get: (path) => inner.get(path),
      list: (prefix) => inner.list(prefix),
      putIfAbsent: (path, value) => inner.putIfAbsent(path, value).then(told(path, value)),
      replaceIf: (path, value, etag) => inner.replaceIf(path, value, etag).then(told(path, value)),
    },
    async put(before) {
      inner = memoryStore();
      for (const [path, value] of before) await inner.replaceIf(path, value, (await inner.get(path))?.etag);
    },
  };
}

/** What was concluded. How often a query was asked for is left out: the simulator goes on, and may have answered before. */
async function outputsOf(store: CaseStore): Promise<Record<string, unknown>> {
  const names = (await store.list('')).filter((path) => !path.includes('/calls/'));
  const records = await Promise.all(
    names.map(async (path) => [path, (await store.get(path))?.value] as const),
  );
  return Object.fromEntries(
    records.map(([path, value]) => {
      if (/\/(verdict|summary)-\d/.test(path)) return [path, value];
      if (!/\/report-\d\.json$/.test(path)) return [path, 'is there'];
      const { asked: _asked, evidence, ...report } = Report.parse(value);
      return [path, { ...report, evidence: evidence.map(({ text }) => text) }];
    }),
  );
}

// Two reports: the first without what only CloudTrail knows.
const TWO_REPORTS: RunOptions = {
  scenario: 'bad-deploy',
  faults: {
    DescribeStackResources: 'deny',
    DescribeStackEvents: 'deny',
    GetFunctionConfiguration: 'deny',
    ListVersionsByFunction: 'deny',
  },
  lag: { cloudtrail: [300, 300] },
};

/** The first record that it did not come to write. */
const MISSING = [
  'config.json',
  'event.json',
  'rounds/1/ask.json',
  'rounds/1/cloudwatch.json',
  'verdict-1.json',
  'report-1.json',
  'report-1.md',
  'manifest.json',
  'verdict-2.json',
  'summary-2.json',
  'report-2.json',
  'report-2.md',
];

describe('an execution that was killed', () => {
  it('comes to the same verdicts and reports, wherever it was, when it is run again', async () => {
    const { store, writes, put } = exchangeable();
    const run = await openRun({ ...TWO_REPORTS, store });
    try {
      const send = async () => {
        await run.setNow(run.alarm.at + 2_000);
        return run.send(run.alarm.event);
      };
      expect(await send()).toMatchObject({ status: 'SUCCEEDED' });
      const whole = await outputsOf(store);
      const caseId = /cases\/([^/]+)/.exec(Object.keys(whole).join())?.[1] ?? '';
      expect(Object.keys(whole)).toContain(`cases/${caseId}/report-2.json`);
      const undisturbed = writes.splice(0);

      for (const first of MISSING) {
        const n = undisturbed.findIndex(([path]) => path.endsWith(first));
        await put(undisturbed.slice(0, n));
        expect([first, await send()]).toMatchObject([first, { status: 'SUCCEEDED' }]);
        expect([first, await outputsOf(store)]).toEqual([first, whole]);
        expect((await verifyCase(store, caseId, dialects)).failures).toEqual([]);
        expect(await interruption(store, caseId)).toBeUndefined();
        writes.splice(0);
      }
    } finally {
      await run.close();
    }
  }, 120_000);

  it('comes to the same report in a simulated account that has begun anew, in the middle of a query', async () => {
    const { store, writes, put } = exchangeable();
    const first = await openRun({ scenario: 'bad-deploy', store });
    try {
      await first.send(first.alarm.event);
    } finally {
      await first.close();
    }
    const whole = await outputsOf(store);
    const caseId = /cases\/([^/]+)/.exec(Object.keys(whole).join())?.[1] ?? '';
    const n = writes.findIndex(([, value]) => Call.safeParse(value).data?.tool === 'get_query_results');
    await put(writes.slice(0, n));
    const second = await openRun({ scenario: 'bad-deploy', store });
    try {
      const tools = await second.ports.toolsFor(await readRecord(store, CaseEvent, paths.event(caseId)));
      await restartJobs({ store, caseId, region: second.simulator.region }, tools, dialects, (at) =>
        second.setNow(at),
      );
      await second.setNow(second.alarm.at + 2_000);
      await second.send(second.alarm.event);
      expect(await outputsOf(store)).toEqual(whole);
    } finally {
      await second.close();
    }
  });

  it('is told from a finished one until its report is published, and its replay writes nothing', async () => {
    const { store, writes, put } = exchangeable();
    const run = await openRun({ scenario: 'bad-deploy', store });
    try {
      await run.send(run.alarm.event);
      const undisturbed = writes.splice(0);
      const caseId = /cases\/([^/]+)/.exec(undisturbed.map(([path]) => path).join())?.[1] ?? '';
      const at = (name: string) => undisturbed.findIndex(([path]) => path === `cases/${caseId}/${name}`);
      for (const [last, round, k] of [
        ['event.json', 0, 0],
        ['rounds/1/ask.json', 1, 0],
        ['calls/P7.1.json', 1, 0],
        ['rounds/3/ask.json', 3, 0],
        ['evidence.json', 3, 0],
        ['verdict-1.json', 3, 1],
        ['report-1.md', 3, 1],
        ['rounds/4/ask.json', 4, 1],
        ['rounds/5/ask.json', 5, 1],
      ] as const) {
        await put(undisturbed.slice(0, at(last) + 1));
        expect([last, await interruption(store, caseId)]).toEqual([last, { round, k }]);
        const before = await store.list('');
        const { written, different } = await replayRecorded(store, caseId);
        expect([last, written, different]).toEqual([last, [], []]);
        expect(await store.list('')).toEqual(before);
      }
      // It waits for late evidence, or was never to wait for it.
      await put(undisturbed.slice(0, at('rounds/4/ask.json')));
      expect(await interruption(store, caseId)).toBeUndefined();
      const { alarm } = parseAlarmEvent(run.alarm.event);
      const { execution } = await readRecord(store, CaseEvent, paths.event(caseId));
      const wanted = { store, alarm, execution, madeOf: 'this', madeOfWords: 'that' };
      expect(await claimCase({ ...wanted, settles: false })).toMatchObject({
        found: 'finished',
        askAgainAt: '2026-03-10T03:15:14.406Z',
      });
      expect(await claimCase({ ...wanted, settles: true })).toMatchObject({ found: 'waiting', execution });
    } finally {
      await run.close();
    }
  });
});
