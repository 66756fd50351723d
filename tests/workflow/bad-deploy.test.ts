import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { replayRecorded } from '../../run/replay-recorded.ts';
import { Ask } from '../../core/case.ts';
import { isOutput, paths } from '../../core/keys.ts';
import { readRecord } from '../../core/read-record.ts';
import { verifyCase } from '../../core/report/verify/verify-case.ts';
import { dialects } from '../../mcp/dialects/dialects.ts';
import { investigate } from '../harness/simulated-run.ts';

describe('a deployment that throws', () => {
  it('is named as the cause, in two rounds, with the way back', () =>
    investigate({ scenario: 'bad-deploy' }, async ({ run, caseId, verdict, reports }) => {
      expect(verdict.abstention).toBeNull();
      expect(verdict.key).toEqual({
        abstained: false,
        band: 'high',
        top: {
          kind: 'deployment',
          resource: 'AWS::Lambda::Function checkout-api',
          trigger: 'deployment of checkout-api',
          at: '2026-03-10T03:07:12.000Z',
        },
      });
      expect(reports[0]?.nextSteps[0]?.command).toBe(
        'aws lambda update-alias --region eu-west-1 --function-name checkout-api --name live --function-version 41',
      );
      expect(reports[0]?.asked).toMatchObject({
        rounds: 2,
        servers: ['cloudformation', 'cloudwatch', 'lambda'],
      });
      const last = await readRecord(run.store, Ask, paths.ask(caseId, 3));
      expect(last).toMatchObject({ probes: [], stop: 'enough' });
    }));

  it('is asked of AWS through the SDK, on the wire', () =>
    investigate({ scenario: 'bad-deploy' }, async ({ run }) => {
      const log = (await readFile(join(run.root, 'simulator.log'), 'utf8')).trim().split('\n');
      const asked = new Set(log.map((line) => (JSON.parse(line) as { operation: string }).operation));
      expect([...asked].toSorted()).toEqual([
        'DescribeAlarmHistory',
        'DescribeAlarms',
        'DescribeEvents',
        'DescribeStackEvents',
        'DescribeStackResources',
        'GetAccountSettings',
        'GetFunctionConcurrency',
        'GetFunctionConfiguration',
        'GetMetricData',
        'GetQueryResults',
        'ListAliases',
        'ListEventSourceMappings',
        'ListStackResources',
        'ListTagsForResource',
        'ListVersionsByFunction',
        'LookupEvents',
        'StartQuery',
      ]);
    }));

  it('leaves a case that verifies and replays to the same bytes', () =>
    investigate({ scenario: 'bad-deploy' }, async ({ run, caseId }) => {
      const { failures, checked } = await verifyCase(run.store, caseId, dialects);
      expect(failures).toEqual([]);
      expect(checked.findings).toBeGreaterThan(5);
      const { same, written, different } = await replayRecorded(run.store, caseId);
      expect({ written, different }).toEqual({ written: [], different: [] });
      const outputs = (await run.store.list(paths.caseRoot(caseId))).filter(isOutput);
      expect(same).toHaveLength(outputs.length);
    }));

  it('reports once: late evidence that changes nothing stays quiet', () =>
    investigate({ scenario: 'bad-deploy', lag: { cloudtrail: [300, 300] } }, ({ run, reports }) => {
      expect(reports).toHaveLength(1);
      expect(run.messages.map(({ kind }) => kind)).toEqual(['report']);
      expect(reports[0]?.tooEarly).toHaveLength(1);
    }));

  it('reports once when nothing lags', () =>
    investigate(
      { scenario: 'bad-deploy', lag: { cloudtrail: [0, 0], logs: [0, 0], metrics: [0, 0] } },
      ({ reports, verdict }) => {
        expect(reports).toHaveLength(1);
        expect(verdict.abstention).toBeNull();
      },
    ));
});

describe('the twin without the fault', () => {
  it('names no cause, and says why the deployment is not it', () =>
    investigate({ scenario: 'flapped-alarm' }, ({ verdict, reports }) => {
      expect(verdict.abstention?.code).toBe('known-errors-only');
      expect(reports).toHaveLength(1);
      expect(reports[0]?.against.map(({ text }) => text).join()).toMatch(
        /deployment of checkout-api .* is not named/,
      );
    }));
});

describe('when only CloudTrail knows', () => {
  const denied = {
    DescribeStackResources: 'deny',
    DescribeStackEvents: 'deny',
    GetFunctionConfiguration: 'deny',
    ListVersionsByFunction: 'deny',
  } as const;

  it('the first report says that it is too early, and the update names the deployment', () =>
    investigate(
      { scenario: 'bad-deploy', faults: denied, lag: { cloudtrail: [300, 300] } },
      async ({ run, caseId, reports, verdict }) => {
        expect(reports.map(({ cause }) => cause?.kind ?? 'none')).toEqual(['none', 'deployment']);
        expect(reports[0]?.abstention?.code).toBe('changes-too-early');
        expect(reports[0]?.missing.map(({ text }) => text).join()).toContain(
          'lambda:GetFunctionConfiguration is not granted',
        );
        expect(verdict.key.band).toBe('high');
        expect(run.messages).toHaveLength(2);
        expect((await verifyCase(run.store, caseId, dialects)).failures).toEqual([]);
        expect((await replayRecorded(run.store, caseId)).different).toEqual([]);
      },
    ));
});
