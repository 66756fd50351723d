import * as z from 'zod';
import { AwsFault, type Operation, type Service, page, parse } from '../answer.ts';
import { random, uuid } from '../random.ts';
import { type LogEvent, type LogGroup, filterMatcher } from '../world/logs.ts';
import type { World } from '../world/world.ts';

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
  logGroupNames: z.array(z.string()).min(1).max(50),
  queryString: z.string(),
  startTime: z.number().int(),
  endTime: z.number().int(),
  limit: z.number().int().optional(),
});

const GetQueryResultsInput = z.looseObject({ queryId: z.string() });

const DescribeLogGroupsInput = z.looseObject({
  logGroupNamePattern: z.string().default(''),
  limit: z.number().int().min(1).max(50).default(50),
  nextToken: z.string().optional(),
});

const MetricFiltersInput = z.looseObject({
  logGroupName: z.string().optional(),
  metricName: z.string().optional(),
  metricNamespace: z.string().optional(),
  limit: z.number().int().min(1).max(50).default(50),
  nextToken: z.string().optional(),
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

const INVALID = 'InvalidParameterException';
const DAY = 86_400_000;

/** Queries live as long as the process, as they do for a while at AWS. */
export function logsService(): Service {
  const queries = new Map<string, Query>();

  const startQuery: Operation = ({ world }, { input, now }) => {
    const { logGroupNames, queryString, startTime, endTime, limit } = parse(StartQueryInput, input, INVALID);
    if (startTime > endTime) throw new AwsFault(INVALID, 'startTime must not be after endTime.');
    const [, like = '', notLike = '', max = '0'] = TEMPLATE.exec(queryString) ?? [];
    if (like === '') throw new AwsFault('MalformedQueryException', 'The query is not understood.');
    const lines = logGroupNames.flatMap((name) => {
      const group = groupOf(world, name);
      if (group.class === 'DELIVERY') {
        throw new AwsFault(INVALID, `${name} is of the class DELIVERY, which can't be queried.`);
      }
      // endTime is inclusive, in whole seconds.
      return told(world, group, startTime * 1_000, (endTime + 1) * 1_000, now);
    });
    const include = insightsRegex(like);
    const exclude = insightsRegex(notLike);
    const matching = lines
      .filter(({ message }) => include.test(message) && !exclude.test(message))
      .toSorted((a, b) => b.t - a.t);
    const id = uuid(random(world.scenario.seed, 'query', queries.size, now));
    queries.set(id, {
      lines: matching.slice(0, Math.min(Number(max), limit ?? 10_000)),
      matched: matching.length,
      scanned: lines.length,
      bytesScanned: lines.reduce((sum, { message }) => sum + Buffer.byteLength(message), 0),
      polls: 0,
    });
    return { queryId: id };
  };

  const getQueryResults: Operation = (_account, { input }) => {
    const { queryId } = parse(GetQueryResultsInput, input, INVALID);
    const query = queries.get(queryId);
    if (query === undefined) throw new AwsFault('ResourceNotFoundException', `Query ${queryId} not found.`);
    // A query takes a moment: the first answer says so, and shows nothing yet.
    if (query.polls++ === 0) {
      return {
        queryLanguage: 'CWLI',
        status: 'Running',
        results: [],
        statistics: { recordsMatched: 0, recordsScanned: 0, bytesScanned: 0 },
      };
    }
    return {
      queryLanguage: 'CWLI',
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

  const filterLogEvents: Operation = ({ world }, { input, now, pageSize }) => {
    const { logGroupName, startTime, endTime, filterPattern, limit, startFromHead, nextToken } = parse(
      FilterLogEventsInput,
      input,
      INVALID,
    );
    const group = groupOf(world, logGroupName);
    if (group.class !== 'STANDARD') {
      throw new AwsFault(
        'InvalidOperationException',
        `The log group ${group.name} is of log-group-class ${group.class}. FilterLogEvents is not supported for this log class.`,
      );
    }
    const matches = filterMatcher(filterPattern);
    if (matches === undefined) throw new AwsFault(INVALID, 'Invalid filter pattern');
    const matching = told(world, group, startTime, endTime + 1, now).filter(({ message }) =>
      matches(message),
    );
    if (!startFromHead) matching.reverse();
    // As often, the first page is empty and only carries a token: AWS is still searching.
    if (nextToken === undefined && matching.length > 0) {
      return { events: [], searchedLogStreams: [], nextToken: 'from-0' };
    }
    const from = Number(/^from-(\d+)$/.exec(nextToken ?? 'from-0')?.[1] ?? NaN);
    if (Number.isNaN(from)) throw new AwsFault(INVALID, 'The specified nextToken is invalid.');
    const shown = matching.slice(from, from + Math.min(limit, pageSize ?? limit));
    const end = from + shown.length;
    return {
      events: shown.map(({ t, message, stream, ingestedAt }, i) => ({
        timestamp: t,
        message,
        logStreamName: stream,
        ingestionTime: Math.floor(ingestedAt),
        eventId: String(from + i),
      })),
      // AWS has not filled it since 2020.
      searchedLogStreams: [],
      ...(end < matching.length && { nextToken: `from-${end}` }),
    };
  };

  const describeLogGroups: Operation = ({ world }, { input, pageSize }) => {
    const { logGroupNamePattern, limit, nextToken } = parse(DescribeLogGroupsInput, input, INVALID);
    const { scenario, logGroups } = world;
    const all = [...logGroups.values()]
      .filter(({ name }) => name.includes(logGroupNamePattern))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const { items, next } = page(all, nextToken, pageSize ?? limit);
    return {
      logGroups: items.map((group) => ({
        logGroupName: group.name,
        arn: `${logGroupArn(scenario, group.name)}:*`,
        logGroupArn: logGroupArn(scenario, group.name),
        creationTime: world.start - 60 * DAY,
        metricFilterCount: scenario.metricFilters.filter(({ logGroup }) => logGroup === group.name).length,
        storedBytes: 0,
        logGroupClass: group.class,
      })),
      ...(next !== undefined && { nextToken: next }),
    };
  };

  const describeMetricFilters: Operation = ({ world }, { input, pageSize }) => {
    const { metricName, metricNamespace, logGroupName, limit, nextToken } = parse(
      MetricFiltersInput,
      input,
      INVALID,
    );
    if ((metricName === undefined) !== (metricNamespace === undefined)) {
      throw new AwsFault(INVALID, 'metricName and metricNamespace must be given together.');
    }
    if (logGroupName !== undefined) groupOf(world, logGroupName);
    const all = world.scenario.metricFilters.filter(
      (filter) =>
        (metricName === undefined ||
          (filter.metric === metricName && filter.namespace === metricNamespace)) &&
        (logGroupName === undefined || filter.logGroup === logGroupName),
    );
    const { items, next } = page(all, nextToken, pageSize ?? limit);
    return {
      metricFilters: items.map(({ name, logGroup, pattern, namespace, metric, defaultValue }) => ({
        filterName: name,
        filterPattern: pattern,
        logGroupName: logGroup,
        creationTime: world.start - 60 * DAY,
        metricTransformations: [
          {
            metricName: metric,
            metricNamespace: namespace,
            metricValue: '1',
            ...(defaultValue !== undefined && { defaultValue }),
          },
        ],
      })),
      ...(next !== undefined && { nextToken: next }),
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
      DescribeMetricFilters: describeMetricFilters,
    },
  };
}

/** `(?i)` is not JavaScript's. */
function insightsRegex(source: string): RegExp {
  return source.startsWith('(?i)') ? new RegExp(source.slice(4), 'i') : new RegExp(source);
}

/** Lines that can be found by now; there are none from before the scenario. */
function told({ start }: World, group: LogGroup, from: number, to: number, now: number): LogEvent[] {
  return group
    .lines(Math.max(from, start - DAY), Math.min(to, now))
    .filter(({ ingestedAt }) => ingestedAt <= now);
}

function logGroupArn({ region, account }: World['scenario'], name: string): string {
  return `arn:aws:logs:${region}:${account}:log-group:${name}`;
}

function groupOf({ logGroups }: World, name: string): LogGroup {
  const group = logGroups.get(name);
  if (group === undefined) throw noGroup(name);
  return group;
}

function noGroup(group: string): AwsFault {
  return new AwsFault('ResourceNotFoundException', `The specified log group does not exist: ${group}`);
}
