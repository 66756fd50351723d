import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { casefileCommand } from '../../../adapters/servers/own-command.ts';
import { startServerProcess } from '../../../adapters/servers/server-process.ts';
import { liveTools } from '../../../mcp/client/live-tools.ts';
import type { Reach } from '../../../mcp/client/transports.ts';
import { mcpHost } from '../../../mcp/server-kit/mcp-host.ts';
import { serveHttp } from '../../../mcp/server-kit/serve-http.ts';
import { loadServer } from '../../../mcp/servers/own-servers.ts';
import { simulatedAws } from '../../harness/aws-env.ts';

let folder: string;
let aws: Awaited<ReturnType<typeof simulatedAws>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casefile-transports-'));
  aws = await simulatedAws({ log: join(folder, 'simulator.log') });
});
afterAll(async () => {
  await aws.simulator.close();
  await rm(folder, { recursive: true, force: true });
});

const lambdaHost = async () =>
  mcpHost(await loadServer('lambda', '1', aws.aws), { log: () => undefined, cache: false });

async function versionsThrough(reach: Reach) {
  const tools = liveTools([{ name: 'lambda', tools: ['list_versions'], reach }], '1');
  try {
    const request = { server: 'lambda', tool: 'list_versions', args: { function: 'checkout-api' } };
    const first = await tools.call({ ...request, timeoutMs: 15_000 });
    const second = await tools.call({ ...request, timeoutMs: 15_000 });
    expect(second.outcome).toEqual(first.outcome);
    return first.outcome;
  } finally {
    await tools.close();
  }
}

describe('one server over every transport', () => {
  it('gives the same answer in process, over stdio and over HTTP', async () => {
    const log = () => undefined;
    const inProcess = await versionsThrough({ kind: 'in-process', host: lambdaHost });
    expect(inProcess).toMatchObject({ result: { aliases: [{ name: 'live', version: '42' }] } });

    const { command, args } = casefileCommand(['mcp', 'lambda', '--no-cache']);
    expect(await versionsThrough({ kind: 'stdio', command, args, env: aws.env })).toEqual(inProcess);

    const child = await startServerProcess(['lambda', '--no-cache'], aws.env, log);
    try {
      expect(await versionsThrough({ kind: 'http', url: async () => child.url })).toEqual(inProcess);
    } finally {
      await child.close();
    }
  });
});

describe('the HTTP server', () => {
  const post = (url: string, headers: Record<string, string> = {}) =>
    fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    });

  it('serves clients of this machine only, with POST only, at /mcp only', async () => {
    const server = await serveHttp(await lambdaHost(), { port: 0 });
    try {
      expect((await post(server.url)).status).toBe(200);
      expect((await post(server.url, { origin: 'https://evil.example' })).status).toBe(403);
      expect((await fetch(server.url)).status).toBe(405);
      expect((await post(server.url.replace('/mcp', '/'))).status).toBe(404);
      const port = Number(new URL(server.url).port);
      await expect(serveHttp(await lambdaHost(), { port })).rejects.toMatchObject({
        code: 'PortInUse',
      });
    } finally {
      await server.close();
    }
  });
});
