import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const BIN = resolve('bin/casefile.js');
const EVENT = resolve('tests/fixtures/events/single-metric.json');
let folder: string;

interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

function run(command: string, args: string[], env: Record<string, string> = {}): Promise<Ran> {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: folder, env: { ...process.env, ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdin.end();
    child.once('close', (code) => done({ code, stdout, stderr }));
  });
}
const casefile = (args: string[], env: Record<string, string> = {}) =>
  run(process.execPath, [BIN, ...args], env);

/** One line that says what is wrong, one that says what to do, and nothing else. */
function expectRefused({ code, stdout, stderr }: Ran, exitCode: number, message: RegExp): void {
  expect(stderr).toMatch(message);
  expect(stderr.trim().split('\n')).toHaveLength(2);
  expect(stderr).not.toMatch(/call stack|bug in Casefile/);
  expect(stdout).toBe('');
  expect(code).toBe(exitCode);
}

const DEEP = '['.repeat(10_000) + ']'.repeat(10_000);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casefile-limits-'));
  const event = (await readFile(EVENT, 'utf8')).trim();
  const aliases = 'bcdefghij'.split('').map((name, i) => {
    const before = Array(9).fill(`*${'abcdefghij'[i]}`);
    return `${name}: &${name} [${before.join(', ')}]`;
  });
  const server = (url: string) =>
    `servers: { a: { transport: http, url: '${url}', capabilities: [metrics.range] } }\n`;
  const files: Record<string, string> = {
    'deep.json': `${event.slice(0, -1)}, "more": ${DEEP}}`,
    'open.json': '['.repeat(100_000),
    'long.json': `${event.slice(0, -1)}, "more": "${'x'.repeat(2_000_000)}"}`,
    'large.yml': `${'# nothing\n'.repeat(200_000)}budget: { calls: 10 }\n`,
    'deep.yml': `targets: ${'['.repeat(5_000)}${']'.repeat(5_000)}\n`,
    'rather-deep.yml': `targets: ${'['.repeat(40)}${']'.repeat(40)}\n`,
    'blocks.yml': `${'- '.repeat(20_000)}a\n`,
    'aliases.yml': `a: &a [1]\n${aliases.join('\n')}\n`,
    'no-host.yml': server('https://'),
    'no-tls.yml': server('http://mcp.example.com'),
    'no-url.yml': server('::'),
    'password.yml': server('https://user:password@mcp.example.com'),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('what is given in files', () => {
  it.each<[string, string[], RegExp]>([
    [
      'an event that is nested 10,000 deep',
      ['--event', 'deep.json'],
      /deep\.json is nested deeper than 30\./,
    ],
    ['an event of 100,000 brackets', ['--event', 'open.json'], /open\.json is not JSON\./],
    ['an event of two megabytes', ['--event', 'long.json'], /long\.json is larger than 2 MB\./],
    ['an event without an end', ['--event', '/dev/zero'], /zero is larger than 2 MB\./],
    ['a configuration of two megabytes', ['--config', 'large.yml'], /large\.yml is larger than 64 kB\./],
    ['a configuration without an end', ['--config', '/dev/zero'], /zero is larger than 64 kB\./],
    ['a configuration that is nested 5,000 deep', ['--config', 'deep.yml'], /deep\.yml .* nested too deep/],
    ['one that is nested 40 deep', ['--config', 'rather-deep.yml'], /yml is nested deeper than 30\./],
    ['one of lists in lists', ['--config', 'blocks.yml'], /blocks\.yml .* nested too deep/],
    [
      'one whose aliases multiply',
      ['--config', 'aliases.yml'],
      /aliases\.yml can't be read: Excessive alias/,
    ],
    ['a server whose URL has no host', ['--config', 'no-host.yml'], /servers\.a\.url: expected a URL like/],
    ['a server without TLS', ['--config', 'no-tls.yml'], /servers\.a\.url: expected a URL like/],
    ['a server whose URL is none', ['--config', 'no-url.yml'], /servers\.a\.url: expected a URL like/],
    ['a URL with a password', ['--config', 'password.yml'], /servers\.a\.url: expected a URL like/],
  ])('is refused in a line: %s', async (_name, args, message) => {
    expectRefused(await casefile(['demo', ...args]), 2, message);
  });

  it('is refused with the file and the line: a scenario that is too large or too deep', async () => {
    const { code, stdout, stderr } = await casefile([
      'scenario',
      'check',
      'large.yml',
      'blocks.yml',
      'aliases.yml',
      'rather-deep.yml',
    ]);
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      'large.yml:1:1  large.yml is larger than 100 kB.',
      expect.stringMatching(/^blocks\.yml:1:\d+ {2}it is nested too deep$/),
      expect.stringMatching(/^aliases\.yml:1:1 {2}Excessive alias count/),
      'rather-deep.yml:1:1  it is nested deeper than 30',
    ]);
    expect(stderr).toBe('');
    expect(code).toBe(2);
  });

  it('is refused in a line: an endpoint that is no URL', async () => {
    const aws = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y' };
    const ran = await casefile(['alarms'], { ...aws, AWS_ENDPOINT_URL: 'https://' });
    expectRefused(ran, 1, /AWS_ENDPOINT_URL is no URL\./);
  });
});

describe('a folder for cases', () => {
  it.each<[string, string, RegExp]>([
    ['/proc', '/proc', /Nothing can be written to \/proc: no folder can be made there\./],
    ['below /proc', '/proc/self/cases', /Nothing can be written to \/proc\/self\/cases: no folder/],
    ['a file', 'deep.json', /deep\.json: a file stands where a folder is needed\./],
    ['below a file', 'deep.json/cases', /cases: a file stands where a folder is needed\./],
    ['a device', '/dev/null', /null: a file stands where a folder is needed\./],
  ])('is refused before anything is played: %s', async (_name, out, message) => {
    expectRefused(await casefile(['demo', '--out', out]), 2, message);
  });

  /** A bound on the size of files is met as a full disk is: in the middle of a record. */
  it('that has no room ends the run with a line, and holds whole records only', async () => {
    const script = 'ulimit -f 8; exec "$0" "$@"';
    const args = [BIN, 'demo', '--latency', 'none', '--json', '--out', 'small'];
    const { code, stdout, stderr } = await run('sh', ['-c', script, process.execPath, ...args]);
    expect(stderr).toMatch(
      /^casefile: .*\.json can't be written: files may not be that large here\.\n {2}Raise/m,
    );
    expect(stderr).not.toMatch(/\n\s+at |bug in Casefile/);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'WriteFailed' } });
    expect(code).toBe(1);
    const files = (await readdir(join(folder, 'small'), { recursive: true })).filter((name) =>
      /\.\w+$/.test(name),
    );
    expect(files.filter((name) => !/\.(?:json|md|log)$/.test(name))).toEqual([]);
    for (const name of files.filter((one) => one.endsWith('.json'))) {
      expect(JSON.parse(await readFile(join(folder, 'small', name), 'utf8'))).toBeDefined();
    }
  });
});

describe('a case whose records are hostile', () => {
  beforeAll(async () => {
    const args = ['demo', '--latency', 'none', '--json', '--out', 'run'];
    const { stdout } = await casefile(args);
    await cp((JSON.parse(stdout) as { folder: string }).folder, join(folder, 'case'), { recursive: true });
  });

  it.each<[string, string, string]>([
    ['nested 10,000 deep', 'calls/P1.1.json', DEEP],
    ['an object nested 10,000 deep', 'verdict-1.json', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
    ['100,000 brackets', 'event.json', '['.repeat(100_000)],
    ['half of a character', 'calls/P1.1.json', String.raw`{"v": 1, "tool": "\ud83d"}`],
  ])('is told to be corrupt by verify, show and replay: %s', async (_name, record, text) => {
    const own = join(folder, 'hostile');
    await rm(own, { recursive: true, force: true });
    await cp(join(folder, 'case'), own, { recursive: true });
    await writeFile(join(own, record), text);
    const name = new RegExp(`${record.replaceAll('/', '\\/')} (?:is not JSON|can't be read)`);
    const verified = await casefile(['verify', own]);
    // An event that can't be read is no case, which is an error; of any other record the check goes on.
    expect(verified.code).toBe(1);
    expect(`${verified.stdout}${verified.stderr}`).toMatch(name);
    expect(verified.stderr).not.toMatch(/call stack|bug in Casefile/);
    if (record !== 'calls/P1.1.json') expectRefused(await casefile(['show', own]), 1, name);
    else expectRefused(await casefile(['show', own, '--calls']), 1, name);
    if (record !== 'verdict-1.json') expectRefused(await casefile(['replay', own]), 1, name);
  });
});
