import { setTimeout as sleep } from 'node:timers/promises';

interface Bounds {
  forMs: number;
  everyMs: number;
  signal: AbortSignal;
}

/** Looks again and again, for a bounded time; undefined if it never was there. Rejects when it is aborted. */
export async function poll<T>(
  { forMs, everyMs, signal }: Bounds,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const end = performance.now() + forMs;
  for (;;) {
    signal.throwIfAborted();
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() + everyMs > end) return undefined;
    await sleep(everyMs, undefined, { signal });
  }
}
