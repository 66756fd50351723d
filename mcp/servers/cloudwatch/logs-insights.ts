import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  type CloudWatchLogsClient,
  GetQueryResultsCommand,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { clip } from '../../../core/clip.ts';
import { TimeRange, showing } from '../../server-kit/times.ts';
import { fitting } from '../../server-kit/byte-budget.ts';
import { defineTool, readOnly } from '../../server-kit/tool.ts';
import { ToolError } from '../../server-kit/tool-error.ts';
import { refusalOf } from './allowed-query.ts';
import { ingestedBytes } from './ingested-bytes.ts';
import { MAX_QUERY_BYTES, tooMuchToScan } from './scan-bound.ts';

/** A message longer than this is cut: its beginning identifies it. */
const MAX_FIELD_CHARS = 2_000;

export function startQuery(once: CloudWatchLogsClient, cloudwatch: CloudWatchClient) {
  return defineTool({
    name: 'start_query',
    description:
      'Starts a Logs Insights query and returns its id for get_query_results. Costs money for each byte scanned: refused if the groups took in more than 2 GB in the range, and if it joins or reads other groups.',
    annotations: { ...readOnly('Start a Logs Insights query'), idempotentHint: false },
    timeoutMs: 9_000,
    input: z.strictObject({
      ...TimeRange,
      logGroups: z.array(z.string().min(1).max(512)).min(1).max(50),
      query: z.string().min(1).max(10_000),
      limit: z.number().int().min(1).max(10_000).default(1_000),
    }),
    output: z.strictObject({ queryId: z.string() }),
    async run({ from, to, logGroups, query, limit }, context) {
      const { signal, note } = context;
      const refusal = refusalOf(query);
      if (refusal !== undefined) throw refused(`This query could scan more than was measured: ${refusal}.`);
      const bytes = await ingestedBytes(
        cloudwatch,
        once,
        logGroups,
        Date.parse(from),
        Date.parse(to),
        context,
      );
      if (bytes > MAX_QUERY_BYTES) throw refused(tooMuchToScan(bytes));
      // Asked once: a second attempt could start a second query, and cost twice.
      const response = note(
        await once.send(
          new StartQueryCommand({
            logGroupNames: logGroups,
            queryString: query,
            // Insights takes whole seconds and includes the last one.
            startTime: Math.floor(Date.parse(from) / 1_000),
            endTime: Math.ceil(Date.parse(to) / 1_000) - 1,
            limit,
          }),
          { abortSignal: signal },
        ),
      );
      return { queryId: response.queryId ?? '' };
    },
  });
}

function refused(message: string): ToolError {
  return new ToolError({
    code: 'BudgetExceeded',
    message,
    hint: 'Ask for a shorter range, or use get_log_events, which costs nothing.',
    retryable: false,
  });
}

export function getQueryResults(client: CloudWatchLogsClient) {
  return defineTool({
    name: 'get_query_results',
    description:
      'Status and rows of a Logs Insights query. Ask again while the status is Scheduled or Running.',
    annotations: readOnly('Get Logs Insights results'),
    timeoutMs: 9_000,
    input: z.strictObject({ queryId: z.string().min(1).max(256) }),
    output: z.strictObject({
      status: z.string(),
      rows: z.array(z.record(z.string(), z.string())),
      matched: z.number(),
      bytesScanned: z.number(),
      showing: z.string().exactOptional(),
    }),
    async run({ queryId }, { signal, note }) {
      const response = note(
        await client.send(new GetQueryResultsCommand({ queryId }), { abortSignal: signal }),
      );
      const rows = (response.results ?? []).map((row) =>
        Object.fromEntries(
          row
            .filter(({ field }) => field !== undefined && field !== '@ptr')
            .map(({ field, value }) => [field ?? '', clip(value ?? '', MAX_FIELD_CHARS)]),
        ),
      );
      const matched = response.statistics?.recordsMatched ?? rows.length;
      const shown = fitting(rows).items;
      const partial =
        response.status === 'Complete'
          ? showing(shown.length, Math.max(matched, rows.length), 'lines')
          : undefined;
      return {
        status: response.status ?? 'Unknown',
        rows: shown,
        matched,
        bytesScanned: response.statistics?.bytesScanned ?? 0,
        ...(partial !== undefined && { showing: partial }),
      };
    },
  });
}
