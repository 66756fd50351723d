import {
  type CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { clipClean } from '../../../core/clean/clip-clean.ts';
import { TimeRange, isoOf, showing } from '../../server-kit/times.ts';
import { fitting } from '../../server-kit/byte-budget.ts';
import { logsError } from './logs-error.ts';
import { toToolError } from '../../server-kit/tool-error.ts';
import { KEEP, defineTool, readOnly } from '../../server-kit/tool.ts';

/** AWS answers with empty pages and a token while it searches; this many are followed. */
const MAX_PAGES = 20;
const PAGE = 250;
const WORTH_A_PAGE = 50;
const MAX_MESSAGE_CHARS = 2_000;

const LogEvent = z.strictObject({ t: z.string(), stream: z.string(), message: z.string() });
type LogEvent = z.infer<typeof LogEvent>;

export function getLogEvents(client: CloudWatchLogsClient) {
  return defineTool({
    name: 'get_log_events',
    description:
      'Lines of one log group across its streams, oldest or newest first, optionally filtered, or of one function where several write to the group.',
    annotations: readOnly('Get log events'),
    timeoutMs: 9_000,
    cacheSeconds: KEEP.states,
    maxDays: 31,
    input: z.strictObject({
      ...TimeRange,
      logGroup: z.string().min(1).max(512),
      filterPattern: z.string().max(1_024).optional().describe('CloudWatch Logs filter pattern'),
      function: z
        .string()
        .regex(/^[\w-]{1,64}$/)
        .optional()
        .describe('Only lines of its streams'),
      streamPrefix: z.string().min(1).max(512).optional(),
      limit: z.number().int().min(1).max(1_000).default(200),
      newestFirst: z.boolean().default(false),
      nextToken: z.string().max(2_048).optional(),
    }),
    output: z.strictObject({
      events: z.array(LogEvent),
      warnings: z.array(z.string()),
      showing: z.string().exactOptional(),
      nextToken: z.string().exactOptional(),
    }),
    async run(args, { signal, note, progress }) {
      const { from, to, logGroup, filterPattern, streamPrefix, limit, newestFirst, nextToken } = args;
      const events: LogEvent[] = [];
      const warnings: string[] = [];
      let token = nextToken;
      // Where a page may hold no line of the function, pages for the last few lines would read little more than nothing.
      const least = args.function === undefined ? 1 : Math.min(limit, WORTH_A_PAGE);
      for (let page = 0; page < MAX_PAGES && events.length <= limit - least; page++) {
        try {
          const response = note(
            await client.send(
              new FilterLogEventsCommand({
                logGroupName: logGroup,
                startTime: Date.parse(from),
                endTime: Date.parse(to) - 1,
                startFromHead: !newestFirst,
                filterPattern,
                logStreamNamePrefix: streamPrefix,
                // Small pages, so that what is read also fits into a result.
                limit: Math.min(limit - events.length, PAGE),
                nextToken: token,
              }),
              { abortSignal: signal },
            ),
          );
          const lines = linesOf(response, args.function);
          // Whoever goes on gets this page whole.
          if (events.length > 0 && !fitting([...events, ...lines]).all) break;
          events.push(...lines);
          token = response.nextToken;
          progress(`${events.length} lines read`);
        } catch (error) {
          if (page === 0) throw logsError(logGroup, error);
          warnings.push(`Later lines could not be read: ${toToolError(error).body.message}`);
          break;
        }
        if (token === undefined) break;
      }
      const shown = fitting(events).items;
      const all = shown.length === events.length;
      const partial = token === undefined && all ? undefined : showing(shown.length, undefined, 'lines');
      return {
        events: shown,
        warnings,
        ...(partial !== undefined && { showing: partial }),
        // Behind a page that was shown in part there is no place to go on from.
        ...(token !== undefined && all && { nextToken: token }),
      };
    },
  });
}

function linesOf({ events = [] }: FilterLogEventsResponse, name: string | undefined): LogEvent[] {
  return events.flatMap(({ timestamp, logStreamName, message }) =>
    timestamp === undefined || !isOf(logStreamName, name)
      ? []
      : {
          t: isoOf(new Date(timestamp)),
          stream: logStreamName ?? '',
          message: clipClean(message ?? '', MAX_MESSAGE_CHARS),
        },
  );
}

/** Lambda names streams `2026/03/10/[42]<id>`, and in a group that is not the function's own `2026/03/10/<function>[42]<id>`. */
function isOf(stream: string | undefined, name: string | undefined): boolean {
  return name === undefined || (stream ?? '').includes(`/${name}[`);
}
