import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const BIN = resolve('bin/casefile.js');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casefile-mcp-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...args: string[]) =>
  spawnSync(process.execPath, [BIN, 'mcp', ...args], { encoding: 'utf8', cwd: folder, timeout: 30_000 });

describe('casefile mcp config', () => {
  it.each([
    ['claude-desktop', 'mcpServers'],
    ['kiro', 'mcpServers'],
    ['cursor', 'mcpServers'],
    ['vscode', 'servers'],
  ])('prints what %s takes, with absolute paths and no bare npx', (client, key) => {
    const { stdout, status } = run('config', client, '--region', 'eu-west-1', '--aws-profile', 'prod');
    expect(status).toBe(0);
    const servers = (JSON.parse(stdout) as Record<string, Record<string, unknown>>)[key] ?? {};
    expect(Object.keys(servers)).toEqual([
      'casefile-cloudwatch',
      'casefile-lambda',
      'casefile-cloudformation',
    ]);
    expect(servers['casefile-lambda']).toMatchObject({
      command: expect.stringMatching(/^\/.*node$/),
      args: [BIN, 'mcp', 'lambda'],
      env: { AWS_REGION: 'eu-west-1', AWS_PROFILE: 'prod' },
    });
    expect(stdout).not.toContain('npx');
  });

  it('prints settings that a client can start a server with', () => {
    const { stdout } = run(
      'config',
      'cursor',
      '--server',
      'lambda',
      '--tools-profile',
      'incident',
      '--region',
      'eu-west-1',
    );
    const { mcpServers } = JSON.parse(stdout) as {
      mcpServers: Record<string, { command: string; args: string[]; env: Record<string, string> }>;
    };
    const { command = '', args = [], env } = mcpServers['casefile-lambda'] ?? {};
    const input = [
      {
        method: 'initialize',
        id: 1,
        params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } },
      },
      { method: 'tools/list', id: 2 },
    ]
      .map((message) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
      .join('');
    const served = spawnSync(command, args, { env, input, encoding: 'utf8', timeout: 30_000 });
    const [, list] = served.stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(list).toMatchObject({
      result: {
        tools: [{ name: 'get_function' }, { name: 'list_event_source_mappings' }, { name: 'list_versions' }],
      },
    });
  });

  it('names the clients that it knows', () => {
    const { status, stderr } = run('config', 'emacs');
    expect(status).toBe(2);
    expect(stderr).toMatch(/The clients are claude-desktop, kiro, cursor, vscode/);
  });
});

describe('casefile mcp policy', () => {
  it('adds what only an option allows, on what was named only', () => {
    const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:pay';
    expect(run('policy', 'lambda').stdout).not.toContain('InvokeFunction');
    const { Statement } = JSON.parse(run('policy', 'lambda', '--allow-invoke', arn).stdout) as {
      Statement: unknown[];
    };
    expect(Statement.at(-1)).toEqual({ Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: [arn] });
    expect(run('policy', 'cloudformation').stdout).not.toContain('DetectStackDrift');
    expect(run('policy', 'cloudformation', '--allow-drift-detection').stdout).toContain('DetectStackDrift');
  });
});

describe('casefile mcp pin', () => {
  const config = (mode: string) => `servers:
  library:
    transport: stdio
    command: ${process.execPath}
    args: ['${resolve('tests/fixtures/library-server.mjs')}', '${mode}']
    questions: [{ title: Documents, tool: search }, { title: Costs, tool: costs }]
`;

  it('pins the tools that may be asked, and says which one has changed', async () => {
    await writeFile(join(folder, 'casefile.yml'), config(''));
    expect(run('pin', '--check').status).toBe(1);
    expect(run('pin').status).toBe(0);
    const pins = JSON.parse(await readFile(join(folder, 'casefile-mcp.lock.json'), 'utf8')) as {
      servers: { library: Record<string, string> };
    };
    expect(Object.keys(pins.servers.library)).toEqual(['costs', 'search']);
    expect(run('pin', '--check')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('library.search: as pinned'),
    });
    await writeFile(join(folder, 'casefile.yml'), config('changed'));
    const changed = run('pin', '--check', '--json');
    expect(changed.status).toBe(1);
    expect(JSON.parse(changed.stdout)).toEqual([
      { server: 'library', tool: 'costs' },
      { server: 'library', tool: 'search', changed: 'its definition is not the pinned one' },
    ]);
  });

  it('refuses a lock file that is none', async () => {
    await writeFile(join(folder, 'casefile.yml'), config(''));
    await writeFile(join(folder, 'casefile-mcp.lock.json'), '{"v":2}');
    expect(run('pin', '--check')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('casefile mcp pin'),
    });
    await rm(join(folder, 'casefile-mcp.lock.json'));
  });
});
