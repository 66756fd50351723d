import { setTimeout as sleep } from 'node:timers/promises';
import { StdioClientTransport, getDefaultEnvironment } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { childLog } from './child-log.ts';
import { isTooLarge } from './failures.ts';
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
/** Of a child that was killed nothing is heard any more, unless what it has started itself holds its pipes open. */
const KILLED_MS = 1_000;

/**
 * A child that is started when the session connects. One that writes what is no message, or messages without end, is
 * killed; `close` waits until it is gone.
 */
export function stdioTransport(reach: StdioReach, maxBytes: number): Transport {
  const { command, args, env, onStart, onLog } = reach;
  const transport = new StdioClientTransport({
    command,
    args,
    // The child gets a minimal environment and what is named for it, never all of ours.
    env: { ...getDefaultEnvironment(), ...env },
    stderr: 'pipe',
    maxBufferSize: maxBytes * ANSWERS_PER_MESSAGE,
  });
  transport.stderr?.on('data', childLog(onLog ?? (() => undefined)));

  let running = false;
  const gone = new Promise<void>((resolve) => {
    transport.onclose = () => {
      running = false;
      resolve();
    };
  });
  const kill = () => {
    if (running && transport.pid !== null) process.kill(transport.pid, 'SIGKILL');
  };
  transport.onerror = (error) => {
    // The SDK would ask it to end, and go on reading meanwhile.
    if (isTooLarge(error)) kill();
  };
  limitMessages(transport, kill);

  const start = transport.start.bind(transport);
  transport.start = async () => {
    await start();
    running = true;
    onStart?.(transport.pid);
  };
  const close = transport.close.bind(transport);
  let closing: Promise<void> | undefined;
  transport.close = () => {
    closing ??= close().then(async () => {
      if (running) await Promise.race([gone, sleep(KILLED_MS, undefined, { ref: false })]);
    });
    return closing;
  };
  return transport;
}
