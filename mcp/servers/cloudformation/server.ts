import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { HealthClient } from '@aws-sdk/client-health';
import type { AwsOptions } from '../../server-kit/aws-options.ts';
import type { ServerDefinition } from '../../server-kit/mcp-server.ts';
import { findStack } from './find-stack.ts';
import { getStackEvents } from './get-stack-events.ts';
import { getStackResources } from './get-stack-resources.ts';
import { listHealthEvents } from './list-health-events.ts';
import { lookupChanges } from './lookup-changes.ts';

/** Where global services record their calls, and where AWS Health is. */
const GLOBAL_REGIONS: readonly [prefix: string, region: string][] = [
  ['cn-', 'cn-north-1'],
  ['us-gov-', 'us-gov-west-1'],
  ['', 'us-east-1'],
];

/** Stacks, what deployments did, who changed what, and what AWS itself reports. */
export async function cloudformationServer(version: string, aws: AwsOptions): Promise<ServerDefinition> {
  const client = new CloudFormationClient(aws);
  const home = await client.config.region();
  const trails = new Map(
    [...new Set([home, globalRegion(home)])].map((region) => [
      region,
      new CloudTrailClient({ ...aws, region }),
    ]),
  );
  return {
    name: 'cloudformation',
    version,
    tools: [
      findStack(client),
      getStackEvents(client),
      getStackResources(client),
      listHealthEvents(new HealthClient({ ...aws, region: globalRegion(home) }), home),
      lookupChanges(trails),
    ],
  };
}

/** Where the partition of a region records the calls of its global services. */
function globalRegion(home: string): string {
  return GLOBAL_REGIONS.find(([prefix]) => home.startsWith(prefix))?.[1] ?? home;
}
