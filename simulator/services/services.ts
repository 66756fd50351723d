import type { Service } from '../answer.ts';
import { bedrock } from './bedrock.ts';
import { cloudformationService } from './cloudformation.ts';
import { cloudtrail } from './cloudtrail.ts';
import { cloudwatch } from './cloudwatch.ts';
import { health } from './health.ts';
import { iam, sts } from './identity.ts';
import { lambda } from './lambda.ts';
import { logsService } from './logs.ts';
import { sqs } from './sqs.ts';

/** What evidence is read from; queries and drift detections that were started live in it. */
export function awsServices(): Service[] {
  return [cloudwatch, logsService(), lambda, cloudformationService(), cloudtrail, health];
}

/** What a user of the account needs beside that: to know who they are and what there is, and who words a report. */
export function companionServices(): Service[] {
  return [sts, iam, sqs, bedrock];
}

/** Every operation that is simulated. */
export function operationNames(): string[] {
  return [...awsServices(), ...companionServices()].flatMap(({ operations }) => Object.keys(operations));
}
