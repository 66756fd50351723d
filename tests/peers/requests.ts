import type { Endpoint, RawAnswer } from '../simulator/fidelity/endpoint.ts';
import { SDK } from '../simulator/fidelity/model.ts';
import { insightsQuery } from '../simulator/fidelity/insights-query.ts';

/** One of the two that are compared. */
export interface Side {
  clients: Endpoint['clients'];
  answers: RawAnswer[];
  now: Date;
  /** Of the mapping's queue. */
  queueArn: string;
  alarmArn: string;
}

export interface Answered {
  raw: RawAnswer | undefined;
  answer: Record<string, unknown>;
  /** The error's name, if it was refused. */
  error?: string;
}

export interface Request {
  service: string;
  operation: string;
  /** What it is about, if an operation is asked in several ways. */
  about?: string;
  input(side: Side): object | Promise<object>;
  /** The answer that is looked at: after the first that is still empty, the next. */
  until?: (answer: Record<string, unknown>) => object | undefined;
}

const range = ({ now }: Side) => ({ StartTime: new Date(now.getTime() - 3_600_000), EndTime: now });
const metric = (MetricName: string) => ({ Namespace: 'Shop', MetricName, Dimensions: [] });
const both = { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] };

export const REQUESTS: readonly Request[] = [
  {
    service: 'cloudwatch',
    operation: 'GetMetricData',
    input: (side) => ({
      ...range(side),
      MetricDataQueries: [
        {
          Id: 'm',
          MetricStat: {
            Metric: { Namespace: 'Shop', MetricName: 'Depth', Dimensions: [] },
            Period: 60,
            Stat: 'Sum',
          },
        },
      ],
    }),
  },
  {
    service: 'cloudwatch',
    operation: 'GetMetricData',
    about: 'no such metric',
    input: (side) => ({
      ...range(side),
      MetricDataQueries: [{ Id: 'm', MetricStat: { Metric: metric('No'), Period: 60, Stat: 'Sum' } }],
    }),
  },
  {
    service: 'cloudwatch',
    operation: 'GetMetricData',
    about: 'a range that ends before it starts',
    input: ({ now }) => ({ StartTime: now, EndTime: new Date(now.getTime() - 1_000), MetricDataQueries: [] }),
  },
  { service: 'cloudwatch', operation: 'DescribeAlarms', input: () => ({ AlarmNames: NAMES, ...both }) },
  {
    service: 'cloudwatch',
    operation: 'DescribeAlarms',
    about: 'no such alarm',
    input: () => ({ AlarmNames: ['no'] }),
  },
  {
    service: 'cloudwatch',
    operation: 'DescribeAlarmHistory',
    input: () => ({ AlarmName: 'orders-errors', HistoryItemType: 'StateUpdate' }),
  },
  {
    service: 'cloudwatch',
    operation: 'DescribeAlarmContributors',
    input: () => ({ AlarmName: 'no' }),
  },
  { service: 'cloudwatch', operation: 'ListMetrics', input: () => ({ Namespace: 'Shop' }) },
  {
    service: 'cloudwatch',
    operation: 'ListTagsForResource',
    input: ({ alarmArn }) => ({ ResourceARN: alarmArn }),
  },
  { service: 'logs', operation: 'StartQuery', input: insights },
  {
    service: 'logs',
    operation: 'StartQuery',
    about: 'no such group',
    input: (side) => ({ ...insights(side), logGroupNames: ['no'] }),
  },
  {
    service: 'logs',
    operation: 'StartQuery',
    about: 'malformed',
    input: (side) => ({ ...insights(side), queryString: 'select 1' }),
  },
  {
    service: 'logs',
    operation: 'GetQueryResults',
    async input(side) {
      const { answer } = await ask(side, 'logs', 'StartQuery', insights(side));
      return { queryId: answer['queryId'] };
    },
    until: ({ status }) => (status === 'Complete' ? undefined : {}),
  },
  {
    service: 'logs',
    operation: 'FilterLogEvents',
    input: () => ({ logGroupName: '/shop/web', filterPattern: 'failed' }),
    until: ({ events, nextToken }) =>
      Array.isArray(events) && events.length === 0 && nextToken !== undefined ? { nextToken } : undefined,
  },
  {
    service: 'logs',
    operation: 'FilterLogEvents',
    about: 'no such group',
    input: () => ({ logGroupName: 'no' }),
  },
  { service: 'logs', operation: 'DescribeLogGroups', input: () => ({ logGroupNamePattern: '/shop/web' }) },
  {
    service: 'logs',
    operation: 'DescribeMetricFilters',
    input: () => ({ metricName: 'Failures', metricNamespace: 'Shop' }),
  },
  { service: 'lambda', operation: 'GetFunctionConfiguration', input: () => ({ FunctionName: 'orders' }) },
  {
    service: 'lambda',
    operation: 'GetFunctionConfiguration',
    about: 'no such function',
    input: () => ({ FunctionName: 'no' }),
  },
  { service: 'lambda', operation: 'GetFunctionConcurrency', input: () => ({ FunctionName: 'orders' }) },
  {
    service: 'lambda',
    operation: 'GetFunctionConcurrency',
    about: 'nothing reserved',
    input: () => ({ FunctionName: 'job-worker' }),
  },
  { service: 'lambda', operation: 'ListVersionsByFunction', input: () => ({ FunctionName: 'orders' }) },
  { service: 'lambda', operation: 'ListAliases', input: () => ({ FunctionName: 'orders' }) },
  { service: 'lambda', operation: 'ListFunctions', input: () => ({}) },
  {
    service: 'lambda',
    operation: 'ListEventSourceMappings',
    about: 'a queue',
    input: ({ queueArn }) => ({ EventSourceArn: queueArn }),
  },
  {
    service: 'lambda',
    operation: 'ListEventSourceMappings',
    about: 'a stream',
    input: ({ queueArn }) => ({
      EventSourceArn: queueArn.replace(':sqs:', ':kinesis:').replace(/jobs$/, 'stream/clicks'),
    }),
  },
  { service: 'lambda', operation: 'GetAccountSettings', input: () => ({}) },
  { service: 'cloudformation', operation: 'DescribeStackEvents', input: () => ({ StackName: 'shop' }) },
  {
    service: 'cloudformation',
    operation: 'DescribeStackEvents',
    about: 'no such stack',
    input: () => ({ StackName: 'no' }),
  },
  { service: 'cloudformation', operation: 'DescribeStackResources', input: () => ({ StackName: 'shop' }) },
  {
    service: 'cloudformation',
    operation: 'DescribeStackResources',
    about: 'by physical id',
    input: () => ({ PhysicalResourceId: 'orders' }),
  },
  {
    service: 'cloudformation',
    operation: 'DescribeStackResources',
    about: 'no such physical id',
    input: () => ({ PhysicalResourceId: 'no' }),
  },
  { service: 'cloudformation', operation: 'ListStackResources', input: () => ({ StackName: 'shop' }) },
  { service: 'cloudtrail', operation: 'LookupEvents', input: () => ({}) },
  { service: 'health', operation: 'DescribeEvents', input: () => ({}) },
];

const NAMES = ['orders-errors', 'shop-degraded'];

function insights({ now }: Side) {
  const end = Math.floor(now.getTime() / 1_000);
  return {
    logGroupNames: ['/shop/web'],
    queryString: insightsQuery('failed'),
    startTime: end - 3_600,
    endTime: end,
  };
}

/** Sends a request, as often as it takes until there is something to look at. */
export async function answerTo(side: Side, request: Request): Promise<Answered> {
  const { service, operation, until } = request;
  const first = await request.input(side);
  let answered = await ask(side, service, operation, first);
  for (let tries = 0; tries < 10; tries++) {
    const more = answered.error === undefined ? until?.(answered.answer) : undefined;
    if (more === undefined) break;
    answered = await ask(side, service, operation, { ...first, ...more });
  }
  return answered;
}

async function ask(side: Side, service: string, operation: string, input: object): Promise<Answered> {
  const Command = SDK[service]?.[`${operation}Command`] as new (given: object) => never;
  const clients: Record<string, { send(command: never): Promise<object> }> = side.clients;
  side.answers.length = 0;
  try {
    const answer = { ...(await clients[service]?.send(new Command(input))) };
    return { answer, raw: side.answers.at(-1) };
  } catch (error) {
    return {
      answer: {},
      raw: side.answers.at(-1),
      error: error instanceof Error ? error.name : String(error),
    };
  }
}
