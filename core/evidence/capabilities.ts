/**
 * What can be asked, whatever server answers: arguments say what the incident knows, answers are what the
 * analysis reads. A dialect says which tools of its server give the answer.
 */
import * as z from 'zod';
import { Json } from '../canonical.ts';
import { ContextRead, Range, Resource, Time } from '../case.ts';
import type { LogPattern } from '../logs/mine-patterns.ts';
import { MINUTE, SECOND } from '../time.ts';

const Point = z.strictObject({ t: Time, v: z.number() });
export type Point = z.infer<typeof Point>;

const LogPattern: z.ZodType<LogPattern> = z.strictObject({
  pattern: z.string(),
  count: z.number().int(),
  first: Time,
  last: Time,
  busyMinutes: z.number().int(),
  versions: z.array(z.string()),
  sample: z.string(),
});

const ChangeEvent = z.strictObject({
  t: Time,
  name: z.string(),
  source: z.string(),
  by: z.string(),
  /** The region that recorded it: global services such as IAM record in us-east-1. */
  region: z.string(),
  /** Names and ARNs of the resources that CloudTrail says it touched. */
  resources: z.array(z.string()),
  /** The version that a PublishVersion call returned. */
  version: z.string().exactOptional(),
  /** Parameters that say what was set, by dotted path (`provisionedThroughput.writeCapacityUnits`); never all. */
  request: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  failed: z.boolean(),
});
export type ChangeEvent = z.infer<typeof ChangeEvent>;

const Dimensions = z.record(z.string(), z.string());

const MetricName = z.strictObject({ namespace: z.string(), name: z.string(), dimensions: Dimensions });

/** An alarm's settings and state, whatever its type; what a type has not is absent. */
const AlarmSettings = z.strictObject({
  name: z.string(),
  arn: z.string(),
  type: z.enum(['metric', 'composite', 'log']),
  state: z.string(),
  /** When it went to that state. */
  stateSince: Time.exactOptional(),
  comparison: z.string().exactOptional(),
  threshold: z.number().exactOptional(),
  periodSeconds: z.number().exactOptional(),
  evaluationPeriods: z.number().exactOptional(),
  datapointsToAlarm: z.number().exactOptional(),
  missingData: z.string().exactOptional(),
  updatedAt: Time.exactOptional(),
  /** Its metric, or those that its expression reads. */
  metrics: z.array(
    z.strictObject({ id: z.string(), ...MetricName.shape, stat: z.string(), periodSeconds: z.number() }),
  ),
  /** Metric math, an anomaly band, a Metrics Insights or a PromQL query: what it judges instead of a metric. */
  expression: z.string().exactOptional(),
  /** Composite: the rule over other alarms. */
  rule: z.string().exactOptional(),
  /** Log alarm: the groups that its scheduled query reads. */
  logGroups: z.array(z.string()).exactOptional(),
  tags: z.record(z.string(), z.string()),
  /** Attributes of the series that are in ALARM, of an alarm over many. */
  contributors: z.array(z.record(z.string(), z.string())).exactOptional(),
});
export type AlarmSettings = z.infer<typeof AlarmSettings>;

/** What a setting's value refers to; the value itself never leaves the server. */
const Reference = z.strictObject({
  /** The environment variable, or the setting, that holds it. */
  name: z.string(),
  /** CloudFormation type, or `host` for the host of a URL that is not AWS's. */
  type: z.string(),
  id: z.string(),
  /** Whose it is, and where, if that is not the function's own account or region. */
  account: z.string().exactOptional(),
  region: z.string().exactOptional(),
});

const Settings = {
  runtime: z.string().exactOptional(),
  handler: z.string().exactOptional(),
  timeoutSeconds: z.number(),
  memoryMb: z.number(),
  codeSha256: z.string(),
  /** Name of its role. */
  role: z.string().exactOptional(),
  /** ARNs of its layers' versions. */
  layers: z.array(z.string()),
  environment: z.strictObject({
    names: z.array(z.string()),
    /** False if AWS could not decrypt them: not the same as "no variables". */
    readable: z.boolean(),
  }),
};

export const capabilities = {
  'alarms.describe': {
    tells: 'how the alarm judges its metric, and which alarms it is made of',
    lagMs: 0,
    args: z.strictObject({ alarms: z.array(z.string()).min(1) }),
    answer: z.strictObject({
      alarms: z.array(AlarmSettings),
      notFound: z.array(z.string()),
      /** What could not be read of it, e.g. tags for lack of a permission. */
      warnings: z.array(z.string()),
    }),
  },
  'alarms.history': {
    tells: 'whether the alarm was created, edited or red before',
    lagMs: 0,
    args: z.strictObject({ ...Range.shape, alarm: z.string() }),
    answer: z.strictObject({
      /** Oldest first. */
      items: z.array(
        z.strictObject({
          t: Time,
          /** `StateUpdate`, `ConfigurationUpdate`, `Action` ... */
          type: z.string(),
          summary: z.string(),
          /** The state it went to. */
          state: z.string().exactOptional(),
        }),
      ),
      truncated: z.boolean(),
    }),
  },
  'alarms.active': {
    tells: 'what else is red',
    lagMs: 0,
    args: z.strictObject({ changedSince: Time }),
    answer: z.strictObject({
      /** In ALARM, or changed since then; the latest change first. */
      alarms: z.array(
        z.strictObject({
          name: z.string(),
          state: z.string(),
          stateSince: Time.exactOptional(),
          metric: MetricName.exactOptional(),
        }),
      ),
      truncated: z.boolean(),
    }),
  },
  'metrics.range': {
    tells: 'when the metrics changed, and by how much',
    /** Lambda's datapoints carry the invocation's start and arrive when it ends; newest buckets are partial. */
    lagMs: 3 * MINUTE,
    args: z.strictObject({
      ...Range.shape,
      periodSeconds: z.number().int(),
      series: z.array(
        z.strictObject({
          id: z.string(),
          namespace: z.string(),
          name: z.string(),
          dimensions: Dimensions,
          stat: z.string(),
        }),
      ),
      /** A metric math or Metrics Insights expression over the series' ids, answered as series `id`. */
      expressions: z.array(z.strictObject({ id: z.string(), expression: z.string() })),
    }),
    answer: z.strictObject({
      /** By series id. A bucket without a datapoint is absent: what that means depends on the metric. */
      series: z.record(z.string(), z.array(Point)),
      /** What could not be read of it, e.g. for lack of a permission. */
      warnings: z.array(z.string()),
    }),
  },
  'metrics.list': {
    tells: 'which dimensions are written beside those of the alarm',
    lagMs: 0,
    args: z.strictObject({ namespace: z.string(), dimensions: Dimensions }),
    answer: z.strictObject({ metrics: z.array(MetricName), truncated: z.boolean() }),
  },
  'logs.source': {
    tells: 'which log group it comes from',
    lagMs: 0,
    args: z.union([
      /** A part of the group's name: the function's, an API's id. */
      z.strictObject({ name: z.string() }),
      /** A metric that metric filters may write. */
      z.strictObject({ namespace: z.string(), metric: z.string() }),
    ]),
    answer: z.strictObject({
      /** Groups that have the name in theirs, or whose metric filters write the metric. */
      groups: z.array(z.string()),
    }),
  },
  'logs.patterns': {
    tells: 'which error lines are new',
    /** Lambda to CloudWatch Logs: seconds to a minute and a half. */
    lagMs: 90 * SECOND,
    args: z.strictObject({
      ...Range.shape,
      logGroup: z.string(),
      /** `query` = Logs Insights; `scan` = FilterLogEvents, for where Insights is denied or unsupported. */
      via: z.enum(['query', 'scan']),
    }),
    answer: z.strictObject({
      /** Of lines that tell of a failure. */
      patterns: z.array(LogPattern),
      linesRead: z.number().int(),
      /** Of those, lines that tell of a failure. */
      errorLines: z.number().int(),
      /** More lines matched than were read: that a pattern is absent proves nothing. */
      truncated: z.boolean(),
      /** Words of frequent lines, of which only the newest were read: their counts are the least, their absence no proof. */
      leftOut: z.array(z.string()),
    }),
  },
  'function.find': {
    tells: 'which functions write to the log group',
    lagMs: 0,
    args: z.strictObject({ logGroup: z.string() }),
    answer: z.strictObject({ functions: z.array(z.string()), truncated: z.boolean() }),
  },
  'function.config': {
    tells: "the function's settings and its log group",
    lagMs: 0,
    args: z.strictObject({
      function: z.string(),
      /** Resources by physical id, of which the first 200 count: a variable with that value refers to it. */
      known: z.array(Resource).exactOptional(),
    }),
    answer: z.strictObject({
      lastModified: Time,
      ...Settings,
      logGroup: z.string(),
      state: z.string().exactOptional(),
      lastUpdateStatus: z.string().exactOptional(),
      reservedConcurrency: z.number().exactOptional(),
      /** Resources that its environment, its role aside, refers to. */
      refersTo: z.array(Reference),
      /** What could not be read of it, e.g. for lack of a permission. */
      warnings: z.array(z.string()),
    }),
  },
  'function.versions': {
    tells: 'which versions were published when, and which one an alias runs',
    lagMs: 0,
    args: z.strictObject({ function: z.string() }),
    answer: z.strictObject({
      /** Published versions, oldest first. */
      versions: z.array(
        z.strictObject({
          version: z.string(),
          publishedAt: Time,
          description: z.string(),
          ...Settings,
        }),
      ),
      aliases: z.array(z.strictObject({ name: z.string(), version: z.string() })),
      /** What could not be read of it, e.g. for lack of a permission. */
      warnings: z.array(z.string()),
    }),
  },
  'function.triggers': {
    tells: 'which queues and streams the function reads, and whether it still does',
    lagMs: 0,
    args: z.union([z.strictObject({ function: z.string() }), z.strictObject({ source: z.string() })]),
    answer: z.strictObject({
      mappings: z.array(
        z.strictObject({
          id: z.string(),
          /** Name of the function. */
          function: z.string(),
          /** The source's CloudFormation type and name; absent for sources without an ARN. */
          source: z.strictObject({ type: z.string(), id: z.string() }).exactOptional(),
          state: z.string(),
          stateReason: z.string().exactOptional(),
          lastResult: z.string().exactOptional(),
          lastModified: Time.exactOptional(),
          batchSize: z.number().exactOptional(),
        }),
      ),
      truncated: z.boolean(),
    }),
  },
  'account.limits': {
    tells: 'how many functions may run at a time in the account',
    lagMs: 0,
    args: z.strictObject({}),
    answer: z.strictObject({ concurrentExecutions: z.number(), unreservedConcurrentExecutions: z.number() }),
  },
  'stack.find': {
    tells: 'which stack owns the resource',
    lagMs: 0,
    args: z.strictObject({ physicalId: z.string() }),
    answer: z.strictObject({
      stack: z
        .strictObject({ name: z.string(), id: z.string(), logicalId: z.string(), type: z.string() })
        .nullable(),
    }),
  },
  'stack.resources': {
    tells: 'what else belongs to the stack',
    lagMs: 0,
    args: z.strictObject({ stack: z.string() }),
    answer: z.strictObject({
      resources: z.array(z.strictObject({ logicalId: z.string(), type: z.string(), id: z.string() })),
      truncated: z.boolean(),
    }),
  },
  'stack.events': {
    tells: 'what the last deployments of the stack changed',
    lagMs: 0,
    args: z.strictObject({ ...Range.shape, stack: z.string() }),
    answer: z.strictObject({
      /** Oldest first. */
      events: z.array(
        z.strictObject({
          t: Time,
          logicalId: z.string(),
          physicalId: z.string(),
          type: z.string(),
          status: z.string(),
          reason: z.string().exactOptional(),
        }),
      ),
      /** Not all could be read: that something is absent proves nothing. */
      truncated: z.boolean(),
    }),
  },
  'changes.lookup': {
    tells: 'who changed the resource through which API call',
    /** CloudTrail's documented delay: about 15 minutes. */
    lagMs: 15 * MINUTE,
    args: z.strictObject({ ...Range.shape, resources: z.array(z.string()) }),
    answer: z.strictObject({
      /** Calls that write, oldest first. */
      events: z.array(ChangeEvent),
      /** Not all could be read: that something is absent proves nothing. */
      truncated: z.boolean(),
    }),
  },
  'health.events': {
    tells: 'whether AWS itself reports trouble',
    lagMs: 0,
    args: z.strictObject({ ...Range.shape }),
    answer: z.strictObject({
      /** Events of the region, or global, that were open in the range. */
      events: z.array(
        z.strictObject({
          service: z.string(),
          code: z.string(),
          region: z.string(),
          start: Time,
          end: Time.exactOptional(),
          status: z.string(),
        }),
      ),
      truncated: z.boolean(),
    }),
  },
  'documents.retrieve': {
    tells: 'what the runbooks say about it',
    lagMs: 0,
    args: z.strictObject({ query: z.string() }),
    answer: z.strictObject({
      /** The best first. Text that people wrote: it is quoted, and decides nothing. */
      passages: z.array(z.strictObject({ title: z.string(), source: z.string(), text: z.string() })),
    }),
  },
  'context.read': {
    tells: 'what another server says about it',
    lagMs: 0,
    args: z.strictObject({
      server: z.string(),
      title: z.string(),
      tool: z.string(),
      arguments: z.record(z.string(), Json),
      read: ContextRead,
    }),
    /** As of `documents.retrieve`: it is quoted, and decides nothing. */
    answer: z.strictObject({
      passages: z.array(z.strictObject({ title: z.string(), source: z.string(), text: z.string() })),
    }),
  },
} as const;

/** Nobody misses their answers where no server can give them. */
export const OPTIONAL: readonly CapabilityName[] = ['documents.retrieve', 'context.read'];

export type CapabilityName = keyof typeof capabilities;
export type ArgsOf<N extends CapabilityName> = z.infer<(typeof capabilities)[N]['args']>;
export type AnswerOf<N extends CapabilityName> = z.infer<(typeof capabilities)[N]['answer']>;

export function isCapability(name: string): name is CapabilityName {
  return Object.hasOwn(capabilities, name);
}
