/** Rejects with an `AbortError` as soon as the signal aborts, whether or not the work takes notice. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw aborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(aborted());
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Out of time, or not wanted any more: the caller knows which. */
function aborted(): Error {
  const error = new Error('aborted');
  error.name = 'AbortError';
  return error;
}
