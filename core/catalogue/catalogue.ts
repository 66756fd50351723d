/** All services that are known, and what is known of a type. To add one: its file, and a line here. */
import { apiGateway } from './api-gateway.ts';
import { appsync } from './appsync.ts';
import { autoScaling } from './auto-scaling.ts';
import { cloudformation } from './cloudformation.ts';
import { cloudfront } from './cloudfront.ts';
import { cloudtrail } from './cloudtrail.ts';
import { cloudwatch } from './cloudwatch.ts';
import { cognito } from './cognito.ts';
import { dynamodb } from './dynamodb.ts';
import { ec2 } from './ec2.ts';
import { ecs } from './ecs.ts';
import { efs } from './efs.ts';
import { elasticache } from './elasticache.ts';
import { events } from './events.ts';
import { firehose } from './firehose.ts';
import { iam } from './iam.ts';
import { kinesis } from './kinesis.ts';
import { kms } from './kms.ts';
import { lambda } from './lambda.ts';
import { loadBalancing } from './load-balancing.ts';
import { logs } from './logs.ts';
import { mq } from './mq.ts';
import { msk } from './msk.ts';
import { opensearch } from './opensearch.ts';
import { rds } from './rds.ts';
import type { ResourceType, Service } from './resource-type.ts';
import { s3 } from './s3.ts';
import { secretsManager } from './secrets-manager.ts';
import { sns } from './sns.ts';
import { sqs } from './sqs.ts';
import { ssm } from './ssm.ts';
import { stepFunctions } from './step-functions.ts';

export const SERVICES: readonly Service[] = [
  lambda,
  cloudwatch,
  logs,
  cloudformation,
  cloudtrail,
  apiGateway,
  appsync,
  autoScaling,
  cloudfront,
  cognito,
  dynamodb,
  ec2,
  ecs,
  efs,
  elasticache,
  events,
  firehose,
  iam,
  kinesis,
  kms,
  loadBalancing,
  mq,
  msk,
  opensearch,
  rds,
  s3,
  secretsManager,
  sns,
  sqs,
  ssm,
  stepFunctions,
];

export const TYPES: readonly ResourceType[] = SERVICES.flatMap(({ types }) => types);

const BY_TYPE: ReadonlyMap<string, ResourceType> = new Map(TYPES.map((known) => [known.type, known]));
const SERVICE_OF: ReadonlyMap<string, Service> = new Map(
  SERVICES.flatMap((service) => service.types.map(({ type }) => [type, service] as const)),
);

/** What is known of a type; of one that is not catalogued its name alone. */
export function knownOf(type: string): ResourceType {
  return BY_TYPE.get(type) ?? { type, noun: nounOf(type) };
}

/** `AWS::Glue::JobRun` -> `job run`; small letters only where a word begins with one capital. */
function nounOf(type: string): string {
  const words = (type.split('::').at(-1) ?? type).replace(/([a-z])([A-Z])/g, '$1 $2').split(' ');
  return words.map((word) => (/^[A-Z][a-z]/.test(word) ? word.toLowerCase() : word)).join(' ');
}

/** Who records the calls on resources of a type. */
export function eventSourceOf(type: string): string {
  return SERVICE_OF.get(type)?.eventSource ?? `${partOf(type).toLowerCase()}.amazonaws.com`;
}

/** The name of a type's service in AWS Health. */
export function healthNameOf(type: string): string {
  return SERVICE_OF.get(type)?.health ?? partOf(type).toUpperCase();
}

function partOf(type: string): string {
  return type.split('::')[1] ?? '';
}

/** What whoever undoes a change of a resource's settings has to know. */
export function undoOf(type: string): string {
  return knownOf(type).undo ?? 'What they were before may stand in the template, the pipeline or a backup.';
}

/** `function checkout-api` */
export function titleOf({ type, id }: { type: string; id: string }): string {
  return `${knownOf(type).noun} ${id}`;
}
