import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod';
import { readText } from '../../adapters/stores/read-text.ts';
import { CasefileError } from '../../core/errors.ts';
import { YAML_LIMITS, excessOf } from '../../core/json-limits.ts';
import { checkCost } from './check-cost.ts';
import { checkReferences } from './check.ts';
import { wrongs } from './messages.ts';
import { type Position, positionOf } from './positions.ts';
import { type Scenario, ScenarioFile } from './scenario.ts';
import { syntaxProblems } from './syntax.ts';
import type { Truth } from './truth.ts';

/** Something wrong with a file, and where. */
export interface Problem extends Position {
  /** Path of keys: `functions.checkout-api.perMinute`. */
  path: string;
  message: string;
}

type Parsed = z.infer<typeof ScenarioFile>;

const HINT = 'docs/scenarios.md describes the language; `casefile scenario check FILE` lists every problem.';

/** A file that fits the language; `locate` says where a path of keys stands in it. */
export interface ReadScenario {
  scenario: Parsed;
  locate: (path: readonly PropertyKey[]) => Position;
}

/** Reads a scenario's text; every problem with its place, in the order of the file. */
export function readScenario(text: string): ReadScenario | { problems: Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const syntax = syntaxProblems(document, text, lines);
  if (syntax.length > 0) return { problems: syntax };
  const locate = (path: readonly PropertyKey[]) => positionOf(document, lines, path);
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { problems: [{ line: 1, column: 1, path: '', message }] };
  }
  if (data === null) return { problems: [{ line: 1, column: 1, path: '', message: 'the file is empty' }] };
  const excess = excessOf(data, YAML_LIMITS);
  if (excess !== undefined) return { problems: [{ line: 1, column: 1, path: '', message: `it ${excess}` }] };
  const parsed = ScenarioFile.safeParse(data, { reportInput: true });
  const found = parsed.success ? checked(parsed.data) : wrongs(parsed.error.issues);
  if (parsed.success && found.length === 0) return { scenario: parsed.data, locate };
  const problems = found.map(({ path, message }) => ({
    ...locate(path),
    path: path.map(String).join('.'),
    message,
  }));
  return { problems: problems.toSorted((a, b) => a.line - b.line) };
}

/** Its cost is only known of what holds together. */
function checked(scenario: Parsed) {
  const problems = checkReferences(scenario);
  return problems.length > 0 ? problems : checkCost(scenario);
}

/** What is larger is no scenario: of a larger file the parser would make minutes of work. */
const MAX_BYTES = 100_000;

/** The text of a scenario's file. @throws CasefileError `ScenarioInvalid` if it is too large, and what the file system throws */
export function readScenarioText(file: string): Promise<string> {
  return readText(file, { maxBytes: MAX_BYTES, code: 'ScenarioInvalid', what: basename(file), hint: HINT });
}

async function load(file: string): Promise<Parsed> {
  let text: string;
  try {
    text = await readScenarioText(file);
  } catch (cause) {
    if (cause instanceof CasefileError) throw cause;
    throw new CasefileError('ScenarioInvalid', `There is no scenario ${basename(file, '.yaml')}.`, {
      hint: 'List the scenarios with `casefile demo --list`, or pass the path of a file.',
      cause,
    });
  }
  const read = readScenario(text);
  if ('scenario' in read) return read.scenario;
  const [first] = read.problems;
  const more = read.problems.length > 1 ? ` (and ${read.problems.length - 1} more)` : '';
  throw new CasefileError(
    'ScenarioInvalid',
    `${basename(file)}:${first?.line}: ${first?.path === '' ? '' : `${first?.path}: `}${first?.message}${more}`,
    { hint: HINT },
  );
}

/** @throws CasefileError `ScenarioInvalid` */
export async function loadScenario(file: string): Promise<Scenario> {
  const { truth: _truth, ...scenario } = await load(file);
  return scenario;
}

/** The true cause, for judging a closed case. @throws CasefileError `ScenarioInvalid` */
export async function loadTruth(file: string): Promise<Truth> {
  return (await load(file)).truth;
}

/** Id, title and path of every scenario in a folder, by id. @throws CasefileError `ScenarioInvalid` */
export async function listScenarios(folder: string): Promise<{ id: string; title: string; file: string }[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new CasefileError('ScenarioInvalid', `The folder ${folder} can't be read.`, {
      hint: 'Pass a folder with scenario files (*.yaml).',
      cause,
    });
  });
  const files = names.filter((name) => /\.ya?ml$/.test(name)).sort();
  return Promise.all(
    files.map(async (name) => {
      const file = join(folder, name);
      const { id, title } = await load(file);
      return { id, title, file };
    }),
  );
}
