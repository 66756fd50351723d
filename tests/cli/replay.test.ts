import { spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Served, serveScenario } from '../harness/served-scenario.ts';

const BIN = resolve('bin/casefile.js');
let folder: string;
let account: Served;
let caseFolder: string;
let webhook: Server;
const posted: string[] = [];

function casefile(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const address = webhook.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const own = {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      ...account.env,
      SLACK_WEBHOOK_URL: `http://127.0.0.1:${port}/services/T0/B0/secret`,
    };
    const child = spawn(process.execPath, [BIN, ...args], { cwd: folder, env: own });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdin.end();
    child.once('close', (code) => done({ code, stdout, stderr }));
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casefile-replay-'));
  webhook = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      posted.push(body);
      response.end('ok');
    });
  });
  await new Promise<void>((listening) => webhook.listen(0, '127.0.0.1', listening));
  account = await serveScenario('bad-deploy', '--ago', '3m');
  await writeFile(join(folder, 'casefile.yml'), 'slack: { webhookVariable: SLACK_WEBHOOK_URL }\n');
  const { stdout } = await casefile('investigate', '--alarm', 'checkout-api-errors', '--json');
  caseFolder = (JSON.parse(stdout) as { folder: string }).folder;
});
afterAll(async () => {
  await account.close();
  webhook.closeAllConnections();
  await new Promise((closed) => webhook.close(closed));
  await rm(folder, { recursive: true, force: true });
});

describe('casefile replay', () => {
  it('replays a recording exactly, and sends it nowhere', async () => {
    const { stdout, code } = await casefile('replay', caseFolder);
    expect(stdout).toMatch(/same +report-1\.json[\s\S]*replays exactly/);
    expect([code, posted.length]).toEqual([0, 0]);
  });

  it('sends it where it is told, marked as a replay, and keeps no trace of that in the recording', async () => {
    const before = await readdir(caseFolder, { recursive: true });
    const { stderr, code } = await casefile(
      'replay',
      caseFolder,
      '--deliver',
      'slack',
      '--config',
      'casefile.yml',
    );
    expect(stderr).toMatch(/Report 1 .* was delivered to slack as a replay/);
    expect(code).toBe(0);
    expect(posted).toHaveLength(1);
    expect(posted[0]).toMatch(/replay/i);
    expect(await readdir(caseFolder, { recursive: true })).toEqual(before);
  });

  it('asks AWS again with --fresh, as a case of its own that names its origin', async () => {
    const { stdout, stderr, code } = await casefile('replay', caseFolder, '--fresh');
    expect(stdout).toContain('Version 42 of checkout-api');
    expect(stdout).toMatch(/Replay of case [0-9a-f]{12}-local-/);
    const [, path = ''] = /^Case: (.+)$/m.exec(stderr) ?? [];
    expect(path).toMatch(/cases\/[0-9a-f]{12}-replay-\w+$/);
    expect((await casefile('verify', path)).code).toBe(0);
    expect((await casefile('replay', path)).stdout).toContain('replays exactly');
    expect([code, posted.length]).toEqual([0, 1]);
  });

  it.each([
    ['a channel that is not set up', ['--deliver', 'sns'], /Channel sns is not set up/, 2],
    ['a channel that does not exist', ['--deliver', 'pager'], /Channels are sns, slack, amazon-q/, 2],
  ])('refuses %s', async (_what, args, message, expected) => {
    const { stderr, code } = await casefile('replay', caseFolder, ...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(expected);
  });

  it('refuses what it can not find', async () => {
    expect((await casefile('replay')).stderr).toMatch(/Which case is to be replayed\?/);
    const nowhere = await casefile(
      'replay',
      '--execution',
      'arn:aws:states:eu-west-1:111122223333:execution:other:x',
    );
    expect(nowhere.stderr).toMatch(/is no execution of a deployed Casefile/);
    const missing = await casefile('replay', '0a1b2c3d4e5f-live', '--stage', 'prod');
    expect(missing.stderr).toMatch(/There is no stack casefile-prod/);
    await cp(caseFolder, join(folder, 'moved'), { recursive: true });
    expect((await casefile('replay', 'moved', '--fresh')).stderr).toMatch(/was moved out of its store/);
  });
});
