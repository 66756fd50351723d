import type { ChildProcess } from 'node:child_process';

/** Windows has no groups of processes; there only the child itself is ended. */
export const HAS_GROUPS = process.platform !== 'win32';

/** What ends a process that does not listen, as terminals and supervisors send it. A terminal reaches its own group only. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

const running = new Set<ChildProcess>();

/**
 * Sees to it that a child, which leads a group of its own, and what it has started do not outlive us, however we end
 * but by SIGKILL or a crash; nor what it has started the child. To be called once it runs.
 */
export function endWithUs(child: ChildProcess): void {
  if (running.size === 0) {
    process.on('exit', killAll);
    // First of all listeners: one that is gone once it has heard of a signal must still be counted.
    for (const signal of ENDING) process.prependListener(signal, end);
  }
  running.add(child);
  child.once('exit', () => {
    signalGroup(child, 'SIGKILL');
    running.delete(child);
    if (running.size > 0) return;
    process.off('exit', killAll);
    for (const signal of ENDING) process.off(signal, end);
  });
}

/** Sends a signal to a child and all that it has started; nothing happens if none of them is there any more. */
export function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(HAS_GROUPS ? -pid : pid, signal);
  } catch {
    // They have ended meanwhile.
  }
}

function killAll(): void {
  for (const child of running) signalGroup(child, 'SIGKILL');
}

function end(signal: NodeJS.Signals): void {
  // Whoever else listens decides when we end; `exit` follows then.
  if (process.listenerCount(signal) > 1) return;
  killAll();
  process.off(signal, end);
  process.kill(process.pid, signal);
}
