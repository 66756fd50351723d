import { LRUCache } from 'lru-cache';
import type { Json } from '../../core/canonical.ts';
import { untilAborted } from './until-aborted.ts';

/** Answers kept, and the bytes of their JSON text. */
const MAX_ANSWERS = 500;
const MAX_BYTES = 50_000_000;

export interface Answer {
  result: Json;
  bytes: number;
  requestId: string | undefined;
  /** May not be kept, whatever the tool says. */
  volatile: boolean;
}

export interface Shared {
  answer: Answer;
  /** How long ago it was read from AWS; undefined if that was for this call. */
  ageSeconds: number | undefined;
}

interface InFlight {
  answer: Promise<Answer>;
  waiting: number;
  abandon: AbortController;
}

/**
 * Answers equal calls once: those at the same time share one, and later ones get it for as long as it may be kept. A call
 * that nobody waits for any more is given up.
 */
export function answerCache(now: () => number) {
  const kept = new LRUCache<string, { answer: Answer; at: number }>({
    max: MAX_ANSWERS,
    maxSize: MAX_BYTES,
    sizeCalculation: ({ answer }) => Math.max(1, answer.bytes),
    perf: { now },
    // The clock is ours: no reading of it may be kept.
    ttlResolution: 0,
  });
  const inFlight = new Map<string, InFlight>();

  /** @param signal of this caller; `run` gets one that aborts when all callers are gone */
  return async function shared(
    key: string,
    keepSeconds: number,
    signal: AbortSignal,
    run: (signal: AbortSignal) => Promise<Answer>,
  ): Promise<Shared> {
    const old = kept.get(key);
    if (old !== undefined) {
      return { answer: old.answer, ageSeconds: Math.round((now() - old.at) / 1_000) };
    }
    const joined = inFlight.get(key) ?? begin();
    joined.waiting++;
    try {
      return { answer: await untilAborted(joined.answer, signal), ageSeconds: undefined };
    } finally {
      if (--joined.waiting === 0) {
        joined.abandon.abort();
        if (inFlight.get(key) === joined) inFlight.delete(key);
      }
    }

    function begin(): InFlight {
      const abandon = new AbortController();
      const answer = run(abandon.signal).then((given) => {
        if (keepSeconds > 0 && !given.volatile) {
          kept.set(key, { answer: given, at: now() }, { ttl: keepSeconds * 1_000 });
        }
        return given;
      });
      // Nobody may be left to hear of it.
      answer.catch(() => undefined);
      const one = { answer, waiting: 0, abandon };
      inFlight.set(key, one);
      return one;
    }
  };
}
