import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { parseTarget } from '../core/alarm/parse-target.ts';
import { type CaseConfig, V } from '../core/case.ts';
import { CasefileError } from '../core/errors.ts';
import { parseOr } from '../core/parse.ts';

const Common = {
  dialect: z.string().default('casefile'),
  /** What the server is asked for; our own servers know theirs. */
  capabilities: z.array(z.string()).optional(),
};

const ServerConfig = z.discriminatedUnion('transport', [
  z.strictObject({ transport: z.literal('in-process'), ...Common }),
  z.strictObject({
    transport: z.literal('stdio'),
    /** Left out for our own servers, which are then started from this package. */
    command: z.string().optional(),
    args: z.array(z.string()).default([]),
    env: z.record(z.string(), z.string()).default({}),
    ...Common,
  }),
  z.strictObject({
    transport: z.literal('http'),
    /** Left out for our own servers, which are then started on a free port. */
    url: z.url({ protocol: /^https?$/ }).optional(),
    ...Common,
  }),
]);
export type ServerConfig = z.infer<typeof ServerConfig>;

const Target = z.string().transform((text, context) => {
  const target = parseTarget(text);
  if (target !== undefined) return target;
  const shown = text.slice(0, 100);
  context.addIssue({
    code: 'custom',
    message: `"${shown}" is neither "<CloudFormation type> <id>" nor an ARN that is known here`,
  });
  return z.NEVER;
});

const ConfigFile = z.strictObject({
  /** By name; the order decides who is asked if two can answer. */
  servers: z
    .record(z.string().regex(/^[a-z][a-z0-9-]{0,30}$/), ServerConfig)
    .default(() => ({ ...DEFAULT_SERVERS })),
  budget: z
    .strictObject({
      /** No new questions after this long. */
      deadlineSeconds: z.number().positive().default(60),
      /** Tool calls an investigation may make. */
      calls: z.number().int().positive().default(80),
    })
    .prefault({}),
  /** Where reports go. */
  channels: z.array(z.enum(['terminal'])).default(['terminal']),
  /** What an alarm is about, by its name: `AWS::Lambda::Function checkout-api` or an ARN. */
  targets: z.record(z.string().min(1), z.array(Target).min(1)).default({}),
});
export type Config = z.infer<typeof ConfigFile>;

/** Ours, in this process: the fastest, and how they are deployed. */
const DEFAULT_SERVERS: Record<string, ServerConfig> = {
  cloudwatch: { transport: 'in-process', dialect: 'casefile' },
  lambda: { transport: 'in-process', dialect: 'casefile' },
  cloudformation: { transport: 'in-process', dialect: 'casefile' },
};

const OWN_CAPABILITIES: Record<string, string[]> = {
  cloudwatch: [
    'alarms.describe',
    'alarms.history',
    'alarms.active',
    'metrics.range',
    'metrics.list',
    'logs.source',
    'logs.patterns',
  ],
  lambda: ['function.find', 'function.config', 'function.versions', 'function.triggers', 'account.limits'],
  cloudformation: ['stack.find', 'stack.resources', 'stack.events', 'changes.lookup', 'health.events'],
};

const HINT = 'See "Configure" in the README for the keys and their defaults.';

/** Reads casefile.yml; without a file, the defaults. @throws CasefileError `ConfigInvalid` */
export async function readConfig(file?: string): Promise<Config> {
  if (file === undefined) return ConfigFile.parse({});
  let data: unknown;
  try {
    data = parseYaml(await readFile(file, 'utf8')) ?? {};
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : '';
    throw new CasefileError('ConfigInvalid', `${basename(file)} can't be read: ${why}`, {
      hint: HINT,
      cause,
    });
  }
  const config = parseOr(ConfigFile, data, { code: 'ConfigInvalid', what: basename(file), hint: HINT });
  for (const [name, server] of Object.entries(config.servers)) {
    if (capabilitiesOf(name, server).length === 0) {
      throw new CasefileError('ConfigInvalid', `${basename(file)}: servers.${name} lists no capabilities.`, {
        hint: 'Our own servers are cloudwatch, lambda and cloudformation; others need `capabilities:`.',
      });
    }
  }
  return config;
}

/** The part of the configuration that is recorded with a case. */
export function caseConfig({ servers, budget, channels, targets }: Config): CaseConfig {
  return {
    v: V,
    servers: Object.entries(servers).map(([name, server]) => ({
      name,
      dialect: server.dialect,
      capabilities: capabilitiesOf(name, server),
    })),
    budget: { deadlineMs: budget.deadlineSeconds * 1_000, calls: budget.calls },
    channels,
    targets,
  };
}

function capabilitiesOf(name: string, { capabilities }: ServerConfig): string[] {
  return capabilities ?? OWN_CAPABILITIES[name] ?? [];
}
