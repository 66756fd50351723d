import { beforeEach, describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import type { CallMeasure, LogLine } from '../../../mcp/server-kit/log.ts';
import { readPages } from '../../../mcp/server-kit/read-pages.ts';
import { untilAborted } from '../../../mcp/server-kit/until-aborted.ts';
import { recordCalls } from '../../../mcp/server-kit/record-calls.ts';
import { type CallTool, toolCalls } from '../../../mcp/server-kit/tool-calls.ts';
import { type ToolContext, defineTool, readOnly } from '../../../mcp/server-kit/tool.ts';

let asked: string[];
let answers: ((answer: string) => void)[];
let log: LogLine[];
let measures: CallMeasure[];
let now: number;
let seen: ToolContext | undefined;
/** What the tool does once it is called. */
let run: (args: { name: string }, context: ToolContext) => Promise<{ said: string; warnings?: string[] }>;
beforeEach(() => {
  [asked, answers, log, measures, now, seen] = [[], [], [], [], 1_000_000, undefined];
  run = ({ name }) => {
    asked.push(name);
    return new Promise((resolve) => answers.push((said) => resolve({ said })));
  };
});

function calls(
  more: { cache?: boolean; audit?: boolean } = {},
  tool: Partial<Parameters<typeof defineTool>[0]> = {},
): CallTool {
  const settings = {
    name: 'say',
    description: 'Says it',
    annotations: readOnly('Say'),
    timeoutMs: 5_000,
    cacheSeconds: 30,
    ...tool,
  };
  const say = defineTool({
    ...settings,
    input: z.strictObject({ name: z.string() }),
    output: z.strictObject({ said: z.string(), warnings: z.array(z.string()).exactOptional() }),
    run(args, context) {
      seen = context;
      return run(args, context);
    },
  });
  const record = recordCalls({
    log: (line) => log.push(line),
    measure: (measure) => measures.push(measure),
    now: () => now,
    ...more,
  });
  return toolCalls([say], { record, now: () => now, ...more });
}
const from = (signal = new AbortController().signal) => ({ signal, sessionId: 's' });
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('equal reads', () => {
  it('at the same time are one, whatever the order of their arguments', async () => {
    const call = calls();
    const both = [call('say', { name: 'a' }, from()), call('say', { name: 'a' }, from())];
    await turn();
    expect(asked).toEqual(['a']);
    answers[0]?.('once');
    expect(await Promise.all(both)).toEqual([{ result: { said: 'once' } }, { result: { said: 'once' } }]);
  });

  it('are answered from the cache for as long as it may be, with how old the answer is', async () => {
    const call = calls();
    run = async ({ name }) => {
      asked.push(name);
      return { said: `${asked.length}` };
    };
    await call('say', { name: 'a' }, from());
    now += 20_000;
    expect(await call('say', { name: 'a' }, from())).toEqual({ result: { said: '1', cached: 20 } });
    expect(await call('say', { name: 'b' }, from())).toEqual({ result: { said: '2' } });
    now += 11_000;
    expect(await call('say', { name: 'a' }, from())).toEqual({ result: { said: '3' } });
    expect(measures.map(({ cached }) => cached)).toEqual([false, true, false, false]);
  });

  it('are asked again where the answer has a warning, or a page of it could not be read', async () => {
    run = async ({ name }, context) => {
      asked.push(name);
      if (name === 'warns') return { said: name, warnings: ['us-east-1: AWS did not answer in time.'] };
      const pages = await readPages({ of: 'words', maxPages: 2, context }, async (token) => {
        if (token !== undefined) throw new Error('not now');
        return { items: [name], next: 'more' };
      });
      return { said: pages.partial ?? '' };
    };
    const call = calls();
    for (const name of ['warns', 'pages', 'warns', 'pages']) await call('say', { name }, from());
    expect(asked).toEqual(['warns', 'pages', 'warns', 'pages']);
  });

  it('are asked again where nothing may be kept: writes, volatile answers, errors, a simulator’s time', async () => {
    run = async ({ name }, context) => {
      asked.push(name);
      if (name === 'volatile') context.volatile();
      if (name === 'fails') throw new Error('no');
      return { said: name };
    };
    const reads = calls();
    for (const name of ['volatile', 'fails', 'volatile', 'fails']) await reads('say', { name }, from());
    const uncached = calls({ cache: false });
    for (const name of ['x', 'x']) await uncached('say', { name }, from());
    const writes = calls({}, { annotations: { ...readOnly('Say'), readOnlyHint: false } });
    for (const name of ['y', 'y']) await writes('say', { name }, from());
    expect(asked).toEqual(['volatile', 'fails', 'volatile', 'fails', 'x', 'x', 'y', 'y']);
  });

  it('go on for others when one client gives up, and are given up when nobody waits', async () => {
    const call = calls();
    const [one, two] = [new AbortController(), new AbortController()];
    const first = call('say', { name: 'a' }, from(one.signal));
    const second = call('say', { name: 'a' }, from(two.signal));
    await turn();
    one.abort();
    expect(await first).toMatchObject({ error: { code: 'Timeout' } });
    expect(seen?.signal.aborted).toBe(false);
    two.abort();
    expect(await second).toMatchObject({ error: { code: 'Timeout' } });
    expect(seen?.signal.aborted).toBe(true);
  });
});

describe('a call', () => {
  it('ends at its time limit, also if the tool takes no notice', async () => {
    const call = calls({}, { timeoutMs: 20 });
    expect(await call('say', { name: 'never' }, from())).toMatchObject({
      error: { code: 'Timeout', retryable: true },
    });
  });

  it('tells what it got before its requests ran out of time', async () => {
    run = async (_args, { signal }) => {
      const pages = await readPages({ of: 'words', maxPages: 2 }, async (token) => {
        if (token === undefined) return { items: ['a'], next: 'more' };
        return untilAborted(new Promise<never>(() => undefined), signal);
      });
      return { said: pages.partial ?? '' };
    };
    expect(await calls({}, { timeoutMs: 400 })('say', { name: 'a' }, from())).toEqual({
      result: { said: 'Showing 1 words; reading on failed: AWS did not answer in time.' },
    });
  });

  it('tells an error by code, message and hint, and never where it happened', async () => {
    run = () => Promise.reject(new Error('boom at /srv/app/secret.ts:1'));
    const outcome = await calls()('say', { name: 'a' }, from());
    expect(outcome).toMatchObject({
      error: { code: 'InternalError', hint: expect.any(String), retryable: false },
    });
    expect(JSON.stringify(outcome)).not.toMatch(/\n\s+at /);
  });

  it('names the arguments that there are to who gives another', async () => {
    expect(await calls()('say', { nmae: 'a' }, from())).toMatchObject({
      error: { code: 'InvalidArguments', hint: 'It takes name: see the input schema.', retryable: false },
    });
  });

  it('does not blame its arguments for an answer of another shape', async () => {
    run = async () => ({ said: z.string().parse(42) });
    expect(await calls()('say', { name: 'a' }, from())).toMatchObject({
      error: {
        code: 'MalformedAnswer',
        message: 'What AWS answered is not understood: expected string, received number',
      },
    });
  });

  it('gives no secret, no e-mail address, no card number and no invisible character away', async () => {
    run = async () => ({
      said: 'db_password=hunter2hunter2 jo.doe@example.com 4111 1111 1111 1111 a\u202Eb\u200Bc AKIAIOSFODNN7EXAMPLE',
    });
    expect(await calls()('say', { name: 'a' }, from())).toEqual({
      result: {
        said: 'db_password=[redacted] [redacted e-mail] [redacted card number] abc [redacted access key id]',
      },
    });
  });

  it('that answers with too much is refused with the advice to ask for less', async () => {
    run = async () => ({ said: 'x'.repeat(1_000_001) });
    expect(await calls()('say', { name: 'a' }, from())).toMatchObject({
      error: { code: 'ResultTooLarge', hint: expect.stringContaining('shorter range') },
    });
  });

  it('is one line of the log, with its result only where an audit trail is asked for', async () => {
    run = async () => ({ said: 'token=abcdefghijkl' });
    await calls()('say', { name: 'password=hunter2hunter2' }, from());
    await calls({ audit: true })('say', { name: 'a' }, from());
    expect(log).toHaveLength(2);
    expect(log[0]).toMatchObject({
      tool_name: 'say',
      input_parameters: { name: 'password=[redacted]' },
      success: true,
      error_type: null,
      session_id: 's',
    });
    expect(log[0]).not.toHaveProperty('result');
    expect(log[1]).toHaveProperty('result');
  });

  it('is logged with the beginning of arguments that are long', async () => {
    run = async () => ({ said: 'x' });
    await calls()('say', { name: `${'n'.repeat(100_000)} password=hunter2hunter2` }, from());
    expect(JSON.stringify(log[0]?.input_parameters)).toMatch(/^{"beginning":"{\\"name\\":\\"n{3000}/);
    expect(JSON.stringify(log[0]).length).toBeLessThan(5_000);
  });

  it('is logged with the beginning of a name that is long, and without a secret in it', async () => {
    await calls()(`password=hunter2hunter2 ${'n'.repeat(100_000)}`, {}, from());
    expect(log[0]).toMatchObject({ tool_name: expect.stringMatching(/^password=\[redacted\] n+$/) });
    expect(JSON.stringify(log[0]).length).toBeLessThan(1_000);
  });

  it('is warned of when it is one of very many, the same again and again, or one refusal of a row', async () => {
    run = async () => ({ said: 'x' });
    const call = calls();
    for (let i = 0; i < 25; i++) await call('say', { name: 'same' }, from());
    for (let i = 0; i < 12; i++) await call('delete_everything', { i }, from());
    for (let i = 0; i < 100; i++) await call('say', { name: `${i}` }, from());
    const warnings = log.flatMap((line) => line.warnings ?? []);
    expect(warnings).toEqual([
      'the same call 21 times within a minute',
      '11 refused calls within a minute',
      '121 calls within a minute',
    ]);
  });
});
