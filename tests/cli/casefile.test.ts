import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const BIN = resolve('bin/casefile.js');
let folder: string;
let caseFolder: string;

interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

function casefile(args: string[], env: Record<string, string> = {}): Promise<Ran> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [BIN, ...args], { cwd: folder, env: { ...process.env, ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdin.end();
    child.once('close', (code) => done({ code, stdout, stderr }));
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casefile-cli-'));
  const { stdout } = await casefile(['demo', '--latency', 'none', '--json', '--out', 'run']);
  caseFolder = (JSON.parse(stdout) as { folder: string }).folder;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** One line that says what is wrong, one that says what to do, no stack trace. */
function expectClear({ code, stdout, stderr }: Ran, exitCode: number, message: RegExp): void {
  expect(stderr).toMatch(message);
  expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(3);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(stdout).toBe('');
  expect(code).toBe(exitCode);
}

describe('casefile', () => {
  it.each([
    [
      'an operation that there is not',
      'StartQury=deny',
      /no operation StartQury\.[\s\S]*Did you mean StartQuery\?/,
    ],
    ['a kind that there is not', 'StartQuery=garbge', /Did you mean StartQuery=garbage\?/],
    ['a kind that only models know', 'StartQuery=lies', /StartQuery can: deny, throttle, .*nulls\./],
  ])('refuses a fault of %s, and says which was meant', async (_what, fault, message) => {
    expectClear(await casefile(['demo', '--fault', fault]), 2, message);
    expectClear(await casefile(['scenario', 'serve', '--fault', fault]), 2, message);
  });

  it('investigates with a server over stdio, one over HTTP and one in process, and exits with 0', async () => {
    const { code, stdout, stderr } = await casefile(['demo', '--latency', 'none', '--out', 'plain']);
    expect(code).toBe(0);
    expect(stdout).toContain('Version 42 of checkout-api');
    expect(stdout).toContain('deployment of checkout-api → named');
    expect(stderr).toContain(
      'round 1: asking lambda for account.limits, function.config, function.versions, function.triggers',
    );
    expect(stderr).toContain('round 1: asking external for documents.retrieve');
    expect(`${stdout}${stderr}`).not.toContain('\u001B[');
  });

  it('exits with 3 when there is not enough evidence', async () => {
    expect((await casefile(['demo', 'flapped-alarm', '--latency', 'none', '--json'])).code).toBe(3);
  });

  it('lists the scenarios', async () => {
    const { stdout } = await casefile(['demo', '--list']);
    expect(stdout).toMatch(/^bad-deploy +A deployment publishes a version that throws$/m);
  });

  it('shows, verifies and replays a case', async () => {
    expect((await casefile(['show', caseFolder])).stdout).toContain('Do first');
    expect((await casefile(['show', caseFolder, '--calls'])).stdout).toMatch(
      /P1\.1 +cloudwatch +describe_alarms/,
    );
    expect(await casefile(['verify', caseFolder])).toMatchObject({ code: 0 });
    expect((await casefile(['replay', caseFolder])).stdout).toContain('replays exactly');
  });

  it('verifies what is left of a case, and says in JSON too whether it was interrupted or tampered with', async () => {
    const copy = join(folder, 'part-of-a-case');
    await cp(caseFolder, copy, { recursive: true });
    await rm(join(copy, 'manifest.json'));
    const interrupted = await casefile(['verify', copy]);
    expect(interrupted).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/was interrupted, or is still/),
    });
    expect(JSON.parse((await casefile(['verify', copy, '--json'])).stdout)).toMatchObject({
      ok: false,
      state: 'interrupted',
      failures: [],
      missing: ['manifest.json'],
    });
    await writeFile(join(copy, 'calls/P1.1.json'), '{"v": 1,');
    const broken = await casefile(['verify', copy]);
    expect(broken).toMatchObject({ code: 1, stderr: '' });
    expect(broken.stdout).toMatch(/✖ calls\/P1\.1\.json is not JSON\.\n[^]*does not hold: /);
  });
});

describe('bad input', () => {
  it.each<[string, string[], number, RegExp]>([
    ['an unknown command', ['examine'], 2, /unknown command 'examine'/],
    ['an unknown flag', ['demo', '--fast'], 2, /unknown option '--fast'/],
    ['a flag with a bad value', ['demo', '--seed', 'x'], 2, /--seed.*must be a whole number/],
    ['an unknown scenario', ['demo', 'nothing'], 2, /There is no scenario nothing/],
    ['an event file that is not there', ['demo', '--event', 'no.json'], 2, /no\.json can't be read/],
    ['an event file that is not JSON', ['demo', '--event', 'text.txt'], 2, /text\.txt is not JSON/],
    ['an event that is none', ['demo', '--event', 'other.json'], 2, /not a CloudWatch alarm event/],
    ['a configuration with an unknown key', ['demo', '--config', 'bad.yml'], 2, /bad\.yml: .*servres/],
    ['a case that is not there', ['verify', 'nowhere'], 2, /There is no case at nowhere/],
    ['a folder that is no case', ['replay', '.'], 1, /no readable event\.json/],
    ['a case with a broken record', ['replay', 'broken'], 1, /calls\/P1\.1\.json is not JSON/],
    ['a report that does not exist', ['show', 'run-case', '--report', '9'], 2, /has no report 9/],
    ['an unknown MCP server', ['mcp', 'dynamodb'], 2, /There is no MCP server dynamodb/],
  ])('%s', async (_name, args, code, message) => {
    await writeFile(join(folder, 'text.txt'), 'hello');
    await writeFile(join(folder, 'other.json'), '{"source": "aws.ec2"}');
    await writeFile(join(folder, 'bad.yml'), 'servres: {}\n');
    await cp(caseFolder, join(folder, 'run-case'), { recursive: true });
    await cp(caseFolder, join(folder, 'broken'), { recursive: true });
    await writeFile(join(folder, 'broken/calls/P1.1.json'), '{"v": 1,');
    const before = await readdir(folder);
    expectClear(await casefile(args), code, message);
    expect(await readdir(folder)).toEqual(before);
  });

  it('a port that is in use', async () => {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    const port = String(typeof address === 'object' ? address?.port : 0);
    expectClear(await casefile(['mcp', 'lambda', '--http', '--port', port]), 1, /Port \d+ is in use/);
    server.close();
  });

  it('a folder that can’t be written', async () => {
    await writeFile(join(folder, 'a-file'), '');
    const ran = await casefile(['demo', '--latency', 'none', '--out', 'a-file/run']);
    expectClear(ran, 2, /Nothing can be written to .*a-file/);
  });

  it('a server command that does not start is said in the report', async () => {
    await mkdir(join(folder, 'conf'), { recursive: true });
    await writeFile(
      join(folder, 'conf/casefile.yml'),
      'servers:\n  cloudwatch: { transport: in-process }\n  cloudformation: { transport: in-process }\n  lambda: { transport: stdio, command: no-such-command }\n',
    );
    const args = ['demo', '--latency', 'none', '--config', 'conf/casefile.yml', '--out', 'no-lambda'];
    const { code, stdout } = await casefile(args);
    expect(stdout.replace(/\s+/g, ' ')).toContain('spawn no-such-command ENOENT');
    expect(code).toBe(0);
  });
});
