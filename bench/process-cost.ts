/** What processes cost on Linux, as /proc tells it. */
import { readFileSync, readdirSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

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

/** Proportional set sizes of a process and all its descendants: pages that they share are counted once. */
export function treeMegabytes(root: number): number {
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

/** CPU seconds of the children that this process has waited for. */
export function childCpu(): number {
  const fields = statOf('self');
  return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
}

/** CPU seconds of a running process. */
export function cpuOf(pid: number): number {
  const fields = statOf(String(pid));
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

export const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** Prints median and highest of some measurements. */
export function line(what: string, values: number[], unit: string, digits: number): void {
  process.stdout.write(
    `${what.padEnd(42)} median ${median(values).toFixed(digits)} ${unit}, highest ${Math.max(...values).toFixed(digits)} ${unit}\n`,
  );
}
