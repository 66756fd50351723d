import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type RawServer, killAll, rawServer } from '../../harness/raw-server.ts';

let raw: RawServer;
afterEach(() => {
  killAll(raw);
  raw.remove();
});

/** What a process says on stdout and stderr that does something with our client of a server, `tools`. */
function saidBy(mode: string, then: string): string {
  raw = rawServer(mode);
  const { command, args } = raw;
  const script = `
    import { openSync } from 'node:fs';
    import { liveTools } from ${JSON.stringify(resolve('mcp/client/live-tools.ts'))};
    const reach = ${JSON.stringify({ kind: 'stdio', command, args, env: {} })};
    const tools = liveTools([{ name: 'theirs', tools: ['search'], reach }], '1');
    const ask = async (args) =>
      (await tools.call({ server: 'theirs', tool: 'search', args, timeoutMs: 2_000 })).outcome.failure.detail;
    ${then}
    await tools.close();`;
  const { stdout, stderr } = spawnSync(
    'sh',
    ['-c', 'ulimit -n 100; exec "$0" --input-type=module -e "$1"', process.execPath, script],
    { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } },
  );
  return stdout + stderr;
}

describe('a process that asks a server', () => {
  it('goes on if no child can be started since it has too many files open', () => {
    const said = saidBy(
      'polite',
      `await tools.call({ server: 'theirs', tool: 'none', args: {}, timeoutMs: 1 });
      // The modules are loaded; what is left is used up.
      await import('node:child_process');
      try { for (;;) openSync('/dev/null'); } catch {}
      console.log(await ask({}));`,
    );
    expect(said).toBe(`theirs could not be reached: spawn ${process.execPath} EMFILE\n`);
  });

  it('is not warned of its own listeners when it has much to say to a server that reads nothing', () => {
    const said = saidBy(
      'freezes',
      `const much = { query: 'x'.repeat(300_000) };
      console.log(new Set(await Promise.all(Array.from({ length: 8 }, () => ask(much)))).size);`,
    );
    expect(said).toBe('1\n');
  });
});
