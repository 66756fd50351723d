import type { AwsOptions } from '../server-kit/aws-options.ts';
import type { ServerDefinition } from '../server-kit/mcp-server.ts';

/** Our servers, each loaded only when it is used: an AWS client costs start-up time. */
const LOADERS = {
  cloudwatch: async (version: string, aws: AwsOptions) =>
    (await import('./cloudwatch/server.ts')).cloudwatchServer(version, aws),
  lambda: async (version: string, aws: AwsOptions) =>
    (await import('./lambda/server.ts')).lambdaServer(version, aws),
  cloudformation: async (version: string, aws: AwsOptions) =>
    (await import('./cloudformation/server.ts')).cloudformationServer(version, aws),
};

export type OwnServer = keyof typeof LOADERS;
export const OWN_SERVERS: readonly OwnServer[] = ['cloudwatch', 'lambda', 'cloudformation'];

export function isOwnServer(name: string): name is OwnServer {
  return Object.hasOwn(LOADERS, name);
}

export function loadServer(name: OwnServer, version: string, aws: AwsOptions): Promise<ServerDefinition> {
  return LOADERS[name](version, aws);
}
