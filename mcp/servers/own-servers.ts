import type { AwsOptions } from '../server-kit/aws-options.ts';
import type { ServerDefinition } from '../server-kit/mcp-host.ts';
import type { ServerSettings } from './server-settings.ts';

/** Our servers, each loaded only when it is used: an AWS client costs start-up time. */
const LOADERS = {
  cloudwatch: async (version: string, aws: AwsOptions, settings: ServerSettings) =>
    (await import('./cloudwatch/server.ts')).cloudwatchServer(version, aws, settings),
  lambda: async (version: string, aws: AwsOptions, settings: ServerSettings) =>
    (await import('./lambda/server.ts')).lambdaServer(version, aws, settings),
  cloudformation: async (version: string, aws: AwsOptions, settings: ServerSettings) =>
    (await import('./cloudformation/server.ts')).cloudformationServer(version, aws, settings),
};

export type OwnServer = keyof typeof LOADERS;
export const OWN_SERVERS: readonly OwnServer[] = ['cloudwatch', 'lambda', 'cloudformation'];

export function isOwnServer(name: string): name is OwnServer {
  return Object.hasOwn(LOADERS, name);
}

export function loadServer(
  name: OwnServer,
  version: string,
  aws: AwsOptions,
  settings: ServerSettings = {},
): Promise<ServerDefinition> {
  return LOADERS[name](version, aws, settings);
}
