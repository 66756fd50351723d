/**
 * What can be asked, whatever server answers: arguments say what the incident knows, answers are what the
 * analysis reads. A dialect says which tools of its server give the answer.
 */
import * as z from 'zod';
import { Range, Time } from '../case.ts';
import { MINUTE, SECOND } from '../time.ts';

const Point = z.strictObject({ t: Time, v: z.number() });
export type Point = z.infer<typeof Point>;

/** A log pattern: lines that differ only in ids, numbers and times. */
const LogPattern = z.strictObject({
  pattern: z.string(),
  count: z.number().int(),
  first: Time,
  last: Time,
  /** Function versions whose log streams hold it, sorted; empty unless every line's stream tells its version. */
  versions: z.array(z.string()),
  sample: z.string(),
});
export type LogPattern = z.infer<typeof LogPattern>;

const ChangeEvent = z.strictObject({
  t: Time,
  name: z.string(),
  source: z.string(),
  by: z.string(),
  /** The version that a PublishVersion call returned. */
  version: z.string().exactOptional(),
  failed: z.boolean(),
});

export const capabilities = {
  'alarms.describe': {
    tells: 'how the alarm judges its metric',
    lagMs: 0,
    args: z.strictObject({ alarm: z.string() }),
    answer: z.strictObject({
      comparison: z.string(),
      threshold: z.number().exactOptional(),
      periodSeconds: z.number().exactOptional(),
      evaluationPeriods: z.number().exactOptional(),
      datapointsToAlarm: z.number().exactOptional(),
      missingData: z.string(),
      updatedAt: Time.exactOptional(),
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
          dimensions: z.record(z.string(), z.string()),
          stat: z.string(),
        }),
      ),
    }),
    answer: z.strictObject({
      /** By series id. A bucket without a datapoint is absent: what that means depends on the metric. */
      series: z.record(z.string(), z.array(Point)),
      /** What could not be read of it, e.g. for lack of a permission. */
      warnings: z.array(z.string()),
    }),
  },
  'logs.source': {
    tells: 'which log group the function writes to',
    lagMs: 0,
    args: z.strictObject({ function: z.string() }),
    answer: z.strictObject({
      /** Groups that have the function's name in theirs. */
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
      patterns: z.array(LogPattern),
      linesRead: z.number().int(),
      /** More lines matched than were read: that a pattern is absent proves nothing. */
      truncated: z.boolean(),
    }),
  },
  'function.config': {
    tells: "the function's settings and its log group",
    lagMs: 0,
    args: z.strictObject({ function: z.string() }),
    answer: z.strictObject({
      lastModified: Time,
      runtime: z.string().exactOptional(),
      handler: z.string().exactOptional(),
      timeoutSeconds: z.number(),
      memoryMb: z.number(),
      codeSha256: z.string(),
      logGroup: z.string(),
      state: z.string().exactOptional(),
      lastUpdateStatus: z.string().exactOptional(),
      reservedConcurrency: z.number().exactOptional(),
      environment: z.strictObject({
        names: z.array(z.string()),
        /** False if AWS could not decrypt them: not the same as "no variables". */
        readable: z.boolean(),
      }),
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
          codeSha256: z.string(),
          description: z.string(),
        }),
      ),
      aliases: z.array(z.strictObject({ name: z.string(), version: z.string() })),
      /** What could not be read of it, e.g. for lack of a permission. */
      warnings: z.array(z.string()),
    }),
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
} as const;

export type CapabilityName = keyof typeof capabilities;
export type ArgsOf<N extends CapabilityName> = z.infer<(typeof capabilities)[N]['args']>;
export type AnswerOf<N extends CapabilityName> = z.infer<(typeof capabilities)[N]['answer']>;

export function isCapability(name: string): name is CapabilityName {
  return Object.hasOwn(capabilities, name);
}
