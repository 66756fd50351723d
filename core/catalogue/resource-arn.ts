import type { Incident, Resource } from '../case.ts';

/** The ARN of a resource of this incident's account and region, for types whose ARN a name makes. */
export function arnOf({ type, id }: Resource, { alarms }: Incident): string | undefined {
  const [alarm] = alarms;
  if (alarm === undefined || id.startsWith('arn:')) return id.startsWith('arn:') ? id : undefined;
  const at = (service: string, resource: string) =>
    `arn:${alarm.arn.split(':')[1] ?? 'aws'}:${service}:${alarm.region}:${alarm.account}:${resource}`;
  switch (type) {
    case 'AWS::Lambda::Function':
      return at('lambda', `function:${id}`);
    case 'AWS::SQS::Queue':
      return at('sqs', id);
    case 'AWS::Kinesis::Stream':
      return at('kinesis', `stream/${id}`);
    case 'AWS::DynamoDB::Table':
      return at('dynamodb', `table/${id}`);
    default:
      return undefined;
  }
}

/** The id by which CloudFormation knows it: a queue is known by its URL. */
export function stackIdOf({ type, id }: Resource, { alarms }: Incident): string {
  const [alarm] = alarms;
  if (type !== 'AWS::SQS::Queue' || alarm === undefined || id.startsWith('http')) return id;
  const suffix = alarm.region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://sqs.${alarm.region}.${suffix}/${alarm.account}/${id}`;
}

/** `https://sqs.eu-west-1.amazonaws.com/111122223333/orders` -> `orders`: as metrics and CloudTrail name a queue. */
export function nameOf({ type, id }: Resource): Resource {
  return type === 'AWS::SQS::Queue' && id.startsWith('http')
    ? { type, id: id.split('/').at(-1) ?? id }
    : { type, id };
}
