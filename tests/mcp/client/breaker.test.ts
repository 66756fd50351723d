import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { breaker, silence, unheard } from '../../../mcp/client/breaker.ts';

const REST_MS = 30_000;
afterEach(() => {
  jest.restoreAllMocks();
});

describe('a server that is left alone', () => {
  it('is left alone for as long again if the call that tried it was not heard', async () => {
    const guarded = breaker('theirs');
    const silent = () => guarded(async () => silence('timeout', 'silent'));
    for (let i = 0; i < 3; i++) await silent();
    const rested = Date.now() + REST_MS;
    jest.spyOn(Date, 'now').mockReturnValue(rested);
    expect(await guarded(async () => unheard('not-asked', 'no time'))).toMatchObject({
      failure: { reason: 'not-asked', detail: 'no time' },
    });
    expect(await silent()).toMatchObject({
      failure: { detail: 'theirs did not answer 3 times in a row and is left alone' },
    });
    jest.spyOn(Date, 'now').mockReturnValue(rested + REST_MS);
    expect(await guarded(async () => ({ result: 1 }))).toEqual({ result: 1 });
    expect(await guarded(async () => ({ result: 2 }))).toEqual({ result: 2 });
  });
});
