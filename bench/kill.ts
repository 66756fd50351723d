/**
 * What is left of a demo that is killed, and what the next run makes of it.
 *
 * Method: three undisturbed runs say how long one takes and what its report is. Then 40 runs are killed with SIGKILL, each at its own
 * moment (from a seed, spread over that time), every other one through the launcher that an older Node needs; all processes
 * that it had started have to end by themselves. The same command is run again: its exit code and its `found` are counted, the
 * case has to verify, and its report has to be that of the undisturbed run. Ten times two runs begin at once in a new folder:
 * one has to work, the other to say so. Linux only: processes are found in /proc.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { random } from '../simulator/random.ts';

const UNDISTURBED = 3;
const KILLS = 40;
const PAIRS = 10;
const SEED = 12;
/** What a killed run has started ends when it hears of it. */
const PATIENCE_MS = 10_000;

const Said = z.union([
  z.object({ state: z.string(), found: z.string(), folder: z.string() }),
  z.object({ error: z.object({ code: z.string(), message: z.string() }) }),
]);

interface Ran {
  code: number | null;
  said: string;
  folder: string | undefined;
}

const root = mkdtempSync(join(tmpdir(), 'casefile-kill-'));

function start(args: string[], node: string[] = []) {
  const child = spawn(process.execPath, [...node, 'bin/casefile.js', ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  const ended = new Promise<{ code: number | null; stdout: string }>((done) =>
    child.once('close', (code) => done({ code, stdout })),
  );
  return { child, ended };
}

const demo = (out: string) => ['demo', 'bad-deploy', '--latency', 'none', '--json', '--out', join(root, out)];

async function ranOf({ ended }: Pick<ReturnType<typeof start>, 'ended'>): Promise<Ran> {
  const { code, stdout } = await ended;
  const said = Said.parse(JSON.parse(stdout));
  return 'error' in said
    ? { code, said: said.error.code, folder: undefined }
    : { code, said: `${said.state}, found ${said.found}`, folder: said.folder };
}

/** A process and all that it has started. */
function processesOf(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => (parentOf(Number(name)) === pid ? [Number(name)] : []));
  return [pid, ...children.flatMap(processesOf)];
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}

/** Those that do not end by themselves; they are killed. */
async function strays(pids: readonly number[]): Promise<number[]> {
  const living = () => pids.filter((pid) => parentOf(pid) !== undefined);
  for (const until = Date.now() + PATIENCE_MS; living().length > 0 && Date.now() < until;) await sleep(50);
  const left = living();
  for (const pid of left) process.kill(pid, 'SIGKILL');
  return left;
}

function reportOf(folder: string): string {
  return ['report-1.json', 'report-1.md', 'verdict-1.json']
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join();
}

function counted(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${count} × ${word}`).join('; ');
}

/** What a busy machine makes slower may time out: what most undisturbed runs come to counts. */
const undisturbed: { ms: number; report: string }[] = [];
for (let n = 0; n < UNDISTURBED; n++) {
  const began = performance.now();
  const { folder = '' } = await ranOf(start(demo(`whole-${n}`)));
  undisturbed.push({ ms: performance.now() - began, report: reportOf(folder) });
}
const alike = (report: string) => undisturbed.filter((one) => one.report === report).length;
const [{ report } = { report: '' }] = undisturbed.toSorted((a, b) => alike(b.report) - alike(a.report));
const took = Math.max(...undisturbed.map(({ ms }) => ms));
process.stdout.write(
  `undisturbed: ${alike(report)} of ${UNDISTURBED} have the same report, the slowest after ${(took / 1_000).toFixed(1)} s\n`,
);

const moments = random(SEED, 'kill');
const again: string[] = [];
let [left, verified, same, survived] = [0, 0, 0, 0];
for (let n = 0; n < KILLS; n++) {
  const at = ((n + moments.next()) / KILLS) * took;
  const run = start(demo(`kill-${n}`), n % 2 === 0 ? [] : ['--no-experimental-strip-types']);
  await Promise.race([run.ended, sleep(at)]);
  const pids = processesOf(run.child.pid ?? 0);
  if (run.child.exitCode !== null) survived++;
  run.child.kill('SIGKILL');
  left += (await strays(pids)).length;
  const { code, said, folder } = await ranOf(start(demo(`kill-${n}`)));
  again.push(`${code} ${said}`);
  if (folder === undefined) continue;
  const verify = await start(['verify', folder]).ended;
  if (verify.code === 0) verified++;
  if (reportOf(folder) === report) same++;
  if (verify.code !== 0 || reportOf(folder) !== report) {
    process.stdout.write(`  killed after ${at.toFixed(0)} ms: ${said}\n${verify.stdout}`);
  }
}
process.stdout.write(
  `killed ${KILLS} times (${survived} had ended before), run again: ${counted(again)}\n` +
    `  ${verified} verify, ${same} have the report of the undisturbed run, ${left} processes were left behind\n`,
);

const pairs: string[] = [];
[verified, same] = [0, 0];
for (let n = 0; n < PAIRS; n++) {
  const two = [start(demo(`pair-${n}`)), start(demo(`pair-${n}`))];
  const ran = await Promise.all(two.map(ranOf));
  pairs.push(
    ran
      .map(({ code, said }) => `${code} ${said}`)
      .toSorted()
      .join(' | '),
  );
  const folder = ran.find((one) => one.folder !== undefined)?.folder ?? '';
  if ((await start(['verify', folder]).ended).code === 0) verified++;
  if (reportOf(folder) === report) same++;
}
process.stdout.write(
  `two at once, ${PAIRS} times: ${counted(pairs)}\n  ${verified} verify, ${same} have the report of the undisturbed run\n`,
);
rmSync(root, { recursive: true, force: true });
