import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { latestVerdict } from '../../core/judge/latest-verdict.ts';
import { Json } from '../../core/canonical.ts';
import { CaseEvent, State } from '../../core/case.ts';
import { paths } from '../../core/keys.ts';
import { readRecord } from '../../core/read-record.ts';
import { Report } from '../../core/report/report.ts';
import { openRun } from '../harness/simulated-run.ts';

/** As if it were an event of the simulated account: another account's alarm is not looked into. */
const sample = async (name: string, account = '111122223333') => {
  const text = await readFile(`tests/fixtures/events/${name}.json`, 'utf8');
  return Json.parse(JSON.parse(text.replaceAll(/\b123456789012\b/g, account)));
};

/** AWS's documented events, about resources that the simulated account does not have. docs/alarms.md shows them. */
const SAMPLES: [name: string, shape: string, target: string | null, code: string][] = [
  ['single-metric', 'metric', 'instance i-12345678901234567', 'no-metrics'],
  ['math', 'math', 'instance i-12345678901234567', 'no-metrics'],
  ['anomaly', 'anomaly', 'instance i-12345678901234567', 'no-metrics'],
  ['contributor', 'insights', 'table example-dynamodb-table-name', 'no-metrics'],
  ['insights', 'insights', null, 'no-target'],
  ['promql', 'promql', null, 'no-target'],
  ['log', 'log', null, 'no-target'],
  ['unknown-shape', 'unknown', null, 'no-target'],
];

describe('the documented event', () => {
  it.each(SAMPLES)(
    '%s opens a case of shape %s about %s, and there is a report',
    async (name, shape, target, code) => {
      const run = await openRun({ scenario: 'bad-deploy' });
      try {
        const result = await run.send(await sample(name));
        const { caseId } = State.parse(result.output);
        const { incident } = await readRecord(run.store, CaseEvent, paths.event(caseId));
        expect(incident.alarms[0]?.shape).toBe(shape);
        const verdict = await latestVerdict(run.store, caseId);
        expect(verdict?.abstention?.code).toBe(code);
        const about = verdict?.findings.find(({ kind }) => kind === 'target')?.text ?? null;
        expect(about === null ? null : /about (.+), named by the dimensions/.exec(about)?.[1]).toBe(target);
        expect(await readRecord(run.store, Report, paths.report(caseId, 1, 'json'))).toMatchObject({
          cause: null,
        });
      } finally {
        await run.close();
      }
    },
  );

  it('of another account is about nothing of this one, whatever has the same name here', async () => {
    const run = await openRun({ scenario: 'bad-deploy' });
    try {
      const result = await run.send(await sample('first-evaluation', '999988887777'));
      const verdict = await latestVerdict(run.store, State.parse(result.output).caseId);
      expect(verdict).toMatchObject({ hypotheses: [], abstention: { code: 'out-of-reach' } });
      expect(verdict?.findings.map(({ kind }) => kind)).toEqual(['alarm', 'target']);
    } finally {
      await run.close();
    }
  });

  it.each(['composite-suppressed', 'composite-muted'])('%s starts nothing', async (name) => {
    const run = await openRun({ scenario: 'bad-deploy' });
    try {
      await expect(run.send(await sample(name))).rejects.toMatchObject({ code: 'EventNotMatched' });
    } finally {
      await run.close();
    }
  });
});
