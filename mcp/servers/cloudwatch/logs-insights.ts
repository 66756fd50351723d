import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  type CloudWatchLogsClient,
  type GetQueryResultsResponse,
  GetQueryResultsCommand,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import { clipClean } from '../../../core/clean/clip-clean.ts';
import { TimeRange, showing } from '../../server-kit/times.ts';
import { fitting } from '../../server-kit/byte-budget.ts';
import { callSignal } from '../../server-kit/call-signal.ts';
import { KEEP, type Tool, type ToolContext, defineTool, readOnly } from '../../server-kit/tool.ts';
import { toToolError } from '../../server-kit/tool-error.ts';
import { untilAborted } from '../../server-kit/until-aborted.ts';
import { refusalOf } from './allowed-query.ts';
import { ingestedBytes } from './ingested-bytes.ts';
import { logsError } from './logs-error.ts';
import { MAX_QUERY_BYTES, tooMuchToScan } from './scan-bound.ts';
import { inMb, overBudget, queryBudget } from './query-budget.ts';

/** A message longer than this is cut: its beginning identifies it. */
const MAX_FIELD_CHARS = 2_000;
const Refusal = z.looseObject({ $metadata: z.looseObject({ httpStatusCode: z.number() }) });
const FINAL: readonly string[] = ['Complete', 'Failed', 'Cancelled', 'Timeout'];

export interface InsightsClients {
  logs: CloudWatchLogsClient;
  /** Asks once: a second attempt could start a second query, and cost twice. */
  once: CloudWatchLogsClient;
  cloudwatch: CloudWatchClient;
}

const Question = z.strictObject({
  ...TimeRange,
  logGroups: z.array(z.string().min(1).max(512)).min(1).max(50),
  query: z.string().min(1).max(10_000),
  limit: z.number().int().min(1).max(10_000).default(1_000),
});
type Question = z.infer<typeof Question>;

interface Job {
  started: Promise<{ queryId: string; mayScanBytes: number }>;
  queryId?: string;
  /** Calls that wait for it to start. */
  waiting: number;
  abandon: AbortController;
}

const QueryId = z.string().min(1).max(256);

/**
 * Queries as jobs: start, check, stop. A question that was asked within the last five minutes is the same job, unless
 * that was stopped or failed.
 *
 * @param remember false: every question starts a job of its own
 */
export function logsInsights(
  { logs, once, cloudwatch }: InsightsClients,
  { bytesPerHour, remember }: { bytesPerHour: number | undefined; remember: boolean },
): Tool[] {
  const budget = queryBudget(bytesPerHour);
  const jobs = new LRUCache<string, Job>({ max: 200, ttl: KEEP.results * 1_000 });
  const forget = (queryId: string) => {
    for (const [question, job] of jobs.entries()) if (job.queryId === queryId) jobs.delete(question);
  };
  /** Another may have taken its place since. */
  const drop = (question: string, job: Job) => {
    if (jobs.peek(question) === job) jobs.delete(question);
  };

  const startQuery = defineTool({
    name: 'start_query',
    description:
      'Starts a Logs Insights query and returns its id for get_query_results. Costs money for each byte scanned: refused if the groups took in more than 2 GB in the range or more than is left of the hourly budget, and if it joins or reads other groups.',
    // It changes nothing, and costs money each time.
    annotations: { ...readOnly('Start a Logs Insights query'), idempotentHint: false },
    timeoutMs: 9_000,
    maxDays: 31,
    input: Question,
    output: z.strictObject({ queryId: z.string(), mayScanBytes: z.number().exactOptional() }),
    async run(args, context) {
      const { logGroups, query, from, to, limit } = args;
      const question = JSON.stringify([logGroups, query, from, to, limit]);
      const before = remember ? jobs.get(question) : undefined;
      if (before !== undefined) return { queryId: (await startedFor(before, context.signal)).queryId };
      const refusal = refusalOf(query);
      if (refusal !== undefined)
        throw overBudget(`This query could scan more than was measured: ${refusal}.`);
      // Not the signal of this call: others may wait for the same job.
      const abandon = new AbortController();
      abandon.signal.addEventListener('abort', () => drop(question, job), { once: true });
      const started = callSignal.run(abandon.signal, () =>
        start(args, { ...context, signal: abandon.signal }),
      );
      const job: Job = { started, waiting: 0, abandon };
      if (remember) jobs.set(question, job);
      started.then(
        ({ queryId }) => (job.queryId = queryId),
        () => drop(question, job),
      );
      return startedFor(job, context.signal);
    },
  });

  /** Measures what the query may scan, and starts it if that is left. */
  async function start({ from, to, logGroups, query, limit }: Question, context: ToolContext) {
    const range = [Date.parse(from), Date.parse(to)] as const;
    const bytes = await ingestedBytes(cloudwatch, once, logGroups, ...range, context);
    if (bytes > MAX_QUERY_BYTES) throw overBudget(tooMuchToScan(bytes));
    const place = budget.take(bytes, context.now);
    const command = new StartQueryCommand({
      logGroupNames: logGroups,
      queryString: query,
      // Insights takes whole seconds and includes the last one.
      startTime: Math.floor(Date.parse(from) / 1_000),
      endTime: Math.ceil(Date.parse(to) / 1_000) - 1,
      limit,
    });
    const { queryId } = context.note(
      await once.send(command, { abortSignal: context.signal }).catch((error: unknown) => {
        if (isRefusal(error)) place.giveBack();
        throw logsError(logGroups.join(', '), error);
      }),
    );
    if (queryId === undefined) throw new Error('StartQuery gave no id');
    place.started(queryId);
    return { queryId, mayScanBytes: bytes };
  }

  const getQueryResults = defineTool({
    name: 'get_query_results',
    description:
      'Status and rows of a Logs Insights query, and what it scanned. Ask again while the status is Scheduled or Running.',
    annotations: readOnly('Get Logs Insights results'),
    timeoutMs: 9_000,
    cacheSeconds: remember ? KEEP.results : 0,
    input: z.strictObject({ queryId: QueryId }),
    output: z.strictObject({
      status: z.string(),
      rows: z.array(z.record(z.string(), z.string())),
      matched: z.number(),
      bytesScanned: z.number(),
      showing: z.string().exactOptional(),
      warnings: z.array(z.string()).exactOptional(),
    }),
    async run({ queryId }, { signal, note, volatile }) {
      const response = note(
        await logs.send(new GetQueryResultsCommand({ queryId }), { abortSignal: signal }),
      );
      const status = response.status ?? 'Unknown';
      const final = FINAL.includes(status);
      if (status !== 'Complete') volatile();
      if (final && status !== 'Complete') forget(queryId);
      const bytesScanned = response.statistics?.bytesScanned ?? 0;
      const mayGoOn = budget.scanned(queryId, response.statistics?.bytesScanned, final);
      const warnings: string[] = [];
      let stopped = false;
      if (!mayGoOn && !final) {
        const why = `It had scanned ${inMb(bytesScanned)}, more than the range was measured to hold`;
        try {
          await stop(queryId, signal);
          stopped = true;
          warnings.push(`${why}, and was stopped.`);
        } catch (error) {
          warnings.push(`${why}; stopping it failed: ${toToolError(error).body.message}`);
        }
      }
      const rows = rowsOf(response);
      const matched = response.statistics?.recordsMatched ?? rows.length;
      const shown = fitting(rows).items;
      // Rows that are lines have a pointer to theirs; others are made of lines (stats, pattern), however many matched.
      const areLines = (response.results ?? []).some((row) => row.some(({ field }) => field === '@ptr'));
      const all = areLines ? Math.max(matched, rows.length) : rows.length;
      const partial =
        status === 'Complete' ? showing(shown.length, all, areLines ? 'lines' : 'rows') : undefined;
      return {
        status: stopped ? 'Cancelled' : status,
        rows: shown,
        matched,
        bytesScanned,
        ...(partial !== undefined && { showing: partial }),
        ...(warnings.length > 0 && { warnings }),
      };
    },
  });

  async function stop(queryId: string, signal: AbortSignal) {
    forget(queryId);
    const response = await logs.send(new StopQueryCommand({ queryId }), { abortSignal: signal });
    budget.stopped(queryId);
    return response;
  }

  const stopQuery = defineTool({
    name: 'stop_query',
    description: 'Stops a Logs Insights query that is still running; what it scanned so far is paid for.',
    annotations: { ...readOnly('Stop a Logs Insights query'), readOnlyHint: false },
    timeoutMs: 7_000,
    input: z.strictObject({ queryId: QueryId }),
    output: z.strictObject({ stopped: z.boolean() }),
    async run({ queryId }, { signal, note }) {
      return { stopped: note(await stop(queryId, signal)).success ?? false };
    },
  });

  return [startQuery, getQueryResults, stopQuery];
}

/** Did AWS answer that it did not do it? Without an answer, or with a fault of its own, it may have. */
function isRefusal(error: unknown): boolean {
  const status = Refusal.safeParse(error).data?.$metadata.httpStatusCode ?? 0;
  return status >= 400 && status < 500;
}

/** The start of a job, which others may wait for too: it is given up when nobody does any more. */
async function startedFor(job: Job, signal: AbortSignal) {
  job.waiting++;
  try {
    return await untilAborted(job.started, signal);
  } finally {
    if (--job.waiting === 0 && job.queryId === undefined) job.abandon.abort();
  }
}

function rowsOf({ results = [] }: GetQueryResultsResponse): Record<string, string>[] {
  return results.map((row) =>
    Object.fromEntries(
      row
        .filter(({ field }) => field !== undefined && field !== '@ptr')
        .map(({ field, value }) => [field ?? '', clipClean(value ?? '', MAX_FIELD_CHARS)]),
    ),
  );
}
