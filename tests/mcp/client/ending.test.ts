import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type RawServer, killAll, left, rawServer, wrapped } from '../../harness/raw-server.ts';

let raw: RawServer;
afterEach(() => {
  killAll(raw);
  raw.remove();
});

/** A process that has asked a server, which does not end when asked, through our client, and then goes on as it is told. */
function program(then: string): ChildProcess {
  raw = wrapped(rawServer('stays'));
  const { command, args } = raw;
  const reach = JSON.stringify({ kind: 'stdio', command, args, env: {} });
  const script = `
    import { liveTools } from ${JSON.stringify(resolve('mcp/client/live-tools.ts'))};
    const tools = liveTools([{ name: 'theirs', tools: ['search'], reach: ${reach} }], '1');
    await tools.call({ server: 'theirs', tool: 'search', args: {}, timeoutMs: 30_000 });
    process.stdout.write('asked');
    ${then}`;
  return spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** How it ended, once nothing has its pipes open any more. */
async function endOf(child: ChildProcess): Promise<unknown[]> {
  return once(child, 'close');
}

describe('a process that asks servers of others', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const)(
    'leaves none of them behind when %s ends it, and ends by it',
    async (signal) => {
      const child = program('setInterval(() => undefined, 1_000);');
      child.stdout?.once('data', () => child.kill(signal));
      expect(await endOf(child)).toEqual([null, signal]);
      expect(raw.pids()).toHaveLength(2);
      expect(await left(raw.pids())).toEqual([]);
    },
  );

  it.each([
    ['ends itself', 'process.exit(7);', 7],
    ['ends by an error', 'throw new Error();', 1],
    [
      'ends in its own way when it is interrupted',
      `process.once('SIGINT', () => process.exit(7)); process.kill(process.pid, 'SIGINT');`,
      7,
    ],
  ])('leaves none of them behind when it %s', async (_how, then, code) => {
    expect(await endOf(program(then))).toEqual([code, null]);
    expect(raw.pids()).toHaveLength(2);
    expect(await left(raw.pids())).toEqual([]);
  });
});
