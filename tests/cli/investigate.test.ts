import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Served, serveScenario } from '../harness/served-scenario.ts';

const BIN = resolve('bin/casefile.js');
let folder: string;
let account: Served;

interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** With nothing of this machine's AWS configuration. Killed when stderr says `until`. */
function casefile(
  args: string[],
  env: Record<string, string> = account.env,
  input = '',
  until?: string,
): Promise<Ran> {
  return new Promise((done) => {
    const own = { PATH: process.env['PATH'] ?? '', HOME: folder, AWS_EC2_METADATA_DISABLED: 'true' };
    const child = spawn(process.execPath, [BIN, ...args], { cwd: folder, env: { ...own, ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      if (until !== undefined && stderr.includes(until)) child.kill('SIGKILL');
    });
    child.stdin.end(input);
    child.once('close', (code) => done({ code, stdout, stderr }));
  });
}

const investigate = (...args: string[]) => casefile(['investigate', ...args]);
const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(account.env).filter(([name]) => !names.includes(name)));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casefile-account-'));
  account = await serveScenario('bad-deploy', '--ago', '3m');
});
afterAll(async () => {
  await account.close();
  await rm(folder, { recursive: true, force: true });
});

describe('casefile investigate', () => {
  it('names account, alias, region, role and the most it can cost before it asks anything', async () => {
    const { code, stdout, stderr } = await investigate('--alarm', 'checkout-api-errors');
    expect(stderr.split('\n')[0]).toBe(
      'Account 111122223333 (simulated) · eu-west-1 · role simulated-reader · reads only · costs at most $0.400',
    );
    expect(stdout).toContain('Version 42 of checkout-api');
    expect(stderr).toMatch(/CloudTrail may tell more at .* run it again then, or wait with --settle/);
    expect(stderr).toMatch(/\d+ calls in .* s, less than \$0\.001\. Case: casefile-cases/);
    expect(code).toBe(0);
  });

  it('shows the case of the alarm that is in the folder already, and says how to look again', async () => {
    const args = ['--alarm', 'checkout-api-errors', '--out', 'twice'];
    expect((await investigate(...args)).code).toBe(0);
    const { code, stdout, stderr } = await investigate(...args);
    expect(stderr).toMatch(/^Case \S+ is here already, finished .* UTC: .* of checkout-api/m);
    expect(stderr).toMatch(
      /To begin anew, pass another --out, or: casefile replay twice\/cases\/\S+ --fresh\./,
    );
    expect(stderr).toContain('To wait for what CloudTrail tells late, add --settle.');
    expect(stderr).not.toContain('asking');
    expect(stdout).toContain('Do first');
    expect(code).toBe(0);
    const asJson = await investigate(...args, '--json');
    expect(JSON.parse(asJson.stdout)).toMatchObject({
      state: 'finished',
      found: 'finished',
      report: { k: 1 },
    });
    expect(asJson.code).toBe(0);
  });

  it('goes on with a case that was interrupted', async () => {
    const args = ['investigate', '--alarm', 'checkout-api-errors', '--out', 'killed'];
    await casefile(args, account.env, '', 'round 2: asking');
    const { code, stdout, stderr } = await casefile(args);
    expect(stderr).toMatch(/^Case \S+ was interrupted in round 2: it goes on there/m);
    expect(stderr).not.toContain('round 1: asking');
    expect(stdout).toContain('Do first');
    expect(code).toBe(0);
    const [caseId = ''] = await readdir(join(folder, 'killed/cases'));
    expect((await casefile(['verify', `killed/cases/${caseId}`])).code).toBe(0);
  });

  it('says in JSON, too, that there is nothing to investigate', async () => {
    const at = new Date().toISOString();
    const ok = { source: 'aws.cloudwatch', 'detail-type': 'CloudWatch Alarm State Change' };
    const detail = {
      alarmName: 'none',
      state: { value: 'OK', timestamp: at },
      configuration: { metrics: [] },
    };
    const arn = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:none';
    const place = { account: '111122223333', region: 'eu-west-1', time: at, resources: [arn] };
    const event = JSON.stringify({ version: '0', id: 'ok-1', ...ok, ...place, detail });
    const { code, stdout } = await casefile(['investigate', '--event', '-', '--json'], account.env, event);
    expect(JSON.parse(stdout)).toMatchObject({ decision: 'stop', reason: 'no-open-case' });
    expect(code).toBe(0);
  });

  it('paints its lines where there are colours, and leaves no half of a code', async () => {
    const { stderr } = await casefile(['investigate', '--alarm', 'checkout-api-errors'], {
      ...account.env,
      FORCE_COLOR: '1',
    });
    expect(stderr.split('\n')[0]).toMatch(/^\u001B\[1mAccount 111122223333 .*\u001B\[22m$/);
  });

  it.each([
    ['a function', ['--function', 'checkout-api']],
    [
      'a function by its ARN',
      ['--function', 'arn:aws:lambda:eu-west-1:111122223333:function:checkout-api:live'],
    ],
    ['a stack', ['--stack', 'shop-checkout', '--since', '10m']],
    ['a log group', ['--log-group', '/shop/checkout-api']],
  ])('looks into %s, and says that no alarm did', async (_name, args) => {
    const { stdout, code } = await investigate(...args);
    expect(stdout).toContain('Asked for by hand: no alarm started this.');
    expect(stdout).toContain('The incident is about function checkout-api, which is what was asked about.');
    expect(stdout).toContain('Version 42 of checkout-api');
    expect(stdout).not.toMatch(/alarms\.(describe|history)/);
    expect(code).toBe(0);
  });

  it('takes an event from stdin', async () => {
    const at = new Date().toISOString();
    const event = {
      version: '0',
      id: 'e-1',
      'detail-type': 'CloudWatch Alarm State Change',
      source: 'aws.cloudwatch',
      account: '111122223333',
      region: 'eu-west-1',
      time: at,
      resources: ['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout-api-errors'],
      detail: {
        alarmName: 'checkout-api-errors',
        state: { value: 'ALARM', timestamp: at },
        configuration: {
          metrics: [
            {
              id: 'm1',
              metricStat: {
                metric: {
                  namespace: 'AWS/Lambda',
                  name: 'Errors',
                  dimensions: { FunctionName: 'checkout-api' },
                },
                period: 60,
                stat: 'Sum',
              },
              returnData: true,
            },
          ],
        },
      },
    };
    const run = (one: object) =>
      casefile(['investigate', '--event', '-', '--json'], account.env, JSON.stringify(one));
    const { stdout, code } = await run(event);
    expect(JSON.parse(stdout)).toMatchObject({ key: { top: { kind: 'deployment' } }, report: { k: 1 } });
    expect(code).toBe(0);
    const elsewhere = await run({ ...event, account: '999999999999' });
    expect(elsewhere.stderr).toMatch(
      /The event is of account 999999999999; these credentials are of 111122223333/,
    );
    expect(elsewhere.code).toBe(2);
  });

  it('looks at what was so at the time that it is told, not at what came later', async () => {
    const { stdout, code } = await investigate('--function', 'checkout-api', '--at', '30m');
    expect(stdout).toContain('No cause is named');
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /changed since, so what it was is not known \(the configuration was changed at/,
    );
    expect(stdout).not.toContain('Version 42');
    expect(code).toBe(3);
  });

  it('says what is not there', async () => {
    for (const [args, message] of [
      [['--function', 'nope'], /There is no function nope in account 111122223333, region eu-west-1/],
      [['--queue', 'nope'], /There is no queue nope/],
      [['--stack', 'nope'], /There is no stack nope/],
      [['--alarm', 'nope'], /There is no alarm nope/],
      [['--log-group', '/nope'], /No Lambda function writes to log group \/nope/],
      [[], /What is to be investigated\?/],
      [['--function', 'a', '--queue', 'b'], /Name one thing only/],
    ] as [string[], RegExp][]) {
      const { stderr, stdout, code } = await investigate(...args);
      expect(stderr).toMatch(message);
      expect([stdout, code]).toEqual(['', 2]);
    }
  });
});

describe('casefile alarms', () => {
  it('lists what is in ALARM', async () => {
    const { stdout, code } = await casefile(['alarms']);
    expect(stdout).toMatch(
      /In ALARM in account 111122223333 \(simulated\), eu-west-1:\n {2}1 {2}checkout-api-errors {2}for/,
    );
    expect(code).toBe(0);
  });
});

describe('without access, casefile says what mends it:', () => {
  const alarm = ['investigate', '--alarm', 'checkout-api-errors'];
  const KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];

  async function expectRefused(
    env: Record<string, string>,
    message: RegExp,
    hint: RegExp,
    args: string[] = [],
  ) {
    const { stderr, stdout, code } = await casefile([...alarm, ...args], env);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(hint);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect([stdout, code]).toEqual(['', 1]);
  }

  async function withConfig(text: string): Promise<Record<string, string>> {
    await mkdir(join(folder, '.aws', 'sso', 'cache'), { recursive: true });
    await writeFile(join(folder, '.aws', 'config'), text);
    return without(...KEYS);
  }

  it('no region', () =>
    expectRefused(without('AWS_REGION'), /No AWS region is set/, /--region.*aws configure set region/));

  it('no credentials', () =>
    expectRefused(without(...KEYS), /No AWS credentials were found/, /aws configure sso/));

  it('an SSO session that has expired', async () => {
    const env = await withConfig(
      '[profile work]\nsso_session = s\nsso_account_id = 111122223333\nsso_role_name = Reader\nregion = eu-west-1\n[sso-session s]\nsso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\n',
    );
    await expectRefused(env, /The SSO session of profile work has expired/, /aws sso login --profile work/, [
      '--profile',
      'work',
    ]);
  });

  it('a role that wants an MFA code where nobody can be asked', async () => {
    const env = await withConfig(
      '[profile admin]\nrole_arn = arn:aws:iam::111122223333:role/Admin\nsource_profile = base\nmfa_serial = arn:aws:iam::111122223333:mfa/jo\nregion = eu-west-1\n[profile base]\naws_access_key_id = AKIDSIMULATED\naws_secret_access_key = simulated\n',
    );
    await expectRefused(env, /asks for an MFA code/, /aws configure export-credentials --profile admin/, [
      '--profile',
      'admin',
    ]);
  });

  it('a profile that does not exist', () =>
    expectRefused(without(...KEYS), /Profile nope gives no credentials/, /aws configure list-profiles/, [
      '--profile',
      'nope',
    ]));

  it('a network that leads nowhere', () =>
    expectRefused(
      { ...account.env, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
      /AWS can't be reached/,
      /the spelling of the region/,
    ));

  it('a token that has expired', async () => {
    const expired = await serveScenario('bad-deploy', '--fault', 'GetCallerIdentity=expired');
    try {
      await expectRefused(expired.env, /The credentials have expired/, /AWS_SESSION_TOKEN/);
    } finally {
      await expired.close();
    }
  });

  it('rights that are missing: of the alarm it is an error, of evidence a gap with the policy line', async () => {
    const denied = await serveScenario('bad-deploy', '--fault', 'DescribeAlarms=deny');
    try {
      await expectRefused(
        denied.env,
        /cloudwatch:DescribeAlarms is not granted/,
        /"Action":"cloudwatch:DescribeAlarms","Resource":"\*"/,
      );
    } finally {
      await denied.close();
    }
    const half = await serveScenario(
      'bad-deploy',
      '--fault',
      'LookupEvents=deny',
      '--fault',
      'ListAliases=deny',
    );
    try {
      const { stderr, stdout, code } = await casefile(alarm, half.env);
      expect(stdout).toContain('Version 42 of checkout-api');
      expect(stderr).toMatch(
        /add to the role's policy: \{"Effect":"Allow","Action":.*"cloudtrail:LookupEvents"/,
      );
      expect(code).toBe(0);
    } finally {
      await half.close();
    }
  });
});
