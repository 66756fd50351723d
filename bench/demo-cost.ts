/**
 * What one investigation costs: CPU time and peak memory of the demo with all its children, and of the workflow
 * alone.
 *
 * Method: the demo runs in a process of its own with latency off. Its memory is the sum of the proportional set
 * sizes of the whole process tree (pages that processes share are counted once), read from /proc every 50 ms, at
 * its highest. Its CPU time is what the kernel adds to this process's waited-for children. The workflow alone is a replay
 * of that case in this process, state machine, functions and analysis, without servers; the first run is cold.
 * Linux only. Times on a shared machine are upper bounds.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCaseFolder } from '../adapters/stores/case-folder.ts';
import { replayRecorded } from '../run/replay-recorded.ts';
import { childCpu, line, treeMegabytes } from './process-cost.ts';

const RUNS = 5;
const folder = mkdtempSync(join(tmpdir(), 'casefile-cost-'));

async function demo(run: number): Promise<{ cpu: number; megabytes: number; seconds: number }> {
  const before = childCpu();
  const started = performance.now();
  const out = join(folder, String(run));
  const child = spawn(
    process.execPath,
    ['bin/casefile.js', 'demo', '--latency', 'none', '--json', '--out', out],
    { stdio: 'ignore' },
  );
  let megabytes = 0;
  const timer = setInterval(() => {
    megabytes = Math.max(megabytes, treeMegabytes(child.pid ?? 0));
  }, 50);
  await new Promise((resolve) => child.once('exit', resolve));
  clearInterval(timer);
  return { cpu: childCpu() - before, megabytes, seconds: (performance.now() - started) / 1_000 };
}

const demos = [];
for (let run = 0; run < RUNS; run++) demos.push(await demo(run));

const cases = join(folder, '0', 'cases');
const { store, caseId } = await openCaseFolder(join(cases, readdirSync(cases)[0] ?? ''));
const replays: number[] = [];
for (let run = 0; run < 20; run++) {
  const started = performance.now();
  await replayRecorded(store, caseId);
  replays.push(performance.now() - started);
}
rmSync(folder, { recursive: true, force: true });

line(
  'demo, all processes: CPU',
  demos.map(({ cpu }) => cpu),
  's',
  2,
);
line(
  'demo, all processes: peak memory',
  demos.map(({ megabytes }) => megabytes),
  'MB',
  0,
);
line(
  'demo: elapsed',
  demos.map(({ seconds }) => seconds),
  's',
  2,
);
process.stdout.write(`${'workflow alone, cold'.padEnd(42)} ${(replays[0] ?? NaN).toFixed(0)} ms\n`);
line('workflow alone, warm', replays.slice(5), 'ms', 0);
