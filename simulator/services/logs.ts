import * as z from 'zod';
import { AwsFault, type Operation, type Service, parse } from '../answer.ts';
import type { LogEvent } from '../log-lines.ts';
import { random, uuid } from '../random.ts';

interface Query {
  lines: LogEvent[];
  matched: number;
  bytesScanned: number;
  scanned: number;
  polls: number;
}

/** The one query that is understood: fields, like and not like with a regular expression, sort, limit. */
const TEMPLATE =
  /^fields @timestamp, @message, @logStream\n\| filter @message like \/(.+)\/\n\| filter @message not like \/(.+)\/\n\| sort @timestamp desc\n\| limit (\d+)$/;

const StartQueryInput = z.looseObject({
  logGroupNames: z.array(z.string()).min(1),
  queryString: z.string(),
  startTime: z.number().int(),
  endTime: z.number().int(),
  limit: z.number().int().optional(),
});

const GetQueryResultsInput = z.looseObject({ queryId: z.string() });

const DescribeLogGroupsInput = z.looseObject({
  logGroupNamePattern: z.string().default(''),
  limit: z.number().int().min(1).max(50).default(50),
});

const FilterLogEventsInput = z.looseObject({
  logGroupName: z.string(),
  startTime: z.number().default(0),
  endTime: z.number().default(Infinity),
  filterPattern: z.string().default(''),
  limit: z.number().int().min(1).max(10_000).default(10_000),
  startFromHead: z.boolean().default(true),
  nextToken: z.string().optional(),
});

/** Queries live as long as the process, as they do for a while at AWS. */
export function logsService(): Service {
  const queries = new Map<string, Query>();

  const startQuery: Operation = (world, { input, now }) => {
    const { logGroupNames, queryString, startTime, endTime, limit } = parse(StartQueryInput, input);
    const [, like = '', notLike = '', max = '0'] = TEMPLATE.exec(queryString) ?? [];
    if (like === '') throw new AwsFault('MalformedQueryException', 'The query is not understood.');
    const lines = logGroupNames.flatMap((group) => {
      // endTime is inclusive, in whole seconds.
      const found = world.logLines(group, startTime * 1_000, (endTime + 1) * 1_000, now);
      if (found === undefined) throw noGroup(group);
      return found;
    });
    const include = insightsRegex(like);
    const exclude = insightsRegex(notLike);
    const matching = lines.filter(({ message }) => include.test(message) && !exclude.test(message)).reverse();
    const id = uuid(random(world.scenario.seed, 'query', queries.size, now));
    queries.set(id, {
      lines: matching.slice(0, Math.min(Number(max), limit ?? 10_000)),
      matched: matching.length,
      scanned: lines.length,
      bytesScanned: lines.reduce((sum, { message }) => sum + message.length, 0),
      polls: 0,
    });
    return { queryId: id };
  };

  const getQueryResults: Operation = (_world, { input }) => {
    const { queryId } = parse(GetQueryResultsInput, input);
    const query = queries.get(queryId);
    if (query === undefined) throw new AwsFault('ResourceNotFoundException', `Query ${queryId} not found.`);
    // A query takes a moment: the first answer says so, and shows nothing yet.
    if (query.polls++ === 0) {
      return {
        status: 'Running',
        results: [],
        statistics: { recordsMatched: 0, recordsScanned: 0, bytesScanned: 0 },
      };
    }
    return {
      status: 'Complete',
      results: query.lines.map(({ t, message, stream }, i) => [
        { field: '@timestamp', value: new Date(t).toISOString().replace('T', ' ').replace('Z', '') },
        { field: '@message', value: message },
        { field: '@logStream', value: stream },
        { field: '@ptr', value: `${queryId}-${i}` },
      ]),
      statistics: {
        recordsMatched: query.matched,
        recordsScanned: query.scanned,
        bytesScanned: query.bytesScanned,
      },
    };
  };

  const filterLogEvents: Operation = (world, { input, now }) => {
    const { logGroupName, startTime, endTime, filterPattern, limit, startFromHead, nextToken } = parse(
      FilterLogEventsInput,
      input,
    );
    const lines = world.logLines(logGroupName, startTime, endTime + 1, now);
    if (lines === undefined) throw noGroup(logGroupName);
    const matching = lines.filter(({ message }) => matchesFilter(filterPattern, message));
    if (!startFromHead) matching.reverse();
    // As often, the first page is empty and only carries a token: AWS is still searching.
    if (nextToken === undefined && matching.length > 0) return { events: [], nextToken: 'from-0' };
    const from = Number(/^from-(\d+)$/.exec(nextToken ?? 'from-0')?.[1] ?? NaN);
    if (Number.isNaN(from))
      throw new AwsFault('InvalidParameterException', 'The specified nextToken is invalid.');
    const page = matching.slice(from, from + limit);
    const end = from + page.length;
    return {
      events: page.map(({ t, message, stream, ingestedAt }, i) => ({
        timestamp: t,
        message,
        logStreamName: stream,
        ingestionTime: Math.floor(ingestedAt),
        eventId: String(from + i),
      })),
      ...(end < matching.length && { nextToken: `from-${end}` }),
    };
  };

  const describeLogGroups: Operation = ({ scenario }, { input }) => {
    const { logGroupNamePattern, limit } = parse(DescribeLogGroupsInput, input);
    const names = [...new Set(Object.values(scenario.functions).map(({ logGroup }) => logGroup))].sort();
    return {
      logGroups: names
        .filter((name) => name.includes(logGroupNamePattern))
        .slice(0, limit)
        .map((logGroupName) => ({
          logGroupName,
          arn: `arn:aws:logs:${scenario.region}:${scenario.account}:log-group:${logGroupName}:*`,
          creationTime: Date.parse(scenario.start) - 60 * 86_400_000,
          metricFilterCount: 0,
          storedBytes: 0,
          logGroupClass: 'STANDARD',
        })),
    };
  };

  return {
    name: 'logs',
    protocol: 'json',
    target: 'Logs_20140328',
    operations: {
      StartQuery: startQuery,
      GetQueryResults: getQueryResults,
      FilterLogEvents: filterLogEvents,
      DescribeLogGroups: describeLogGroups,
    },
  };
}

/** `(?i)` is not JavaScript's. */
function insightsRegex(source: string): RegExp {
  return source.startsWith('(?i)') ? new RegExp(source.slice(4), 'i') : new RegExp(source);
}

/** `?a ?b`: any of the terms, case-sensitive. */
function matchesFilter(pattern: string, message: string): boolean {
  if (pattern.trim() === '') return true;
  const terms = [...pattern.matchAll(/\?(?:"([^"]+)"|([^\s"?]+))(?=\s|$)/g)].map(
    ([, quoted, bare]) => quoted ?? bare ?? '',
  );
  if (terms.length === 0) throw new AwsFault('InvalidParameterException', 'Invalid filter pattern');
  return terms.some((term) => message.includes(term));
}

function noGroup(group: string): AwsFault {
  return new AwsFault('ResourceNotFoundException', `The specified log group does not exist: ${group}`);
}
