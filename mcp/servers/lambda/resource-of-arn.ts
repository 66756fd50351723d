/** A resource that an ARN names. */
export interface NamedResource {
  /** Its CloudFormation type. */
  type: string;
  name: string;
  /** Its physical id in a stack: the ARN where that is what CloudFormation uses, otherwise the name. */
  id: string;
}

/**
 * By service: how the part behind the account names the resource. Each pattern takes the name and leaves qualifiers
 * (version, stream, path) behind; what does not fit as a whole is not recognised, so that nothing else gets through.
 */
const RULES: ReadonlyArray<{ service: string; rest: RegExp; type: string; byArn?: true }> = [
  {
    service: 'lambda',
    rest: /^function:([\w-]{1,140})(?::(?:\$LATEST|[\w-]{1,128}))?$/,
    type: 'AWS::Lambda::Function',
  },
  { service: 'sqs', rest: /^([\w-]{1,80}(?:\.fifo)?)$/, type: 'AWS::SQS::Queue' },
  { service: 'sns', rest: /^([\w-]{1,256}(?:\.fifo)?)$/, type: 'AWS::SNS::Topic', byArn: true },
  {
    service: 'dynamodb',
    rest: /^table\/([\w.-]{3,255})(?:\/(?:stream|index)\/[\w.:-]{1,255})?$/,
    type: 'AWS::DynamoDB::Table',
  },
  {
    service: 'kinesis',
    rest: /^stream\/([\w.-]{1,128})(?:\/consumer\/[\w.:-]{1,200})?$/,
    type: 'AWS::Kinesis::Stream',
  },
  {
    service: 'firehose',
    rest: /^deliverystream\/([\w.-]{1,64})$/,
    type: 'AWS::KinesisFirehose::DeliveryStream',
  },
  { service: 's3', rest: /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/.{0,1024})?$/, type: 'AWS::S3::Bucket' },
  {
    service: 'secretsmanager',
    rest: /^secret:([\w/+=.@-]{1,512})$/,
    type: 'AWS::SecretsManager::Secret',
    byArn: true,
  },
  { service: 'ssm', rest: /^parameter(\/[\w./-]{1,1011})$/, type: 'AWS::SSM::Parameter' },
  {
    service: 'states',
    rest: /^stateMachine:([\w-]{1,80})(?::[\w-]{1,80})?$/,
    type: 'AWS::StepFunctions::StateMachine',
    byArn: true,
  },
  { service: 'rds', rest: /^db:([a-zA-Z][a-zA-Z0-9-]{0,62})$/, type: 'AWS::RDS::DBInstance' },
  { service: 'rds', rest: /^cluster:([a-zA-Z][a-zA-Z0-9-]{0,62})$/, type: 'AWS::RDS::DBCluster' },
  { service: 'events', rest: /^event-bus\/([\w./-]{1,256})$/, type: 'AWS::Events::EventBus' },
  {
    service: 'kafka',
    rest: /^cluster\/([\w-]{1,64})\/[\da-f-]{1,64}$/,
    type: 'AWS::MSK::Cluster',
    byArn: true,
  },
  {
    service: 'mq',
    rest: /^broker:([\w-]{1,50}):[\w-]{1,60}$/,
    type: 'AWS::AmazonMQ::Broker',
  },
  { service: 'es', rest: /^domain\/([a-z][a-z0-9-]{2,27})$/, type: 'AWS::OpenSearchService::Domain' },
  { service: 'kms', rest: /^key\/([\da-f-]{36})$/, type: 'AWS::KMS::Key' },
];

const ARN = /^arn:aws[a-z-]{0,20}:([a-z0-9-]{1,30}):[a-z0-9-]{0,30}:\d{0,12}:([^\s]{1,1100})$/;

/** The resource that an ARN names; undefined for what is no ARN or of a kind that is not known here. */
export function resourceOfArn(text: string): NamedResource | undefined {
  const [, service, rest = ''] = ARN.exec(text) ?? [];
  for (const rule of RULES) {
    const match = rule.service === service ? rule.rest.exec(rest) : null;
    const name = match?.[1];
    if (name === undefined) continue;
    // A qualifier stands behind the seventh part, if at all.
    const arn = text.split(':').slice(0, 7).join(':');
    return { type: rule.type, name, id: rule.byArn ? arn : name };
  }
  return undefined;
}
