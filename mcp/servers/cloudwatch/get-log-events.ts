import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { clip } from '../../../core/clip.ts';
import { TimeRange, isoOf, showing } from '../../server-kit/times.ts';
import { defineTool, readOnly } from '../../server-kit/tool.ts';

/** AWS answers with empty pages and a token while it searches; this many are followed. */
const MAX_PAGES = 10;
const MAX_MESSAGE_CHARS = 2_000;

export function getLogEvents(client: CloudWatchLogsClient) {
  return defineTool({
    name: 'get_log_events',
    description: 'Lines of one log group across its streams, oldest first, optionally filtered.',
    annotations: readOnly('Get log events'),
    timeoutMs: 15_000,
    input: z.strictObject({
      ...TimeRange,
      logGroup: z.string().min(1).max(512),
      filterPattern: z.string().max(1_024).optional().describe('CloudWatch Logs filter pattern'),
      limit: z.number().int().min(1).max(1_000).default(200),
      nextToken: z.string().max(2_048).optional(),
    }),
    output: z.strictObject({
      events: z.array(z.strictObject({ t: z.string(), stream: z.string(), message: z.string() })),
      showing: z.string().exactOptional(),
      nextToken: z.string().exactOptional(),
    }),
    async run({ from, to, logGroup, filterPattern, limit, nextToken }, { signal, note }) {
      const events: { t: string; stream: string; message: string }[] = [];
      let token = nextToken;
      for (let page = 0; page < MAX_PAGES && events.length < limit; page++) {
        const response = note(
          await client.send(
            new FilterLogEventsCommand({
              logGroupName: logGroup,
              startTime: Date.parse(from),
              endTime: Date.parse(to) - 1,
              filterPattern,
              limit: limit - events.length,
              nextToken: token,
            }),
            { abortSignal: signal },
          ),
        );
        for (const { timestamp, logStreamName, message } of response.events ?? []) {
          if (timestamp === undefined) continue;
          events.push({
            t: isoOf(new Date(timestamp)),
            stream: logStreamName ?? '',
            message: clip(message ?? '', MAX_MESSAGE_CHARS),
          });
        }
        token = response.nextToken;
        if (token === undefined) break;
      }
      const partial = token === undefined ? undefined : showing(events.length, undefined, 'lines');
      return {
        events,
        ...(partial !== undefined && { showing: partial }),
        ...(token !== undefined && { nextToken: token }),
      };
    },
  });
}
