import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod';

const BIN = resolve('bin/casefile.js');
const DEMO = ['demo', 'bad-deploy', '--latency', 'none', '--out'];
/** Node takes the way of one that can't run the sources: it starts another. */
const AS_OLD_NODE = '--no-experimental-strip-types';
let folder: string;

interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

const Result = z.looseObject({
  caseId: z.string(),
  folder: z.string(),
  state: z.string(),
  found: z.string(),
});
const Refused = z.strictObject({
  error: z.strictObject({ code: z.string(), message: z.string(), hint: z.string() }),
});

function start(args: string[], node: string[] = []): { child: ChildProcess; ran: Promise<Ran> } {
  const child = spawn(process.execPath, [...node, BIN, ...args], { cwd: folder });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.end();
  return { child, ran: new Promise((done) => child.once('close', (code) => done({ code, stdout, stderr }))) };
}

const casefile = (...args: string[]) => start(args).ran;

/** Sends a signal as soon as stderr says so. */
async function endedAt(
  words: string,
  args: string[],
  signal: NodeJS.Signals,
  node: string[] = [],
): Promise<Ran> {
  const { child, ran } = start(args, node);
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.includes(words)) child.kill(signal);
  });
  return ran;
}

/** What is recorded is whole, and all of it follows from one execution. A busy machine may have made it time out somewhere. */
async function expectWhole(run: string): Promise<void> {
  const [caseId = ''] = await readdir(join(folder, run, 'cases'));
  expect(await casefile('verify', `${run}/cases/${caseId}`)).toMatchObject({ code: 0 });
  expect((await casefile('replay', `${run}/cases/${caseId}`)).stdout).toContain('replays exactly');
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casefile-again-'));
  await casefile(...DEMO, 'whole');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('casefile demo in a folder that has the case', () => {
  it('says that it is finished, shows its report, and how to begin anew', async () => {
    const { code, stdout, stderr } = await casefile(...DEMO, 'whole');
    expect(stderr).toMatch(
      /^Case \w+-local-\w+ is here already, finished \d{4}-\d\d-\d\d \S+ UTC: .* of checkout-api, deployed by/,
    );
    expect(stderr).toMatch(/^To begin anew, pass another --out, or: casefile replay whole\/cases\//m);
    expect(stdout).toContain('Do first');
    expect(stdout).toContain('deployment of checkout-api → named');
    expect(code).toBe(0);
  });

  it('exits with 3 where the finished one names no cause', async () => {
    const args = ['demo', 'flapped-alarm', '--latency', 'none', '--out', 'flapped', '--json'];
    const [first, second] = [await casefile(...args), await casefile(...args)];
    expect([first.code, second.code]).toEqual([3, 3]);
    expect(Result.parse(JSON.parse(first.stdout))).toMatchObject({ state: 'finished', found: 'nothing' });
    expect(Result.parse(JSON.parse(second.stdout))).toMatchObject({ state: 'finished', found: 'finished' });
  });

  it('goes on with one that was killed, and asks nothing twice', async () => {
    await endedAt('round 2: asking', [...DEMO, 'killed'], 'SIGKILL');
    const [caseId = ''] = await readdir(join(folder, 'killed/cases'));
    const path = `killed/cases/${caseId}`;
    const called = await readFile(join(folder, path, 'calls/P1.1.json'), 'utf8');
    const before = await readdir(join(folder, path), { recursive: true });

    const replayed = await casefile('replay', path);
    expect(replayed.stderr).toContain(`Case ${caseId} was interrupted in round 2, before its first verdict.`);
    expect(replayed.stderr).toContain('with --out killed: it goes on there');
    expect(replayed.code).toBe(1);
    const asJson = await casefile('replay', path, '--json');
    expect(JSON.parse(asJson.stdout)).toMatchObject({ state: 'interrupted', round: 2, report: { k: 1 } });
    const shown = await casefile('show', path, '--json');
    expect(Refused.parse(JSON.parse(shown.stdout)).error.message).toContain('was interrupted in round 2');
    expect(await readdir(join(folder, path), { recursive: true })).toEqual(before);

    const { code, stdout, stderr } = await casefile(...DEMO, 'killed');
    expect(stderr).toMatch(/^Case \S+ was interrupted in round 2: it goes on there/);
    expect(stderr).not.toContain('round 1: asking');
    expect(stdout).toContain('Do first');
    expect(code).toBe(0);
    expect(await readFile(join(folder, path, 'calls/P1.1.json'), 'utf8')).toBe(called);
    await expectWhole('killed');
  }, 120_000);

  it('leaves the case to one of two that begin at once; the other says which process has it', async () => {
    const args = [...DEMO, 'both', '--json'];
    const two = [start(args), start(args)];
    const ran = await Promise.all(two.map((one) => one.ran));
    const codes = ran.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining([0, 1]));
    const at = codes.indexOf(1);
    const { error } = Refused.parse(JSON.parse(ran[at]?.stdout ?? ''));
    expect(error.code).toBe('CaseRunning');
    expect(error.message).toContain(`Process ${two[1 - at]?.child.pid} has been at work on this alarm since`);
    await expectWhole('both');
  });

  it('leaves alone what is made of something else, and says so', async () => {
    const { code, stdout, stderr } = await casefile(...DEMO, 'whole', '--fault', 'StartQuery=deny', '--json');
    const { error } = Refused.parse(JSON.parse(stdout));
    expect(error).toMatchObject({ code: 'CaseInTheWay' });
    expect(error.message).toMatch(/is here already, and was made of another scenario, .* --fault or --lag/);
    expect(error.hint).toContain('another --out');
    expect(stderr).toContain(error.message);
    expect(code).toBe(1);
  });
});

describe('--json', () => {
  it.each<[string, string[], string, number]>([
    ['a case that is not there', ['verify', 'nowhere', '--json'], 'CaseNotFound', 2],
    ['a report that is not there', ['show', 'nowhere', '--json'], 'CaseNotFound', 2],
    ['a folder that is no case', ['replay', '.', '--json'], 'CaseCorrupt', 1],
    ['an unknown option', ['demo', '--fast', '--json'], 'BadUsage', 2],
    ['a bad value', ['demo', '--seed', 'x', '--json'], 'BadUsage', 2],
    ['an argument that is missing', ['eval', '--json'], 'BadUsage', 2],
    ['a scenario that does not exist', ['demo', 'nothing', '--json'], 'ScenarioInvalid', 2],
    ['nothing to investigate', ['investigate', '--json'], 'BadUsage', 2],
  ])('is one object for %s', async (_name, args, code, exitCode) => {
    const ran = await casefile(...args);
    expect(Refused.parse(JSON.parse(ran.stdout)).error.code).toBe(code);
    expect(ran.code).toBe(exitCode);
  });
});

describe('on a Node that can’t run the sources', () => {
  // The process that it starts holds the same pipes: they close when both have ended.
  it('ends with the process that was started, however that ends', async () => {
    const { stderr } = await endedAt('listening on', ['mcp', 'lambda', '--http', '--port', '0'], 'SIGKILL', [
      AS_OLD_NODE,
    ]);
    expect(stderr).toContain('listening on');
  });

  it('passes signals on, and exits with 128 and their number', async () => {
    const { code } = await endedAt('round 1: asking', [...DEMO, 'signal'], 'SIGTERM', [AS_OLD_NODE]);
    expect(code).toBe(128 + 15);
  });
});
