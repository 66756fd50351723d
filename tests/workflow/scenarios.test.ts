import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { packageFile } from '../../adapters/package-files.ts';
import { replayRecorded } from '../../run/replay-recorded.ts';
import { scoreVerdict } from '../../eval/score.ts';
import { checkSentences } from '../../core/report/wording/check-sentences.ts';
import { statementsOf } from '../../core/report/wording/statements.ts';
import { templateSentences } from '../../core/report/wording/template.ts';
import { verifyCase } from '../../core/report/verify/verify-case.ts';
import { dialects } from '../../mcp/dialects/dialects.ts';
import { worded } from '../../simulator/bedrock/wording.ts';
import { loadTruth } from '../../simulator/language/load.ts';
import { investigate } from '../harness/simulated-run.ts';

const scenarios = readdirSync(packageFile('scenarios')).flatMap(
  (name) => /^(.+)\.yaml$/.exec(name)?.[1] ?? [],
);

describe.each(scenarios)('in the incident %s', (scenario) => {
  it('the settled verdict is right, a model that keeps to it loses no sentence, and the case verifies and replays', () =>
    investigate({ scenario }, async ({ run, caseId, verdict }) => {
      const truth = await loadTruth(packageFile(`scenarios/${scenario}.yaml`));
      expect(scoreVerdict(verdict, truth)).toMatchObject({ right: true, confidentlyWrong: false });
      const right = worded(statementsOf(verdict));
      expect(checkSentences(right, verdict)).toEqual(right);
      // What the template would say can be said by a model too: none of it points at another finding.
      const template = templateSentences(verdict);
      expect(checkSentences(template, verdict)).toEqual(template);
      expect((await verifyCase(run.store, caseId, dialects)).failures).toEqual([]);
      expect(await replayRecorded(run.store, caseId)).toMatchObject({ written: [], different: [] });
    }));
});
