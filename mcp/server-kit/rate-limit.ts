import type { MiddlewareStack } from '@smithy/types';
import pLimit from 'p-limit';
import pThrottle from 'p-throttle';
import { callSignal } from './call-signal.ts';
import { untilAborted } from './until-aborted.ts';

interface Limited {
  middlewareStack: Pick<MiddlewareStack<object, object>, 'add'>;
}

const NEVER = new AbortController().signal;

/**
 * Makes a client send operations no faster than AWS takes them; retries count too. For limits that are low and hard: a
 * refused request would take longer than a short wait. Each client counts for itself: what other processes send, it can't know.
 *
 * @param perSecond by operation, e.g. `LookupEvents: 2`
 */
export function limitRate<C extends Limited>(client: C, perSecond: Readonly<Record<string, number>>): C {
  for (const [operation, limit] of Object.entries(perSecond)) {
    const turn = pThrottle({ limit, interval: 1_000, strict: true })(async () => undefined);
    // A turn once asked for is taken: only the first in line asks for one, and those that gave up ask for none.
    const line = pLimit(1);
    client.middlewareStack.add(
      (next, context) => async (args) => {
        if (context.commandName === `${operation}Command`) {
          const signal = callSignal.getStore() ?? NEVER;
          const mine = line(async () => (signal.aborted ? undefined : turn()));
          await untilAborted(mine, signal);
        }
        return next(args);
      },
      // Behind the retries, so that each attempt takes its turn. A signature may be minutes old.
      { step: 'finalizeRequest', priority: 'low', name: `rateOf${operation}` },
    );
  }
  return client;
}
