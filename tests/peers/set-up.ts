import {
  CreateStackCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import {
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  PutMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateAliasCommand,
  PublishLayerVersionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import type { Endpoint } from '../simulator/fidelity/endpoint.ts';

type Clients = Endpoint['clients'];

/** Makes what the simulated account has as well: a function with all about it, alarms, logs, metrics and a stack. */
export async function setUp(clients: Clients): Promise<void> {
  await metricsAndAlarms(clients);
  await logGroups(clients);
  await stackWithFunction(clients);
}

async function metricsAndAlarms({ cloudwatch }: Clients): Promise<void> {
  const now = Date.now();
  const MetricData = Array.from({ length: 10 }, (_, i) => ({
    MetricName: 'Depth',
    Dimensions: [{ Name: 'Shelf', Value: 'a' }],
    Value: 40 + i,
    Timestamp: new Date(now - i * 60_000),
  }));
  await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData }));
  await cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'orders-errors',
      AlarmDescription: 'Orders fail',
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: 'orders' }],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 2,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      Tags: [{ Key: 'team', Value: 'shop' }],
    }),
  );
  await cloudwatch.send(
    new PutCompositeAlarmCommand({ AlarmName: 'shop-degraded', AlarmRule: 'ALARM("orders-errors")' }),
  );
  for (const StateValue of ['OK', 'ALARM'] as const) {
    await cloudwatch.send(
      new SetAlarmStateCommand({ AlarmName: 'orders-errors', StateValue, StateReason: 'to have a history' }),
    );
  }
}

async function logGroups({ logs }: Clients): Promise<void> {
  const [logGroupName, logStreamName] = ['/shop/web', 'instance/0'];
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  const now = Date.now();
  const logEvents = Array.from({ length: 20 }, (_, i) => ({
    timestamp: now - (20 - i) * 1_000,
    message: i % 2 === 0 ? `GET /cart ${i} 200` : `GET /cart ${i} 500 failed`,
  }));
  await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
  await logs.send(
    new PutMetricFilterCommand({
      logGroupName,
      filterName: 'failures',
      filterPattern: 'failed',
      metricTransformations: [
        { metricName: 'Failures', metricNamespace: 'Shop', metricValue: '1', defaultValue: 0 },
      ],
    }),
  );
}

/** An archive without files. */
const EMPTY_ZIP = Buffer.concat([Buffer.from('PK\u0005\u0006', 'latin1'), Buffer.alloc(18)]);

async function stackWithFunction({ cloudformation, lambda }: Clients): Promise<void> {
  const layer = await lambda.send(
    new PublishLayerVersionCommand({ LayerName: 'tracing', Content: { ZipFile: EMPTY_ZIP } }),
  );
  const code = (Timeout: number) => ({
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: 'arn:aws:iam::000000000000:role/orders-role',
    Timeout,
    Code: { ZipFile: 'exports.handler = async () => 1;' },
  });
  const template = (Timeout: number) =>
    JSON.stringify({
      Resources: {
        Orders: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            FunctionName: 'orders',
            ...code(Timeout),
            Environment: { Variables: { TABLE: 'stock', MODE: 'fast' } },
            Layers: [layer.LayerVersionArn],
            LoggingConfig: { LogFormat: 'JSON' },
          },
        },
        JobWorker: {
          Type: 'AWS::Lambda::Function',
          Properties: { FunctionName: 'job-worker', ...code(10) },
        },
        Jobs: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } },
        Clicks: { Type: 'AWS::Kinesis::Stream', Properties: { Name: 'clicks', ShardCount: 1 } },
        JobsMapping: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            FunctionName: { Ref: 'JobWorker' },
            EventSourceArn: { 'Fn::GetAtt': ['Jobs', 'Arn'] },
          },
        },
        ClicksMapping: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            FunctionName: { Ref: 'JobWorker' },
            EventSourceArn: { 'Fn::GetAtt': ['Clicks', 'Arn'] },
            StartingPosition: 'LATEST',
          },
        },
      },
    });
  const wait = { client: cloudformation, maxWaitTime: 30, minDelay: 1, maxDelay: 1 };
  const StackName = 'shop';
  await cloudformation.send(new CreateStackCommand({ StackName, TemplateBody: template(10) }));
  await waitUntilStackCreateComplete(wait, { StackName });
  await cloudformation.send(new UpdateStackCommand({ StackName, TemplateBody: template(12) }));
  await waitUntilStackUpdateComplete(wait, { StackName });
  const FunctionName = 'orders';
  const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName }));
  await lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: Version }));
  await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 50 }));
}
