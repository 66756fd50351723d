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
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCaseFolder } from '../adapters/case-folder.ts';
import { replayRecorded } from '../adapters/replay-recorded.ts';

const RUNS = 5;
const TICKS_PER_SECOND = 100;
const folder = mkdtempSync(join(tmpdir(), 'casefile-cost-'));

/** Fields of /proc/<pid>/stat after the command's name, which may hold spaces. */
function statOf(pid: string): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function proportionalMegabytes(pid: string): number {
  const [, kilobytes = '0'] =
    /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
  return (Number(kilobytes) * 1_024) / 1e6;
}

function treeMegabytes(root: number): number {
  const inTree = new Set([root]);
  let total = 0;
  // Children are younger than their parents, so in numeric order a parent is known before them.
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .toSorted((a, b) => Number(a) - Number(b));
  for (const pid of pids) {
    try {
      if (inTree.has(Number(statOf(pid)[1]))) inTree.add(Number(pid));
      if (inTree.has(Number(pid))) total += proportionalMegabytes(pid);
    } catch {
      // It ended while we looked.
    }
  }
  return total;
}

const childCpu = () => {
  const fields = statOf('self');
  return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
};

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

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
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

const line = (what: string, values: number[], unit: string, digits: number) =>
  process.stdout.write(
    `${what.padEnd(42)} median ${median(values).toFixed(digits)} ${unit}, highest ${Math.max(...values).toFixed(digits)} ${unit}\n`,
  );
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
