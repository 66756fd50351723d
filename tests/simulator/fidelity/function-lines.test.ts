import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { readLine } from '../../../core/logs/read-line.ts';
import { LANGUAGES, THROWN } from '../../../simulator/engine/runtime-words.ts';
import { ask, at } from './ask.ts';

describe('lines of functions', () => {
  it('tell an error that nobody caught in the words of each runtime', () => {
    const error = { type: 'PriceError', message: 'no price for this', stack: [] };
    const lines = LANGUAGES.map((language) => THROWN[language](error, 'request', 0)[1]);
    expect(new Set(lines).size).toBe(LANGUAGES.length);
    for (const line of lines) {
      expect([line, readLine(line)]).toEqual([
        line,
        expect.objectContaining({ isError: true, errorClass: 'PriceError' }),
      ]);
    }
  });

  it('have an error as an object in the message where logs are JSON', async () => {
    await ask(async ({ clients: { logs } }) => {
      const filtered = new FilterLogEventsCommand({
        logGroupName: '/aws/lambda/orders',
        filterPattern: 'errorType',
        startTime: at(0).getTime(),
        endTime: at(90).getTime(),
      });
      // The first page is empty, and carries a token.
      const { nextToken } = await logs.send(filtered);
      const { events = [] } = await logs.send(new FilterLogEventsCommand({ ...filtered.input, nextToken }));
      const Line = z.object({ level: z.literal('ERROR'), message: z.object({ errorType: z.string() }) });
      expect(events.length).toBeGreaterThan(0);
      for (const { message = '' } of events) {
        expect(Line.safeParse(JSON.parse(message)).success).toBe(true);
      }
    });
  });
});
