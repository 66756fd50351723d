import { AsyncLocalStorage } from 'node:async_hooks';

/** Aborts when nobody waits any more for the call that is being worked on; the SDK's middleware does not get to see it. */
export const callSignal = new AsyncLocalStorage<AbortSignal>();
