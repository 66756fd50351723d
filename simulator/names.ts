/** Names that AWS makes of others. */
import { random, uuid } from './random.ts';

export interface Place {
  account: string;
  region: string;
  seed: number;
}

export function functionArn({ region, account }: Place, name: string): string {
  return `arn:aws:lambda:${region}:${account}:function:${name}`;
}

export function stackId({ region, account, seed }: Place, stack: string): string {
  return `arn:aws:cloudformation:${region}:${account}:stack/${stack}/${uuid(random(seed, stack, 'id'))}`;
}

export function alarmArn({ region, account }: Place, name: string): string {
  return `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
}

export function sourceArn({ region, account }: Place, kind: 'queue' | 'stream', name: string): string {
  return kind === 'queue'
    ? `arn:aws:sqs:${region}:${account}:${name}`
    : `arn:aws:kinesis:${region}:${account}:stream/${name}`;
}

/** CloudFormation's physical id of a queue is its URL. */
export function queueUrl({ region, account }: Place, name: string): string {
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
}

export function tableArn({ region, account }: Place, name: string): string {
  return `arn:aws:dynamodb:${region}:${account}:table/${name}`;
}

export function mappingId({ seed }: Place, source: string): string {
  return uuid(random(seed, source, 'mapping'));
}

export function mappingArn({ region, account }: Place, id: string): string {
  return `arn:aws:lambda:${region}:${account}:event-source-mapping:${id}`;
}

/** `checkout-api` -> `CheckoutApi`: the logical id if none is given. */
export function logicalIdOf(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join('');
}

/** Looks like a base64 SHA-256. */
export function codeSha(seed: number, ...name: (string | number)[]): string {
  return `${Buffer.from(random(seed, ...name, 'sha').hex(43))
    .toString('base64')
    .slice(0, 43)}=`;
}

/** Types that CloudFormation knows by an ARN: what stands in it before the name that everybody else uses. */
const KNOWN_BY_ARN: Readonly<Record<string, readonly [service: string, prefix: string]>> = {
  'AWS::AppSync::GraphQLApi': ['appsync', 'apis/'],
  'AWS::ECS::Service': ['ecs', 'service/'],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ['elasticloadbalancing', 'loadbalancer/'],
  'AWS::ElasticLoadBalancingV2::TargetGroup': ['elasticloadbalancing', ''],
  'AWS::SNS::Topic': ['sns', ''],
  'AWS::StepFunctions::StateMachine': ['states', 'stateMachine:'],
};

/** The physical id of a resource that a scenario writes down by its name. */
export function physicalIdOf({ account, region }: Place, type: string, id: string): string {
  const [service, prefix] = KNOWN_BY_ARN[type] ?? [];
  return service === undefined || id.startsWith('arn:')
    ? id
    : `arn:aws:${service}:${region}:${account}:${prefix}${id}`;
}
