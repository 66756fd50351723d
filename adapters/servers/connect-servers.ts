import { CasefileError } from '../../core/errors.ts';
import { type LiveTools, type ServerAccess, liveTools } from '../../mcp/client/live-tools.ts';
import type { Reach } from '../../mcp/client/transports.ts';
import { dialects } from '../../mcp/dialects/dialects.ts';
import type { AwsOptions } from '../../mcp/server-kit/aws-options.ts';
import type { LogLine } from '../../mcp/server-kit/log.ts';
import { type McpHost, type ServerDefinition, mcpHost } from '../../mcp/server-kit/mcp-host.ts';
import { isOwnServer, loadServer } from '../../mcp/servers/own-servers.ts';
import { type Config, RUNBOOKS, type ServerConfig, toolsOf } from '../config/config.ts';
import { casefileCommand } from './own-command.ts';
import { remoteReach } from './server-auth.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { VERSION } from '../version.ts';

export interface ConnectOptions {
  /** For servers in this process. */
  aws: AwsOptions;
  /** For our servers in processes of their own, and for those of others that are to read AWS. */
  env: Record<string, string>;
  onLog: (line: string) => void;
  /** Time is the simulator's: no answer may be kept. */
  simulated?: boolean;
}

/** The configured servers, each started when it is first asked and ended by `close`. */
export function connectServers(config: Config, options: ConnectOptions): LiveTools {
  const processes = new Map<string, Promise<ServerProcess>>();
  const tools = liveTools(
    Object.entries(config.servers).map(([name, server]) =>
      accessTo(name, server, config, options, processes),
    ),
    VERSION,
  );
  return {
    call: (request) => tools.call(request),
    async close() {
      await tools.close();
      for (const starting of processes.values()) {
        // One that never started has nothing to close; its calls said so.
        const child = await starting.catch(() => undefined);
        await child?.close();
      }
    },
  };
}

/** How the servers that have processes of their own are reached, to look at what they offer. */
export function reachesOf(config: Config): ServerAccess[] {
  const options = { aws: {}, env: {}, onLog: () => undefined };
  return Object.entries(config.servers)
    .filter(([, server]) => 'command' in server || 'url' in server)
    .map(([name, server]) => accessTo(name, server, config, options, new Map()));
}

function accessTo(
  name: string,
  server: ServerConfig,
  { runbooks }: Config,
  options: ConnectOptions,
  processes: Map<string, Promise<ServerProcess>>,
): ServerAccess {
  const dialect = dialects[server.dialect];
  if (dialect === undefined) {
    throw new CasefileError('ConfigInvalid', `Server ${name} has an unknown dialect: ${server.dialect}.`, {
      hint: `Known dialects: ${Object.keys(dialects).join(', ')}.`,
    });
  }
  const reach =
    name === RUNBOOKS && server.transport === 'in-process' && runbooks !== undefined
      ? runbooksReach(runbooks, options)
      : reachOf(name, server, options, processes);
  return {
    name,
    reach,
    tools: toolsOf(name, server, dialect),
    onDrift: options.onLog,
    ...(server.pins && { pins: server.pins }),
  };
}

function runbooksReach(source: NonNullable<Config['runbooks']>, options: ConnectOptions): Reach {
  return inProcess(options, async () => {
    const { documentsServer } = await import('../../mcp/servers/documents/server.ts');
    return documentsServer(VERSION, options.aws, source);
  });
}

/** A host that is loaded when it is first asked for, and then kept. */
function inProcess(
  { onLog, simulated = false }: ConnectOptions,
  load: () => Promise<ServerDefinition>,
): Reach {
  let host: Promise<McpHost> | undefined;
  const log = (line: LogLine) => onLog(JSON.stringify(line));
  return {
    kind: 'in-process',
    host() {
      host ??= load().then((definition) => mcpHost(definition, { log, cache: !simulated }));
      return host;
    },
  };
}

function reachOf(
  name: string,
  server: ServerConfig,
  options: ConnectOptions,
  processes: Map<string, Promise<ServerProcess>>,
): Reach {
  const { aws, env, onLog, simulated = false } = options;
  const asSimulated = simulated ? ['--simulated'] : [];
  switch (server.transport) {
    case 'in-process': {
      const own = ownServer(name, 'in-process');
      return inProcess(options, () => loadServer(own, VERSION, aws, { simulated }));
    }
    case 'stdio': {
      const { command, args } = server;
      if (command === undefined) {
        const own = casefileCommand(['mcp', ownServer(name, 'stdio'), ...asSimulated]);
        return { kind: 'stdio', ...own, env: { ...env, ...server.env }, onLog };
      }
      return { kind: 'stdio', command, args, env: { ...(server.aws && env), ...server.env }, onLog };
    }
    case 'http': {
      const { url } = server;
      if (url !== undefined) return remoteReach('http', url, server.auth, aws);
      const own = ownServer(name, 'http');
      return {
        kind: 'http',
        async url() {
          const running = processes.get(name);
          const child =
            running ?? startServerProcess([own, ...asSimulated], env, onLog, () => processes.delete(name));
          processes.set(name, child);
          return (await child).url;
        },
      };
    }
    case 'sse':
      return remoteReach('sse', server.url, server.auth, aws);
  }
}

function ownServer(name: string, transport: string) {
  if (isOwnServer(name)) return name;
  throw new CasefileError('ConfigInvalid', `Server ${name} can't be reached: ${transport} needs more.`, {
    hint: 'Give `command:` for stdio or `url:` for http; in-process is for our own servers.',
  });
}
