import type { Resource } from '../case.ts';
import type { ArgsOf } from '../evidence/capabilities.ts';

type Asked = ArgsOf<'metrics.range'>['series'][number];

/** By CloudFormation type: namespace, the dimension that names the resource, and the metrics that tell its state. */
const METRICS: Record<
  string,
  { namespace: string; dimension: string; metrics: [id: string, name: string, stat: string][] }
> = {
  'AWS::Lambda::Function': {
    namespace: 'AWS/Lambda',
    dimension: 'FunctionName',
    metrics: [
      ['errors', 'Errors', 'Sum'],
      ['invocations', 'Invocations', 'Sum'],
      ['throttles', 'Throttles', 'Sum'],
      ['concurrency', 'ConcurrentExecutions', 'Maximum'],
      // The maximum rises with traffic alone.
      ['duration', 'Duration', 'Average'],
      ['iteratorAge', 'IteratorAge', 'Maximum'],
    ],
  },
  'AWS::SQS::Queue': {
    namespace: 'AWS/SQS',
    dimension: 'QueueName',
    metrics: [
      ['age', 'ApproximateAgeOfOldestMessage', 'Maximum'],
      ['visible', 'ApproximateNumberOfMessagesVisible', 'Maximum'],
      ['sent', 'NumberOfMessagesSent', 'Sum'],
      ['received', 'NumberOfMessagesReceived', 'Sum'],
      ['deleted', 'NumberOfMessagesDeleted', 'Sum'],
    ],
  },
  'AWS::DynamoDB::Table': {
    namespace: 'AWS/DynamoDB',
    dimension: 'TableName',
    metrics: [
      ['writeThrottles', 'WriteThrottleEvents', 'Sum'],
      ['readThrottles', 'ReadThrottleEvents', 'Sum'],
      ['provisionedWrite', 'ProvisionedWriteCapacityUnits', 'Maximum'],
      ['provisionedRead', 'ProvisionedReadCapacityUnits', 'Maximum'],
    ],
  },
  'AWS::Kinesis::Stream': {
    namespace: 'AWS/Kinesis',
    dimension: 'StreamName',
    metrics: [
      ['incoming', 'IncomingRecords', 'Sum'],
      ['age', 'GetRecords.IteratorAgeMilliseconds', 'Maximum'],
      ['writeExceeded', 'WriteProvisionedThroughputExceeded', 'Sum'],
    ],
  },
  'AWS::ApiGateway::RestApi': {
    namespace: 'AWS/ApiGateway',
    dimension: 'ApiName',
    metrics: [
      ['requests', 'Count', 'Sum'],
      ['serverErrors', '5XXError', 'Sum'],
      ['latency', 'Latency', 'Average'],
    ],
  },
};

/** The series that tell how a resource does; none for types of which that is not known here. */
export function seriesFor({ type, id }: Resource): Asked[] {
  const known = Object.hasOwn(METRICS, type) ? METRICS[type] : undefined;
  if (known === undefined) return [];
  const { namespace, dimension, metrics } = known;
  return metrics.map(([series, name, stat]) => ({
    id: series,
    namespace,
    name,
    stat,
    dimensions: { [dimension]: id },
  }));
}

/** Series whose rise means that a resource of this type is in trouble itself; none if that is not known. */
export function troubleSeries(type: string): string[] {
  return Object.hasOwn(TROUBLE, type) ? (TROUBLE[type] ?? []) : [];
}

const TROUBLE: Record<string, string[]> = {
  'AWS::Lambda::Function': ['errors', 'throttles'],
  'AWS::SQS::Queue': ['age'],
  'AWS::DynamoDB::Table': ['writeThrottles', 'readThrottles'],
  'AWS::Kinesis::Stream': ['writeExceeded'],
  'AWS::ApiGateway::RestApi': ['serverErrors'],
};
