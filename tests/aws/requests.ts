import { insightsQuery } from '../simulator/fidelity/insights-query.ts';
import { type Request, type Side, answerTo } from '../peers/requests.ts';

/** What there is to ask about: at AWS the demo application, in the simulator the account that has everything. */
export interface Subjects {
  alarm: string;
  alarmArn: string;
  function: string;
  queueArn: string;
  logGroup: string;
  /** A word of its lines. */
  word: string;
  stack: string;
  /** A resource that CloudTrail tells of. */
  changed: string;
}

const DAY_MS = 86_400_000;

/** A request for each operation that Casefile's servers send, in the form in which they send it. */
export function requestsAbout(subjects: Subjects): Request[] {
  const FunctionName = subjects.function;
  const StackName = subjects.stack;
  const { word } = subjects;
  const seconds = ({ now }: Side, agoMs = 0) => Math.floor((now.getTime() - agoMs) / 1_000);
  const hour = ({ now }: Side) => ({ StartTime: new Date(now.getTime() - DAY_MS / 24), EndTime: now });
  const errors = {
    Namespace: 'AWS/Lambda',
    MetricName: 'Errors',
    Dimensions: [{ Name: 'FunctionName', Value: FunctionName }],
  };
  const query = (side: Side) => ({
    logGroupNames: [subjects.logGroup],
    queryString: insightsQuery(word),
    startTime: seconds(side, DAY_MS / 24),
    endTime: seconds(side),
  });
  const startQuery: Request = { service: 'logs', operation: 'StartQuery', input: query };
  const of = (service: string, operation: string, input: object): Request => ({
    service,
    operation,
    input: () => input,
  });
  return [
    of('cloudwatch', 'DescribeAlarms', {
      AlarmNames: [subjects.alarm],
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
    }),
    of('cloudwatch', 'DescribeAlarmHistory', { AlarmName: subjects.alarm }),
    of('cloudwatch', 'DescribeAlarmContributors', { AlarmName: subjects.alarm }),
    of('cloudwatch', 'ListTagsForResource', { ResourceARN: subjects.alarmArn }),
    of('cloudwatch', 'ListMetrics', { Namespace: 'AWS/Lambda', Dimensions: errors.Dimensions }),
    {
      service: 'cloudwatch',
      operation: 'GetMetricData',
      input: (side) => ({
        ...hour(side),
        MetricDataQueries: [{ Id: 'm', MetricStat: { Metric: errors, Period: 60, Stat: 'Sum' } }],
      }),
    },
    of('logs', 'DescribeLogGroups', { logGroupNamePattern: subjects.logGroup }),
    of('logs', 'DescribeMetricFilters', { metricName: 'Failures', metricNamespace: 'Shop' }),
    {
      ...of('logs', 'FilterLogEvents', { logGroupName: subjects.logGroup, filterPattern: word }),
      until: ({ events, nextToken }) =>
        Array.isArray(events) && events.length === 0 && nextToken !== undefined ? { nextToken } : undefined,
    },
    startQuery,
    {
      service: 'logs',
      operation: 'GetQueryResults',
      async input(side) {
        const { answer } = await answerTo(side, startQuery);
        return { queryId: answer['queryId'] };
      },
      until: ({ status }) => (status === 'Complete' ? undefined : {}),
    },
    of('lambda', 'GetFunctionConfiguration', { FunctionName }),
    of('lambda', 'GetFunctionConcurrency', { FunctionName }),
    of('lambda', 'ListVersionsByFunction', { FunctionName }),
    of('lambda', 'ListAliases', { FunctionName }),
    of('lambda', 'ListEventSourceMappings', { EventSourceArn: subjects.queueArn }),
    of('lambda', 'ListFunctions', {}),
    of('lambda', 'GetAccountSettings', {}),
    of('cloudformation', 'DescribeStackEvents', { StackName }),
    of('cloudformation', 'ListStackResources', { StackName }),
    of('cloudformation', 'DescribeStackResources', { PhysicalResourceId: FunctionName }),
    {
      ...of('cloudformation', 'DescribeStackResources', { PhysicalResourceId: 'no-such-resource' }),
      about: 'no such resource',
    },
    {
      service: 'cloudtrail',
      operation: 'LookupEvents',
      input: ({ now }) => ({
        LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: subjects.changed }],
        StartTime: new Date(now.getTime() - DAY_MS),
        EndTime: now,
      }),
    },
    of('health', 'DescribeEvents', {}),
  ];
}
