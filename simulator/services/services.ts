import type { Service } from '../answer.ts';
import { cloudformation } from './cloudformation.ts';
import { cloudtrail } from './cloudtrail.ts';
import { cloudwatch } from './cloudwatch.ts';
import { health } from './health.ts';
import { lambda } from './lambda.ts';
import { logsService } from './logs.ts';

/** Everything that is simulated; queries that were started live in it. */
export function awsServices(): Service[] {
  return [cloudwatch, logsService(), lambda, cloudformation, cloudtrail, health];
}
