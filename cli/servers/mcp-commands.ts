import { type Command, Option } from 'commander';
import { CasefileError } from '../../core/errors.ts';
import { OWN_SERVERS, type OwnServer } from '../../mcp/servers/own-servers.ts';
import { PROFILES } from '../../mcp/servers/select-tools.ts';
import { CLIENTS } from './mcp-clients.ts';
import { bytes, list, port, repeated } from '../option-values.ts';

const TOPICS: Record<OwnServer, string> = {
  cloudwatch: 'alarms, metrics, dashboards and logs',
  lambda: 'functions, versions, aliases and triggers',
  cloudformation: 'stacks, deployments, changes (CloudTrail) and AWS Health',
};

/** The MCP servers, and what setting them up takes. */
export function addMcpCommands(program: Command): void {
  const mcp = program.command('mcp').argument('[server]');
  mcp
    .action((server: string | undefined) => unknownServer(mcp, server))
    .description('Run one of the MCP servers, or set up clients, rights and pins for them')
    .addHelpText(
      'after',
      `
Examples:
  casefile mcp cloudwatch                          over stdio, for a client that starts it
  casefile mcp lambda --http --port 8788           for clients of this machine
  casefile mcp config claude-desktop               what goes into a client's settings
  casefile mcp policy cloudformation               the IAM policy that it needs
  casefile mcp pin                                 pin the tools of the configured servers`,
    );
  for (const name of OWN_SERVERS) addServer(mcp, name);
  addConfig(mcp);
  addPolicy(mcp);
  addPin(mcp);
}

function unknownServer(mcp: Command, server: string | undefined): void {
  if (server === undefined) mcp.help();
  throw new CasefileError('BadUsage', `There is no MCP server ${server}.`, {
    hint: `The servers are ${OWN_SERVERS.join(', ')}.`,
  });
}

function addServer(mcp: Command, name: OwnServer): void {
  mcp
    .command(name)
    .description(`The server for ${TOPICS[name]}`)
    .option('--http', 'Streamable HTTP instead of stdio: /mcp, and /health for load balancers')
    .option('--port <n>', 'port for --http (0 takes a free one)', port, 8787)
    .option('--bind <address>', 'listen there; another than loopback needs TLS and a token', '127.0.0.1')
    .option('--tls-cert <file>', 'certificate (PEM)')
    .option('--tls-key <file>', 'its key (PEM)')
    .option(
      '--token-file <file>',
      'bearer tokens that are valid, one or two lines; read again when it changes',
    )
    .option(
      '--token-secret <id>',
      'or a secret in Secrets Manager: its current and previous version are valid',
    )
    .option('--allow-host <name>', 'a name that a Host header may have (repeatable)', repeated, [])
    .option('--allow-origin <origin>', 'a web page that may ask (repeatable)', repeated, [])
    .option('--tools <names>', 'only these tools, separated by commas', list)
    .addOption(new Option('--profile <name>', 'only the tools for a purpose').choices(Object.keys(PROFILES)))
    .option(
      '--allow-invoke <arn>',
      'lambda: a function, version or alias that invoke_function may invoke (repeatable)',
      repeated,
      [],
    )
    .option('--allow-drift-detection', 'cloudformation: detect_stack_drift may start a detection')
    .option('--log-bytes <amount>', 'cloudwatch: what queries may scan within an hour, e.g. 10GB', bytes)
    .option('--audit', 'log redacted results too')
    .option('--no-cache', 'ask AWS each time')
    .addOption(new Option('--simulated').hideHelp())
    .addOption(new Option('--until-stdin-ends').hideHelp())
    .addHelpText(
      'after',
      `
AWS credentials, region and endpoint come from the environment, as for any AWS tool. One JSON line for each call goes to
stderr. It reads, and changes nothing unless an --allow option says so.

Examples:
  casefile mcp ${name}
  casefile mcp ${name} --profile incident
  casefile mcp ${name} --http --port 8788
  casefile mcp ${name} --http --bind 0.0.0.0 --tls-cert cert.pem --tls-key key.pem --token-file token --allow-host mcp.internal`,
    )
    .action(async (options) => {
      const { serveMcp } = await import('./mcp-serve.ts');
      await serveMcp(name, options);
    });
}

function addConfig(mcp: Command): void {
  mcp
    .command('config <client>')
    .description(`Print the settings for a client: ${Object.keys(CLIENTS).join(', ')}`)
    .option('--server <name>', 'only this server (repeatable)', repeated, [])
    .option('--region <region>', 'the region that the servers ask')
    .option('--aws-profile <name>', 'a profile of ~/.aws/config for them')
    .option('--tools-profile <name>', 'load only the tools for a purpose, e.g. incident')
    .addHelpText(
      'after',
      '\nExample:\n  casefile mcp config claude-desktop --region eu-west-1 --aws-profile prod',
    )
    .action(async (client: string, options) => {
      const { mcpConfig } = await import('./mcp-config.ts');
      mcpConfig(client, options);
    });
}

function addPolicy(mcp: Command): void {
  mcp
    .command('policy <server>')
    .description('Print the IAM policy that a server needs')
    .option('--account <id>', 'scope it to this account', '*')
    .option('--region <region>', 'and this region', '*')
    .option('--allow-invoke <arn>', 'lambda: also for invoke_function (repeatable)', repeated, [])
    .option('--allow-drift-detection', 'cloudformation: also for detect_stack_drift')
    .addHelpText(
      'after',
      '\nExample:\n  casefile mcp policy lambda --account 111122223333 --region eu-west-1 > policy.json',
    )
    .action(async (server: string, options) => {
      const { mcpPolicy } = await import('./mcp-policy.ts');
      mcpPolicy(server, options);
    });
}

function addPin(mcp: Command): void {
  mcp
    .command('pin')
    .description('Write what the tools of the configured servers are, so that a change disables them')
    .option('--config <file>', 'a casefile.yml', 'casefile.yml')
    .option('--check', 'compare instead; exit code 1 if a tool is not what was pinned')
    .option('--json', 'print the tools as JSON')
    .addHelpText(
      'after',
      `
Servers of this package need no pins: they come with it. The pins go into casefile-mcp.lock.json beside the
configuration; keep it in the repository, and look at its difference before you keep a new one.

Examples:
  casefile mcp pin
  casefile mcp pin --check`,
    )
    .action(async (options) => {
      const { mcpPin } = await import('./mcp-pin.ts');
      process.exitCode = await mcpPin(options);
    });
}
