import { isAbsolute } from 'node:path';
import * as z from 'zod';
import { parseTarget } from '../../core/catalogue/parse-target.ts';
import { type CaseConfig, ContextRead, V } from '../../core/case.ts';
import { Json } from '../../core/canonical.ts';
import { CasefileError } from '../../core/errors.ts';
import { PLACEHOLDERS, isPlaceholder, placeholdersOf } from '../../core/ask/context-questions.ts';
import type { Dialect } from '../../core/evidence/dialect.ts';
import { parseOr } from '../../core/parse.ts';
import { CHANNEL_NAMES, CHANNEL_SETTINGS } from '../channels/channel-settings.ts';
import { writerName } from '../model/writer-name.ts';
import { Model } from './model-settings.ts';

/** What a server of any kind is asked besides, for people to read: no answer of it decides anything. */
const ServerQuestion = z.strictObject({
  /** How the report calls it. */
  title: z.string().min(1).max(80),
  tool: z.string().min(1).max(128),
  /** Texts may name what the incident knows: `{{metric}} of {{resource}}`. */
  arguments: z
    .record(z.string(), Json)
    .default({})
    .superRefine((template, context) => {
      for (const name of placeholdersOf(template)) {
        if (isPlaceholder(name)) continue;
        const message = `there is no {{${name}}}; there are ${PLACEHOLDERS.join(', ')}`;
        context.addIssue({ code: 'custom', message, input: template });
      }
    }),
  read: ContextRead.default('text'),
});

const Common = {
  dialect: z.string().default('casefile'),
  /** What the server is asked for; our own servers know theirs. */
  capabilities: z.array(z.string()).optional(),
  /** Makes it a server that is asked these, and nothing else. */
  questions: z.array(ServerQuestion).min(1).max(5).optional(),
  /** What its tools must be, by tool; written by `casefile mcp pin` into a file beside this one. */
  pins: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)).optional(),
};

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Tokens and signatures go over TLS only; to this machine itself, they need not. */
const ServerUrl = z.string().refine((text) => {
  const url = URL.parse(text);
  if (url === null || `${url.username}${url.password}` !== '') return false;
  const { protocol, hostname } = url;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname));
}, 'expected a URL like https://mcp.example.com/mcp, with http: for this machine only and without a password in it');

/** Who is let in: a signature by AWS credentials (function URLs), or a bearer token, which is a secret. */
const ServerAuth = z.union([
  z.strictObject({
    use: z.literal('sigv4'),
    service: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/)
      .default('lambda'),
    /** Left out for function URLs, whose name has it. */
    region: z.string().optional(),
    /** The function behind the URL, which a deployed stage may then call. */
    function: z
      .string()
      .regex(/^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]{1,64}$/)
      .optional(),
  }),
  z.strictObject({ use: z.literal('bearer'), variable: z.string().regex(/^[A-Z][A-Z0-9_]{0,100}$/) }),
  z.strictObject({
    use: z.literal('bearer'),
    /** Name or ARN of a secret in Secrets Manager. */
    secret: z.string().regex(/^[\w/+=.@:-]{1,512}$/),
  }),
]);
export type ServerAuth = z.infer<typeof ServerAuth>;

/** Not a path that another working directory would make another program of. */
const Command = z
  .string()
  .min(1)
  .refine(
    (text) => isAbsolute(text) || !/[/\\]/.test(text),
    'expected an absolute path, or a name that is looked for in PATH',
  );

const ServerConfig = z.discriminatedUnion('transport', [
  z.strictObject({ transport: z.literal('in-process'), ...Common }),
  z.strictObject({
    transport: z.literal('stdio'),
    /** Left out for our own servers, which are then started from this package. No shell reads it. */
    command: Command.optional(),
    args: z.array(z.string()).default([]),
    /** What the child gets beside PATH, HOME and the like. */
    env: z.record(z.string(), z.string()).default({}),
    /** It also gets the region and the credentials of the investigation; our own servers always do. */
    aws: z.boolean().default(false),
    ...Common,
  }),
  z
    .strictObject({
      transport: z.literal('http'),
      /** Left out for our own servers, which are then started on a free port. */
      url: ServerUrl.optional(),
      auth: ServerAuth.optional(),
      ...Common,
    })
    .refine(({ url, auth }) => url !== undefined || auth === undefined, {
      path: ['auth'],
      error: 'is for a server with a `url:`; one that is started here lets only this program in',
    }),
  z.strictObject({
    /** HTTP with a separate event stream, of the protocol's first version. */
    transport: z.literal('sse'),
    url: ServerUrl,
    auth: ServerAuth.optional(),
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

export const ConfigFile = z.strictObject({
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
  /** Where reports go; `terminal` only on somebody's machine, the others only where they are set up. */
  channels: z.array(z.enum(['terminal', ...CHANNEL_NAMES])).default(['terminal', 'sns']),
  ...CHANNEL_SETTINGS,
  /** Messages also carry a link that opens the stored report without signing in, for some hours. */
  presignedLinks: z.boolean().default(false),
  model: Model.default({ use: 'none' }),
  /** Text for people in need: a folder of Markdown, or a Bedrock knowledge base. */
  runbooks: z
    .union([
      z.strictObject({ folder: z.string().min(1) }),
      z.strictObject({ knowledgeBase: z.string().regex(/^[0-9A-Za-z]{1,10}$/) }),
    ])
    .optional(),
  /** Which alarms start a deployed investigation: by the beginning of their names; all if there are none. */
  scope: z.strictObject({ prefixes: z.array(z.string().min(1).max(255)).default([]) }).prefault({}),
  deployment: z
    .strictObject({
      /** Also deploys the MCP servers as functions with URLs that signed requests may call. */
      serverUrls: z.boolean().default(false),
      logDays: z
        .union([z.literal(7), z.literal(14), z.literal(30), z.literal(90), z.literal(365)])
        .default(30),
      /** How long cases are kept. */
      caseDays: z.number().int().min(1).max(3_650).default(365),
    })
    .prefault({}),
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

export const CONFIG_HINT = 'See "Configure" in the README for the keys and their defaults.';

/** @param name how errors call it. @throws CasefileError `ConfigInvalid` */
export function parseConfig(data: unknown, name: string): Config {
  const config = withAttached(
    withRunbooks(parseOr(ConfigFile, data, { code: 'ConfigInvalid', what: name, hint: CONFIG_HINT })),
    name,
  );
  for (const [server, settings] of Object.entries(config.servers)) {
    if (capabilitiesOf(server, settings).length === 0) {
      throw new CasefileError('ConfigInvalid', `${name}: servers.${server} lists no capabilities.`, {
        hint: 'Our own servers are cloudwatch, lambda and cloudformation; others need `capabilities:`.',
      });
    }
  }
  return config;
}

const ATTACHED = 'attached';

/** A server with questions of its own is asked these only, and answers in a dialect of their own. */
function withAttached(config: Config, name: string): Config {
  const servers = Object.entries(config.servers).map(([server, settings]): [string, ServerConfig] => {
    if (settings.questions === undefined) return [server, settings];
    if (settings.capabilities !== undefined || !['casefile', ATTACHED].includes(settings.dialect)) {
      throw new CasefileError('ConfigInvalid', `${name}: servers.${server} has questions of its own.`, {
        hint: 'It takes neither `dialect` nor `capabilities` then; name the server twice for both.',
      });
    }
    return [server, { ...settings, dialect: ATTACHED, capabilities: ['context.read'] }];
  });
  return { ...config, servers: Object.fromEntries(servers) };
}

/** Runbooks are answered by a server of their own. */
export const RUNBOOKS = 'runbooks';

function withRunbooks(config: Config): Config {
  if (config.runbooks === undefined || RUNBOOKS in config.servers) return config;
  const server = {
    transport: 'in-process',
    dialect: 'casefile',
    capabilities: ['documents.retrieve'],
  } as const;
  return {
    ...config,
    servers: { ...config.servers, [RUNBOOKS]: { ...server, capabilities: [...server.capabilities] } },
  };
}

/** The part of the configuration that is recorded with a case. */
export function caseConfig({ servers, budget, channels, model, targets }: Config): CaseConfig {
  return {
    v: V,
    servers: Object.entries(servers).map(([name, server]) => ({
      name,
      dialect: server.dialect,
      capabilities: capabilitiesOf(name, server),
      ...(server.questions && { questions: server.questions }),
    })),
    budget: { deadlineMs: budget.deadlineSeconds * 1_000, calls: budget.calls },
    channels,
    wordedBy: writerName(model),
    targets,
  };
}

/** What a server may be asked for. One that speaks another dialect is not ours, whatever its name. */
export function capabilitiesOf(name: string, { capabilities, dialect }: ServerConfig): string[] {
  return capabilities ?? (dialect === 'casefile' ? OWN_CAPABILITIES[name] : undefined) ?? [];
}

/** The tools that a server may be asked for: the client's allow-list. */
export function toolsOf(name: string, server: ServerConfig, dialect: Dialect): string[] {
  const asked = (server.questions ?? []).map(({ tool }) => tool);
  return [...dialect.toolsFor(capabilitiesOf(name, server)), ...asked];
}
