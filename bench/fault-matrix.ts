/**
 * What becomes of an investigation when one operation of AWS misbehaves: every operation of a normal run, every kind of
 * fault, three scenarios of different shape.
 *
 * Method: each scenario is investigated to its settled verdict through the real workflow, servers and SDK, with the
 * simulator in this process, without latency and on virtual time. Then once for each operation that was asked and each
 * kind of fault. Of each run: it has a report; it ends as a success; it says nothing false against the run without a
 * fault; and where evidence is missing, a gap says so that the other run has not. Exits with 1 if one does not hold.
 *
 * False is: a cause that is not the truth; a finding that asserts an absence and that the other run has not; a sign of
 * a hypothesis that is `no` here and `yes` there, or the other way round. Lists without items (`empty`) may be a true
 * answer of some operations, of which only the first is asked then (`may be true`).
 *
 *   node bench/fault-matrix.ts [--only scenario,...] [--kinds kind,...] [--operations operation,...]
 */
import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import { packageFile } from '../adapters/package-files.ts';
import { loadScenario, loadTruth } from '../simulator/language/load.ts';
import { evaluateAlarms } from '../simulator/alarms/evaluate.ts';
import { AWS_FAULTS } from '../simulator/fault-kinds.ts';
import { buildWorld } from '../simulator/world/world.ts';
import { type Cell, type Played, compare } from './faults/compare.ts';
import { investigateWith } from './faults/investigate-with.ts';

const { values } = parseArgs({
  options: { only: { type: 'string' }, kinds: { type: 'string' }, operations: { type: 'string' } },
});
const scenarios = (values.only ?? 'bad-deploy,table-throttled,flapped-alarm').split(',');
const kinds = AWS_FAULTS.filter((kind) => values.kinds?.split(',').includes(kind) ?? true);
const isWanted = (operation: string) => values.operations?.split(',').includes(operation) ?? true;

const limit = pLimit(2);
const cells: Cell[] = [];
let crashes = 0;
process.on('unhandledRejection', (error) => {
  crashes++;
  process.stdout.write(`unhandled: ${String(error)}\n`);
});

for (const id of scenarios) {
  const file = packageFile(`scenarios/${id}.yaml`);
  const scenario = await loadScenario(file);
  // Without a support plan AWS Health refuses, whatever else is wrong.
  const world = buildWorld({ ...scenario, health: { ...scenario.health, supportPlan: true } });
  const account = { world, alarms: evaluateAlarms(world) };
  const truth = await loadTruth(file);
  const well: Played = await investigateWith(account, {});
  if (well.verdict === undefined) throw new Error(`${id} has no verdict without a fault: ${well.failed}`);
  const operations = well.operations.filter(isWanted);
  process.stdout.write(`${id}: ${operations.length} operations, first report after ${well.firstMs} ms\n`);
  await Promise.all(
    operations.flatMap((operation) =>
      kinds.map((kind) =>
        limit(async () => {
          const played = await investigateWith(account, { [operation]: kind });
          const cell = compare({ scenario: id, operation, kind }, played, well, truth);
          cells.push(cell);
          for (const wrong of cell.wrong) {
            process.stdout.write(`  ${id} ${operation}=${kind}: ${wrong.what}: ${wrong.text}\n`);
          }
        }),
      ),
    ),
  );
}

const COLUMNS = ['no report', 'crash', 'false', 'no gap'] as const;
process.stdout.write(
  `\n| kind | cells | evidence lost | may be true | ${COLUMNS.join(' | ')} | slowest first report |\n`,
);
process.stdout.write(`|${' --- |'.repeat(COLUMNS.length + 5)}\n`);
const row = (name: string, of: readonly Cell[]) => {
  const counts = COLUMNS.map(
    (what) => of.filter(({ wrong }) => wrong.some((one) => one.what === what)).length,
  );
  const slowest = Math.max(0, ...of.map(({ firstMs }) => firstMs ?? 0));
  const lost = of.filter((cell) => cell.lost > 0).length;
  const mayBeTrue = of.filter((cell) => cell.mayBeTrue).length;
  return `| ${name} | ${of.length} | ${lost} | ${mayBeTrue} | ${counts.join(' | ')} | ${(slowest / 1_000).toFixed(1)} s |\n`;
};
for (const kind of kinds)
  process.stdout.write(
    row(
      kind,
      cells.filter((cell) => cell.kind === kind),
    ),
  );
process.stdout.write(row('all', cells));
process.exitCode = crashes === 0 && cells.every(({ wrong }) => wrong.length === 0) ? 0 : 1;
