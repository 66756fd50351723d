import { readdirSync } from 'node:fs';
import { type AlarmHistories, evaluateAlarms } from '../../simulator/alarms/evaluate.ts';
import { packageFile } from '../../adapters/package-files.ts';
import { loadScenario, readScenario } from '../../simulator/language/load.ts';
import type { Scenario } from '../../simulator/language/scenario.ts';
import { type Variant, vary } from '../../simulator/language/variants.ts';
import { type World, buildWorld } from '../../simulator/world/world.ts';

export const MINUTE = 60_000;

/** All scenarios there are, and one in which everything happens that the language has. */
const FILES = new Map(
  ['scenarios', 'tests/fixtures/scenarios'].flatMap((folder) =>
    readdirSync(packageFile(folder))
      .filter((name) => name.endsWith('.yaml'))
      .map((name): [string, string] => [name.replace(/\.yaml$/, ''), packageFile(`${folder}/${name}`)]),
  ),
);

export const SCENARIOS = [...FILES.keys()].sort();

export function fileOf(id: string): string {
  const file = FILES.get(id);
  if (file === undefined) throw new Error(`there is no scenario ${id}`);
  return file;
}

export interface Built {
  scenario: Scenario;
  world: World;
  alarms: AlarmHistories;
}

export function build(scenario: Scenario): Built {
  const world = buildWorld(scenario);
  return { scenario, world, alarms: evaluateAlarms(world) };
}

export async function buildVariant(id: string, variant: Variant): Promise<Built> {
  return build(vary(await loadScenario(fileOf(id)), variant));
}

const built = new Map<string, Promise<Built>>();

/** The world of a scenario as it is written; built once. */
export function builtOf(id: string): Promise<Built> {
  const one = built.get(id) ?? buildVariant(id, {});
  built.set(id, one);
  return one;
}

const HEAD = `
v: 1
id: made-up
title: Made up
start: 2026-03-10T00:00:00Z
`;
const TAIL = `
alarms:
  - { name: a, metric: { namespace: AWS/Lambda, name: Errors, dimensions: { FunctionName: f } }, threshold: 1 }
truth: { nothingWrong: true }
`;

/** A scenario made up for a test: what stands between its head and its alarm. */
export function madeUp(yaml: string, { minutes = 90, tail = TAIL } = {}): Scenario {
  const read = readScenario(`${HEAD}minutes: ${minutes}\n${yaml}${tail}`);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  const { truth: _, ...scenario } = read.scenario;
  return scenario;
}
