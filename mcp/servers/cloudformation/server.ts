import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { HealthClient } from '@aws-sdk/client-health';
import { refuseOthers } from '../../server-kit/always-sent.ts';
import type { AwsOptions } from '../../server-kit/aws-options.ts';
import type { ServerDefinition } from '../../server-kit/mcp-host.ts';
import { limitRate } from '../../server-kit/rate-limit.ts';
import type { ServerSettings } from '../server-settings.ts';
import { CLOUDFORMATION_SENDS, CLOUDTRAIL_SENDS, HEALTH_SENDS } from './always-sent.ts';
import { describeStack } from './describe-stack.ts';
import { findStack } from './find-stack.ts';
import { getStackEvents } from './get-stack-events.ts';
import { getStackResources } from './get-stack-resources.ts';
import { listHealthEvents } from './list-health-events.ts';
import { listStacks } from './list-stacks.ts';
import { lookupChanges } from './lookup-changes.ts';
import { stackDrift } from './stack-drift.ts';

/** Where global services record their calls, and where AWS Health is. */
const GLOBAL_REGIONS: readonly [prefix: string, region: string][] = [
  ['cn-', 'cn-north-1'],
  ['us-gov-', 'us-gov-west-1'],
  ['', 'us-east-1'],
];

/** Lookups a second that CloudTrail takes of an account in a region. */
const TRAIL_RATE = { LookupEvents: 2 };
/** Not published; each answer is a large one. */
const EVENTS_RATE = { DescribeEvents: 2 };

/** Stacks, what deployments did, who changed what, and what AWS itself reports. */
export async function cloudformationServer(
  version: string,
  aws: AwsOptions,
  { driftDetection = false, simulated = false }: ServerSettings = {},
): Promise<ServerDefinition> {
  // A simulator has no other callers, and no quota of real time.
  const paced: typeof limitRate = simulated ? (unpaced) => unpaced : limitRate;
  const client = refuseOthers(paced(new CloudFormationClient(aws), EVENTS_RATE), CLOUDFORMATION_SENDS);
  const once = refuseOthers(new CloudFormationClient({ ...aws, maxAttempts: 1 }), CLOUDFORMATION_SENDS);
  const home = await client.config.region();
  const trails = new Map(
    [...new Set([home, globalRegion(home)])].map((region) => [
      region,
      refuseOthers(paced(new CloudTrailClient({ ...aws, region }), TRAIL_RATE), CLOUDTRAIL_SENDS),
    ]),
  );
  const health = refuseOthers(new HealthClient({ ...aws, region: globalRegion(home) }), HEALTH_SENDS);
  return {
    name: 'cloudformation',
    version,
    tools: [
      describeStack(client),
      findStack(client),
      getStackEvents(client),
      getStackResources(client),
      listHealthEvents(health, home),
      listStacks(client),
      lookupChanges(trails),
      ...stackDrift(client, once, driftDetection),
    ],
  };
}

/** Where the partition of a region records the calls of its global services. */
function globalRegion(home: string): string {
  return GLOBAL_REGIONS.find(([prefix]) => home.startsWith(prefix))?.[1] ?? home;
}
