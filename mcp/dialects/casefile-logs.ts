import * as z from 'zod';
import type { Failure } from '../../core/case.ts';
import type { Json } from '../../core/canonical.ts';
import type { ArgsOf } from '../../core/evidence/capabilities.ts';
import { type LogLine, minePatterns } from '../../core/evidence/log-patterns.ts';
import type { Reader } from './reader.ts';

/** Words that error lines have; the same for both ways of reading, so that they find the same lines. */
const ERROR_WORDS =
  '(?i)(error|exception|fatal|fail|timed out|timeout|denied|throttl|refused|exceeded|out of memory|killed)';
const ERROR_LINE = new RegExp(ERROR_WORDS.replace('(?i)', ''), 'i');
/** Lambda's own lines repeat what the function's lines say. */
const PLATFORM_LINE = /^(START|END|REPORT|INIT_START|EXTENSION) /;

const MAX_LINES = 1_000;
const QUERY = `fields @timestamp, @message, @logStream
| filter @message like /${ERROR_WORDS}/
| filter @message not like /${PLATFORM_LINE.source}/
| sort @timestamp desc
| limit ${MAX_LINES}`;

/**
 * Filter patterns are case-sensitive: the usual spellings of the words above. No bare `memory`: every REPORT line
 * has it. Newest first, since pages may end before all is read.
 */
const FILTER_PATTERN = [
  'error',
  'exception',
  'fatal',
  'fail',
  'timed',
  'timeout',
  'denied',
  'throttl',
  'refused',
]
  .concat('exceeded', 'killed')
  .flatMap((word) => [word, `${word[0]?.toUpperCase()}${word.slice(1)}`, word.toUpperCase()])
  .map((word) => `?${word}`)
  .concat('?"out of memory"', '?"Out of memory"')
  .join(' ');
const MAX_PAGES = 5;

const FIRST_POLL_MS = 250;
const POLL_MS = 500;

const Started = z.looseObject({ queryId: z.string() });
const Results = z.looseObject({
  status: z.string(),
  rows: z.array(z.record(z.string(), z.string())),
  showing: z.string().optional(),
});
const Events = z.looseObject({
  events: z.array(z.strictObject({ t: z.string(), stream: z.string(), message: z.string() })),
  showing: z.string().optional(),
  nextToken: z.string().optional(),
});

/** `query`: start, then poll until the status is final. `scan`: pages of filtered events. */
export const logPatterns: Reader<ArgsOf<'logs.patterns'>> = {
  next({ via, logGroup, from, to }, results) {
    const last = results.at(-1);
    if (via === 'query') {
      if (last === undefined) {
        return {
          tool: 'start_query',
          args: { logGroups: [logGroup], from, to, query: QUERY, limit: MAX_LINES },
        };
      }
      const queryId = Started.safeParse(results[0]).data?.queryId;
      const status = Results.safeParse(last).data?.status;
      const running = results.length === 1 || status === 'Scheduled' || status === 'Running';
      if (queryId === undefined || !running) return undefined;
      return {
        tool: 'get_query_results',
        args: { queryId },
        pauseMs: results.length === 1 ? FIRST_POLL_MS : POLL_MS,
      };
    }
    const args = { logGroup, from, to, filterPattern: FILTER_PATTERN, limit: MAX_LINES, newestFirst: true };
    if (last === undefined) return { tool: 'get_log_events', args };
    const nextToken = Events.safeParse(last).data?.nextToken;
    if (nextToken === undefined || results.length >= MAX_PAGES) return undefined;
    return { tool: 'get_log_events', args: { ...args, nextToken } };
  },

  read({ via }, results) {
    return via === 'query' ? readQuery(results) : readScan(results);
  },
};

function readQuery(results: readonly Json[]): Json | Failure {
  const last = Results.safeParse(results.at(-1));
  if (!last.success || results.length < 2) {
    return { reason: 'malformed', detail: 'the query gave no results' };
  }
  const { status, rows, showing } = last.data;
  if (status !== 'Complete') {
    const running = status === 'Scheduled' || status === 'Running';
    return { reason: running ? 'timeout' : 'failed', detail: `the query is ${status}` };
  }
  const lines = rows.map((row) => ({
    t: insightsTime(row['@timestamp'] ?? ''),
    message: row['@message'] ?? '',
    stream: row['@logStream'] ?? '',
  }));
  return answer(lines, showing !== undefined);
}

function readScan(results: readonly Json[]): Json | Failure {
  const lines: LogLine[] = [];
  let more = false;
  for (const result of results) {
    const page = Events.safeParse(result);
    if (!page.success) return { reason: 'malformed', detail: 'a page of events was not understood' };
    lines.push(...page.data.events);
    more = page.data.showing !== undefined;
  }
  return answer(
    lines.filter(({ message }) => ERROR_LINE.test(message) && !PLATFORM_LINE.test(message)),
    more,
  );
}

function answer(lines: LogLine[], truncated: boolean): Json {
  return { patterns: minePatterns(lines), linesRead: lines.length, truncated };
}

/** Insights writes `2026-03-10 03:09:17.412`, in UTC. */
function insightsTime(text: string): string {
  return `${text.replace(' ', 'T')}Z`;
}
