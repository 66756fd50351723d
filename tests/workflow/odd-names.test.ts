import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { CaseEvent, EvidenceRecord } from '../../core/case.ts';
import { capabilities } from '../../core/evidence/capabilities.ts';
import { paths } from '../../core/keys.ts';
import { readRecord } from '../../core/read-record.ts';
import { renderMarkdown } from '../../core/report/render/render-markdown.ts';
import { verifyCase } from '../../core/report/verify/verify-case.ts';
import { dialects } from '../../mcp/dialects/dialects.ts';
import { investigate } from '../harness/simulated-run.ts';

const SCENARIO = fileURLToPath(new URL('../fixtures/scenarios/odd-names.yaml', import.meta.url));
const NAME = '❤\uFE0F bounces of orders@example.com password=x';

it('AWS is asked by names as they are, and they are shown without what has to be redacted', () =>
  investigate({ scenario: SCENARIO }, async ({ run, caseId, reports }) => {
    const { incident } = await readRecord(run.store, CaseEvent, paths.event(caseId));
    expect(incident.alarms[0]).toMatchObject({
      name: NAME,
      metrics: [{ dimensions: { Mailbox: 'orders@example.com' } }],
    });
    const { evidence } = await readRecord(run.store, EvidenceRecord, paths.evidence(caseId));
    const answers = (name: 'alarms.describe' | 'metrics.range') =>
      evidence.filter(({ capability }) => capability === name).map(({ answer }) => answer);
    const [described] = answers('alarms.describe').map((one) =>
      capabilities['alarms.describe'].answer.parse(one),
    );
    expect(described).toMatchObject({ alarms: [{ name: NAME, threshold: 20 }], notFound: [] });
    const series = answers('metrics.range').map(
      (one) => capabilities['metrics.range'].answer.parse(one).series,
    );
    expect(series.flatMap((one) => Object.values(one)).some((points) => points.length > 30)).toBe(true);

    const [report] = reports;
    if (report === undefined) throw new Error('no report');
    expect(report.alarm.name).toBe('❤ bounces of [redacted e-mail] password=[redacted]');
    for (const shown of [JSON.stringify(report), renderMarkdown(report)]) {
      expect(shown).not.toMatch(/orders@example|password=x|\uFE0F/);
    }
    expect((await verifyCase(run.store, caseId, dialects)).failures).toEqual([]);
  }));
