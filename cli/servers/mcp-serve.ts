import { readFile } from 'node:fs/promises';
import { tokensOfFile, tokensOfSecret } from '../../adapters/servers/bearer-source.ts';
import { VERSION } from '../../adapters/version.ts';
import { CasefileError } from '../../core/errors.ts';
import type { TokenSource } from '../../mcp/server-kit/bearer-tokens.ts';
import { logToStderr } from '../../mcp/server-kit/log.ts';
import { type McpHost, type ServerDefinition, mcpHost } from '../../mcp/server-kit/mcp-host.ts';
import type { OwnServer } from '../../mcp/servers/own-servers.ts';
import { loadServer } from '../../mcp/servers/own-servers.ts';
import { PROFILES, selectTools } from '../../mcp/servers/select-tools.ts';
import { say } from '../../adapters/terminal/print.ts';

export interface ServeOptions {
  http?: true;
  port: number;
  bind: string;
  tlsCert?: string;
  tlsKey?: string;
  tokenFile?: string;
  tokenSecret?: string;
  allowHost: string[];
  allowOrigin: string[];
  tools?: string[];
  profile?: string;
  allowInvoke: string[];
  allowDriftDetection?: true;
  logBytes?: number;
  audit?: true;
  cache: boolean;
  simulated?: true;
  untilStdinEnds?: true;
}

/** Serves until the client, or whoever started it, is done. @throws CasefileError `BadUsage`, `PortInUse` */
export async function serveMcp(name: OwnServer, options: ServeOptions): Promise<void> {
  const { allowInvoke, allowDriftDetection = false, logBytes, simulated = false } = options;
  const settings = {
    invokable: allowInvoke,
    driftDetection: allowDriftDetection,
    simulated,
    ...(logBytes !== undefined && { logBytesPerHour: logBytes }),
  };
  const loaded = await loadServer(name, VERSION, {}, settings).catch(explainRegion);
  const { withResources } = await import('../../mcp/servers/with-resources.ts');
  const definition = withResources(name, selected(loaded, options), {}, settings);
  const host = mcpHost(definition, {
    log: logToStderr,
    audit: options.audit ?? false,
    cache: options.cache && !simulated,
  });
  if (options.http) return overHttp(host, options);
  const { serveStdio } = await import('../../mcp/server-kit/serve-stdio.ts');
  await serveStdio(host);
  process.exit(0);
}

function selected(definition: ServerDefinition, { tools, profile }: ServeOptions): ServerDefinition {
  const has = definition.tools.map((tool) => tool.name);
  const ofProfile =
    profile === undefined ? undefined : PROFILES[profile]?.filter((tool) => has.includes(tool));
  const names = tools ?? ofProfile;
  if (names === undefined) return definition;
  const result = selectTools(definition, names);
  if ('definition' in result) return result.definition;
  throw new CasefileError('BadUsage', `There is no tool ${result.unknown.join(', ')}.`, {
    hint: `The tools of ${definition.name} are ${has.toSorted().join(', ')}.`,
  });
}

async function overHttp(host: McpHost, options: ServeOptions): Promise<void> {
  const { tlsCert, tlsKey, port, bind, allowHost, allowOrigin } = options;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new CasefileError('BadUsage', 'A certificate needs its key, and a key its certificate.', {
      hint: 'Give both --tls-cert and --tls-key.',
    });
  }
  const { serveHttp } = await import('../../mcp/server-kit/serve-http.ts');
  const tokens = tokensOf(options);
  // What can't be read now is said now, not to the first client.
  await tokens?.();
  const server = await serveHttp(host, {
    port,
    bind,
    hosts: allowHost.map((name) => name.toLowerCase()),
    origins: allowOrigin,
    ...(tokens && { tokens }),
    ...(tlsCert !== undefined &&
      tlsKey !== undefined && { tls: { cert: await pem(tlsCert), key: await pem(tlsKey) } }),
  });
  say(`casefile mcp ${host.name}: listening on ${server.url}\n`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
    if (options.untilStdinEnds) process.stdin.on('end', resolve).on('close', resolve).resume();
  });
  await server.close();
  process.exit(0);
}

function tokensOf({ tokenFile, tokenSecret }: ServeOptions): TokenSource | undefined {
  if (tokenFile !== undefined && tokenSecret !== undefined) {
    throw new CasefileError('BadUsage', 'Tokens come from a file or from a secret.', {
      hint: 'Give --token-file or --token-secret, not both.',
    });
  }
  const warn = (message: string) => say(`casefile mcp: ${message}\n`);
  if (tokenFile !== undefined) return tokensOfFile(tokenFile, warn);
  return tokenSecret === undefined ? undefined : tokensOfSecret(tokenSecret, { now: Date.now, warn });
}

async function pem(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new CasefileError('BadUsage', `${file} can't be read.`, {
      hint: 'Check the path and its permissions.',
      cause,
    });
  }
}

/** The SDK's own word for it is all that tells it from other errors. */
function explainRegion(error: unknown): never {
  if (!(error instanceof Error) || error.message !== 'Region is missing') throw error;
  throw new CasefileError('BadUsage', 'No AWS region is set.', {
    hint: 'Set AWS_REGION, or a region in the profile that AWS_PROFILE names.',
    cause: error,
  });
}
