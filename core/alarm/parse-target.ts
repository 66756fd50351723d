import type { Resource } from '../case.ts';

/** `AWS::Lambda::Function checkout-api` */
const TYPED = /^([A-Za-z0-9]{1,64}::[A-Za-z0-9]{1,64}::[A-Za-z0-9]{1,64})\s{1,20}(\S.{0,2047})$/;
/** Partition, service, region, account, resource. */
const ARN = /^arn:[^:\s]{1,30}:([^:\s]{1,60}):[^:\s]{0,30}:[^:\s]{0,30}:(\S.{0,2047})$/;

/**
 * What stands between an ARN's account and the id, by service: `prefix` is cut off, and of the rest only what is
 * before `end` is the id. Ids are those that `dimension-targets.ts` gives for the same resource.
 */
interface ArnForm {
  service: string;
  prefix: string;
  type: string;
  end?: ':' | '/';
}

const FORMS: readonly ArnForm[] = [
  { service: 'lambda', prefix: 'function:', type: 'AWS::Lambda::Function', end: ':' },
  { service: 'lambda', prefix: 'event-source-mapping:', type: 'AWS::Lambda::EventSourceMapping' },
  { service: 'sqs', prefix: '', type: 'AWS::SQS::Queue' },
  { service: 'sns', prefix: '', type: 'AWS::SNS::Topic', end: ':' },
  { service: 'dynamodb', prefix: 'table/', type: 'AWS::DynamoDB::Table', end: '/' },
  { service: 'kinesis', prefix: 'stream/', type: 'AWS::Kinesis::Stream', end: '/' },
  { service: 'firehose', prefix: 'deliverystream/', type: 'AWS::KinesisFirehose::DeliveryStream' },
  { service: 's3', prefix: '', type: 'AWS::S3::Bucket', end: '/' },
  { service: 'rds', prefix: 'db:', type: 'AWS::RDS::DBInstance' },
  { service: 'rds', prefix: 'cluster:', type: 'AWS::RDS::DBCluster' },
  { service: 'elasticache', prefix: 'cluster:', type: 'AWS::ElastiCache::CacheCluster' },
  { service: 'elasticache', prefix: 'replicationgroup:', type: 'AWS::ElastiCache::ReplicationGroup' },
  { service: 'ecs', prefix: 'service/', type: 'AWS::ECS::Service' },
  { service: 'ecs', prefix: 'cluster/', type: 'AWS::ECS::Cluster' },
  { service: 'ec2', prefix: 'instance/', type: 'AWS::EC2::Instance' },
  { service: 'ec2', prefix: 'natgateway/', type: 'AWS::EC2::NatGateway' },
  { service: 'apigateway', prefix: '/restapis/', type: 'AWS::ApiGateway::RestApi', end: '/' },
  { service: 'apigateway', prefix: '/apis/', type: 'AWS::ApiGatewayV2::Api', end: '/' },
  {
    service: 'elasticloadbalancing',
    prefix: 'loadbalancer/app/',
    type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  },
  {
    service: 'elasticloadbalancing',
    prefix: 'loadbalancer/net/',
    type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  },
  {
    service: 'elasticloadbalancing',
    prefix: 'loadbalancer/',
    type: 'AWS::ElasticLoadBalancing::LoadBalancer',
  },
  {
    service: 'elasticloadbalancing',
    prefix: 'targetgroup/',
    type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  },
  { service: 'events', prefix: 'rule/', type: 'AWS::Events::Rule' },
  { service: 'states', prefix: 'stateMachine:', type: 'AWS::StepFunctions::StateMachine', end: ':' },
  { service: 'appsync', prefix: 'apis/', type: 'AWS::AppSync::GraphQLApi', end: '/' },
  { service: 'es', prefix: 'domain/', type: 'AWS::OpenSearchService::Domain', end: '/' },
  { service: 'kafka', prefix: 'cluster/', type: 'AWS::MSK::Cluster', end: '/' },
  { service: 'cognito-idp', prefix: 'userpool/', type: 'AWS::Cognito::UserPool' },
  { service: 'cloudfront', prefix: 'distribution/', type: 'AWS::CloudFront::Distribution' },
  { service: 'logs', prefix: 'log-group:', type: 'AWS::Logs::LogGroup', end: ':' },
];

/**
 * A resource as a person writes it: `AWS::Lambda::Function checkout-api`, or the ARN of a resource of a common
 * service. Undefined if it is neither.
 */
export function parseTarget(text: string): Resource | undefined {
  const trimmed = text.trim();
  const [, type, id] = TYPED.exec(trimmed) ?? [];
  if (type !== undefined && id !== undefined) return { type, id };
  const [, service, resource] = ARN.exec(trimmed) ?? [];
  if (service === undefined || resource === undefined) return undefined;
  // The first that fits: longer prefixes stand before those they begin with.
  const form = FORMS.find((each) => each.service === service && resource.startsWith(each.prefix));
  return form && fromArn(trimmed, resource, form);
}

function fromArn(arn: string, resource: string, { prefix, type, end }: ArnForm): Resource | undefined {
  const rest = resource.slice(prefix.length);
  const name = end === undefined ? rest : (rest.split(end, 1)[0] ?? '');
  if (name === '') return undefined;
  switch (type) {
    case 'AWS::StepFunctions::StateMachine':
      // Its dimension is the whole ARN; a version or alias stands behind one more colon.
      return { type, id: arn.slice(0, arn.length - rest.length + name.length) };
    case 'AWS::ElasticLoadBalancingV2::LoadBalancer':
    case 'AWS::ElasticLoadBalancingV2::TargetGroup':
      // As their dimensions are written: `app/<name>/<hash>`, `targetgroup/<name>/<hash>`.
      return { type, id: resource.replace(/^loadbalancer\//, '') };
    case 'AWS::Events::Rule':
      // `rule/<bus>/<name>` on a bus of one's own; the dimension is the name.
      return { type, id: name.slice(name.lastIndexOf('/') + 1) };
    default:
      return { type, id: name };
  }
}
