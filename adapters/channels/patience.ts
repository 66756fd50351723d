import { setTimeout as sleep } from 'node:timers/promises';

/** How long somebody at the other end is waited for. */
export interface Patience {
  attemptMs: number;
  /** No try begins that could take longer. It must fit into the timeout of the function that publishes. */
  totalMs: number;
  retries: number;
  pause: (ms: number) => Promise<unknown>;
}

export const PATIENCE: Patience = { attemptMs: 8_000, totalMs: 19_000, retries: 2, pause: sleep };
/** Before the first retry, if the answer does not say how long to wait; then twice as long. */
const BACKOFF_MS = 500;

export interface Answer {
  /** 0: none came. */
  status: number;
  /** `Retry-After`, in seconds. */
  retryAfter: string | null;
}

/**
 * Tries until an answer is final: what is busy (429) or broken (5xx) is asked again, as long after as it says; what gave
 * no answer is not, since nobody knows what became of it.
 * @returns `uncertain`: some try may have delivered the message
 */
export async function tryPatiently<A extends Answer>(
  attempt: (attemptMs: number) => Promise<A>,
  { attemptMs, totalMs, retries, pause }: Patience,
): Promise<{ answer: A; uncertain: boolean }> {
  const deadline = performance.now() + totalMs;
  let uncertain = false;
  for (let tried = 0; ; tried++) {
    const answer = await attempt(attemptMs);
    const { status, retryAfter } = answer;
    uncertain ||= status === 0 || status >= 500;
    const wait = waitMs(retryAfter, tried);
    const inTime = performance.now() + wait + attemptMs <= deadline;
    const busy = status === 429 || status >= 500;
    if (!busy || !inTime || tried >= retries) return { answer, uncertain };
    await pause(wait);
  }
}

function waitMs(retryAfter: string | null, tried: number): number {
  return retryAfter !== null && /^\d{1,6}$/.test(retryAfter)
    ? Number(retryAfter) * 1_000
    : BACKOFF_MS * 2 ** tried;
}

/** Was it refused for good? After a try whose outcome is not known, the refusal of the next one says nothing of the first. */
export function isRefused({ status }: Answer, uncertain: boolean): boolean {
  return !uncertain && status > 0 && status < 500 && status !== 408 && status !== 429;
}
