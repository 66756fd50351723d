import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { Outcome } from './judge.ts';

/** All scenarios for a server take two seconds; a request of theirs that is not answered takes a minute. */
const SERVER_TIMEOUT_MS = 120_000;
const SCENARIO_TIMEOUT_MS = 40_000;
/** After this the suite itself ends a client. */
const CLIENT_TIMEOUT_MS = 20_000;

/** What the suite writes of each check. */
const Checks = z.array(
  z.looseObject({
    id: z.string(),
    status: z.enum(['SUCCESS', 'FAILURE', 'WARNING', 'INFO', 'SKIPPED']),
    description: z.string(),
    errorMessage: z.string().optional(),
    details: z.unknown().optional(),
  }),
);
type Checks = z.infer<typeof Checks>;

/** The suite at its program, with a folder for what it writes. */
export interface Suite {
  program: string;
  folder: string;
}

/** Names of all scenarios. */
export async function scenariosOf(suite: Suite, side: 'server' | 'client'): Promise<string[]> {
  const { said } = await run(suite, ['list', `--${side}`], SCENARIO_TIMEOUT_MS);
  return [...said.matchAll(/^ +- (\S+)/gm)].map(([, name = '']) => name);
}

/** Outcomes of all scenarios against the server at `url`, or of one. */
export async function askServer(suite: Suite, url: string, scenario?: string): Promise<Map<string, Outcome>> {
  const output = await mkdtemp(join(suite.folder, 'server-'));
  const which = scenario === undefined ? ['--suite', 'all'] : ['--scenario', scenario];
  const bound = scenario === undefined ? SERVER_TIMEOUT_MS : SCENARIO_TIMEOUT_MS;
  // It ends with 1 as soon as anything fails: what failed is in what it writes.
  await run(suite, ['server', '--url', url, '-o', output, ...which], bound);
  return outcomesIn(output);
}

/**
 * How a client does in one scenario.
 *
 * @param command gets the URL of the suite's server as its last argument
 */
export async function askClient(
  suite: Suite,
  command: string,
  scenario: string,
): Promise<Outcome | undefined> {
  const output = await mkdtemp(join(suite.folder, 'client-'));
  const { status } = await run(
    suite,
    [
      'client',
      '--command',
      command,
      '--scenario',
      scenario,
      '--timeout',
      String(CLIENT_TIMEOUT_MS),
      '-o',
      output,
    ],
    SCENARIO_TIMEOUT_MS,
  );
  const outcome = outcomesIn(output).get(scenario);
  if (outcome === undefined || outcome.failed !== undefined || status === 0) return outcome;
  return { ...outcome, failed: `the client ended with an error: ${clientSaid(output)}` };
}

/** The first line of it that is an error. */
function clientSaid(output: string): string {
  const [file] = globSync('**/stderr.txt', { cwd: output });
  const lines = file === undefined ? [] : readFileSync(join(output, file), 'utf8').split('\n');
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? 'it says nothing';
}

/** Folders are `server-<scenario>-<time>` and `<scenario>-<time>`; that of a scenario which threw is empty. */
function outcomesIn(output: string): Map<string, Outcome> {
  return new Map(
    globSync('**/checks.json', { cwd: output }).map((file): [string, Outcome] => [
      dirname(file)
        .replace(/^server-/, '')
        .replace(/-\d{4}-\d\d-\d\dT[\d-]+Z$/, ''),
      outcomeOf(Checks.parse(JSON.parse(readFileSync(join(output, file), 'utf8')))),
    ]),
  );
}

/** Passed only if something was checked; a warning counts as the failure that the suite makes of it. */
function outcomeOf(checks: Checks): Outcome {
  const details = Object.fromEntries(checks.map((check) => [check.id, check.details]));
  const bad = checks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING');
  if (bad.length > 0) {
    const failed = bad.map(({ errorMessage, description }) => errorMessage ?? description).join('; ');
    return { failed, details };
  }
  if (checks.some(({ status }) => status === 'SUCCESS')) return { details };
  return { failed: 'nothing was checked', details };
}

/** Runs the suite as a group of its own, so that its clients end with it, and ends it when its time is up. */
async function run(
  { program }: Suite,
  args: readonly string[],
  timeoutMs: number,
): Promise<{ status: number | null; said: string }> {
  const child = spawn(process.execPath, [program, ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const life = setTimeout(() => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, timeoutMs);
  try {
    await once(child, 'close');
  } finally {
    clearTimeout(life);
  }
  return { status: child.exitCode, said };
}
