import * as z from 'zod';
import type { Failure } from '../../../core/case.ts';
import type { Json } from '../../../core/canonical.ts';
import type { ArgsOf } from '../../../core/evidence/capabilities.ts';
import type { LogLine } from '../../../core/evidence/log-patterns.ts';
import { ERROR_LINES_QUERY, MAX_LINES, Row, isErrorLine, lineOf, patternsOf } from '../error-lines.ts';
import type { Reader } from '../reader.ts';

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
  rows: z.array(Row),
  matched: z.number().optional(),
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
          args: { logGroups: [logGroup], from, to, query: ERROR_LINES_QUERY, limit: MAX_LINES },
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
  const { status, rows, showing, matched = 0 } = last.data;
  if (status !== 'Complete') {
    const running = status === 'Scheduled' || status === 'Running';
    return { reason: running ? 'timeout' : 'failed', detail: `the query is ${status}` };
  }
  // Rows of this query are the lines that matched.
  if (rows.length === 0 && matched > 0) {
    return { reason: 'malformed', detail: `${matched} lines matched, and none was given` };
  }
  return patternsOf(rows.map(lineOf), showing !== undefined);
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
  return patternsOf(
    lines.filter(({ message }) => isErrorLine(message)),
    more,
  );
}
