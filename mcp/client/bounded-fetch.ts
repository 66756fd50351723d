import type { Authorize } from './authorize.ts';

/**
 * A fetch that gives up on an answer larger than `maxBytes`, and follows no redirect: the SDK's HTTP client
 * reads whatever it is sent, from wherever it is sent to.
 */
export function boundedFetch(maxBytes: number, authorize?: Authorize): typeof fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    if (authorize !== undefined) {
      const added = await authorize({
        method: init?.method ?? 'GET',
        url: new URL(input instanceof Request ? input.url : input),
        contentType: headers.get('content-type') ?? undefined,
        body: typeof init?.body === 'string' ? init.body : undefined,
      });
      for (const [name, value] of Object.entries(added)) headers.set(name, value);
    }
    const response = await fetch(input, { ...init, headers, redirect: 'error' });
    if (response.body === null) return response;
    let seen = 0;
    const counted = response.body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          seen += chunk.byteLength;
          if (seen > maxBytes) controller.error(new ResponseTooLarge(maxBytes));
          else controller.enqueue(chunk);
        },
      }),
    );
    return new Response(counted, response);
  };
}

export class ResponseTooLarge extends Error {
  constructor(maxBytes: number) {
    super(`the answer has more than ${maxBytes} bytes`);
    this.name = 'ResponseTooLarge';
  }
}
