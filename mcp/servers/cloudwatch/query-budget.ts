import { ToolError } from '../../server-kit/tool-error.ts';

const HOUR_MS = 3_600_000;
/** Of the account's queries at a time (30, newer pages say 100), which dashboards and people use too. */
const MAX_RUNNING = 10;
/** What came in is measured minutes behind: a new group may hold more than was measured, at a twentieth of a cent. */
const NOT_WORTH_STOPPING = 100_000_000;
/** A query that nobody asked about for so long is taken as done. */
const FORGOTTEN_MS = 5 * 60_000;

interface Query {
  /** Undefined until it has started, and if that is not known. */
  queryId?: string;
  at: number;
  /** What it may scan at most; once it is done, what it did scan. */
  bytes: number;
  running: boolean;
}

/** A place in the budget, taken before a query starts: others may start at the same time. */
export interface Place {
  started(queryId: string): void;
  /** The query surely did not start. */
  giveBack(): void;
}

/** How many bytes the Logs Insights queries of a server may still scan within the hour. */
export interface QueryBudget {
  /** @throws ToolError `BudgetExceeded` if that many bytes are not left, `Throttled` if too many queries run */
  take(bytes: number, now: number): Place;
  /** What a query has scanned so far, if that is known. @returns whether it may go on */
  scanned(queryId: string, bytes: number | undefined, done: boolean): boolean;
  /** It does not run any more; what it has scanned is not known. */
  stopped(queryId: string): void;
}

export function queryBudget(bytesPerHour = Infinity): QueryBudget {
  let queries: Query[] = [];
  return {
    take(bytes, now) {
      queries = queries.filter(({ at }) => at > now - HOUR_MS);
      const left = bytesPerHour - queries.reduce((total, one) => total + one.bytes, 0);
      if (bytes > left) {
        throw overBudget(
          `The query may scan ${inMb(bytes)}, and ${inMb(left)} of ${inMb(bytesPerHour)} an hour are left.`,
        );
      }
      const running = queries.filter((one) => one.running && one.at > now - FORGOTTEN_MS);
      if (running.length >= MAX_RUNNING) throw tooMany(running.length);
      const query: Query = { bytes, at: now, running: true };
      queries.push(query);
      return {
        started(queryId) {
          query.queryId = queryId;
        },
        giveBack() {
          queries = queries.filter((one) => one !== query);
        },
      };
    },
    scanned(queryId, bytes, done) {
      const query = queries.find((one) => one.queryId === queryId);
      if (query === undefined) return true;
      const within = (bytes ?? 0) <= Math.max(query.bytes, NOT_WORTH_STOPPING);
      if (done) {
        query.bytes = bytes ?? query.bytes;
        query.running = false;
      }
      return within;
    },
    stopped(queryId) {
      for (const query of queries) if (query.queryId === queryId) query.running = false;
    },
  };
}

function tooMany(running: number): ToolError {
  return new ToolError({
    code: 'Throttled',
    message: `${running} queries of this server are running.`,
    hint: 'Ask get_query_results for them, or stop one with stop_query.',
    retryable: true,
  });
}

export function inMb(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}

export function overBudget(message: string): ToolError {
  return new ToolError({
    code: 'BudgetExceeded',
    message,
    hint: 'Ask for a shorter range, or use get_log_events, which costs nothing.',
    retryable: false,
  });
}
