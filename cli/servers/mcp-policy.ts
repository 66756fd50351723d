import { CasefileError } from '../../core/errors.ts';
import { OWN_SERVERS, isOwnServer } from '../../mcp/servers/own-servers.ts';
import { clientStatements, optInStatements } from '../../mcp/servers/read-rights.ts';
import { printJson } from '../../adapters/terminal/print.ts';

export interface PolicyOptions {
  account: string;
  region: string;
  allowInvoke: string[];
  allowDriftDetection?: true;
}

/** Prints a server's IAM policy. @throws CasefileError `BadUsage` */
export function mcpPolicy(server: string, options: PolicyOptions): void {
  if (!isOwnServer(server)) {
    throw new CasefileError('BadUsage', `There is no MCP server ${server}.`, {
      hint: `The servers are ${OWN_SERVERS.join(', ')}.`,
    });
  }
  const { account, region, allowInvoke, allowDriftDetection = false } = options;
  const arn = (service: string, resource: string) =>
    `arn:aws:${service}:${resource.startsWith('dashboard/') ? '' : region}:${account}:${resource}`;
  const settings = { invokable: allowInvoke, driftDetection: allowDriftDetection };
  const policy = {
    Version: '2012-10-17',
    Statement: [...clientStatements(server, arn), ...optInStatements(server, settings, arn)],
  };
  printJson(policy);
}
