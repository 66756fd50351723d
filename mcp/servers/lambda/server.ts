import { LambdaClient } from '@aws-sdk/client-lambda';
import type { AwsOptions } from '../../server-kit/aws-options.ts';
import type { ServerDefinition } from '../../server-kit/mcp-server.ts';
import { getFunctionConfiguration } from './get-function-configuration.ts';
import { listVersions } from './list-versions.ts';

/** Functions, their versions and aliases. */
export function lambdaServer(version: string, aws: AwsOptions): ServerDefinition {
  const client = new LambdaClient(aws);
  return { name: 'lambda', version, tools: [getFunctionConfiguration(client), listVersions(client)] };
}
