import { casefileCommand } from '../../adapters/servers/own-command.ts';
import { CasefileError } from '../../core/errors.ts';
import { OWN_SERVERS, isOwnServer } from '../../mcp/servers/own-servers.ts';
import { CLIENTS, type StartedBy } from './mcp-clients.ts';
import { printJson, say } from '../../adapters/terminal/print.ts';

export interface ConfigOptions {
  server: string[];
  region?: string;
  awsProfile?: string;
  toolsProfile?: string;
}

/**
 * Prints the settings that make a client start our servers: this Node with the absolute path of this program. Not by a
 * bare `npx casefile`, which would run whatever somebody registers under that name.
 * @throws CasefileError `BadUsage`
 */
export function mcpConfig(client: string, options: ConfigOptions): void {
  const format = CLIENTS[client];
  if (format === undefined) {
    throw new CasefileError('BadUsage', `There are no settings for ${client}.`, {
      hint: `The clients are ${Object.keys(CLIENTS).join(', ')}; others usually take what cursor does.`,
    });
  }
  const wrong = options.server.find((name) => !isOwnServer(name));
  if (wrong !== undefined) {
    throw new CasefileError('BadUsage', `There is no MCP server ${wrong}.`, {
      hint: `The servers are ${OWN_SERVERS.join(', ')}.`,
    });
  }
  const names = options.server.length > 0 ? options.server : OWN_SERVERS;
  const servers = Object.fromEntries(
    names.map((name): [string, StartedBy] => [`casefile-${name}`, startedBy(name, options)]),
  );
  say(`For ${format.file}:\n`);
  printJson(format.settings(servers));
}

function startedBy(name: string, { region, awsProfile, toolsProfile }: ConfigOptions): StartedBy {
  const profile = toolsProfile === undefined ? [] : ['--profile', toolsProfile];
  return {
    ...casefileCommand(['mcp', name, ...profile]),
    env: {
      ...(region !== undefined && { AWS_REGION: region }),
      ...(awsProfile !== undefined && { AWS_PROFILE: awsProfile }),
    },
  };
}
