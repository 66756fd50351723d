import { LambdaClient } from '@aws-sdk/client-lambda';
import { refuseOthers } from '../../server-kit/always-sent.ts';
import type { AwsOptions } from '../../server-kit/aws-options.ts';
import type { ServerDefinition } from '../../server-kit/mcp-host.ts';
import type { ServerSettings } from '../server-settings.ts';
import { LAMBDA_SENDS } from './always-sent.ts';
import { getAccountLimits } from './get-account-limits.ts';
import { getFunction } from './get-function.ts';
import { getFunctionConfiguration } from './get-function-configuration.ts';
import { invokeFunction } from './invoke-function.ts';
import { listEventSourceMappings } from './list-event-source-mappings.ts';
import { listFunctions } from './list-functions.ts';
import { listVersions } from './list-versions.ts';

/** Functions, their versions, aliases and triggers. */
export function lambdaServer(
  version: string,
  aws: AwsOptions,
  { invokable = [] }: ServerSettings = {},
): ServerDefinition {
  const client = refuseOthers(new LambdaClient(aws), LAMBDA_SENDS);
  return {
    name: 'lambda',
    version,
    tools: [
      getAccountLimits(client),
      getFunction(client),
      getFunctionConfiguration(client),
      invokeFunction(aws, invokable),
      listEventSourceMappings(client),
      listFunctions(client),
      listVersions(client),
    ],
  };
}
