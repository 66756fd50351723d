import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { getDefaultEnvironment } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ReadBuffer, serializeMessage } from '@modelcontextprotocol/sdk/shared/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { HAS_GROUPS, endWithUs, signalGroup } from './child-groups.ts';
import { childLog } from './child-log.ts';
import { limitMessages } from './message-limit.ts';

/** A server that is started as a child. */
export interface StdioReach {
  kind: 'stdio';
  /** No shell reads it. A name without a path is looked for in PATH. */
  command: string;
  args: string[];
  env: Record<string, string>;
  /** Gets the child's process id and its stderr, line by line. */
  onStart?: (pid: number | null) => void;
  onLog?: (line: string) => void;
}

/** An answer stands in its message twice: structured, and as text. */
const ANSWERS_PER_MESSAGE = 2;
/** A child whose stdin has ended, and then one that was sent SIGTERM, has so long to end by itself. */
const GRACE_MS = 2_000;
/** What a child has said before it ended is read within that time; what has left its group may hold its pipes open for longer. */
const LAST_WORDS_MS = 1_000;

/**
 * A child that is started when the session connects, in a group of its own: a wrapper such as uvx or npx has the server as
 * its child, and both are to end. One that writes what is no message, or messages without end, is killed; `close`
 * waits until it is gone. The SDK's own transport starts no groups.
 */
export function stdioTransport(reach: StdioReach, maxBytes: number): Transport {
  const { command, args, env, onStart, onLog = () => undefined } = reach;
  const buffer = new ReadBuffer({ maxBufferSize: maxBytes * ANSWERS_PER_MESSAGE });
  let child: ChildProcessWithoutNullStreams | undefined;
  let gone: Promise<unknown> = Promise.resolve();
  let closing: Promise<void> | undefined;

  function read(chunk: Buffer): void {
    try {
      buffer.append(chunk);
    } catch (error) {
      transport.onerror?.(asError(error));
      // It may go on writing.
      kill();
      return;
    }
    for (;;) {
      try {
        const message = buffer.readMessage();
        if (message === null) return;
        transport.onmessage?.(message);
      } catch (error) {
        transport.onerror?.(asError(error));
      }
    }
  }

  function kill(): void {
    if (child !== undefined) signalGroup(child, 'SIGKILL');
  }

  async function hangUp(started: ChildProcessWithoutNullStreams): Promise<void> {
    await sleep(LAST_WORDS_MS, undefined, { ref: false });
    started.stdout.destroy();
    started.stderr.destroy();
  }

  const isGoneWithin = (milliseconds: number) =>
    Promise.race([gone.then(() => true), sleep(milliseconds, false, { ref: false })]);

  async function end(started: ChildProcessWithoutNullStreams): Promise<void> {
    // It could not be started.
    if (started.pid === undefined) return;
    started.stdin.end();
    if (await isGoneWithin(GRACE_MS)) return;
    signalGroup(started, 'SIGTERM');
    if (await isGoneWithin(GRACE_MS)) return;
    signalGroup(started, 'SIGKILL');
    await isGoneWithin(GRACE_MS);
  }

  const transport: Transport = {
    async start() {
      if (closing !== undefined) throw new Error('Not connected');
      const started = spawn(command, args, {
        // A minimal environment and what is named for it, never all of ours.
        env: { ...getDefaultEnvironment(), ...env },
        stdio: 'pipe',
        detached: HAS_GROUPS,
        windowsHide: true,
      });
      // From now on `close` has something to end, also before we hear that it runs.
      child = started;
      gone = new Promise<void>((resolve) => started.once('close', () => resolve())).then(() =>
        transport.onclose?.(),
      );
      started.on('error', (error) => transport.onerror?.(error));
      await once(started, 'spawn');
      endWithUs(started);
      started.once('exit', () => void hangUp(started));
      // Without free file descriptors a child that could not be started has no pipes either.
      started.stdin.on('error', (error) => {
        transport.onerror?.(error);
        // It reads no more, so it will not answer either.
        if (closing === undefined) kill();
      });
      started.stdout.on('data', read);
      started.stderr.on('data', childLog(onLog));
      onStart?.(started.pid ?? null);
    },
    async send(message) {
      const to = child;
      if (to === undefined || closing !== undefined) throw new Error('Not connected');
      // Called as well if it can't be written: `error` tells why, and the session ends.
      await new Promise<void>((resolve) => to.stdin.write(serializeMessage(message), () => resolve()));
    },
    close() {
      closing ??= child === undefined ? Promise.resolve() : end(child);
      return closing;
    },
  };
  limitMessages(transport, kill);
  return transport;
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
