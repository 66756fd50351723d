import * as z from 'zod';
import type { Json } from '../../../core/canonical.ts';
import type { Failure } from '../../../core/case.ts';
import { type ArgsOf, capabilities } from '../../../core/evidence/capabilities.ts';
import { HOUR, MINUTE, SECOND, floorTo, iso, ms, shift, since } from '../../../core/time.ts';
import {
  MAX_QUERY_BYTES,
  MINUTES_UP_TO_MS,
  boundByHours,
  boundByMinutes,
  tooMuchToScan,
} from '../../servers/cloudwatch/scan-bound.ts';
import { MetricData } from './awslabs-metrics.ts';
import { MAX_LINES, Row, errorLinesQuery, lineOf, patternsOf } from '../error-lines.ts';
import { type Bind, type Reader, bind, readAs } from '../reader.ts';

/** The server asks again each second for so long; then we do. */
const SERVER_POLLS_SECONDS = 4;
const POLL_MS = 500;
/** Answers that a query may take, the first included. */
const MAX_POLLS = 8;

const Results = z.looseObject({
  queryId: z.string(),
  status: z.string(),
  results: z.array(Row),
  statistics: z.looseObject({ recordsMatched: z.number().optional() }).optional(),
});

/** `Polling Timeout` is the server's own: the query goes on. */
const UNFINISHED = ['Polling Timeout', 'Scheduled', 'Running'];

/** First how much a query would scan, which the server does not bound; then the query, until its status is final. */
const logPatterns: Reader<ArgsOf<'logs.patterns'>> = {
  next({ via, logGroup, from, to }, results, region) {
    // The server knows no other way to read lines.
    if (via !== 'query') return undefined;
    const [ingested, ...answers] = results;
    if (ingested === undefined) {
      return { tool: 'get_metric_data', args: { ...ingestedBytes(logGroup, { from, to }), region } };
    }
    if (boundOf(ingested, { from, to }) > MAX_QUERY_BYTES) return undefined;
    if (answers.length === 0) {
      return {
        tool: 'execute_log_insights_query',
        args: {
          log_group_names: [logGroup],
          query_string: errorLinesQuery(),
          start_time: from,
          // Insights takes whole seconds and includes the last one.
          end_time: iso(Math.ceil(ms(to) / SECOND) * SECOND - SECOND),
          limit: MAX_LINES,
          max_timeout: SERVER_POLLS_SECONDS,
          region,
        },
      };
    }
    const last = Results.safeParse(answers.at(-1)).data;
    if (last === undefined || !UNFINISHED.includes(last.status) || answers.length >= MAX_POLLS) {
      return undefined;
    }
    return {
      tool: 'get_logs_insight_query_results',
      args: { query_id: last.queryId, region },
      pauseMs: POLL_MS,
    };
  },

  read({ from, to }, [ingested, ...answers]) {
    const bytes = boundOf(ingested, { from, to });
    if (bytes > MAX_QUERY_BYTES) return { reason: 'too-large', detail: tooMuchToScan(bytes) };
    const last = Results.safeParse(answers.at(-1));
    if (!last.success) return { reason: 'malformed', detail: 'the query gave no results' };
    const { status, results, statistics } = last.data;
    if (status !== 'Complete') {
      const reason = UNFINISHED.includes(status) ? 'timeout' : 'failed';
      return { reason, detail: `the query is ${status}` };
    }
    const matched = statistics?.recordsMatched ?? results.length;
    return patternsOf(results.map(lineOf), matched > results.length || results.length >= MAX_LINES);
  },
};

export const logsPatterns: Bind = bind(capabilities['logs.patterns'].args, logPatterns);

interface Span {
  from: string;
  to: string;
}

/** Sums of minutes and of hours: those of hours are there long after those of minutes are gone. */
function ingestedBytes(logGroup: string, { from, to }: Span): Record<string, Json> {
  const sums = (id: string, period: number) => ({
    id,
    metric_stat: {
      namespace: 'AWS/Logs',
      metric_name: 'IncomingBytes',
      dimensions: [{ name: 'LogGroupName', value: logGroup }],
      statistic: 'Sum',
      period,
    },
  });
  return {
    start_time: floorTo(from, HOUR / SECOND),
    end_time: floorTo(shift(to, HOUR), HOUR / SECOND),
    queries: [sums('minutes', MINUTE / SECOND), sums('hours', HOUR / SECOND)],
  };
}

/** Bytes that came in within the range, whole periods and rather too many; infinite if that can't be known. */
function boundOf(ingested: Json | undefined, { from, to }: Span): number {
  const read = MetricData.safeParse(ingested);
  if (!read.success || read.data.metricDataResults.some(({ statusCode }) => statusCode !== 'Complete')) {
    return Infinity;
  }
  const sumsOf = (wanted: string, start: string) =>
    read.data.metricDataResults
      .filter(({ id }) => id === wanted)
      .flatMap(({ datapoints }) => datapoints)
      .filter(({ timestamp }) => timestamp >= start && timestamp < to)
      .map(({ value }) => value);
  const minutes = sumsOf('minutes', floorTo(from, MINUTE / SECOND));
  return minutes.length > 0 && since(from, to) <= MINUTES_UP_TO_MS
    ? boundByMinutes(minutes)
    : boundByHours(sumsOf('hours', floorTo(from, HOUR / SECOND)));
}

/** How services name the groups of what they run, the most usual first. The server finds groups by prefix alone. */
const PREFIXES = ['/aws/lambda/', '', '/', '/aws/apigateway/', 'API-Gateway-Execution-Logs_'];
const MAX_GROUPS = 50;

const Groups = z
  .looseObject({ log_group_metadata: z.array(z.looseObject({ logGroupName: z.string() })) })
  .transform(({ log_group_metadata }) => ({
    groups: log_group_metadata.map(({ logGroupName }) => logGroupName),
  }));

/** Under one prefix after the other until there is a group. By a metric's name nothing can be asked. */
export const logsSource: Bind = bind(capabilities['logs.source'].args, {
  next(args, results, region) {
    const prefix = PREFIXES[results.length];
    if (!('name' in args) || prefix === undefined) return undefined;
    const last = results.length === 0 ? [] : groupsNamed(args.name, results.at(-1));
    if (last === undefined || last.length > 0) return undefined;
    return {
      tool: 'describe_log_groups',
      args: { log_group_name_prefix: `${prefix}${args.name}`, max_items: MAX_GROUPS, region },
    };
  },
  read(args, results): Json | Failure {
    const groups = 'name' in args ? groupsNamed(args.name, results.at(-1)) : undefined;
    if (!('name' in args) || groups === undefined) return readAs(Groups, results.at(-1));
    if (groups.length > 0) return { groups };
    // That no group has the name elsewhere in its own is not known.
    const tried = PREFIXES.map((prefix) => `${prefix}${args.name}`).join(', ');
    return { reason: 'not-found', detail: `no log group's name begins with ${tried}` };
  },
});

function groupsNamed(name: string, result: Json | undefined): string[] | undefined {
  return Groups.safeParse(result).data?.groups.filter((group) => group.includes(name));
}
