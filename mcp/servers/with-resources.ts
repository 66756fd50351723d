import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { AwsOptions } from '../server-kit/aws-options.ts';
import type { ServerDefinition } from '../server-kit/mcp-host.ts';
import { type Resources, allOf } from '../server-kit/resources.ts';
import { accountMetadata } from './account-metadata.ts';
import { dashboards } from './cloudwatch/dashboards.ts';
import type { OwnServer } from './own-servers.ts';
import type { ServerSettings } from './server-settings.ts';

/** A server with what other clients may read beside its tools. An investigation reads none of it, and goes without. */
export function withResources(
  name: OwnServer,
  definition: ServerDefinition,
  aws: AwsOptions,
  settings: ServerSettings,
): ServerDefinition {
  const client = new CloudWatchClient(aws);
  const account = accountMetadata(aws, client.config.region, mayDo(name, settings));
  const resources: Resources = name === 'cloudwatch' ? allOf(account, dashboards(client)) : account;
  return { ...definition, resources };
}

function mayDo(name: OwnServer, { invokable = [], driftDetection = false }: ServerSettings): string[] {
  switch (name) {
    case 'cloudwatch':
      return [
        'Reads alarms, metrics, dashboards and logs.',
        'Runs Logs Insights queries, which cost money, and stops them.',
      ];
    case 'lambda':
      return [
        'Reads functions, versions, aliases, settings and triggers; no code, no values of environment variables.',
        invokable.length === 0 ? 'Invokes nothing.' : `Invokes ${invokable.join(', ')}.`,
      ];
    case 'cloudformation':
      return [
        'Reads stacks, their events and resources, CloudTrail and AWS Health.',
        driftDetection ? 'Starts drift detections.' : 'Starts nothing.',
      ];
  }
}
