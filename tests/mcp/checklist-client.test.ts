import { resolve } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { connectServers } from '../../adapters/servers/connect-servers.ts';
import { parseConfig } from '../../adapters/config/config.ts';
import type { CallOutcome } from '../../core/case.ts';
import { type LiveTools, type ServerAccess, liveTools } from '../../mcp/client/live-tools.ts';
import { type RawServer, killAll, left, politePins, rawServer, wrapped } from '../harness/raw-server.ts';

/** The client's half of the security checklist for MCP; each item by its id. */

let closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
  closing = [];
});

interface Misbehaving extends RawServer {
  tools: LiveTools;
  ask: (tool?: string, timeoutMs?: number) => Promise<CallOutcome>;
}

/** A server that misbehaves, and our client of it. */
function client(mode: string, access: Partial<ServerAccess> = {}, ...rest: string[]): Misbehaving {
  const raw = rawServer(mode, ...rest);
  const reach = { kind: 'stdio' as const, command: raw.command, args: raw.args, env: {} };
  const tools = liveTools([{ name: 'theirs', tools: ['search'], reach, ...access }], '1');
  closing.push(raw.remove, tools.close);
  return {
    ...raw,
    tools,
    ask: async (tool = 'search', timeoutMs = 5_000) =>
      (await tools.call({ server: 'theirs', tool, args: {}, timeoutMs })).outcome,
  };
}

describe('C1, C2: which tools are called', () => {
  it('C1: calls no tool outside of its allow-list, whatever the server says of it', async () => {
    const { ask, called } = client('polite');
    // It is listed as one that only reads.
    expect(await ask('delete_stack')).toEqual({
      failure: { reason: 'not-allowed', detail: 'theirs may not be asked for delete_stack' },
    });
    expect(await ask('search')).toHaveProperty('result');
    expect(called()).toEqual(['search']);
  });

  it('C2: calls a tool whose definition is the pinned one', async () => {
    const { ask, called } = client('polite', { pins: await politePins() });
    expect(await ask()).toEqual({ result: { result: 'found' } });
    expect(called()).toEqual(['search']);
  });

  it.each([
    ['one changed byte of its description', 'changed-description', /definition is not the pinned one/],
    ['another input schema', 'changed-schema', /definition is not the pinned one/],
    ['an annotation that it had not', 'changed-annotations', /definition is not the pinned one/],
    ['another name', 'renamed', /has no such tool any more/],
  ])('C2: does not call, and warns of, a pinned tool with %s', async (_what, mode, why) => {
    const warnings: string[] = [];
    const pins = await politePins();
    const { ask, called } = client(mode, { pins, onDrift: (warning) => warnings.push(warning) });
    expect(await ask()).toMatchObject({
      failure: { reason: 'not-allowed', detail: expect.stringMatching(why) },
    });
    expect(called()).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(why)]);
  });
});

describe('C2: pinned tools of a server that goes on', () => {
  it('C2: are compared again once the server says that they have changed, before the next call', async () => {
    const warnings: string[] = [];
    const pins = await politePins();
    const { ask, called } = client('pulls-rug', { pins, onDrift: (warning) => warnings.push(warning) });
    expect(await ask()).toHaveProperty('result');
    expect(await Promise.all([ask(), ask()])).toMatchObject(
      Array.from({ length: 2 }, () => ({
        failure: { reason: 'not-allowed', detail: expect.stringMatching(/definition is not the pinned one/) },
      })),
    );
    expect(called()).toEqual(['search']);
    expect(warnings).toEqual([expect.stringMatching(/definition is not the pinned one/)]);
  });

  it('C2: are called on if they are what they were, and listed only when the server has said so', async () => {
    const { ask, entries } = client('relists', { pins: await politePins() });
    for (let i = 0; i < 3; i++) expect(await ask()).toHaveProperty('result');
    const asked = entries().flatMap(({ method = '' }) => (method.startsWith('tools/') ? [method] : []));
    expect(asked).toEqual(Array.from({ length: 3 }, () => ['tools/list', 'tools/call']).flat());
  });

  it('C2: are compared in a session anew if the server says that they have changed, and then nothing more', async () => {
    const { ask, called, pids } = client('lists-once', { pins: await politePins() });
    expect(await ask()).toHaveProperty('result');
    expect(await ask('search', 30_000)).toHaveProperty('result');
    expect(called()).toEqual(['search', 'search']);
    expect(pids()).toHaveLength(2);
  });

  it('C2: are compared again when it was started anew', async () => {
    const { ask, called } = client('returns-changed', { pins: await politePins() });
    // The fresh session, in which the call would have been made once more.
    expect(await ask()).toMatchObject({ failure: { reason: 'not-allowed' } });
    expect(await ask()).toMatchObject({ failure: { reason: 'not-allowed' } });
    expect(called()).toEqual(['search']);
  });
});

describe('C4: names', () => {
  it('C4: asks a server by the name that it has in the configuration, whatever it calls itself and its tools', async () => {
    const [one, other] = [rawServer('polite'), rawServer('text')];
    const accessTo = (name: string, { command, args }: RawServer): ServerAccess => ({
      name,
      tools: ['search'],
      reach: { kind: 'stdio', command, args, env: {} },
    });
    const tools = liveTools([accessTo('one', one), accessTo('other', other)], '1');
    closing.push(one.remove, other.remove, tools.close);
    const request = { tool: 'search', args: {}, timeoutMs: 5_000 };
    expect((await tools.call({ ...request, server: 'other' })).outcome).toHaveProperty('result');
    expect([one.called(), other.called()]).toEqual([[], ['search']]);
    // What both call themselves.
    expect((await tools.call({ ...request, server: 'casefile-lambda' })).outcome).toMatchObject({
      failure: { reason: 'unavailable' },
    });
  });
});

describe('C8: time', () => {
  it.each(['hangs', 'wrong-id', 'drips', 'broken-json'])(
    'C8: gives up at the deadline of the call on a server that %s',
    async (mode) => {
      expect(await client(mode).ask('search', 1_500)).toMatchObject({ failure: { reason: 'timeout' } });
    },
  );

  it('C8: gives up at the deadline of the call on a server that never greets', async () => {
    expect(await client('silent').ask('search', 500)).toMatchObject({ failure: { reason: 'unavailable' } });
  });

  it('C8: asks no more than eight things of a server at a time', async () => {
    const { ask, entries } = client('slow');
    await Promise.all(Array.from({ length: 30 }, () => ask()));
    expect(Math.max(...entries().map(({ open = 0 }) => open))).toBe(8);
  });

  it('C8: lets a server finish that is slow, does one thing after the other and answers no ping meanwhile', async () => {
    const { ask, pids } = client('serial');
    expect(await ask()).toHaveProperty('result');
    const [late, ...patient] = await Promise.all(
      [200, 30_000, 30_000].map((timeout) => ask('search', timeout)),
    );
    expect(late).toMatchObject({ failure: { reason: 'timeout' } });
    for (const outcome of patient) expect(outcome).toEqual({ result: { result: 'search' } });
    expect(pids()).toHaveLength(1);
  });

  it('C8: starts a frozen server anew for whoever asks next, and ends it when nobody waits for it any more', async () => {
    const { ask, pids } = client('freezes');
    const settled: string[] = [];
    const patient = ask('search', 5_000).finally(() => settled.push('patient'));
    expect(await ask('search', 1_000)).toMatchObject({ failure: { reason: 'timeout' } });
    const next = ask('search', 30_000).finally(() => settled.push('next'));
    expect(await next).toEqual({ result: { result: 'search' } });
    expect(await patient).toMatchObject({ failure: { reason: 'timeout' } });
    expect(settled).toEqual(['next', 'patient']);
    const [frozen] = pids();
    expect(pids()).toHaveLength(2);
    expect(await left([frozen ?? 0])).toEqual([]);
    expect(await ask('search', 30_000)).toHaveProperty('result');
    expect(pids()).toHaveLength(2);
  });

  it('C8: says of a call whose time was up before there was a place for it that it was not made, and holds it against nobody', async () => {
    const { ask, tools, called } = client('slow', {}, '1500');
    expect(await ask()).toHaveProperty('result');
    const busy = Array.from({ length: 8 }, () => ask('search', 30_000));
    const queued = Array.from({ length: 4 }, () =>
      tools.call({ server: 'theirs', tool: 'search', args: {}, timeoutMs: 200 }),
    );
    for (const { outcome, durationMs } of await Promise.all(queued)) {
      expect(outcome).toEqual({
        failure: { reason: 'not-asked', detail: 'no place among the 8 calls of theirs within 200 ms' },
      });
      expect(durationMs).toBe(0);
    }
    for (const outcome of await Promise.all(busy)) expect(outcome).toHaveProperty('result');
    expect(await ask('search', 30_000)).toHaveProperty('result');
    expect(called()).toHaveLength(10);
  });

  it('C8: asks a server that was slow to start, however many calls had no time to wait for it', async () => {
    const { ask, called } = client('late');
    const early = await Promise.all(Array.from({ length: 5 }, () => ask('search', 200)));
    for (const outcome of early.slice(1)) {
      expect(outcome).toEqual({
        failure: { reason: 'not-asked', detail: 'theirs was not ready within 200 ms' },
      });
    }
    expect(await ask('search', 30_000)).toHaveProperty('result');
    expect(called()).toEqual(['search']);
  });

  it('C8: starts no server anew for calls whose time is up', async () => {
    const { ask, pids } = client('leaves');
    const early = Array.from({ length: 5 }, () => ask('search', 100));
    expect(await ask('search', 30_000)).toMatchObject({ failure: { reason: 'unavailable' } });
    await Promise.all(early);
    expect(pids()).toHaveLength(2);
  });

  it('C8: starts a server anew that reads no more', async () => {
    const { ask, pids } = client('deaf');
    expect(await ask()).toHaveProperty('result');
    expect(await ask()).toMatchObject({ failure: { reason: 'unavailable' } });
    expect(await ask()).toHaveProperty('result');
    expect(pids()).toHaveLength(2);
  });

  it('C8: takes a server for ended that has ended, though something that it has started has its pipes open', async () => {
    const { ask, ...raw } = client('bequeaths');
    closing.push(() => killAll(raw));
    expect(await ask('search', 10_000)).toMatchObject({ failure: { reason: 'unavailable' } });
    // It, what it has started, and the fresh one that was asked whether it may be asked again.
    expect(raw.pids()).toHaveLength(3);
  });

  it('C8: leaves a server alone that gave no answer three times in a row', async () => {
    const { ask, called } = client('half');
    for (let i = 0; i < 3; i++) await ask();
    expect(await ask()).toMatchObject({
      failure: { reason: 'unavailable', detail: 'theirs did not answer 3 times in a row and is left alone' },
    });
    expect(called()).toHaveLength(3);
  });
});

describe('C11: children', () => {
  const SECRET = 'AWS_SECRET_ACCESS_KEY';
  const env = { [SECRET]: 'secret-of-the-investigation', AWS_REGION: 'eu-west-1' };

  /** The environment that a configured server is started with. */
  async function environmentOf(more: object): Promise<Record<string, string>> {
    const { command, args, entries, remove } = rawServer('polite');
    const server = {
      transport: 'stdio',
      command,
      args,
      questions: [{ title: 'x', tool: 'search' }],
      ...more,
    };
    const tools = connectServers(parseConfig({ servers: { theirs: server } }, 'test'), {
      aws: {},
      env,
      onLog: () => undefined,
    });
    closing.push(remove, tools.close);
    await tools.call({ server: 'theirs', tool: 'search', args: {}, timeoutMs: 5_000 });
    return entries()[0]?.env ?? {};
  }

  it('C11: gives a child nothing of our environment, and no credentials that are not configured', async () => {
    process.env[SECRET] = 'secret-of-ours';
    process.env['CASEFILE_TEST_TOKEN'] = 'token-of-ours';
    closing.push(() => {
      delete process.env[SECRET];
      delete process.env['CASEFILE_TEST_TOKEN'];
    });
    const minimal = ['HOME', 'LOGNAME', 'PATH', 'SHELL', 'TERM', 'USER'];
    const given = await environmentOf({ env: { DOCS_LANGUAGE: 'en' } });
    const added = Object.keys(given).filter((name) => !minimal.includes(name));
    expect(added).toEqual(['DOCS_LANGUAGE']);
    expect(JSON.stringify(given)).not.toMatch(/secret-of|token-of/);
    expect(await environmentOf({ aws: true })).toMatchObject(env);
  });

  it('C11: starts it without a shell: arguments arrive as they are', async () => {
    const hostile = ['; touch /tmp/pwned', '$(id)', '`id`', '&& id', '*', '> x', '\'"', '%PATH%'];
    const { ask, entries } = client('polite', {}, ...hostile);
    expect(await ask()).toHaveProperty('result');
    expect(entries()[0]?.rest).toEqual(hostile);
  });

  it('C11: takes a command by its absolute path or by a name in PATH, never by a path from here', () => {
    const config = (command: string) => () =>
      parseConfig(
        { servers: { x: { transport: 'stdio', command, questions: [{ title: 'x', tool: 'y' }] } } },
        'test',
      );
    for (const command of [process.execPath, resolve('bin/server'), 'uvx']) {
      expect(config(command)).not.toThrow();
    }
    for (const command of ['./server', '../server', 'bin/server', '']) {
      expect(config(command)).toThrow(expect.objectContaining({ code: 'ConfigInvalid' }));
    }
  });

  it('C11: cuts and redacts what a child says on stderr, however much that is', async () => {
    const lines: string[] = [];
    const { command, args, remove } = rawServer('shouts');
    const tools = liveTools(
      [
        {
          name: 'theirs',
          tools: ['search'],
          reach: { kind: 'stdio', command, args, env: {}, onLog: (line) => lines.push(line) },
        },
      ],
      '1',
    );
    closing.push(remove, tools.close);
    const request = { server: 'theirs', tool: 'search', args: {}, timeoutMs: 20_000 };
    expect((await tools.call(request)).outcome).toHaveProperty('result');
    expect(lines[0]).toMatch(/^password=\[redacted\] z+$/);
    expect(Math.max(...lines.map(({ length }) => length))).toBe(4_000);
    expect(lines.join('\n').length).toBeLessThan(501_000);
    expect(lines.at(-1)).toMatch(/more than 500000 characters; the rest is left out/);
  });

  it.each(['polite', 'silent', 'stays', 'drips', 'floods'])(
    'C11: leaves no child behind: one that %s',
    async (mode) => {
      const { ask, tools, pids } = client(mode);
      await ask('search', 1_000);
      await tools.close();
      expect(pids().length).toBeGreaterThan(0);
      expect(await left(pids())).toEqual([]);
    },
  );

  it.each([5, 20])(
    'C11: leaves no child behind that is just being started when all are closed (%i steps after the call)',
    async (steps) => {
      const started: number[] = [];
      const raw = rawServer('stays');
      const reach = {
        kind: 'stdio' as const,
        command: raw.command,
        args: raw.args,
        env: {},
        onStart: (pid: number | null) => started.push(pid ?? 0),
      };
      const tools = liveTools([{ name: 'theirs', tools: ['search'], reach }], '1');
      closing.push(raw.remove, () => killAll(raw));
      const call = tools.call({ server: 'theirs', tool: 'search', args: {}, timeoutMs: 5_000 });
      for (let i = 0; i < steps; i++) await Promise.resolve();
      await tools.close();
      expect((await call).outcome).toMatchObject({ failure: { reason: 'unavailable' } });
      expect(await left([...started, ...raw.pids()])).toEqual([]);
    },
  );

  it.each(['polite', 'stays', 'dies'])(
    'C11: leaves nothing behind that a child has started: a server behind a wrapper that %s',
    async (mode) => {
      const raw = wrapped(rawServer(mode));
      const reach = { kind: 'stdio' as const, command: raw.command, args: raw.args, env: {} };
      const tools = liveTools([{ name: 'theirs', tools: ['search'], reach }], '1');
      closing.push(raw.remove, () => killAll(raw));
      await tools.call({ server: 'theirs', tool: 'search', args: {}, timeoutMs: 5_000 });
      await tools.close();
      // One that dies is started anew, to ask it whether it may be asked again.
      expect(raw.pids()).toHaveLength(mode === 'dies' ? 4 : 2);
      expect(await left(raw.pids())).toEqual([]);
    },
  );
});
