import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { MAX_ANSWER_BYTES } from '../../mcp/client/server-sessions.ts';
import { type Pins, pinOf } from '../../mcp/client/pins.ts';
import { openSession } from '../../mcp/client/session.ts';
import { openTransport } from '../../mcp/client/transports.ts';

/** What the server writes down: how it was started, and each message that it got. */
const Entry = z.looseObject({
  /** Of its start. */
  pid: z.number().optional(),
  rest: z.array(z.string()).optional(),
  env: z.record(z.string(), z.string()).optional(),
  /** Of a message that it got. */
  method: z.string().optional(),
  tool: z.string().optional(),
  params: z.unknown().optional(),
  /** Of an answer that it got: the id that it had asked with. */
  answered: z.string().optional(),
  error: z.unknown().optional(),
  /** Calls that it has not answered yet. */
  open: z.number().optional(),
});
export type Entry = z.infer<typeof Entry>;

export interface RawServer {
  /** How it is started. */
  command: string;
  args: string[];
  entries: () => Entry[];
  /** Tools that it was called for, in order. */
  called: () => string[];
  pids: () => number[];
  remove: () => void;
}

/** Text that stands in everything that the server says of itself. */
export const MARK = 'MARKED-BY-THE-SERVER';

/** A stdio server that misbehaves, with a journal of what it is asked: `tests/fixtures/raw-server.mjs`. */
export function rawServer(mode: string, ...rest: string[]): RawServer {
  const folder = mkdtempSync(join(tmpdir(), 'casefile-raw-'));
  const journal = join(folder, 'journal');
  const entries = () => {
    if (!existsSync(journal)) return [];
    // The last line may be half written.
    const lines = readFileSync(journal, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => Entry.parse(JSON.parse(line)));
  };
  return {
    command: process.execPath,
    args: [resolve('tests/fixtures/raw-server.mjs'), journal, mode, ...rest],
    entries,
    called: () => entries().flatMap(({ method, tool = '' }) => (method === 'tools/call' ? [tool] : [])),
    pids: () => entries().flatMap(({ pid }) => pid ?? []),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The same server behind a program that starts it and stays, as uvx and npx do; its process id is in the journal as well. */
export function wrapped(raw: RawServer): RawServer {
  return { ...raw, args: [resolve('tests/fixtures/wrapper.mjs'), ...raw.args] };
}

/** Whether a process is there still; one that has ended may wait for long until its parent, or init, takes notice. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return (
      !existsSync(`/proc/${pid}/stat`) || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    );
  } catch {
    return false;
  }
}

/** The processes that do not end, though they were killed: that takes a moment. */
export async function left(pids: readonly number[]): Promise<number[]> {
  for (let i = 0; i < 1_000 && pids.some(isAlive); i++) await sleep(10);
  return pids.filter(isAlive);
}

/** So that a test that fails leaves nothing behind either. */
export function killAll(raw: RawServer): void {
  for (const pid of raw.pids().filter(isAlive)) process.kill(pid, 'SIGKILL');
}

/** What the server's tools are as long as it does not misbehave. */
export async function politePins(): Promise<Pins> {
  const { command, args, remove } = rawServer('polite');
  const transport = await openTransport({ kind: 'stdio', command, args, env: {} }, MAX_ANSWER_BYTES);
  const session = await openSession(transport, '1', 5_000);
  try {
    const tools = await session.listTools(5_000);
    return Object.fromEntries(tools.map((tool) => [tool.name, pinOf(tool)]));
  } finally {
    await session.close();
    remove();
  }
}
