import type { Clock } from '../../core/ports.ts';

/** Data time that stands still until it is moved; elapsed time is real. */
export interface VirtualClock extends Clock {
  moveTo(epochMs: number): void;
}

export function virtualClock(startMs: number): VirtualClock {
  const started = performance.now();
  let now = startMs;
  return {
    now: () => now,
    elapsedMs: () => performance.now() - started,
    moveTo(epochMs) {
      now = epochMs;
    },
  };
}
