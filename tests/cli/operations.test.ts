import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Served, serveScenario } from '../harness/served-scenario.ts';

const BIN = resolve('bin/casefile.js');
let account: Served;
let folder: string;

interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** In a folder of its own, with nothing of this machine's AWS configuration. */
function casefile(args: string[], env: Record<string, string> = account.env): Promise<Ran> {
  return new Promise((done) => {
    const own = { PATH: process.env['PATH'] ?? '', HOME: folder, AWS_EC2_METADATA_DISABLED: 'true' };
    const child = spawn(process.execPath, [BIN, ...args], { cwd: folder, env: { ...own, ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('close', (code) => done({ code, stdout, stderr }));
  });
}

async function withFaults<T>(faults: string[], run: (env: Record<string, string>) => Promise<T>): Promise<T> {
  const broken = await serveScenario('bad-deploy', ...faults.flatMap((fault) => ['--fault', fault]));
  try {
    return await run(broken.env);
  } finally {
    await broken.close();
  }
}

beforeAll(async () => {
  account = await serveScenario('composite-three', '--ago', '3m');
});
afterAll(() => account.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casefile-operations-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('casefile init', () => {
  it('says which alarms would start something and what a month of them costs, and writes a file that holds', async () => {
    const { code, stdout, stderr } = await casefile(['init']);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^Account 111122223333 \(simulated\) · eu-west-1 · role simulated-reader\n/);
    expect(stdout).toMatch(/\d alarms: \d would start an investigation, 0 would not\./);
    expect(stdout).toMatch(/The last 30 days would have started \d investigations?, for \$\d\.\d+ at most/);
    expect(code).toBe(0);
    expect(await readdir(folder)).toContain('casefile.yml');
    const checked = await casefile(['doctor', '--json']);
    expect(JSON.parse(checked.stdout)).toMatchObject({ ok: true });
  });

  it('replaces no file that is there, unless it is told to', async () => {
    const file = join(folder, 'mine.yml');
    await writeFile(file, 'channels: [terminal]\n');
    const refused = await casefile(['init', '--out', 'mine.yml']);
    expect(refused.stderr).toMatch(/mine\.yml is there already\.\n {2}Pass --force/);
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(await readFile(file, 'utf8')).toBe('channels: [terminal]\n');
    const forced = await casefile(['init', '--out', 'mine.yml', '--force', '--json']);
    expect(JSON.parse(forced.stdout)).toMatchObject({ account: '111122223333', moreAlarms: false });
    expect(await readFile(file, 'utf8')).toContain('written by `casefile init`');
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('goes on without the history, and stops without the alarms', () =>
    withFaults(['DescribeAlarmHistory=deny'], async (env) => {
      const { stdout, code } = await casefile(['init'], env);
      expect(stdout).toMatch(
        /can't be told: cloudwatch:DescribeAlarmHistory is not granted.*\n.*"Action":"cloudwatch:DescribeAlarmHistory"/,
      );
      expect(code).toBe(0);
      const nothing = await casefile(['init', '--out', 'none.yml'], { ...env, AWS_REGION: '' });
      expect(nothing.stderr).toMatch(/No AWS region is set/);
      expect(nothing.code).toBe(1);
      expect(await readdir(folder)).not.toContain('none.yml');
    }));
});

describe('casefile doctor', () => {
  it('finds nothing wrong with an account that can be read', async () => {
    const { stdout, code } = await casefile(['doctor']);
    expect(stdout).toMatch(
      /✓ access +Account 111122223333 \(simulated\), eu-west-1, as role simulated-reader/,
    );
    expect(stdout).toMatch(/✓ cloudwatch server +12 read rights are granted/);
    expect(stdout).toMatch(/· AWS Health +The account's support plan does not include/);
    expect(stdout).toMatch(/8 checks\. All is well\.\n$/);
    expect(code).toBe(0);
  });

  it('names each right that is missing, with one statement that grants them', () =>
    withFaults(['LookupEvents=deny', 'DescribeStackEvents=deny'], async (env) => {
      const { stdout, code } = await casefile(['doctor'], env);
      expect(stdout).toMatch(
        /✗ cloudformation server +cloudformation:DescribeStackEvents, cloudtrail:LookupEvents are not granted/,
      );
      expect(stdout).toContain(
        '{"Effect":"Allow","Action":["cloudformation:DescribeStackEvents","cloudtrail:LookupEvents"],"Resource":"*"}',
      );
      expect(stdout).toMatch(/✓ lambda server/);
      expect(code).toBe(1);
    }));

  it('says so if there is no region, and looks no further', async () => {
    const { stdout, code } = await casefile(['doctor'], { ...account.env, AWS_REGION: '' });
    expect(stdout).toMatch(/✗ access +No AWS region is set\.\n +Pass --region, set AWS_REGION/);
    expect(stdout).toMatch(/1 failed\. Without access nothing else can be checked\.\n$/);
    expect(code).toBe(1);
  });

  it('says so if the credentials have expired', () =>
    withFaults(['GetCallerIdentity=expired'], async (env) => {
      const { stdout, code } = await casefile(['doctor'], env);
      expect(stdout).toMatch(/✗ access +The credentials have expired\.\n +Get new ones/);
      expect(code).toBe(1);
    }));

  describe('of a model, tells apart', () => {
    beforeEach(() =>
      writeFile(
        join(folder, 'casefile.yml'),
        'model: { use: converse, id: eu.anthropic.claude-sonnet-4-5-20250929-v1:0 }\n',
      ),
    );
    const checked = async (env: Record<string, string>) => {
      const { stdout, code } = await casefile(['doctor'], env);
      return { code, line: stdout.slice(stdout.indexOf('model  ')).replace(/\s+/g, ' ') };
    };

    it('that it answers', async () => {
      const { code, line } = await checked(account.env);
      expect(line).toMatch(/^model eu\.anthropic.* answers in eu-west-1 \(asked for one token/);
      expect(code).toBe(0);
    });

    it('that it may not be used', () =>
      withFaults(['Converse=deny'], async (env) => {
        const { code, line } = await checked(env);
        expect(line).toMatch(/may not use eu\.anthropic.*"Action":"bedrock:InvokeModel"/);
        expect(code).toBe(1);
      }));

    it('that it is throttled, which is no failure', () =>
      withFaults(['Converse=throttle'], async (env) => {
        const { code, line } = await checked(env);
        expect(line).toMatch(/is throttled just now/);
        expect(code).toBe(0);
      }));

    it('that it is not to be had in the region', async () => {
      await writeFile(
        join(folder, 'casefile.yml'),
        'model: { use: converse, id: us.amazon.nova-pro-v1:0 }\n',
      );
      const { code, line } = await checked(account.env);
      expect(line).toMatch(
        /us\.amazon\.nova-pro-v1:0 is not to be had in eu-west-1.*list-inference-profiles/,
      );
      expect(code).toBe(1);
    });
  });

  it('waits for nothing that does not answer', () =>
    withFaults(['LookupEvents=hang'], async (env) => {
      const { stdout, code } = await casefile(['doctor'], env);
      expect(stdout).toMatch(
        /\? cloudformation server +Not found out: cloudtrail:LookupEvents \(no answer\)\./,
      );
      expect(stdout).toMatch(/1 could not be made/);
      expect(code).toBe(0);
    }));

  it('says what does not hold in casefile.yml, and that a stage or a variable is not there', async () => {
    await writeFile(join(folder, 'casefile.yml'), 'chanels: [terminal]\n');
    const { stdout, code } = await casefile(['doctor', '--stage', 'nope']);
    expect(stdout).toMatch(/✗ configuration +casefile\.yml: .*chanels/);
    expect(stdout).toMatch(/✗ stack +There is no stack casefile-nope.*\n +Deploy it with/);
    expect(code).toBe(1);
    await writeFile(join(folder, 'casefile.yml'), 'slack: { webhookVariable: HOOK }\n');
    const unset = await casefile(['doctor']);
    expect(unset.stdout).toMatch(/✗ slack +HOOK is not set\./);
    const secret = 'https://hooks.slack.com/services/T0/B0/very-secret';
    const set = await casefile(['doctor'], { ...account.env, HOOK: secret });
    expect(set.stdout).toMatch(/✓ slack/);
    expect(set.stdout).not.toContain('very-secret');
  });
});

describe('without a deployed stage', () => {
  it.each([
    ['send-test-alarm', ['--function', 'checkout-api']],
    ['redeliver', []],
  ])('%s says that there is none', async (command, args) => {
    const { code, stdout, stderr } = await casefile([command, '--stage', 'nope', ...args]);
    expect(stderr).toMatch(/There is no stack casefile-nope in this account and region/);
    expect([code, stdout]).toEqual([2, '']);
  });
});
