import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { HealthClient } from '@aws-sdk/client-health';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Place } from './place.ts';

export type Clients = ReturnType<typeof clientsOf>;

export function clientsOf({ aws, emulator }: Place) {
  // More patience than usual: a removal that gives up leaves something behind that costs money.
  const config = { ...aws, maxAttempts: 6 };
  return {
    ...readersOf(config),
    events: new EventBridgeClient(config),
    iam: new IAMClient(config),
    s3: new S3Client({ ...config, forcePathStyle: emulator }),
    sfn: new SFNClient(config),
    sns: new SNSClient(config),
    sqs: new SQSClient(config),
  };
}

/** Of the services that Casefile's servers ask. */
export function readersOf(config: Place['aws'] & { maxAttempts: number }) {
  return {
    cloudformation: new CloudFormationClient(config),
    cloudtrail: new CloudTrailClient(config),
    cloudwatch: new CloudWatchClient(config),
    // Health has one endpoint for all regions.
    health: new HealthClient({ ...config, region: 'us-east-1' }),
    lambda: new LambdaClient(config),
    logs: new CloudWatchLogsClient(config),
  };
}

export function destroyAll(clients: Record<string, { destroy(): void }>): void {
  for (const client of Object.values(clients)) client.destroy();
}
