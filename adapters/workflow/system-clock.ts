import type { Clock } from '../../core/ports.ts';
import { ms } from '../../core/time.ts';

/** The machine's own time. Elapsed time is told from the recorded opening, so that every function sees the same. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsedMs: (openedAt) => Date.now() - ms(openedAt),
};
