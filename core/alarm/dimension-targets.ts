import type { AlarmMetric, Resource } from '../case.ts';

/**
 * Which dimension of which namespace names a resource of which CloudFormation type. By namespace, because others
 * may use the same dimension names for something else.
 *
 * The id is the dimension's value. It equals CloudFormation's physical id except where a comment says what that
 * would be: it can't be built from a dimension alone, and the name is what the service's own API takes.
 */
const DIMENSION_TYPES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS/ApiGateway': {
    // Physical id: the API's id. REST API metrics carry the name instead, HTTP and WebSocket ones the id.
    ApiName: 'AWS::ApiGateway::RestApi',
    ApiId: 'AWS::ApiGatewayV2::Api',
  },
  // Physical ids: ARNs that end in `loadbalancer/<LoadBalancer>` and `:<TargetGroup>`.
  'AWS/ApplicationELB': {
    LoadBalancer: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    TargetGroup: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  },
  'AWS/NetworkELB': {
    LoadBalancer: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    TargetGroup: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  },
  'AWS/ELB': { LoadBalancerName: 'AWS::ElasticLoadBalancing::LoadBalancer' },
  // Physical id: an ARN that ends in `apis/<GraphQLAPIId>`.
  'AWS/AppSync': { GraphQLAPIId: 'AWS::AppSync::GraphQLApi' },
  'AWS/AutoScaling': { AutoScalingGroupName: 'AWS::AutoScaling::AutoScalingGroup' },
  'AWS/CloudFront': { DistributionId: 'AWS::CloudFront::Distribution' },
  'AWS/Cognito': { UserPool: 'AWS::Cognito::UserPool' },
  'AWS/DynamoDB': { TableName: 'AWS::DynamoDB::Table' },
  'AWS/EC2': {
    InstanceId: 'AWS::EC2::Instance',
    AutoScalingGroupName: 'AWS::AutoScaling::AutoScalingGroup',
  },
  'AWS/EFS': { FileSystemId: 'AWS::EFS::FileSystem' },
  // The namespace is older than the service's name.
  'AWS/ES': { DomainName: 'AWS::OpenSearchService::Domain' },
  'AWS/ElastiCache': {
    CacheClusterId: 'AWS::ElastiCache::CacheCluster',
    ReplicationGroupId: 'AWS::ElastiCache::ReplicationGroup',
  },
  'AWS/Events': { RuleName: 'AWS::Events::Rule' },
  'AWS/Firehose': { DeliveryStreamName: 'AWS::KinesisFirehose::DeliveryStream' },
  // Physical id: the cluster's ARN.
  'AWS/Kafka': { 'Cluster Name': 'AWS::MSK::Cluster' },
  'AWS/Kinesis': { StreamName: 'AWS::Kinesis::Stream' },
  'AWS/Lambda': {
    FunctionName: 'AWS::Lambda::Function',
    Resource: 'AWS::Lambda::Function',
    EventSourceMappingUUID: 'AWS::Lambda::EventSourceMapping',
  },
  'AWS/Logs': { LogGroupName: 'AWS::Logs::LogGroup' },
  'AWS/NATGateway': { NatGatewayId: 'AWS::EC2::NatGateway' },
  'AWS/RDS': {
    DBInstanceIdentifier: 'AWS::RDS::DBInstance',
    DBClusterIdentifier: 'AWS::RDS::DBCluster',
  },
  'AWS/S3': { BucketName: 'AWS::S3::Bucket' },
  // Physical id: the topic's ARN.
  'AWS/SNS': { TopicName: 'AWS::SNS::Topic' },
  // Physical id: the queue's URL.
  'AWS/SQS': { QueueName: 'AWS::SQS::Queue' },
  'AWS/States': { StateMachineArn: 'AWS::StepFunctions::StateMachine' },
  LambdaInsights: { function_name: 'AWS::Lambda::Function' },
};

/** Both name a service by two dimensions. */
const ECS_NAMESPACES: ReadonlySet<string> = new Set(['AWS/ECS', 'ECS/ContainerInsights']);

/**
 * The resources that the dimensions of an alarm's metrics name, each once, in the metrics' order.
 * A metric of another account names a resource there, which this account's APIs will not find.
 */
export function targetsOf(metrics: AlarmMetric[]): Resource[] {
  const targets = new Map<string, Resource>();
  for (const metric of metrics) {
    for (const target of namedBy(metric)) targets.set(`${target.type} ${target.id}`, target);
  }
  return [...targets.values()];
}

function namedBy({ namespace, dimensions }: AlarmMetric): Resource[] {
  if (ECS_NAMESPACES.has(namespace)) return ecsTarget(dimensions);
  if (!Object.hasOwn(DIMENSION_TYPES, namespace)) return [];
  return Object.entries(DIMENSION_TYPES[namespace] ?? {}).flatMap(([dimension, type]) => {
    if (!Object.hasOwn(dimensions, dimension)) return [];
    const value = dimensions[dimension] ?? '';
    // Lambda's `Resource` is `function:alias` or `function:version`; neither has an id of its own in these metrics.
    const id = dimension === 'Resource' ? (value.split(':')[0] ?? '') : value;
    return id === '' ? [] : [{ type, id }];
  });
}

/** Physical id of a service: its ARN, which ends in `service/<cluster>/<service>`. */
function ecsTarget({ ClusterName: cluster, ServiceName: service }: Record<string, string>): Resource[] {
  if (cluster === undefined || cluster === '') return [];
  return service === undefined || service === ''
    ? [{ type: 'AWS::ECS::Cluster', id: cluster }]
    : [{ type: 'AWS::ECS::Service', id: `${cluster}/${service}` }];
}
