import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageFile } from '../adapters/package-files.ts';

/** A call of one tool. */
export interface ToolCall {
  name: string;
  arguments: Record<string, unknown>;
}

/** What is asked of every server: the active alarms, one metric for an hour, log groups by name. */
export const KINDS = ['alarms', 'metric', 'groups'] as const;
export type Kind = (typeof KINDS)[number];

/** A server that is measured. */
export interface Contender {
  name: string;
  command: string;
  args: string[];
  /** It keeps answers for a while, and says so where it answers from them. */
  caches: boolean;
  /** Calls of equal answers have distinct arguments for each `n` from 0 to `CALLS - 1`. */
  call: Record<Kind, (n: number) => ToolCall>;
}

/** No more: the name of the scenario's alarm has so many beginnings, and that of its log group. */
export const CALLS = 12;

/** The function of the scenario, its alarm and its log group. */
const FUNCTION = 'checkout-api';
const ALARM = `${FUNCTION}-errors`;
const GROUP = `/shop/${FUNCTION}`;

/** An hour that ends `n` minutes before `at`, an epoch ms. */
function hourBefore(at: number, n: number): { from: string; to: string } {
  const to = Math.floor(at / 60_000) * 60_000 - n * 60_000;
  return { from: new Date(to - 3_600_000).toISOString(), to: new Date(to).toISOString() };
}

/** Our server, whether from the sources or from the package. @param at the time of the alarm, epoch ms */
export function ours(name: string, bin: string, at: number): Contender {
  const metric = { namespace: 'AWS/Lambda', name: 'Invocations', dimensions: { FunctionName: FUNCTION } };
  return {
    name,
    command: process.execPath,
    args: [bin, 'mcp', 'cloudwatch'],
    caches: true,
    call: {
      alarms: (n) => ({
        name: 'describe_alarms',
        arguments: { state: 'ALARM', prefix: ALARM.slice(0, n + 1) },
      }),
      metric: (n) => ({
        name: 'get_metric_data',
        arguments: {
          ...hourBefore(at, n),
          periodSeconds: 60,
          metrics: [{ id: 'm', ...metric, stat: 'Sum' }],
        },
      }),
      groups: (n) => ({
        name: 'describe_log_groups',
        arguments: { nameContains: GROUP.slice(0, n + 1) },
      }),
    },
  };
}

/** The official server asks for saved queries too when it is asked for log groups: it can't be told not to. */
export function official(name: string, program: string, at: number): Contender {
  return {
    name,
    command: program,
    args: [],
    caches: false,
    call: {
      alarms: (n) => ({ name: 'get_active_alarms', arguments: { max_items: 50 - n } }),
      metric: (n) => {
        const { from, to } = hourBefore(at, n);
        return {
          name: 'get_metric_data',
          arguments: {
            namespace: 'AWS/Lambda',
            metric_name: 'Invocations',
            dimensions: [{ name: 'FunctionName', value: FUNCTION }],
            start_time: from,
            end_time: to,
            statistic: 'Sum',
            target_datapoints: 60,
          },
        };
      },
      groups: (n) => ({
        name: 'describe_log_groups',
        arguments: { log_group_name_prefix: GROUP.slice(0, n + 1) },
      }),
    },
  };
}

/** How many things of a kind an answer has to tell, and the word that each has. */
export const TELLS: Readonly<Record<Kind, { count: number; of: RegExp }>> = {
  alarms: { count: 1, of: new RegExp(`"(?:alarm_)?name":"${ALARM}"`, 'g') },
  metric: { count: 60, of: /"(?:v|value)":/g },
  groups: { count: 1, of: new RegExp(`"(?:logGroupN|n)ame":"${GROUP}"`, 'g') },
};

/** The package as `npm pack` makes it, unpacked. @returns its `bin/casefile.js` */
export function packed(folder: string): string {
  const run = (command: string, args: string[]) => {
    const { status, stderr } = spawnSync(command, args, { cwd: packageFile('.'), encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command} ${args[0]}: ${stderr.trim()}`);
  };
  mkdirSync(folder, { recursive: true });
  run('npm', ['pack', '--pack-destination', folder]);
  const [archive = ''] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  run('tar', ['-xzf', join(folder, archive), '-C', folder]);
  return join(folder, 'package', 'bin', 'casefile.js');
}
