import * as z from 'zod';
import type { Failure } from '../../../core/case.ts';
import type { Json } from '../../../core/canonical.ts';
import type { ArgsOf } from '../../../core/evidence/capabilities.ts';
import { frequentWords } from '../../../core/logs/frequent-words.ts';
import type { LogLine } from '../../../core/logs/mine-patterns.ts';
import { MAX_LINES, Row, errorLinesQuery, lineOf, patternsOf } from '../error-lines.ts';
import type { Reader } from '../reader.ts';

/**
 * Filter patterns are case-sensitive, and have 1,024 characters at most: the usual spellings of the words above. No bare
 * `memory`: every REPORT line has it. Newest first, since pages may end before all is read.
 */
const FILTER_PATTERN = [
  ...[
    'error',
    'exception',
    'fatal',
    'fail',
    'timed',
    'timeout',
    'denied',
    'throttl',
    'refused',
    'exceeded',
    'killed',
    'panic',
    'critical',
    'unable',
    'cannot',
    'expired',
    'unavailable',
    'forbidden',
  ].flatMap((word) => [word, `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`, word.toUpperCase()]),
  'Traceback',
  'SEVERE',
  'Unauthorized',
  '"could not"',
  '"too many"',
  '"out of memory"',
  '"Out of memory"',
  '"No space"',
]
  .map((word) => `?${word}`)
  .join(' ');
/** Queries of one question: each after the first leaves out what hides the rest. */
const MAX_QUERIES = 3;
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

/**
 * `query`: start, then poll until the status is final; if more lines matched than were given, again without the most frequent
 * kinds. `scan`: pages of filtered events.
 */
export const logPatterns: Reader<ArgsOf<'logs.patterns'>> = {
  next({ via, logGroup, from, to }, results) {
    const last = results.at(-1);
    if (via === 'query') {
      const queries = queriesOf(results);
      const query = queries.at(-1);
      if (query === undefined || (isPartial(query) && queries.length < MAX_QUERIES)) {
        const leftOut = leftOutOf(queries);
        // Nothing more can be left out: what was read is a sample.
        if (query !== undefined && leftOut.length === leftOutOf(queries.slice(0, -1)).length)
          return undefined;
        return {
          tool: 'start_query',
          args: { logGroups: [logGroup], from, to, query: errorLinesQuery(leftOut), limit: MAX_LINES },
        };
      }
      if (query.queryId === undefined || (query.polls > 0 && !isRunning(query))) return undefined;
      return {
        tool: 'get_query_results',
        args: { queryId: query.queryId },
        pauseMs: query.polls === 0 ? FIRST_POLL_MS : POLL_MS,
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

/** A query, and what it has answered last. */
interface Query {
  queryId: string | undefined;
  polls: number;
  results?: z.infer<typeof Results>;
}

/** The queries of a question, in the order in which they were started. */
function queriesOf(results: readonly Json[]): Query[] {
  const queries: Query[] = [];
  for (const result of results) {
    const answered = Results.safeParse(result).data;
    const query = queries.at(-1);
    if (answered === undefined || query === undefined) {
      queries.push({ queryId: Started.safeParse(result).data?.queryId, polls: 0 });
    } else {
      query.polls++;
      query.results = answered;
    }
  }
  return queries;
}

const isRunning = ({ results }: Query) => results?.status === 'Scheduled' || results?.status === 'Running';
const isPartial = ({ results }: Query) => results?.status === 'Complete' && results.showing !== undefined;

/** Words of the lines that the queries before had too many of. */
function leftOutOf(queries: readonly Query[]): string[] {
  const rows = queries.flatMap(({ results }) => (results?.showing === undefined ? [] : [results.rows]));
  return [...new Set(rows.flatMap((some) => frequentWords(some.map((row) => lineOf(row).message))))];
}

function readQuery(results: readonly Json[]): Json | Failure {
  const queries = queriesOf(results);
  const complete = queries.flatMap((query) => (query.results?.status === 'Complete' ? [query.results] : []));
  const [first] = complete;
  if (first === undefined) {
    const last = queries[0]?.results;
    if (last === undefined) return { reason: 'malformed', detail: 'the query gave no results' };
    const running = last.status === 'Scheduled' || last.status === 'Running';
    return { reason: running ? 'timeout' : 'failed', detail: `the query is ${last.status}` };
  }
  // Rows of this query are the lines that matched.
  if (first.rows.length === 0 && (first.matched ?? 0) > 0) {
    return { reason: 'malformed', detail: `${first.matched} lines matched, and none was given` };
  }
  // Each query gives again what the one before it had, but for the lines that it leaves out.
  const lines = complete.flatMap(({ rows }, i) => {
    const all = rows.map(lineOf);
    if (i === complete.length - 1) return all;
    const next = leftOutOf(queries.slice(0, i + 1));
    return all.filter(({ message }) => next.some((words) => message.includes(words)));
  });
  const leftOut = leftOutOf(queries.slice(0, complete.length - 1));
  return patternsOf(lines, complete.at(-1)?.showing !== undefined, leftOut);
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
  return patternsOf(lines, more);
}
