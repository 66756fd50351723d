import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import type { AwsOptions } from '../../server-kit/aws-options.ts';
import type { ServerDefinition } from '../../server-kit/mcp-server.ts';
import { findStack } from './find-stack.ts';
import { getStackEvents } from './get-stack-events.ts';
import { lookupChanges } from './lookup-changes.ts';

/** Where global services record their calls. */
const GLOBAL_REGION = 'us-east-1';

/** Stacks, what deployments did, and who changed what. */
export async function cloudformationServer(version: string, aws: AwsOptions): Promise<ServerDefinition> {
  const client = new CloudFormationClient(aws);
  const home = await client.config.region();
  const trails = new Map(
    [...new Set([home, GLOBAL_REGION])].map((region) => [region, new CloudTrailClient({ ...aws, region })]),
  );
  return {
    name: 'cloudformation',
    version,
    tools: [findStack(client), getStackEvents(client), lookupChanges(trails)],
  };
}
