import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../../adapters/config/config.ts';
import { CaseEvent, type State } from '../../../core/case.ts';
import { CasefileError } from '../../../core/errors.ts';
import { paths } from '../../../core/keys.ts';
import type { Publisher } from '../../../core/ports.ts';
import { readRecord } from '../../../core/read-record.ts';
import { verifyCase } from '../../../core/report/verify/verify-case.ts';
import { dialects } from '../../../mcp/dialects/dialects.ts';
import { type Run, type RunOptions, investigate, openRun } from '../../harness/simulated-run.ts';

const HOLDS = { state: 'holds', failures: [], missing: [] };
const verified = (run: Run, caseId: string) => verifyCase(run.store, caseId, dialects);

async function inRun(options: RunOptions, look: (run: Run) => Promise<void>): Promise<void> {
  const run = await openRun(options);
  try {
    await look(run);
  } finally {
    await run.close();
  }
}
const caseOf = ({ output }: { output?: unknown }) => (output as State).caseId;

describe('verify holds of a case that', () => {
  it('was resolved', () =>
    inRun({ scenario: 'bad-deploy' }, async (run) => {
      const caseId = caseOf(await run.send(run.alarm.event));
      const ok = await run.simulator.ok(run.alarm.at, run.alarm.at + 600_000);
      await run.setNow(run.alarm.at + 602_000);
      await run.send(ok);
      const verification = await verified(run, caseId);
      expect(verification).toMatchObject(HOLDS);
      expect(verification.uncheckable.join('\n')).toMatch(/that the alarm is OK again, /);
    }));

  it('was over before it began', () =>
    inRun({ scenario: 'bad-deploy' }, async (run) => {
      await run.send(await run.simulator.ok(run.alarm.at, run.alarm.at + 60_000));
      await run.setNow(run.alarm.at + 62_000);
      expect(await verified(run, caseOf(await run.send(run.alarm.event)))).toMatchObject(HOLDS);
    }));

  it('was started by hand, or replays another one with other targets configured by now', () =>
    inRun({ scenario: 'bad-deploy' }, async (run) => {
      const origin = caseOf(await run.send(run.alarm.event));
      await run.setNow(run.alarm.at + 2 * 3_600_000);
      expect(await verified(run, caseOf(await run.workflow.run(run.alarm.event, 'by-hand')))).toMatchObject(
        HOLDS,
      );
      const { incident } = await readRecord(run.store, CaseEvent, paths.event(origin));
      run.ports.config.targets[incident.alarms[0]?.name ?? ''] = [{ type: 'AWS::SQS::Queue', id: 'jobs' }];
      await run.setNow(run.alarm.at + 3 * 3_600_000);
      const input = { replay: { caseId: origin, tools: 'mixed', deliver: ['terminal'] } };
      expect(await verified(run, caseOf(await run.workflow.run(input, 'replay')))).toMatchObject(HOLDS);
    }));

  it('could not ask a server, in whole or from some call on', async () => {
    for (const at of [0, 3]) {
      let calls = 0;
      await investigate(
        {
          scenario: 'bad-deploy',
          wrap: (functions) => ({
            ...functions,
            GatherEvidence: async (payload) => {
              if ((payload as { server: string }).server === 'lambda' && calls++ >= at) {
                throw Object.assign(new Error('out of memory'), { name: 'Lambda.Unknown' });
              }
              return (await functions['GatherEvidence']?.(payload)) ?? null;
            },
          }),
        },
        async ({ run, caseId }) => {
          expect(await verified(run, caseId)).toMatchObject(HOLDS);
        },
      );
    }
  });

  it.each<[string, object]>([
    ['had a small budget', { budget: { calls: 12 } }],
    ['ran out of time', { budget: { deadlineSeconds: 0.001 } }],
    [
      'is about configured targets',
      { targets: { 'checkout-api-errors': ['AWS::Lambda::Function checkout-api'] } },
    ],
  ])('%s', (_what, config) =>
    investigate({ scenario: 'bad-deploy', config: parseConfig(config, 'test') }, async ({ run, caseId }) => {
      expect(await verified(run, caseId)).toMatchObject(HOLDS);
    }),
  );

  it('a channel refused, or may have taken', async () => {
    const refusing: Publisher = {
      channel: 'sns',
      publish: async () => {
        throw new CasefileError('DeliveryRefused', 'no', { hint: 'x' });
      },
    };
    await inRun({ scenario: 'bad-deploy', publishers: [refusing] }, async (run) => {
      await run.send(run.alarm.event);
      const [path = ''] = await run.store.list('cases/');
      const caseId = path.split('/')[1] ?? '';
      expect(await verified(run, caseId)).toMatchObject(HOLDS);
    });
  });

  it('has answers that came after their server was given up', async () => {
    let late: unknown;
    await investigate(
      {
        scenario: 'bad-deploy',
        wrap: (functions) => ({
          ...functions,
          GatherEvidence: async (payload) => {
            if ((payload as { server: string }).server === 'lambda' && late === undefined) {
              late = payload;
              throw Object.assign(new Error('too late'), { name: 'States.Timeout' });
            }
            return (await functions['GatherEvidence']?.(payload)) ?? null;
          },
          SummarizeVerdict: async (payload) => {
            await functions['GatherEvidence']?.(late);
            return (await functions['SummarizeVerdict']?.(payload)) ?? null;
          },
        }),
      },
      async ({ run, caseId }) => {
        const verification = await verified(run, caseId);
        expect(verification).toMatchObject(HOLDS);
        expect(verification.uncheckable.join('\n')).toMatch(/why a server failed as a whole: /);
      },
    );
  });
});
