/** What the pipeline can see of an account, one by one: enough to write down any incident. */
import * as z from 'zod';
import { AWS_FAULTS } from '../fault-kinds.ts';
import { UNITS } from './units.ts';
import { Fault, Identity, Offset, Shape, Share, exactlyOne } from './values.ts';

const Dimensions = z.record(z.string(), z.string()).default({});

/** A metric's series. Exactly one of `value`, `total` and `share` says what is measured. */
export const Series = z
  .strictObject({
    namespace: z.string().meta({ examples: ['AWS/ElastiCache'] }),
    name: z.string().meta({ examples: ['CPUUtilization'] }),
    dimensions: Dimensions,
    unit: z.enum(UNITS).default('None').describe('a unit of CloudWatch'),
    every: Offset.prefault('60s').describe('a datapoint so often (60s at least)'),
    value: Shape.optional().describe('a gauge: what each sample is'),
    total: Shape.optional().describe('a counter: how many events in each interval'),
    share: z
      .strictObject({ of: Shape, ratio: Shape })
      .optional()
      .describe('samples of 0 or 1: how many in each interval, and which share of them is 1'),
    spread: z
      .number()
      .min(0)
      .max(2)
      .default(0.05)
      .describe('of `value`: standard deviation of a sample, relative to the level (log-normal)'),
    samples: z
      .number()
      .int()
      .min(1)
      .max(1_000)
      .default(1)
      .describe('samples of `value` in each interval, for percentiles'),
    from: Offset.optional().describe('it begins to exist then'),
    until: Offset.optional().describe('it ends then'),
    sparse: z.boolean().default(false).describe('no datapoint in an interval in which nothing was counted'),
    delay: Offset.prefault('0s').describe('datapoints can be read this much later than others'),
  })
  .superRefine(exactlyOne('value', 'total', 'share'));
export type SeriesPrimitive = z.infer<typeof Series>;

const LogLines = z.strictObject({
  message: z
    .string()
    .describe(
      '`{n}` a number from 100 to 9998, `{id}` a UUID, `{time}`, `{instance}`, and each name in `values`: drawn anew wherever it stands; other braces stay',
    ),
  perMinute: Shape.describe('how many lines a minute, of all instances together'),
  from: Offset.optional(),
  until: Offset.optional(),
  instances: z.array(z.number().int().min(0)).optional().describe('only these write it; all if absent'),
  values: z
    .record(z.string(), z.record(z.string(), z.number().positive()))
    .default({})
    .describe('by name: what it can be, with weights'),
  fault: Fault,
});

export const LogGroup = z.strictObject({
  class: z.enum(['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY']).default('STANDARD'),
  instances: z.number().int().min(1).max(1_000).default(2).describe('each writes to its own stream'),
  stream: z.string().default('instance/{instance}').describe('`{instance}` and `{day}` are replaced'),
  lines: z.array(LogLines).default([]),
});
export type LogGroupPrimitive = z.infer<typeof LogGroup>;

export const MetricFilter = z.strictObject({
  name: z.string(),
  logGroup: z.string(),
  pattern: z
    .string()
    .describe('a word, words that must all occur, "a phrase", ?any ?of ?these or -not; in JSON lines too'),
  namespace: z.string(),
  metric: z.string(),
  defaultValue: z.number().optional().describe('written in minutes with lines but without a match'),
});

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
type Nested = z.infer<typeof Scalar> | Nested[] | { [key: string]: Nested };
const Nested: z.ZodType<Nested> = z.lazy(() =>
  z.union([Scalar, z.array(Nested), z.record(z.string(), Nested)]),
);

/** Resources as a call names them. */
const Named = z.array(z.strictObject({ type: z.string(), name: z.string() }));

/** Any call that CloudTrail records. */
export const TrailCall = z.strictObject({
  at: Offset,
  name: z.string().describe('as CloudTrail names it: UpdateTable, UpdateFunctionCode20150331v2'),
  source: z.string().meta({ examples: ['dynamodb.amazonaws.com'] }),
  by: Identity,
  region: z.string().optional().describe('where it is recorded; global services: us-east-1'),
  resources: Named.default([]),
  request: z.record(z.string(), Nested).default({}),
  response: z.record(z.string(), Nested).default({}),
  error: z.strictObject({ code: z.string(), message: z.string() }).optional(),
  readOnly: z.boolean().default(false),
  fault: Fault,
});

const Change = z.strictObject({
  at: Offset,
  set: z.record(z.string(), Nested).describe('the properties that become other'),
  by: Identity,
  call: z.string().describe('the API call as CloudTrail names it'),
  source: z.string().meta({ examples: ['elasticache.amazonaws.com'] }),
  region: z.string().optional().describe('where it is recorded; global services: us-east-1'),
  request: z
    .record(z.string(), Nested)
    .optional()
    .describe('its parameters, as CloudTrail shows them; `set` if absent'),
  also: Named.default([]).describe('other resources that the call names, and by which CloudTrail finds it'),
  viaStack: z
    .boolean()
    .default(false)
    .describe('a deployment of its stack makes it: stack events tell of it too'),
  fault: Fault,
});

/** Any resource: a cluster, a key, a secret, a rule, a topic ... By its physical id. */
export const AnyResource = z.strictObject({
  type: z.string().describe('CloudFormation type, e.g. AWS::ElastiCache::ReplicationGroup'),
  stack: z.string().optional(),
  logicalId: z.string().optional().describe('from the physical id if absent: shop-db is ShopDb'),
  properties: z
    .record(z.string(), Nested)
    .default({})
    .describe('as its template sets them: what is changed beside the stack has drifted from them'),
  changes: z.array(Change).default([]),
});

export const Stack = z.strictObject({
  created: Offset.prefault('-60d'),
  description: z.string().optional().describe('as its template has it'),
  tags: z.record(z.string(), z.string()).default({}),
  outputs: z.record(z.string(), z.string()).default({}),
  events: z
    .array(
      z.strictObject({
        at: Offset,
        logicalId: z.string(),
        physicalId: z
          .string()
          .default('')
          .describe('by which the event is found to be of a resource; empty until there is one'),
        type: z.string(),
        status: z.string(),
        reason: z.string().optional(),
        fault: Fault,
      }),
    )
    .default([])
    .describe('events beside those that deployments and resources make'),
});

export const HealthEvent = z.strictObject({
  service: z.string(),
  code: z.string(),
  at: Offset,
  until: Offset.optional(),
  region: z.string().optional(),
  fault: Fault,
});

/** How an AWS operation behaves instead of answering at once and in full. */
export const ApiBehaviour = z.strictObject({
  operation: z.string().describe('e.g. StartQuery'),
  does: z
    .enum(AWS_FAULTS)
    .optional()
    .describe(
      'slow: seconds late; reset: the connection ends; empty: without any item; the last six: status 200 and what AWS would never send',
    ),
  pageSize: z.number().int().min(1).optional().describe('items on a page'),
  from: Offset.optional(),
  until: Offset.optional(),
  share: Share.default(1).describe('share of the requests that it happens to'),
  region: z.string().optional(),
});
export type ApiBehaviour = z.infer<typeof ApiBehaviour>;

/** A day at most: for each minute that is read, lines are looked for that came in so late. */
const LagSeconds = z.number().min(0).max(86_400);
const Seconds = z.tuple([LagSeconds, LagSeconds]);

/** Seconds, from and to, until each source tells. */
export const Lag = z.strictObject({
  metrics: Seconds.default([15, 45]),
  logs: Seconds.default([5, 90]),
  cloudtrail: Seconds.default([120, 900]),
});
export type Lag = z.infer<typeof Lag>;

export const Limits = z.strictObject({
  concurrentExecutions: z.number().int().positive().default(1_000),
});
