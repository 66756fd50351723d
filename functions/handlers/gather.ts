import { setTimeout as sleep } from 'node:timers/promises';
import { toolsFor } from '../../adapters/servers/tools-for.ts';
import { type ServerConfig, toolsOf } from '../../adapters/config/config.ts';
import { VERSION } from '../../adapters/version.ts';
import { entryOf } from '../../core/evidence/entries.ts';
import { type ServerAccess, liveTools } from '../../mcp/client/live-tools.ts';
import type { Reach } from '../../mcp/client/transports.ts';
import { dialects } from '../../mcp/dialects/dialects.ts';
import type { AwsOptions } from '../../mcp/server-kit/aws-options.ts';
import type { CallMeasure, LogLine } from '../../mcp/server-kit/log.ts';
import { type McpHost, type ServerDefinition, mcpHost } from '../../mcp/server-kit/mcp-host.ts';
import { gatherEvidence } from '../gather-evidence.ts';
import { caseStore } from './case-store.ts';
import { deployed, logger } from './deployed.ts';
import { environment } from './environment.ts';
import { toolMetrics } from './tool-metrics.ts';

type Load = (version: string, aws: AwsOptions) => Promise<ServerDefinition> | ServerDefinition;

/**
 * The function of one gather entry. Its server runs in it, over real MCP messages, with the function's own role;
 * sessions outlive an invocation.
 * @param reachOf how a server of the entry is reached; undefined if it is not
 */
export function gather(
  entry: string,
  reachOf: (server: ServerConfig, measured: Measured) => Reach | undefined,
) {
  const { config, region } = environment();
  const { measure, flush } = toolMetrics(entry);
  const servers = Object.entries(config.servers)
    .filter(([name]) => entryOf(name) === entry)
    .flatMap(([name, server]): ServerAccess[] => {
      const dialect = dialects[server.dialect];
      const reach = reachOf(server, { region, measure });
      return dialect === undefined || reach === undefined
        ? []
        : [
            {
              name,
              reach,
              tools: toolsOf(name, server, dialect),
              onDrift: (warning) => logger.warn(warning),
              ...(server.pins && { pins: server.pins }),
            },
          ];
    });
  const store = caseStore();
  const ports = {
    store,
    dialects,
    toolsFor: toolsFor(store, liveTools(servers, VERSION)),
    sleep: (milliseconds: number) => sleep(milliseconds),
  };
  return deployed(async (payload) => {
    try {
      return await gatherEvidence(payload, ports);
    } finally {
      flush();
    }
  });
}

export interface Measured {
  region: string;
  measure: (measure: CallMeasure) => void;
}

/** A server in this function. */
export function inFunction(load: Load): (server: ServerConfig, measured: Measured) => Reach {
  let host: Promise<McpHost> | undefined;
  const log = (line: LogLine) => logger.info('tool call', { ...line });
  return (_server, { region, measure }) => ({
    kind: 'in-process',
    host() {
      host ??= Promise.resolve(load(VERSION, { region })).then((definition) =>
        mcpHost(definition, { log, measure }),
      );
      return host;
    },
  });
}
