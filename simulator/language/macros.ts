/** Common resources with their behaviour: metrics, logs, configuration and effects on each other follow. */
import * as z from 'zod';
import { LoggedError, Offset, Shape, exactlyOne } from './values.ts';

const ThrownError = LoggedError.omit({ share: true });

/** One thing that an invocation does: exactly one of the first four. */
const Use = z
  .strictObject({
    table: z.string().optional(),
    function: z.string().optional(),
    dependency: z.string().optional(),
    queue: z.string().optional(),
    action: z
      .string()
      .optional()
      .describe('IAM action; by default dynamodb:PutItem, dynamodb:GetItem or sqs:SendMessage'),
    units: z.number().positive().default(1).describe('capacity units of a table'),
    access: z.enum(['read', 'write']).default('write').describe('which capacity of a table it takes'),
    timeoutMs: z
      .number()
      .positive()
      .default(3_000)
      .describe('the caller of a dependency gives up after this long'),
    error: ThrownError.optional().describe(
      'what the caller throws if it fails; by default what its client throws',
    ),
  })
  .superRefine(exactlyOne('table', 'function', 'dependency', 'queue'));
export type Use = z.infer<typeof Use>;

const Emf = z.strictObject({
  namespace: z.string(),
  metric: z.string(),
  dimensions: z.record(z.string(), z.string()).default({}),
  on: z.enum(['error', 'success', 'always']).default('error'),
});
export type Emf = z.infer<typeof Emf>;

export const LambdaFunction = z.strictObject({
  stack: z.string().optional(),
  logicalId: z.string().optional(),
  logGroup: z.string().optional().describe('/aws/lambda/<name> if absent'),
  logFormat: z.enum(['Text', 'JSON']).default('Text'),
  runtime: z.string().default('nodejs24.x'),
  language: z
    .enum(['node', 'python', 'java', 'dotnet', 'go', 'ruby', 'rust'])
    .optional()
    .describe('whose words its errors have in a text log; that of `runtime` if absent'),
  handler: z.string().default('index.handler'),
  timeoutSeconds: z.number().positive().max(900).default(10),
  memoryMb: z.number().int().positive().max(10_240).default(512),
  memoryUsedMb: z.number().positive().optional().describe('what an invocation takes of it'),
  layers: z.array(z.string()).default([]),
  role: z.string().optional().describe('<name>-role if absent'),
  environment: z.record(z.string(), z.string()).default({}),
  alias: z.string().optional().describe('traffic goes to it; without one to $LATEST'),
  version: z
    .number()
    .int()
    .min(1)
    .optional()
    .meta({ description: 'runs at the start; without one nothing was ever published', examples: [41] }),
  reservedConcurrency: z.number().int().min(0).optional(),
  lastModified: Offset.optional().describe('when $LATEST was last changed before the start'),
  perMinute: Shape.default(0).describe('direct traffic, beside that of APIs, queues, streams and callers'),
  durationMs: z.number().positive().default(100),
  uses: z.array(Use).default([]).describe('what an invocation does on its way, in this order'),
  needs: z
    .record(z.string(), ThrownError)
    .default({})
    .describe('environment variables, each with what every invocation throws without it'),
  errors: z.array(LoggedError).default([]).describe('what it throws now and then, also when all is well'),
  emf: z.array(Emf).default([]),
});
export type LambdaDefinition = z.infer<typeof LambdaFunction>;

const InStack = { stack: z.string().optional(), logicalId: z.string().optional() };

/** A DynamoDB table; without capacity it is on demand and never throttles. */
export const Table = z.strictObject({
  ...InStack,
  write: z.number().positive().optional().describe('units a second; without it nothing is throttled'),
  read: z.number().positive().optional().describe('units a second'),
});

const Mapping = {
  consumer: z.string().optional().describe('the function that an event source mapping invokes'),
  batchSize: z.number().int().min(1).max(10_000).default(10),
  enabled: z.boolean().default(true).describe('is the mapping on at the start'),
};

/** An SQS queue. */
export const Queue = z.strictObject({
  ...InStack,
  ...Mapping,
  perMinute: Shape.default(0),
  visibilitySeconds: z.number().positive().default(60),
  maxConcurrency: z.number().int().min(1).max(1_000).default(10),
  deadLetter: z
    .strictObject({ queue: z.string(), after: z.number().int().min(1).describe('receives') })
    .optional()
    .describe('where messages go that failed so often'),
});

/** A Kinesis stream. */
export const Stream = z.strictObject({
  ...InStack,
  ...Mapping,
  perMinute: Shape.default(0),
  shards: z.number().int().min(1).max(50).default(2),
});

/** A REST API in front of a function. */
export const Api = z.strictObject({ ...InStack, function: z.string(), perMinute: Shape });

/** Something outside the account that functions call. */
export const Dependency = z.strictObject({ host: z.string(), ms: z.number().positive().default(80) });
