import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runOf, verdictText } from './official-run.ts';
import { type OfficialServers, isAlive, officialConfig, pidsOf } from './official-servers.ts';

/** The dearest question waits ten seconds; a process that hangs is asked to go twice, two seconds each. */
const ENDED_WITHIN_MS = 40_000;

/**
 * AWS never answers DescribeAlarms, and the official server then answers nothing at all any more. Says how that went,
 * and returns what should have been so and was not.
 */
export async function freezeOne(
  programs: OfficialServers,
  folder: string,
  say: (line: string) => void,
): Promise<string[]> {
  const pids = join(folder, 'frozen');
  const ended = firstEnded(programs.cloudwatch, pids);
  const { verdict, ms, gaps } = await runOf(
    {
      scenario: 'bad-deploy',
      config: officialConfig(programs, pids),
      faults: { DescribeAlarms: 'hang' },
    },
    () => ended,
  );
  const gone = await ended;
  say(`DescribeAlarms hangs: report after ${ms} ms (${verdictText(verdict)}), ${gaps.length} gaps`);
  for (const gap of gaps.filter((one) => /: (?:timeout|unavailable): /.test(one))) say(`  ${gap}`);
  if (gone !== undefined) say(`process ${gone.pid} of the frozen server was gone after ${gone.ms} ms`);

  const wrong: string[] = [];
  if (gone === undefined) wrong.push('the frozen server is ended while the investigation lasts');
  if (!gaps.some((gap) => /^alarms\.active: (?:timeout|unavailable): /.test(gap))) {
    wrong.push('what was asked of the frozen server is a gap');
  }
  const left = [programs.cloudwatch, programs.trail].flatMap((program) => pidsOf(program, pids));
  if (left.some(isAlive)) wrong.push('no process is left');
  return wrong;
}

async function firstEnded(program: string, pids: string): Promise<{ pid: number; ms: number } | undefined> {
  const started = performance.now();
  const elapsed = () => Math.round(performance.now() - started);
  while (elapsed() < ENDED_WITHIN_MS) {
    const [pid] = pidsOf(program, pids);
    if (pid !== undefined && !isAlive(pid)) return { pid, ms: elapsed() };
    await sleep(20);
  }
  return undefined;
}
