import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleType } from 'cockatiel';
import type { CallOutcome, GapReason } from '../../core/case.ts';
import { failure } from './failures.ts';

/** A server that gave no answer this often in a row is left alone. */
const FAILURES = 3;
/** For so long; then one call tries it again. */
const REST_MS = 30_000;

/** No answer at all. A tool that says that AWS did not answer has answered. */
export interface Silence {
  silent: CallOutcome;
}

export function silence(reason: GapReason, detail: string): Silence {
  return { silent: failure(reason, detail) };
}

/** No answer, but the server had little or no time to give one: it says nothing of the server. */
export interface Unheard {
  unheard: CallOutcome;
}

export function unheard(reason: GapReason, detail: string): Unheard {
  return { unheard: failure(reason, detail) };
}

class NoAnswer extends Error {
  readonly outcome: CallOutcome;

  constructor(outcome: CallOutcome) {
    super('no answer');
    this.outcome = outcome;
  }
}

/** While it is closed, the policy takes it for neither a success nor a failure, since it does not handle it. */
class NotCounted extends NoAnswer {}
class Counted extends NoAnswer {}

/**
 * Runs calls of one server. After three in a row without an answer, further ones fail at once: a server that hangs must
 * not take the whole time of every question. An error is an answer; only silence counts.
 */
export function breaker(
  server: string,
): (call: () => Promise<CallOutcome | Silence | Unheard>) => Promise<CallOutcome> {
  const policy = circuitBreaker(handleType(Counted), {
    halfOpenAfter: REST_MS,
    breaker: new ConsecutiveBreaker(FAILURES),
  });
  return async (call) => {
    try {
      return await policy.execute(async () => {
        // For the policy whatever it does not handle is a success then: the server would be taken for well, unheard.
        const isTrial = policy.state === CircuitState.HalfOpen;
        const outcome = await call();
        if ('silent' in outcome) throw new Counted(outcome.silent);
        if ('unheard' in outcome) throw new (isTrial ? Counted : NotCounted)(outcome.unheard);
        return outcome;
      });
    } catch (error) {
      if (error instanceof NoAnswer) return error.outcome;
      if (!(error instanceof BrokenCircuitError)) throw error;
      return failure('unavailable', `${server} did not answer ${FAILURES} times in a row and is left alone`);
    }
  };
}
