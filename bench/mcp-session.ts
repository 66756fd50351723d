import { readFileSync } from 'node:fs';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport, getDefaultEnvironment } from '@modelcontextprotocol/sdk/client/stdio.js';
import * as z from 'zod';
import { type Contender, type Kind, TELLS } from './mcp-contenders.ts';

const ToolList = z.looseObject({ tools: z.array(z.looseObject({ name: z.string() })) });
export type ToolList = z.infer<typeof ToolList>;

const Answer = z.looseObject({
  isError: z.boolean().optional(),
  structuredContent: z.looseObject({ cached: z.number().optional() }).optional(),
});

/** A server that was started, with what its start took. */
export interface Session {
  list: ToolList;
  /** From spawning it to its answer to tools/list, ms. */
  listedMs: number;
  /** @returns ms @throws Error if the answer is no good, or comes from a cache and must not, or the other way round */
  call(kind: Kind, n: number, from: 'aws' | 'cache'): Promise<number>;
  /** The most memory that was resident so far, MB. */
  peakMegabytes(): number;
  close(): Promise<void>;
}

/** No call may take longer: eight in a row over a slow upstream do not. */
const CALL_TIMEOUT_MS = 60_000;

/** Starts a server and asks it for its tools. The client checks no answer against a schema, so that its time is not in it. */
export async function startSession(contender: Contender, env: Record<string, string>): Promise<Session> {
  const { command, args } = contender;
  const transport = new StdioClientTransport({
    command,
    args,
    env: { ...getDefaultEnvironment(), ...env },
    stderr: 'pipe',
  });
  // A server whose log nobody reads stands still once the pipe is full.
  transport.stderr?.on('data', () => undefined);
  const client = new Client({ name: 'bench', version: '1' });
  const started = performance.now();
  await client.connect(transport);
  const list = await client.request({ method: 'tools/list' }, ToolList);
  const listedMs = performance.now() - started;
  const { pid } = transport;
  if (pid === null) throw new Error(`${contender.name} does not run`);
  return {
    list,
    listedMs,
    async call(kind, n, from) {
      const before = performance.now();
      const answer = await client.request(
        { method: 'tools/call', params: { ...contender.call[kind](n) } },
        Answer,
        { timeout: CALL_TIMEOUT_MS },
      );
      const ms = performance.now() - before;
      check(`${contender.name}, ${kind}`, answer, kind, from);
      return ms;
    },
    peakMegabytes: () => peakMegabytes(pid),
    close: () => client.close(),
  };
}

function check(
  what: string,
  { isError, structuredContent }: z.infer<typeof Answer>,
  kind: Kind,
  from: 'aws' | 'cache',
): void {
  const text = JSON.stringify(structuredContent ?? {});
  const { count, of } = TELLS[kind];
  const told = text.match(of)?.length ?? 0;
  if (isError === true || told !== count) {
    throw new Error(`${what}: ${told} of ${count} told: ${text.slice(0, 300)}`);
  }
  const cached = structuredContent?.cached !== undefined;
  if (cached !== (from === 'cache')) throw new Error(`${what}: the answer is not from ${from}`);
}

function peakMegabytes(pid: number): number {
  const [, kilobytes = '0'] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kilobytes) * 1_024) / 1e6;
}
