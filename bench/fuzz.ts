/**
 * Generated inputs at every door: what becomes of them.
 *
 * Method: samples that are right are changed in one to four places, by values that have broken something somewhere
 * (nesting, sizes, odd texts, times and names) and by random ones, or as texts; each is given to the code that stands
 * behind the door. It may be accepted, or refused with a coded error (for MCP: a structured one); anything else is a
 * crash, told with its seed and number. Exits with 1 if there is one.
 *
 *   npm run bench:fuzz -- [--seed 1] [--count 2000] [--only events,records,config,scenarios,mcp] [--run 17]
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { inspect } from 'node:util';
import { packageFile } from '../adapters/package-files.ts';
import { paths } from '../core/keys.ts';
import { runScenario } from '../eval/run-scenario.ts';
import { messages } from './fuzz/messages.ts';
import type { Target } from './fuzz/target.ts';
import { configurations, events, records, scenarios } from './fuzz/targets.ts';

const option = (name: string) => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? undefined : process.argv[at + 1];
};
const seed = Number(option('seed') ?? 1);
const count = Number(option('count') ?? 2_000);
const only = option('only')?.split(',');
const single = option('run');

const root = mkdtempSync(join(tmpdir(), 'casefile-fuzz-'));

/** A case of the scenario bad-deploy, as texts. */
async function recorded(): Promise<Target> {
  const { folder } = await runScenario(
    { id: 'case', file: packageFile('scenarios/bad-deploy.yaml') },
    join(root, 'case'),
  );
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const caseId = folder.replace(/\/$/, '').split(sep).at(-1) ?? '';
  const texts = files.map((entry): [string, string] => {
    const file = join(entry.parentPath, entry.name);
    return [`${paths.caseRoot(caseId)}${relative(folder, file)}`, readFileSync(file, 'utf8')];
  });
  return records(caseId, new Map(texts));
}

const TARGETS: Record<string, () => Target | Promise<Target>> = {
  events,
  records: recorded,
  config: () => configurations(root),
  scenarios: () => scenarios(root),
  mcp: messages,
};

interface Crash {
  times: number;
  first: number;
}

const say = (line: string) => process.stdout.write(`${line}\n`);

let crashed = false;
say(`seed ${seed}, ${count} inputs each`);
say(`${'door'.padEnd(16)} refused accepted crashes  slowest    total`);
for (const [key, make] of Object.entries(TARGETS)) {
  if (only !== undefined && !only.includes(key)) continue;
  const target = await make();
  const counts = { refused: 0, accepted: 0 };
  const crashes = new Map<string, Crash>();
  const started = performance.now();
  let slowest = { ms: 0, run: 0 };
  for (const [run, attempt] of target.runs(seed, count).entries()) {
    if (single !== undefined && Number(single) !== run) continue;
    const before = performance.now();
    try {
      counts[await attempt()]++;
    } catch (error) {
      if (single !== undefined) say(inspect(error));
      const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      const kind = what.split('\n')[0]?.slice(0, 160) ?? '';
      crashes.set(kind, { first: run, ...crashes.get(kind), times: (crashes.get(kind)?.times ?? 0) + 1 });
    }
    const ms = performance.now() - before;
    if (ms > slowest.ms) slowest = { ms, run };
  }
  await target.close?.();
  const total = [...crashes.values()].reduce((sum, { times }) => sum + times, 0);
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  say(
    `${target.name.padEnd(16)} ${String(counts.refused).padStart(7)} ${String(counts.accepted).padStart(8)} ${String(total).padStart(7)} ${`${Math.round(slowest.ms)} ms`.padStart(8)} ${`${seconds} s`.padStart(8)}   (slowest: run ${slowest.run})`,
  );
  for (const [kind, { times, first }] of crashes) {
    crashed = true;
    say(`  ${times} x ${kind}\n      again: --seed ${seed} --only ${key} --run ${first}`);
  }
}
rmSync(root, { recursive: true, force: true });
process.exitCode = crashed ? 1 : 0;
