import { VERSION } from '../../adapters/version.ts';
import type { AwsOptions } from '../../mcp/server-kit/aws-options.ts';
import { type ServerDefinition, mcpHost } from '../../mcp/server-kit/mcp-host.ts';
import { serveFunctionUrl } from '../../mcp/server-kit/serve-function-url.ts';
import type { OwnServer } from '../../mcp/servers/own-servers.ts';
import { withResources } from '../../mcp/servers/with-resources.ts';
import { logger } from './deployed.ts';
import { toolMetrics } from './tool-metrics.ts';

/** A server behind a function URL, for other clients. */
export function mcp(
  name: OwnServer,
  load: (version: string, aws: AwsOptions) => Promise<ServerDefinition> | ServerDefinition,
) {
  const { measure, flush } = toolMetrics(`mcp-${name}`);
  const host = Promise.resolve(load(VERSION, {})).then((definition) =>
    mcpHost(withResources(name, definition, {}, {}), {
      log: (line) => logger.info('tool call', { ...line }),
      measure,
    }),
  );
  return serveFunctionUrl(() => host, flush);
}
