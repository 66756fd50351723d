import type { MiddlewareStack } from '@smithy/types';
import pThrottle from 'p-throttle';

interface Limited {
  middlewareStack: Pick<MiddlewareStack<object, object>, 'add'>;
}

/**
 * Makes a client send operations no faster than AWS takes them; retries count too. For limits that are low and hard: a
 * refused request would take longer than a short wait.
 *
 * @param perSecond by operation, e.g. `LookupEvents: 2`
 */
export function limitRate<C extends Limited>(client: C, perSecond: Readonly<Record<string, number>>): C {
  for (const [operation, limit] of Object.entries(perSecond)) {
    const turn = pThrottle({ limit, interval: 1_000, strict: true })(async () => undefined);
    client.middlewareStack.add(
      (next, context) => async (args) => {
        if (context.commandName === `${operation}Command`) await turn();
        return next(args);
      },
      // Behind the retries, so that each attempt takes its turn. A signature may be minutes old.
      { step: 'finalizeRequest', priority: 'low', name: `rateOf${operation}` },
    );
  }
  return client;
}
