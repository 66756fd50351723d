import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { packageFile } from '../../adapters/package-files.ts';
import { replayRecorded } from '../../adapters/replay-recorded.ts';
import { scoreVerdict } from '../../cli/eval/score.ts';
import { verifyCase } from '../../core/report/verify-case.ts';
import { dialects } from '../../mcp/dialects/dialects.ts';
import { loadTruth } from '../../simulator/language/load.ts';
import { investigate } from '../harness/simulated-run.ts';

const scenarios = readdirSync(packageFile('scenarios')).flatMap(
  (name) => /^(.+)\.yaml$/.exec(name)?.[1] ?? [],
);

describe.each(scenarios)('in the incident %s', (scenario) => {
  it('the settled verdict is right, and the case verifies and replays', () =>
    investigate({ scenario }, async ({ run, caseId, verdict }) => {
      const truth = await loadTruth(packageFile(`scenarios/${scenario}.yaml`));
      expect(scoreVerdict(verdict, truth)).toMatchObject({ right: true, confidentlyWrong: false });
      expect((await verifyCase(run.store, caseId, dialects)).failures).toEqual([]);
      expect(await replayRecorded(run.store, caseId)).toMatchObject({ written: [], different: [] });
    }));
});
