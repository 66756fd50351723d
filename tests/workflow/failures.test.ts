import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../adapters/config/read-config.ts';
import type { TaskFunctions } from '../../adapters/workflow/local-workflow.ts';
import { replayRecorded } from '../../run/replay-recorded.ts';
import { type Outcome, investigate, openRun } from '../harness/simulated-run.ts';

const missing = ({ reports }: Outcome) => reports[0]?.missing.map(({ text }) => text).join('\n') ?? '';
const named = ({ verdict }: Outcome) => verdict.hypotheses[0]?.kind;

describe('an AWS operation that fails', () => {
  it('by a denied permission is a gap that names the permission; logs are read another way', () =>
    investigate({ scenario: 'bad-deploy', faults: { StartQuery: 'deny' } }, (outcome) => {
      expect(missing(outcome)).toContain('logs:StartQuery is not granted');
      expect(named(outcome)).toBe('deployment');
      expect(outcome.verdict.abstention).toBeNull();
    }));

  it('by hanging is a gap that names the tool, and the report comes in time', async () => {
    await investigate({ scenario: 'bad-deploy', faults: { GetMetricData: 'hang' } }, (outcome) => {
      expect(missing(outcome)).toMatch(
        /metrics\.range .*no answer in time \(get_metric_data: AWS did not answer in time/,
      );
      expect(named(outcome)).toBe('deployment');
    });
  });

  it('by answering nothing that it counted is a gap, and not the sentence that there is nothing', () =>
    investigate({ scenario: 'bad-deploy', faults: { GetQueryResults: 'empty' } }, (outcome) => {
      expect(missing(outcome)).toMatch(/logs\.patterns .*lines matched, and none was given/);
      expect(outcome.verdict.findings.map(({ kind }) => kind)).not.toContain('no-error-lines');
    }));

  it('by not knowing the alarm that has gone off is a gap', () =>
    investigate({ scenario: 'bad-deploy', faults: { DescribeAlarms: 'empty' } }, (outcome) => {
      expect(missing(outcome)).toMatch(/alarms\.describe .*there is no checkout-api-errors/);
      expect(missing(outcome)).toMatch(/alarms\.active .*there is no alarm/);
      expect(named(outcome)).toBe('deployment');
    }));

  it('by a page of a proxy is a gap that says that AWS did not answer it', () =>
    investigate({ scenario: 'bad-deploy', faults: { DescribeStackResources: 'html' } }, (outcome) => {
      expect(missing(outcome)).toMatch(/stack\.find .*DescribeStackResources is not what AWS answers/);
      expect(named(outcome)).toBe('deployment');
    }));

  it('in every way at once still gives a report', () =>
    investigate(
      {
        scenario: 'bad-deploy',
        faults: {
          GetMetricData: 'error',
          DescribeAlarms: 'throttle',
          DescribeLogGroups: 'deny',
          GetFunctionConfiguration: 'error',
          ListVersionsByFunction: 'throttle',
          DescribeStackResources: 'error',
          LookupEvents: 'deny',
        },
      },
      (outcome) => {
        expect(outcome.verdict.abstention?.code).toBe('no-metrics');
        expect(outcome.reports[0]?.missing.length).toBeGreaterThanOrEqual(7);
      },
    ));
});

describe('a server', () => {
  it('that does not start is a gap with the reason', async () => {
    const config = {
      ...(await readConfig()),
      servers: {
        ...(await readConfig()).servers,
        lambda: {
          transport: 'stdio' as const,
          command: 'no-such-command',
          args: [],
          env: {},
          aws: false,
          dialect: 'casefile',
        },
      },
    };
    await investigate({ scenario: 'bad-deploy', config }, (outcome) => {
      expect(missing(outcome)).toMatch(
        /function\.config .*could not be reached: .*spawn no-such-command ENOENT/,
      );
    });
  });

  it('whose function fails as a whole leaves gaps, and the case replays to the same bytes', async () => {
    const failing = (functions: TaskFunctions): TaskFunctions => ({
      ...functions,
      async GatherEvidence(payload) {
        if ((payload as { server: string }).server === 'cloudformation') {
          throw Object.assign(new Error('out of memory'), { name: 'Runtime.ExitError' });
        }
        return functions['GatherEvidence']?.(payload) ?? null;
      },
    });
    await investigate({ scenario: 'bad-deploy', wrap: failing }, async (outcome) => {
      expect(missing(outcome)).toContain('asking the server failed: Runtime.ExitError');
      expect(named(outcome)).toBe('deployment');
      const { run, caseId } = outcome;
      expect((await replayRecorded(run.store, caseId)).different).toEqual([]);
    });
  });
});

describe('the investigation itself', () => {
  it('tells the on-call when it fails', async () => {
    const run = await openRun({
      scenario: 'bad-deploy',
      wrap: (functions) => ({
        ...functions,
        async AnalyzeEvidence() {
          throw Object.assign(new Error('the store is gone'), { name: 'CaseCorrupt' });
        },
      }),
    });
    try {
      const result = await run.send(run.alarm.event);
      expect(result).toMatchObject({ status: 'FAILED', error: { name: 'CaseCorrupt' } });
      expect(run.messages).toEqual([
        {
          kind: 'failure',
          text: expect.stringContaining('itself failed (FAILED: CaseCorrupt: the store is gone)'),
        },
      ]);
    } finally {
      await run.close();
    }
  });

  it('goes on when a function is retried after it had written its records', async () => {
    const failedOnce = new Set<string>();
    const flaky = (functions: TaskFunctions): TaskFunctions =>
      Object.fromEntries(
        Object.entries(functions).map(([state, run]) => [
          state,
          async (payload: unknown) => {
            const result = await run(payload);
            if (failedOnce.has(state)) return result;
            failedOnce.add(state);
            throw Object.assign(new Error('lost the answer'), { name: 'Lambda.ServiceException' });
          },
        ]),
      );
    await investigate({ scenario: 'bad-deploy', wrap: flaky }, ({ run, verdict, reports }) => {
      expect([...failedOnce].toSorted()).toEqual([
        'AnalyzeEvidence',
        'GatherEvidence',
        'OpenIncident',
        'PublishReport',
        'SummarizeVerdict',
      ]);
      expect(verdict.abstention).toBeNull();
      expect(reports).toHaveLength(1);
      expect(run.messages).toHaveLength(1);
    });
  });
});
