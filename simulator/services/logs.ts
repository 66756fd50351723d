import * as z from 'zod';
import { AwsFault, type Operation, type Service, page, parse } from '../answer.ts';
import { filterMatcher } from '../world/logs.ts';
import { insightsQueries } from './insights-queries.ts';
import { INVALID, groupOf, logGroupArn, noGroup, told } from './told-lines.ts';

const DescribeLogGroupsInput = z.looseObject({
  logGroupNamePrefix: z.string().min(1).optional(),
  logGroupNamePattern: z.string().optional(),
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

const DefinitionsInput = z.looseObject({
  maxResults: z.number().int().min(1).max(1_000).default(1_000),
  nextToken: z.string().optional(),
});

const DetectorsInput = z.looseObject({
  filterLogGroupArn: z.string().optional(),
  limit: z.number().int().min(1).max(50).default(50),
  nextToken: z.string().optional(),
});

const DAY = 86_400_000;

export function logsService(): Service {
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
    const {
      logGroupNamePrefix: prefix,
      logGroupNamePattern: part,
      limit,
      nextToken,
    } = parse(DescribeLogGroupsInput, input, INVALID);
    if (prefix !== undefined && part !== undefined) {
      throw new AwsFault(INVALID, 'logGroupNamePrefix and logGroupNamePattern are mutually exclusive.');
    }
    const { scenario, logGroups } = world;
    const all = [...logGroups.values()]
      .filter(({ name }) => name.startsWith(prefix ?? '') && name.includes(part ?? ''))
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

  /** An account without saved queries. */
  const describeQueryDefinitions: Operation = (_account, { input }) => {
    const { maxResults, nextToken } = parse(DefinitionsInput, input, INVALID);
    return { queryDefinitions: page([], nextToken, maxResults).items };
  };

  /** No group has one. */
  const listLogAnomalyDetectors: Operation = ({ world }, { input }) => {
    const { filterLogGroupArn: arn, limit, nextToken } = parse(DetectorsInput, input, INVALID);
    if (arn !== undefined) {
      const name = [...world.logGroups.keys()].find((one) => logGroupArn(world.scenario, one) === arn);
      if (name === undefined) throw noGroup(arn);
    }
    return { anomalyDetectors: page([], nextToken, limit).items };
  };

  return {
    name: 'logs',
    protocol: 'json',
    target: 'Logs_20140328',
    operations: {
      ...insightsQueries(),
      DescribeQueryDefinitions: describeQueryDefinitions,
      ListLogAnomalyDetectors: listLogAnomalyDetectors,
      FilterLogEvents: filterLogEvents,
      DescribeLogGroups: describeLogGroups,
      DescribeMetricFilters: describeMetricFilters,
    },
  };
}
