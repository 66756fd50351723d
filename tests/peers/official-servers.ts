import { existsSync, readFileSync } from 'node:fs';
import { type Config, parseConfig } from '../../adapters/config/config.ts';
import { installFromPyPI } from './install.ts';

/** The versions whose answers the dialect was written for. */
export const PACKAGES = {
  cloudwatch: ['awslabs.cloudwatch-mcp-server', '0.3.1'],
  trail: ['awslabs.cloudtrail-mcp-server', '0.1.1'],
  iac: ['awslabs.aws-iac-mcp-server', '1.0.26'],
} as const;

export const VERSIONS = Object.values(PACKAGES)
  .map(([name, version]) => `${name} ${version}`)
  .join(', ');

export interface OfficialServers {
  cloudwatch: string;
  trail: string;
  iac: string;
}

/** The servers' programs, or why they can't be had. */
export function installOfficial(): OfficialServers | { skipped: string } {
  const cloudwatch = installFromPyPI(...PACKAGES.cloudwatch);
  if ('skipped' in cloudwatch) return cloudwatch;
  const trail = installFromPyPI(...PACKAGES.trail);
  if ('skipped' in trail) return trail;
  const iac = installFromPyPI(...PACKAGES.iac);
  if ('skipped' in iac) return iac;
  return { cloudwatch: cloudwatch.program, trail: trail.program, iac: iac.program };
}

/** Writes its process id down, and becomes the program. */
const NOTED = ['-c', 'echo "$$ $1" >>"$0" && exec "$1"'];

/**
 * The official servers for alarms, metrics, logs, CloudTrail and failed deployments; ours for what has no official server.
 *
 * @param pids file that each of their processes writes its id into
 */
export function officialConfig(programs: OfficialServers, pids: string): Config {
  const official = (program: string, capabilities: string[]) => ({
    transport: 'stdio',
    command: 'sh',
    args: [...NOTED, pids, program],
    aws: true,
    env: {
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      FASTMCP_CHECK_FOR_UPDATES: 'off',
    },
    dialect: 'awslabs',
    capabilities,
  });
  return parseConfig(
    {
      servers: {
        cloudwatch: official(programs.cloudwatch, [
          'alarms.describe',
          'alarms.history',
          'alarms.active',
          'metrics.range',
          'logs.source',
          'logs.patterns',
        ]),
        trail: official(programs.trail, ['changes.lookup']),
        lambda: { transport: 'in-process' },
        cloudformation: {
          transport: 'in-process',
          capabilities: ['stack.find', 'stack.resources', 'health.events'],
        },
        iac: official(programs.iac, ['stack.events']),
      },
    },
    'the official servers',
  );
}

/** Ids of the processes that were started of a program. */
export function pidsOf(program: string, pids: string): number[] {
  if (!existsSync(pids)) return [];
  const lines = readFileSync(pids, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  return lines.flatMap(([pid, started]) => (started === program ? [Number(pid)] : []));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
