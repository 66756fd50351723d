import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { caseConfig } from '../../../adapters/config/config.ts';
import { readConfig } from '../../../adapters/config/read-config.ts';
import { entitiesOfMetrics } from '../../../core/catalogue/metric-names.ts';
import { parseTarget } from '../../../core/catalogue/parse-target.ts';

const HERE = { partition: 'aws', account: '1', region: 'r' };

const metric = (namespace: string, dimensions: Record<string, string>) => ({
  id: 'm',
  namespace,
  name: 'x',
  dimensions,
  periodSeconds: 60,
  stat: 'Sum',
});

/** Namespace, dimensions, an ARN of the same resource, and what both name. */
const SAME: [string, Record<string, string>, string, string, string][] = [
  ['AWS/Lambda', { FunctionName: 'f' }, 'lambda:r:1:function:f', 'AWS::Lambda::Function', 'f'],
  ['AWS/Lambda', { Resource: 'f:live' }, 'lambda:r:1:function:f:live', 'AWS::Lambda::Function', 'f'],
  ['LambdaInsights', { function_name: 'f' }, 'lambda:r:1:function:f', 'AWS::Lambda::Function', 'f'],
  ['AWS/SQS', { QueueName: 'q.fifo' }, 'sqs:r:1:q.fifo', 'AWS::SQS::Queue', 'q.fifo'],
  ['AWS/SNS', { TopicName: 't' }, 'sns:r:1:t', 'AWS::SNS::Topic', 't'],
  ['AWS/DynamoDB', { TableName: 'tab' }, 'dynamodb:r:1:table/tab/index/i', 'AWS::DynamoDB::Table', 'tab'],
  ['AWS/Kinesis', { StreamName: 's' }, 'kinesis:r:1:stream/s', 'AWS::Kinesis::Stream', 's'],
  ['AWS/S3', { BucketName: 'bucket' }, 's3:::bucket', 'AWS::S3::Bucket', 'bucket'],
  ['AWS/RDS', { DBInstanceIdentifier: 'd' }, 'rds:r:1:db:d', 'AWS::RDS::DBInstance', 'd'],
  ['AWS/RDS', { DBClusterIdentifier: 'd' }, 'rds:r:1:cluster:d', 'AWS::RDS::DBCluster', 'd'],
  ['AWS/ECS', { ClusterName: 'c', ServiceName: 's' }, 'ecs:r:1:service/c/s', 'AWS::ECS::Service', 'c/s'],
  ['AWS/ECS', { ClusterName: 'c' }, 'ecs:r:1:cluster/c', 'AWS::ECS::Cluster', 'c'],
  ['AWS/EC2', { InstanceId: 'i-1' }, 'ec2:r:1:instance/i-1', 'AWS::EC2::Instance', 'i-1'],
  [
    'AWS/States',
    { StateMachineArn: 'arn:aws:states:r:1:stateMachine:s' },
    'states:r:1:stateMachine:s:7',
    'AWS::StepFunctions::StateMachine',
    'arn:aws:states:r:1:stateMachine:s',
  ],
  ['AWS/Events', { RuleName: 'n' }, 'events:r:1:rule/bus/n', 'AWS::Events::Rule', 'n'],
  ['AWS/AppSync', { GraphQLAPIId: 'g' }, 'appsync:r:1:apis/g', 'AWS::AppSync::GraphQLApi', 'g'],
  ['AWS/Kafka', { 'Cluster Name': 'k' }, 'kafka:r:1:cluster/k/1a2b', 'AWS::MSK::Cluster', 'k'],
  ['AWS/ApiGateway', { ApiId: 'a' }, 'apigateway:r::/apis/a', 'AWS::ApiGatewayV2::Api', 'a'],
  [
    'AWS/ApplicationELB',
    { LoadBalancer: 'app/n/1a2b' },
    'elasticloadbalancing:r:1:loadbalancer/app/n/1a2b',
    'AWS::ElasticLoadBalancingV2::LoadBalancer',
    'app/n/1a2b',
  ],
  [
    'AWS/ApplicationELB',
    { TargetGroup: 'targetgroup/n/1a2b' },
    'elasticloadbalancing:r:1:targetgroup/n/1a2b',
    'AWS::ElasticLoadBalancingV2::TargetGroup',
    'targetgroup/n/1a2b',
  ],
];

describe('targets', () => {
  it.each(SAME)('of %s %j are those of arn:aws:%s', (namespace, dimensions, arn, type, id) => {
    expect(entitiesOfMetrics([metric(namespace, dimensions)], HERE)).toEqual([
      { type, id, account: '1', region: 'r' },
    ]);
    expect(parseTarget(`arn:aws:${arn}`)).toMatchObject({ type, id });
  });

  it('are named once each, in the order of the metrics', () => {
    expect(
      entitiesOfMetrics(
        [
          metric('AWS/Lambda', { FunctionName: 'b', Resource: 'b:live' }),
          metric('AWS/Lambda', { FunctionName: 'a' }),
          metric('AWS/Lambda', { FunctionName: 'b' }),
        ],
        HERE,
      ).map(({ id }) => id),
    ).toEqual(['b', 'a']);
  });

  it('are not read from dimensions of other namespaces', () => {
    expect(
      entitiesOfMetrics(
        [metric('My/App', { FunctionName: 'f' }), metric('constructor', { name: 'x' })],
        HERE,
      ),
    ).toEqual([]);
    expect(
      entitiesOfMetrics([metric('AWS/Lambda', {}), metric('AWS/ECS', { ServiceName: 's' })], HERE),
    ).toEqual([]);
  });
});

describe('a target that a person wrote', () => {
  it('is a CloudFormation type and an id', () => {
    const target = { type: 'AWS::Lambda::Function', id: 'checkout api' };
    expect(parseTarget('  AWS::Lambda::Function   checkout api ')).toEqual(target);
  });

  it.each([
    '',
    'checkout-api',
    'AWS::Lambda::Function',
    'arn:aws:lambda:r:1:layer:x',
    'arn:aws:lambda:r:1:function:',
  ])('may be nothing that is known: %j', (text) => {
    expect(parseTarget(text)).toBeUndefined();
  });

  it('may be any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => [parseTarget(text), parseTarget(`arn:aws:${text}`)]).not.toThrow();
      }),
    );
    expect(parseTarget('arn:'.repeat(12_500))).toBeUndefined();
    expect(parseTarget(`A::B::C${' '.repeat(50_000)}`)).toBeUndefined();
  });

  it('is part of the configuration, and named where it is wrong', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'casefile-'));
    const file = join(folder, 'casefile.yml');
    try {
      await writeFile(file, 'targets:\n  "Checkout: slow": ["arn:aws:sqs:eu-west-1:1:orders"]\n');
      expect(caseConfig(await readConfig(file)).targets).toEqual({
        'Checkout: slow': [{ type: 'AWS::SQS::Queue', id: 'orders', account: '1', region: 'eu-west-1' }],
      });
      await writeFile(file, 'targets:\n  slow: ["AWS::SQS::Queue orders", orders]\n');
      await expect(readConfig(file)).rejects.toMatchObject({
        code: 'ConfigInvalid',
        message: expect.stringContaining('targets.slow.1: "orders" is neither'),
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
