import { CasefileError } from '../core/errors.ts';
import { type LiveTools, type ServerAccess, liveTools } from '../mcp/client/live-tools.ts';
import type { Reach } from '../mcp/client/transports.ts';
import { dialects } from '../mcp/dialects/dialects.ts';
import type { AwsOptions } from '../mcp/server-kit/aws-options.ts';
import { isOwnServer, loadServer } from '../mcp/servers/own-servers.ts';
import { type Config, RUNBOOKS, type ServerConfig, capabilitiesOf } from './config.ts';
import { casefileCommand } from './own-command.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { VERSION } from './version.ts';

export interface ConnectOptions {
  /** For servers in this process. */
  aws: AwsOptions;
  /** For servers in processes of their own. */
  env: Record<string, string>;
  onLog: (line: string) => void;
}

/** The configured servers, each started when it is first asked and ended by `close`. */
export function connectServers({ servers, runbooks }: Config, options: ConnectOptions): LiveTools {
  const processes = new Map<string, Promise<ServerProcess>>();
  const tools = liveTools(
    Object.entries(servers).map(([name, server]): ServerAccess => {
      const dialect = dialects[server.dialect];
      if (dialect === undefined) {
        throw new CasefileError(
          'ConfigInvalid',
          `Server ${name} has an unknown dialect: ${server.dialect}.`,
          {
            hint: `Known dialects: ${Object.keys(dialects).join(', ')}.`,
          },
        );
      }
      const reach =
        name === RUNBOOKS && server.transport === 'in-process' && runbooks !== undefined
          ? runbooksReach(runbooks, options)
          : reachOf(name, server, options, processes);
      return { name, tools: dialect.toolsFor(capabilitiesOf(name, server)), reach };
    }),
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

function runbooksReach(source: NonNullable<Config['runbooks']>, { aws, onLog }: ConnectOptions): Reach {
  return {
    kind: 'in-process',
    async load() {
      const { documentsServer } = await import('../mcp/servers/documents/server.ts');
      return documentsServer(VERSION, aws, source);
    },
    log: (line) => onLog(JSON.stringify(line)),
  };
}

function reachOf(
  name: string,
  server: ServerConfig,
  { aws, env, onLog }: ConnectOptions,
  processes: Map<string, Promise<ServerProcess>>,
): Reach {
  switch (server.transport) {
    case 'in-process': {
      const own = ownServer(name, 'in-process');
      return {
        kind: 'in-process',
        load: () => loadServer(own, VERSION, aws),
        log: (line) => onLog(JSON.stringify(line)),
      };
    }
    case 'stdio': {
      const { command, args } =
        server.command === undefined ? casefileCommand(['mcp', ownServer(name, 'stdio')]) : server;
      return {
        kind: 'stdio',
        command: command ?? '',
        args,
        env: { ...env, ...server.env },
        onLog,
      };
    }
    case 'http': {
      const { url } = server;
      if (url !== undefined) return { kind: 'http', url: async () => url };
      const own = ownServer(name, 'http');
      return {
        kind: 'http',
        async url() {
          const running = processes.get(name);
          const child = running ?? startServerProcess(own, env, onLog, () => processes.delete(name));
          processes.set(name, child);
          return (await child).url;
        },
      };
    }
  }
}

function ownServer(name: string, transport: string) {
  if (isOwnServer(name)) return name;
  throw new CasefileError('ConfigInvalid', `Server ${name} can't be reached: ${transport} needs more.`, {
    hint: 'Give `command:` for stdio or `url:` for http; in-process is for our own servers.',
  });
}
