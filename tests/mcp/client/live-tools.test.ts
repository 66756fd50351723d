import { resolve } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type LiveTools, liveTools } from '../../../mcp/client/live-tools.ts';
import { casefile } from '../../../mcp/dialects/casefile.ts';

let tools: LiveTools;
let starts: (number | null)[];
afterEach(() => tools.close());

function hostile(mode: string): LiveTools {
  starts = [];
  tools = liveTools(
    [
      {
        name: 'cloudformation',
        dialect: casefile,
        reach: {
          kind: 'stdio',
          command: process.execPath,
          args: [resolve('tests/fixtures/hostile-server.mjs'), mode],
          env: {},
          onStart: (pid) => starts.push(pid),
        },
      },
    ],
    '1',
  );
  return tools;
}

const ask = (tool = 'find_stack', timeoutMs = 5_000, server = 'cloudformation') =>
  tools.call({ server, tool, args: { physicalId: 'x' }, timeoutMs });

describe('the client', () => {
  it('never calls a tool outside of its allow-list, whatever the server says of it', async () => {
    hostile('polite');
    expect((await ask('delete_stack')).outcome).toEqual({
      failure: { reason: 'not-allowed', detail: 'cloudformation may not be asked for delete_stack' },
    });
    expect(starts).toEqual([]);
  });

  it('gives up on a server that does not answer, in time', async () => {
    hostile('hangs');
    const { outcome, durationMs } = await ask('find_stack', 1_500);
    expect(outcome).toMatchObject({ failure: { reason: 'timeout' } });
    expect(durationMs).toBeLessThan(3_000);
  });

  it('gives up on a server that does not even greet', async () => {
    hostile('silent');
    expect((await ask('find_stack', 1_500)).outcome).toMatchObject({ failure: { reason: 'unavailable' } });
  });

  it('starts a server anew that was killed in the middle of a call', async () => {
    hostile('dies');
    expect((await ask()).outcome).toMatchObject({ failure: { reason: 'unavailable' } });
    expect((await ask()).outcome).toMatchObject({ failure: { reason: 'unavailable' } });
    expect(new Set(starts).size).toBe(2);
  });

  it('does not take an answer that is too large', async () => {
    hostile('oversize');
    expect((await ask()).outcome).toMatchObject({ failure: { reason: 'too-large' } });
  });

  it.each(['wrong-shape', 'text-only'])('does not take an answer of the wrong shape (%s)', async (mode) => {
    hostile(mode);
    expect((await ask()).outcome).toMatchObject({ failure: { reason: 'malformed' } });
  });

  it('takes an error as a failure, with what the server said', async () => {
    hostile('polite');
    expect((await ask()).outcome).toEqual({ failure: { reason: 'failed', detail: 'no find_stack for you' } });
  });

  it('redacts what it takes', async () => {
    hostile('secret');
    expect((await ask()).outcome).toEqual({ result: { stack: { name: 'password=[redacted]' } } });
  });

  it('says that a server is not configured', async () => {
    hostile('polite');
    expect((await ask('find_stack', 1_000, 'other')).outcome).toMatchObject({
      failure: { reason: 'unavailable' },
    });
  });
});
