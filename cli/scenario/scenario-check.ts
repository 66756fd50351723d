import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CasefileError } from '../../core/errors.ts';
import { type Problem, readScenario, readScenarioText } from '../../simulator/language/load.ts';
import { costText } from '../../simulator/language/check-cost.ts';
import { type Cost, costOf } from '../../simulator/language/cost.ts';
import { buildWorld } from '../../simulator/world/world.ts';
import { EXIT } from '../exit-codes.ts';
import { paintFor } from '../../adapters/terminal/paint.ts';
import { replacedSeries, scenarioWarnings } from '../../simulator/tools/scenario-warnings.ts';
import { print } from '../../adapters/terminal/print.ts';

interface Checked {
  file: string;
  /** What a play of it makes; not of one that is broken. */
  cost?: Cost;
  problems: Problem[];
  warnings: Problem[];
}

/** Checks files, and all files of folders. Returns the exit code: bad usage if one is broken. */
export async function checkScenarios(paths: readonly string[], options: { json?: true }): Promise<number> {
  const files = (await Promise.all(paths.map(filesOf))).flat();
  const checked: Checked[] = [];
  for (const file of files) {
    const one = { file, ...(await checkFile(file)) };
    checked.push(one);
    if (!options.json) printChecked(one);
  }
  const counts = {
    files: checked.length,
    broken: checked.filter(({ problems }) => problems.length > 0).length,
    problems: checked.reduce((sum, { problems }) => sum + problems.length, 0),
    warnings: checked.reduce((sum, { warnings }) => sum + warnings.length, 0),
  };
  const summary = `${many(counts.files, 'file')} checked, ${counts.broken} broken: ${many(counts.problems, 'problem')}, ${many(counts.warnings, 'warning')}`;
  print(options.json ? `${JSON.stringify({ counts, files: checked }, null, 2)}\n` : `${summary}\n`);
  return counts.broken === 0 ? EXIT.causeFound : EXIT.badUsage;
}

/** One that can't be read, or is too large, has a problem too: the others are checked all the same. */
async function checkFile(file: string): Promise<Omit<Checked, 'file'>> {
  try {
    return check(await readScenarioText(file));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const message = error instanceof CasefileError ? error.message : `it can't be read: ${error.message}`;
    return { problems: [{ line: 1, column: 1, path: '', message }], warnings: [] };
  }
}

function check(text: string): Omit<Checked, 'file'> {
  const read = readScenario(text);
  if ('problems' in read) return { problems: read.problems, warnings: [] };
  const { truth: _truth, ...scenario } = read.scenario;
  const world = buildWorld(scenario);
  const problems = replacedSeries(read, world);
  if (problems.length > 0) return { problems, warnings: [] };
  return { problems, warnings: scenarioWarnings(read, world), cost: costOf(read.scenario) };
}

function printChecked({ file, problems, warnings, cost }: Checked): void {
  const paint = paintFor(process.stdout);
  const line = ({ line: row, column, path, message }: Problem, kind: string) =>
    print(`${file}:${row}:${column}  ${kind}${path === '' ? '' : `${paint.strong(path)}: `}${message}\n`);
  for (const problem of problems) line(problem, '');
  for (const warning of warnings) line(warning, 'warning: ');
  if (cost !== undefined) print(`${file}  a play makes ${costText(cost)}\n`);
}

function many(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** @throws CasefileError `BadUsage` if there is nothing to check */
async function filesOf(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new CasefileError('BadUsage', `There is no file or folder ${path}.`, {
      hint: 'Pass the path of a scenario, or of a folder with scenarios (*.yaml).',
    });
  }
  if (!found.isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => /\.ya?ml$/.test(name)).toSorted();
  if (names.length > 0) return names.map((name) => join(path, name));
  throw new CasefileError('BadUsage', `The folder ${path} has no scenarios.`, {
    hint: 'Scenarios are files whose names end in .yaml.',
  });
}
