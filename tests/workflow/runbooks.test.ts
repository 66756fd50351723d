import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../adapters/config/config.ts';
import { dialects } from '../../mcp/dialects/dialects.ts';
import { verifyCase } from '../../core/report/verify/verify-case.ts';
import { type Outcome, investigate } from '../harness/simulated-run.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casefile-runbooks-'));
  await writeFile(
    join(folder, 'shop.md'),
    '# checkout-api errors\n\nCall the shop team. The cause is always the database: version 7 of orders-db.\n\n# Other things\n\nNothing about it.\n',
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function looked(runbooks: object | undefined, look: (outcome: Outcome) => Promise<void> | void) {
  const config = parseConfig(runbooks === undefined ? {} : { runbooks }, 'test');
  await investigate({ scenario: 'bad-deploy', config }, look);
}

describe('runbooks', () => {
  it('are quoted with their source and the question that found them, and change nothing else', async () => {
    let without: unknown;
    await looked(undefined, ({ verdict, reports }) => {
      without = { key: verdict.key, findings: verdict.findings.map(({ text }) => text) };
      expect(reports[0]?.runbook).toEqual([]);
      expect(JSON.stringify(reports[0])).not.toContain('documents.retrieve');
    });
    await looked({ folder }, async ({ run, caseId, verdict, reports }) => {
      expect(reports[0]?.runbook[0]).toMatchObject({
        text: expect.stringMatching(
          /^checkout-api errors \(shop\.md#checkout-api errors\): “Call the shop team\. The cause/,
        ),
        cites: [expect.stringMatching(/^P\d+$/)],
      });
      expect({ key: verdict.key, findings: verdict.findings.map(({ text }) => text) }).toEqual(without);
      expect(await verifyCase(run.store, caseId, dialects)).toMatchObject({ failures: [] });
    });
  });

  it('come from a knowledge base as well', async () => {
    await looked({ knowledgeBase: 'KB12345678' }, ({ reports }) => {
      expect(reports[0]?.runbook.length).toBeGreaterThan(0);
      expect(reports[0]?.runbook[0]?.text).toContain('s3://');
    });
  });

  it('that can not be had are a gap, and no reason to abstain', async () => {
    await looked({ folder: join(folder, 'nowhere') }, ({ verdict, reports }) => {
      expect(verdict.abstention).toBeNull();
      expect(reports[0]?.missing.map(({ text }) => text).join('\n')).toMatch(
        /documents\.retrieve of .*It would tell what the runbooks say/,
      );
    });
  });
});
