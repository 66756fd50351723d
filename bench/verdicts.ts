/**
 * The verdicts on both scenarios under changes that must not change them: seeds, names, time, strength.
 *
 * Method: `casefile demo --json` in a process of its own for each row, servers over stdio, HTTP and in process,
 * latency off. The truth is read by the demo after its case is closed. Exits with 1 if a row is wrong.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';

const Result = z.object({
  judged: z.string(),
  reports: z.number(),
  key: z.object({ top: z.object({ kind: z.string(), resource: z.string() }).nullable(), band: z.string() }),
  report: z.object({ abstention: z.object({ code: z.string() }).nullable() }),
});

const VARIANTS: [string, string[]][] = [
  ['as written', []],
  ...[1, 2, 3, 4, 5].map((seed): [string, string[]] => [`seed ${seed}`, ['--seed', String(seed)]]),
  ['resources renamed', ['--prefix', 'acme-prod_']],
  ['a week later', ['--shift', '7d']],
  ['a year later', ['--shift', '365d']],
  ['half as strong', ['--amplitude', '0.5']],
  ['twice as strong', ['--amplitude', '2']],
];

const folder = mkdtempSync(join(tmpdir(), 'casefile-verdicts-'));
let wrong = 0;
process.stdout.write('| scenario | variant | verdict | confidence | reports | against the truth |\n');
process.stdout.write('| --- | --- | --- | --- | --- | --- |\n');
for (const scenario of ['bad-deploy', 'flapped-alarm']) {
  for (const [i, [name, flags]] of VARIANTS.entries()) {
    const out = join(folder, `${scenario}-${i}`);
    const args = ['bin/casefile.js', 'demo', scenario, '--latency', 'none', '--json', '--out', out, ...flags];
    const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    const { judged, reports, key, report } = Result.parse(JSON.parse(stdout));
    const named = report.abstention === null;
    const verdict = named
      ? `${key.top?.kind} of ${key.top?.resource.split(' ')[1]}`
      : `none (${report.abstention?.code})`;
    if (judged !== 'named' && judged !== 'left alone, rightly') wrong++;
    process.stdout.write(
      `| ${scenario} | ${name} | ${verdict} | ${named ? key.band : '-'} | ${reports} | ${judged} |\n`,
    );
  }
}
rmSync(folder, { recursive: true, force: true });
process.exitCode = wrong === 0 ? 0 : 1;
