import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod';

const BIN = resolve('bin/casefile.js');
const BAD_DEPLOY = resolve('scenarios/bad-deploy.yaml');
const CACHE = resolve('tests/fixtures/scenarios/cache-failover.yaml');
const BROKEN = resolve('tests/fixtures/broken-scenarios');
let folder: string;

interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

function casefile(...args: string[]): Promise<Ran> {
  return new Promise((done) => {
    const env = { ...process.env, FORCE_COLOR: undefined };
    const child = spawn(process.execPath, [BIN, 'scenario', ...args], { cwd: folder, env });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdin.end();
    child.once('close', (code) => done({ code, stdout, stderr }));
  });
}

/** bad-deploy with something else in it, as a file. */
async function changed(name: string, ...replacements: [from: string, to: string][]): Promise<string> {
  const text = await readFile(BAD_DEPLOY, 'utf8');
  for (const [from] of replacements) expect(text).toContain(from);
  await writeFile(
    join(folder, name),
    replacements.reduce((all, [from, to]) => all.replace(from, to), text),
  );
  return name;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casefile-scenario-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const LINES = `{ message: '{id} {"customer":"{custmer}"} {}', perMinute: 1, values: { customer: { a: 1 } } }`;

describe('casefile scenario check', () => {
  it('finds nothing wrong with the scenarios of the package', async () => {
    const { code, stdout } = await casefile('check', resolve('scenarios'));
    const lines = stdout.trimEnd().split('\n');
    expect(lines.pop()).toMatch(/^\d+ files checked, 0 broken: 0 problems, 0 warnings$/);
    for (const line of lines) {
      expect(line).toMatch(
        /\.yaml {2}a play makes about [\d.]+k? invocations, [\d.]+k? log lines, \d+ MB in \d+ s$/,
      );
    }
    expect(code).toBe(0);
  });

  it('says every problem as file:line:column  path: message, and exits with 2', async () => {
    const { code, stdout, stderr } = await casefile('check', BROKEN, CACHE);
    const lines = stdout.trim().split('\n');
    for (const line of lines.slice(0, -1))
      expect(line).toMatch(/\/[\w-]+\.yaml(?::\d+:\d+ {2}\S| {2}a play makes )/);
    expect(stdout).toContain(
      'unknown-key.yaml:11:5  functions.orders-api.durationMS: there is no key durationMS here; did you mean durationMs?\n',
    );
    expect(lines.at(-1)).toBe('31 files checked, 30 broken: 30 problems, 0 warnings');
    expect(`${stdout}${stderr}`).not.toMatch(/\u001B\[|Invalid input|\n\s+at /);
    expect(code).toBe(2);
  });

  it.each<[string, [string, string][], RegExp]>([
    [
      'an alarm that never goes off, and how far it was from it',
      [['threshold: 5', 'threshold: 500']],
      /quiet\.yaml:\d+:5 {2}warning: alarms\.0: alarm checkout-api-errors stays OK: highest value \d+\.0, threshold 500, 2 datapoints needed\n/,
    ],
    [
      'an alarm on a metric that nothing writes',
      [['FunctionName: checkout-api }', 'FunctionName: checkout }']],
      /stays OK: nothing writes AWS\/Lambda Errors \{"FunctionName":"checkout"\}; there is one of \{"FunctionName":"checkout-api"\}\n/,
    ],
    [
      'an onset after the alarm',
      [['onset: 98m', 'onset: 120m']],
      /warning: truth\.onset: it lies after the alarm, which goes off at 100m/,
    ],
    [
      'a fault that is not marked',
      [['    fault: true\n', '']],
      /warning: truth\.cause: the alarm goes off at 100m\S* also without the fault: mark what is wrong with `fault: true`/,
    ],
    [
      'a resource that occurs nowhere',
      [['kind: deployment, resource: checkout-api', 'kind: deployment, resource: basket-api']],
      /warning: truth\.cause\.resource: basket-api occurs nowhere else in the file/,
    ],
    [
      'another answer whose resource occurs nowhere',
      [['onset: 98m', 'onset: 98m\n  accept: [{ kind: deployment, resource: chekout }]']],
      /warning: truth\.accept\.0\.resource: chekout occurs nowhere else in the file/,
    ],
    [
      'a stack that only one resource names, and that was probably misspelt',
      [['alarms:\n', 'resources: { pool: { type: AWS::RDS::DBInstance, stack: shop-chekout } }\nalarms:\n']],
      /quiet\.yaml:\d+:\d+ {2}warning: resources\.pool\.stack: nothing else is in stack shop-chekout; did you mean shop-checkout\?/,
    ],
    [
      'a rule for an operation that there is not',
      [['alarms:\n', 'aws: [{ operation: GetMetricDatum, does: garbage }]\nalarms:\n']],
      /warning: aws\.0\.operation: there is no operation GetMetricDatum; did you mean GetMetricData\?/,
    ],
    [
      'a placeholder that nothing fills, and of no other braces',
      [['alarms:\n', `logGroups: { /shop: { lines: [${LINES}] } }\nalarms:\n`]],
      /warning: logGroups\.\/shop\.lines\.0\.message: nothing fills \{custmer\}; did you mean \{customer\}\?\n.*\n.*1 warning\n$/,
    ],
  ])('warns of %s, and exits with 0', async (_name, replacements, message) => {
    const { code, stdout } = await casefile('check', await changed('quiet.yaml', ...replacements));
    expect(stdout).toMatch(message);
    expect(code).toBe(0);
  });

  it('refuses a series that a macro writes too, since only one of them would be seen', async () => {
    const series = `series:
  - namespace: AWS/Lambda
    name: Errors
    dimensions: { FunctionName: checkout-api }
    total: 3
`;
    const file = await changed('overlap.yaml', ['alarms:\n', `${series}alarms:\n`]);
    const { code, stdout } = await casefile('check', file);
    expect(stdout).toMatch(
      /^overlap\.yaml:\d+:5 {2}series\.0: a macro writes AWS\/Lambda Errors \{"FunctionName":"checkout-api"\} too: .*\n1 file checked, 1 broken: 1 problem/,
    );
    expect(code).toBe(2);
  });

  it('prints data with --json', async () => {
    const { code, stdout } = await casefile('check', '--json', CACHE, join(BROKEN, 'bad-offset.yaml'));
    expect(JSON.parse(stdout)).toEqual({
      counts: { files: 2, broken: 1, problems: 1, warnings: 0 },
      files: [
        {
          file: CACHE,
          problems: [],
          warnings: [],
          cost: {
            invocations: 0,
            logLines: expect.any(Number),
            megabytes: expect.any(Number),
            seconds: expect.any(Number),
          },
        },
        expect.objectContaining({
          problems: [expect.objectContaining({ line: 14, column: 5, path: 'timeline.0.at' })],
        }),
      ],
    });
    expect(code).toBe(2);
  });

  it('says if there is nothing to check', async () => {
    await mkdir(join(folder, 'empty'), { recursive: true });
    for (const [path, message] of [
      ['no.yaml', 'There is no file or folder no.yaml.'],
      ['empty', 'The folder empty has no scenarios.'],
    ] as const) {
      const { code, stdout, stderr } = await casefile('check', path);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(message);
    }
  });
});

describe('casefile scenario show', () => {
  it('draws topology, timeline, series and lines, a hundred columns wide and without the truth', async () => {
    const { code, stdout } = await casefile('show', BAD_DEPLOY);
    expect(stdout).toMatch(
      / 97m {6}macro {3}deploy checkout-api \(build 1142\) by ShopDeploy\/pipeline through stack;/,
    );
    expect(stdout).toMatch(/ 100m12s {2}alarm {3}checkout-api-errors ALARM \[\d+, \d+\]/);
    expect(stdout).toMatch(/!Errors Sum +▁+[▁-█]*█[▁-█]* {2}min 0 {2}max \d+ {2}last \d+/);
    expect(stdout).toMatch(/only from 97m on\n +\d+ × ERROR Invoke Error .*TypeError/);
    expect(stdout).not.toMatch(/fault|Truth|\u001B\[/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    expect(code).toBe(0);
  });

  it('shows changes, Health and series of any service, and the truth if asked', async () => {
    const { stdout } = await casefile('show', CACHE, '--truth', '--all');
    for (const part of [
      /resource +shop-sessions +AWS::ElastiCache::ReplicationGroup, stack shop-data/,
      /change +AWS::ECS::Service shop-web: TaskDefinition = "shop-web:118";/,
      /health +ELASTICACHE AWS_ELASTICACHE_OPERATIONAL_ISSUE until 112m {2}← fault/,
      /AWS\/ElastiCache CacheClusterId=shop-sessions-002\n +IsMaster Average +▁+█+ {2}min 0 {2}max 1 {2}last 1/,
      /RequestCount Sum/,
      /ERROR session store: READONLY/,
      /Truth\n {2}cause {6}service-event of shop-sessions\n {2}trigger {4}the primary .*\n {2}onset {6}100m\n/,
    ]) {
      expect(stdout).toMatch(part);
    }
  });

  it('shows all of the truth, whichever it is', async () => {
    const trigger = 'the pipeline took '.repeat(12).trim();
    const cause = `{ kind: other, resource: checkout-api, trigger: ${trigger}, mechanism: a loop }`;
    const accept = '[{ kind: deployment, resource: checkout-api }, { kind: traffic, resource: orders }]';
    const others = 'accept deployment of checkout-api traffic of orders';
    const truths: [truth: string, shown: string][] = [
      [
        `{ cause: ${cause}, onset: 98m, accept: ${accept} }`,
        `cause other of checkout-api trigger ${trigger} mechanism a loop onset 98m ${others}`,
      ],
      ['{ cannotBeKnown: nobody looked }', 'cannot be known: nobody looked'],
      ['{ nothingWrong: true }', 'nothing is wrong'],
    ];
    const text = await readFile(BAD_DEPLOY, 'utf8');
    for (const [truth, shown] of truths) {
      await writeFile(join(folder, 'truth.yaml'), text.replace(/^truth:[\s\S]*/m, `truth: ${truth}\n`));
      const { stdout } = await casefile('show', 'truth.yaml', '--truth');
      expect(/\nTruth\n([\s\S]*)/.exec(stdout)?.[1]?.replace(/\s+/g, ' ').trim()).toBe(shown);
    }
  });

  it('prints the same as data', async () => {
    const View = z.looseObject({
      alarm: z.object({ name: z.literal('checkout-api-errors'), offsetMs: z.number() }),
      series: z.array(z.looseObject({ name: z.string(), values: z.array(z.number().nullable()) })),
      logs: z.array(z.looseObject({ onlyAfter: z.array(z.looseObject({ line: z.string() })) })),
    });
    const { stdout } = await casefile('show', BAD_DEPLOY, '--json');
    const view = View.parse(JSON.parse(stdout));
    expect(view.series[0]).toMatchObject({ name: 'Errors', alarms: ['checkout-api-errors'] });
    expect(view.series[0]?.values).toHaveLength(140);
    expect(view.logs[0]?.onlyAfter[0]?.line).toContain('TypeError');
    expect(view).not.toHaveProperty('truth');
    expect(stdout).not.toContain('"fault": true');
  });

  it.each([
    [
      'a file that is broken',
      join(BROKEN, 'bad-offset.yaml'),
      /bad-offset\.yaml:14: timeline\.0\.at: a time looks like/,
    ],
    ['a file that is not there', 'no.yaml', /The file no\.yaml can't be read/],
  ])('says what is wrong with %s', async (_name, file, message) => {
    const { code, stdout, stderr } = await casefile('show', file);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(2);
  });
});

describe('casefile scenario schema', () => {
  it('prints the schema that is kept beside the scenarios', async () => {
    const { stdout } = await casefile('schema');
    expect(stdout).toBe(await readFile(resolve('scenarios/scenario.schema.json'), 'utf8'));
  });
});
