import type { Built } from '../worlds.ts';
import { alarmArn } from '../../../simulator/names.ts';
import { logGroupArn } from '../../../simulator/services/told-lines.ts';
import { insightsQuery } from './insights-query.ts';

type Send = (service: string, operation: string, input: object) => Promise<Record<string, unknown>>;

/** What an operation is asked in an account, and what of its answers is looked at. */
export interface OperationCases {
  /** Requests that are answered; fewer where the account has nothing to ask for. */
  success(built: Built, send: Send): object[] | Promise<object[]>;
  /** The things that an answer lists. Absent: it is no list. */
  items?: (answer: Record<string, unknown>) => unknown[];
  /** A request that is answered with nothing. Absent: the operation always has something. */
  empty?: (built: Built, send: Send) => object | undefined | Promise<object>;
  /** Names of the tokens in the request and the answer. Absent: there are no pages. */
  tokens?: [request: string, answer: string];
  /** A request that is refused, and how; without one, the operation is throttled. */
  refused: {
    input?: object;
    name: string;
    /** What AWS calls the error, if the SDK names it by the code that the Query protocol had for it. */
    modelled?: string;
  };
}

const list =
  (...keys: string[]) =>
  (answer: Record<string, unknown>): unknown[] =>
    keys.flatMap((key) => answer[key] ?? []);

const ALARM_TYPES = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'];
const NEVER_GIVEN = { NextToken: 'never-given' };

const seconds = (epochMs: number) => Math.floor(epochMs / 1_000);
const stacksOf = ({ world }: Built) => [...new Set(world.stackEvents.map(({ stack }) => stack))];
const functionsOf = ({ world }: Built) => [...world.histories.keys()];
const standardGroups = ({ world }: Built) =>
  [...world.logGroups.values()].filter((group) => group.class === 'STANDARD').map(({ name }) => name);

function metricQueries({ world }: Built): object[] {
  return world.metrics
    .all()
    .slice(0, 12)
    .map(({ namespace, name, dimensions }, i) => ({
      Id: `m${i}`,
      MetricStat: {
        Metric: {
          Namespace: namespace,
          MetricName: name,
          Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        },
        Period: 60,
        Stat: ['Sum', 'Average', 'p99', 'SampleCount'][i % 4],
      },
    }));
}

const hour = ({ world }: Built) => ({
  StartTime: new Date(world.end - 3_600_000),
  EndTime: new Date(world.end),
});

const logHour = ({ world }: Built) => ({
  startTime: seconds(world.end - 3_600_000),
  endTime: seconds(world.end),
});

/** A query that was started, to ask for its results. */
async function query(built: Built, send: Send, like: string): Promise<object> {
  const { queryId } = await send('logs', 'StartQuery', {
    ...logHour(built),
    logGroupNames: standardGroups(built),
    queryString: insightsQuery(like),
  });
  return { queryId };
}

export const CASES: Record<string, Record<string, OperationCases>> = {
  cloudwatch: {
    GetMetricData: {
      success: (built) => [
        { ...hour(built), MetricDataQueries: metricQueries(built) },
        {
          ...hour(built),
          MetricDataQueries: [
            ...metricQueries(built).slice(0, 1),
            { Id: 'e', Expression: 'm0 * 2', ReturnData: true },
          ],
        },
      ],
      items: ({ MetricDataResults }) =>
        (MetricDataResults as { Id: string; Timestamps: Date[]; Values: number[] }[]).flatMap(
          ({ Id, Timestamps, Values }) => Timestamps.map((t, i) => [Id, t, Values[i]]),
        ),
      empty: (built) => ({
        ...hour(built),
        MetricDataQueries: [
          { Id: 'm', MetricStat: { Metric: { Namespace: 'No', MetricName: 'No' }, Period: 60, Stat: 'Sum' } },
        ],
      }),
      tokens: ['NextToken', 'NextToken'],
      refused: {
        input: { StartTime: new Date(0), EndTime: new Date(0), MetricDataQueries: [] },
        name: 'ValidationException',
      },
    },
    DescribeAlarms: {
      success: () => [{ AlarmTypes: ALARM_TYPES }, {}, { StateValue: 'ALARM' }],
      items: list('MetricAlarms', 'CompositeAlarms', 'LogAlarms'),
      empty: () => ({ AlarmNames: ['no such alarm'] }),
      tokens: ['NextToken', 'NextToken'],
      refused: { input: NEVER_GIVEN, name: 'InvalidNextToken' },
    },
    DescribeAlarmHistory: {
      success: () => [{ AlarmTypes: ALARM_TYPES }, {}],
      items: list('AlarmHistoryItems'),
      empty: () => ({ AlarmName: 'no such alarm' }),
      tokens: ['NextToken', 'NextToken'],
      refused: { input: NEVER_GIVEN, name: 'InvalidNextToken' },
    },
    DescribeAlarmContributors: {
      success: ({ scenario }) =>
        scenario.alarms
          .filter(({ insights }) => insights !== undefined)
          .map(({ name }) => ({ AlarmName: name })),
      items: list('AlarmContributors'),
      tokens: ['NextToken', 'NextToken'],
      refused: { input: { AlarmName: 'no such alarm' }, name: 'ResourceNotFoundException' },
    },
    ListMetrics: {
      success: () => [{}, { RecentlyActive: 'PT3H' }],
      items: list('Metrics'),
      empty: () => ({ Namespace: 'No' }),
      tokens: ['NextToken', 'NextToken'],
      refused: { input: NEVER_GIVEN, name: 'InvalidParameterValueException' },
    },
    ListTagsForResource: {
      success: ({ scenario }) =>
        scenario.alarms.map(({ name }) => ({ ResourceARN: alarmArn(scenario, name) })),
      items: list('Tags'),
      empty: ({ scenario }) => {
        const untagged = scenario.alarms.find(({ tags }) => Object.keys(tags).length === 0);
        return untagged && { ResourceARN: alarmArn(scenario, untagged.name) };
      },
      refused: { input: { ResourceARN: 'arn:aws:no' }, name: 'ResourceNotFoundException' },
    },
    ListDashboards: {
      success: () => [{}],
      items: list('DashboardEntries'),
      empty: () => ({ DashboardNamePrefix: 'no-such-dashboard' }),
      tokens: ['NextToken', 'NextToken'],
      refused: { input: NEVER_GIVEN, name: 'InvalidParameterValueException' },
    },
    GetDashboard: {
      success: async (_built, send) => {
        const { DashboardEntries } = await send('cloudwatch', 'ListDashboards', {});
        return (DashboardEntries as { DashboardName: string }[]).map(({ DashboardName }) => ({
          DashboardName,
        }));
      },
      refused: {
        input: { DashboardName: 'no-such-dashboard' },
        name: 'ResourceNotFound',
        modelled: 'DashboardNotFoundError',
      },
    },
  },
  logs: {
    StartQuery: {
      success: (built) => [
        { ...logHour(built), logGroupNames: standardGroups(built), queryString: insightsQuery('(?i)error') },
      ],
      refused: {
        input: { startTime: 1, endTime: 2, logGroupNames: ['a'], queryString: 'select 1' },
        name: 'MalformedQueryException',
      },
    },
    GetQueryResults: {
      // Once while it runs, and once when it is complete.
      success: async (built, send) => {
        const one = await query(built, send, '.');
        return [one, one];
      },
      items: list('results'),
      empty: async (built, send) => query(built, send, 'written by nothing'),
      refused: { input: { queryId: 'no-such-query' }, name: 'ResourceNotFoundException' },
    },
    StopQuery: {
      success: async (built, send) => [await query(built, send, '.')],
      refused: { input: { queryId: 'no-such-query' }, name: 'ResourceNotFoundException' },
    },
    DescribeQueryDefinitions: {
      success: () => [{}, { queryDefinitionNamePrefix: 'errors', maxResults: 10 }],
      empty: () => ({}),
      refused: { input: { maxResults: 1_001 }, name: 'InvalidParameterException' },
    },
    ListLogAnomalyDetectors: {
      success: (built) => [
        {},
        ...standardGroups(built)
          .slice(0, 1)
          .map((name) => ({ filterLogGroupArn: logGroupArn(built.scenario, name) })),
      ],
      empty: () => ({}),
      refused: { input: { filterLogGroupArn: 'arn:aws:no' }, name: 'ResourceNotFoundException' },
    },
    FilterLogEvents: {
      success: ({ world, ...built }) =>
        standardGroups({ world, ...built })
          .slice(0, 3)
          .map((logGroupName) => ({
            logGroupName,
            startTime: world.end - 600_000,
            endTime: world.end,
            startFromHead: false,
          })),
      items: list('events'),
      empty: (built) => ({
        logGroupName: standardGroups(built)[0],
        filterPattern: '"written by nothing"',
      }),
      tokens: ['nextToken', 'nextToken'],
      refused: { input: { logGroupName: 'no-such-group' }, name: 'ResourceNotFoundException' },
    },
    DescribeLogGroups: {
      success: () => [{}, { logGroupNamePattern: '/', limit: 50 }],
      items: list('logGroups'),
      empty: () => ({ logGroupNamePattern: 'no-such-group' }),
      tokens: ['nextToken', 'nextToken'],
      refused: { input: { limit: 51 }, name: 'InvalidParameterException' },
    },
    DescribeMetricFilters: {
      success: () => [{}],
      items: list('metricFilters'),
      empty: () => ({ metricName: 'No', metricNamespace: 'No' }),
      tokens: ['nextToken', 'nextToken'],
      refused: { input: { metricName: 'alone' }, name: 'InvalidParameterException' },
    },
  },
  lambda: {
    GetFunctionConfiguration: {
      success: (built) => functionsOf(built).map((FunctionName) => ({ FunctionName })),
      refused: { input: { FunctionName: 'no-such-function' }, name: 'ResourceNotFoundException' },
    },
    GetFunctionConcurrency: {
      success: (built) => functionsOf(built).map((FunctionName) => ({ FunctionName })),
      refused: { input: { FunctionName: 'no-such-function' }, name: 'ResourceNotFoundException' },
    },
    ListVersionsByFunction: {
      success: (built) => functionsOf(built).map((FunctionName) => ({ FunctionName })),
      items: list('Versions'),
      tokens: ['Marker', 'NextMarker'],
      refused: { input: { FunctionName: 'no-such-function' }, name: 'ResourceNotFoundException' },
    },
    ListAliases: {
      success: (built) => functionsOf(built).map((FunctionName) => ({ FunctionName })),
      items: list('Aliases'),
      empty: ({ world }) => {
        const bare = [...world.histories.values()].find(({ aliasMoves }) => aliasMoves.length === 0);
        return bare && { FunctionName: bare.name };
      },
      refused: { input: { FunctionName: 'no-such-function' }, name: 'ResourceNotFoundException' },
    },
    ListFunctions: {
      success: () => [{}, { MaxItems: 50 }],
      items: list('Functions'),
      tokens: ['Marker', 'NextMarker'],
      refused: { input: { Marker: 'never-given' }, name: 'InvalidParameterValueException' },
    },
    ListEventSourceMappings: {
      success: () => [{}],
      items: list('EventSourceMappings'),
      empty: () => ({ FunctionName: 'no-such-function' }),
      tokens: ['Marker', 'NextMarker'],
      refused: { input: { Marker: 'never-given' }, name: 'InvalidParameterValueException' },
    },
    ListProvisionedConcurrencyConfigs: {
      success: (built) => functionsOf(built).map((FunctionName) => ({ FunctionName })),
      empty: (built) => {
        const [FunctionName] = functionsOf(built);
        return FunctionName === undefined ? undefined : { FunctionName };
      },
      refused: { input: { FunctionName: 'no-such-function' }, name: 'ResourceNotFoundException' },
    },
    Invoke: {
      success: (built) =>
        functionsOf(built).flatMap((FunctionName) => [
          { FunctionName, LogType: 'Tail' },
          { FunctionName, InvocationType: 'DryRun' },
          { FunctionName, InvocationType: 'Event', Payload: Buffer.from('[1]') },
        ]),
      refused: { input: { FunctionName: 'no-such-function' }, name: 'ResourceNotFoundException' },
    },
    GetAccountSettings: {
      success: () => [{}],
      refused: { name: 'TooManyRequestsException' },
    },
  },
  cloudformation: {
    DescribeStackResources: {
      success: (built) => [
        ...stacksOf(built).map((StackName) => ({ StackName })),
        ...built.world.stackEvents
          .filter(({ type, physicalId }) => type === 'AWS::Lambda::Function' && physicalId !== '')
          .slice(0, 2)
          .map(({ physicalId }) => ({ PhysicalResourceId: physicalId })),
      ],
      items: list('StackResources'),
      refused: { input: { StackName: 'no-such-stack' }, name: 'ValidationError' },
    },
    ListStackResources: {
      success: (built) => stacksOf(built).map((StackName) => ({ StackName })),
      items: list('StackResourceSummaries'),
      tokens: ['NextToken', 'NextToken'],
      refused: { input: { StackName: 'no-such-stack' }, name: 'ValidationError' },
    },
    ListStacks: {
      success: () => [{}, { StackStatusFilter: ['CREATE_COMPLETE', 'UPDATE_COMPLETE'] }],
      items: list('StackSummaries'),
      empty: () => ({ StackStatusFilter: ['DELETE_FAILED'] }),
      tokens: ['NextToken', 'NextToken'],
      refused: { input: NEVER_GIVEN, name: 'ValidationError' },
    },
    DescribeStacks: {
      success: (built) => [{}, ...stacksOf(built).map((StackName) => ({ StackName }))],
      items: list('Stacks'),
      tokens: ['NextToken', 'NextToken'],
      refused: { input: { StackName: 'no-such-stack' }, name: 'ValidationError' },
    },
    DescribeEvents: {
      success: (built) =>
        stacksOf(built).flatMap((StackName) => [
          { StackName },
          { StackName, Filters: { FailedEvents: true } },
        ]),
      items: list('OperationEvents'),
      tokens: ['NextToken', 'NextToken'],
      refused: { input: {}, name: 'ValidationError' },
    },
    DescribeStackDriftDetectionStatus: {
      success: async (built, send) => {
        const started = await Promise.all(
          stacksOf(built).map((StackName) => send('cloudformation', 'DetectStackDrift', { StackName })),
        );
        return [...started, ...started, ...started].map(({ StackDriftDetectionId }) => ({
          StackDriftDetectionId,
        }));
      },
      refused: { input: { StackDriftDetectionId: 'no-such-detection' }, name: 'ValidationError' },
    },
    // What the detections before found.
    DescribeStackResourceDrifts: {
      success: (built) => stacksOf(built).map((StackName) => ({ StackName })),
      items: list('StackResourceDrifts'),
      empty: (built) => {
        const [StackName] = stacksOf(built);
        return StackName === undefined
          ? undefined
          : { StackName, StackResourceDriftStatusFilters: ['DELETED'] };
      },
      tokens: ['NextToken', 'NextToken'],
      refused: { input: { StackName: 'no-such-stack' }, name: 'ValidationError' },
    },
    DetectStackDrift: {
      success: (built) => stacksOf(built).map((StackName) => ({ StackName })),
      refused: { input: { StackName: 'no-such-stack' }, name: 'ValidationError' },
    },
    DescribeStackEvents: {
      success: (built) => stacksOf(built).map((StackName) => ({ StackName })),
      items: list('StackEvents'),
      tokens: ['NextToken', 'NextToken'],
      refused: { input: { StackName: 'no-such-stack' }, name: 'ValidationError' },
    },
  },
  cloudtrail: {
    LookupEvents: {
      success: () => [
        {},
        { LookupAttributes: [{ AttributeKey: 'ReadOnly', AttributeValue: 'false' }], MaxResults: 10 },
      ],
      items: list('Events'),
      empty: () => ({ LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: 'nothing' }] }),
      tokens: ['NextToken', 'NextToken'],
      refused: {
        input: { LookupAttributes: [{ AttributeKey: 'Color', AttributeValue: 'red' }] },
        name: 'InvalidLookupAttributesException',
      },
    },
  },
  health: {
    DescribeEvents: {
      success: ({ scenario }) => (scenario.health.supportPlan ? [{}] : []),
      items: list('events'),
      empty: ({ scenario }) => (scenario.health.supportPlan ? { filter: { services: ['NO'] } } : undefined),
      tokens: ['nextToken', 'nextToken'],
      refused: { name: 'ThrottlingException' },
    },
  },
};
