/**
 * Verdicts under changes that must not change them, and under the one that must: on every scenario of a folder.
 *
 * Method: each scenario is run to its settled verdict as `casefile eval` runs it. Then again with another seed (so
 * other ids, lags and noise), with every resource renamed, a week later, with an unrelated deployment some minutes
 * before the onset, and with `--wording` with its functions' errors in the words of seven runtimes: the verdict's kind, resource and whether one is named must be the same. Without its fault it is
 * given the alarm event of the faulty run: then no cause may be named (an edit of the alarm itself is no marked fault
 * and stays). Exits with 1 if a row does not hold.
 *
 *   node bench/metamorphic.ts [folder] [--only a,b] [--wording]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { packageFile } from '../adapters/package-files.ts';
import { startSimulator } from '../run/simulator-process.ts';
import { runScenario } from '../eval/run-scenario.ts';
import { verdictText } from '../eval/table.ts';
import type { Verdict } from '../core/verdict.ts';
import { LANGUAGES } from '../simulator/engine/runtime-words.ts';
import { listScenarios, loadTruth } from '../simulator/language/load.ts';

const PREFIX = 'acme-prod_';
const MINUTE = 60_000;
const only = process.argv.includes('--only')
  ? process.argv[process.argv.indexOf('--only') + 1]?.split(',')
  : undefined;
const folder = process.argv[2]?.startsWith('--') === false ? process.argv[2] : packageFile('scenarios');

const root = mkdtempSync(join(tmpdir(), 'casefile-metamorphic-'));
const limit = pLimit(2);

/** What must stay: whether a cause is named, its kind, and its resource under any name. */
function essence({ abstention, hypotheses: [top] }: Verdict): string {
  if (abstention !== null || top === undefined) return 'none';
  return `${top.kind} of ${top.resource.id.replaceAll(PREFIX, '')}`;
}

const WORDINGS = process.argv.includes('--wording') ? LANGUAGES : [];

const COLUMNS = [
  'as written',
  'seed 7',
  'seed 8',
  'renamed',
  'a week later',
  'unrelated deploy',
  ...WORDINGS,
  'fault removed',
];

async function row({
  id,
  file,
}: {
  id: string;
  file: string;
}): Promise<{ id: string; cells: string[]; failed: number }> {
  const truth = await loadTruth(file);
  const edited = 'cause' in truth && truth.cause.kind === 'alarm-change';
  const onset = 'onset' in truth ? truth.onset : 95 * MINUTE;
  const run = (
    name: string,
    variant: Parameters<typeof runScenario>[2],
    given?: Parameters<typeof runScenario>[3],
  ) => limit(() => runScenario({ id, file }, join(root, id, name), variant, given));
  const written = await run('written', {});
  const wanted = essence(written.settled);
  const simulator = await startSimulator({ scenario: file, log: join(root, `${id}.log`) });
  const alarm = await simulator.alarm();
  await simulator.close();
  const same = await Promise.all([
    run('seed7', { seed: 7 }),
    run('seed8', { seed: 8 }),
    run('renamed', { prefix: PREFIX }),
    run('shifted', { shiftMs: 7 * 24 * 60 * MINUTE }),
    run('deploy', { unrelatedDeployAt: onset - 12 * MINUTE }),
    ...WORDINGS.map((language) => run(language, { language })),
  ]);
  const healthy = await run('healthy', { healthy: true }, alarm);
  const cells = [
    verdictText(written.settled),
    ...same.map(({ settled }) => (essence(settled) === wanted ? 'same' : `**${verdictText(settled)}**`)),
    edited
      ? 'the edit stays'
      : essence(healthy.settled) === 'none'
        ? `none (${healthy.settled.abstention?.code})`
        : `**${verdictText(healthy.settled)}**`,
  ];
  return { id, cells, failed: cells.filter((cell) => cell.startsWith('**')).length };
}

const scenarios = (await listScenarios(folder)).filter(({ id }) => only === undefined || only.includes(id));
process.stdout.write(`| scenario | ${COLUMNS.join(' | ')} |\n|${' --- |'.repeat(COLUMNS.length + 1)}\n`);
let failed = 0;
for (const rows of await Promise.all(scenarios.map((scenario) => row(scenario)))) {
  failed += rows.failed;
  process.stdout.write(`| ${rows.id} | ${rows.cells.join(' | ')} |\n`);
}
process.stdout.write(
  `\n${scenarios.length * (COLUMNS.length - 1) - failed} of ${scenarios.length * (COLUMNS.length - 1)} hold.\n`,
);
rmSync(root, { recursive: true, force: true });
process.exitCode = failed === 0 ? 0 : 1;
