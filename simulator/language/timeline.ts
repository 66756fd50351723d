/** What happens, in macros. `fault: true` marks what is wrong: a run without the fault leaves it out. */
import * as z from 'zod';
import { Fault, Identity, LoggedError, Offset, Share, exactlyOne } from './values.ts';

const Via = z.enum(['stack', 'console', 'cli', 'terraform']);
const By = { by: Identity, via: Via.default('cli').describe('stack: CloudFormation tells of it too') };
const ForAWhile = { for: Offset.optional().describe('until the end if absent') };

/** New code, and what it does. */
const Deploy = z.strictObject({
  function: z.string(),
  by: Identity,
  via: Via.default('stack').describe('stack: CloudFormation tells of it too'),
  description: z.string().default(''),
  throws: LoggedError.extend({ after: Offset.prefault('0s') })
    .optional()
    .describe('what the new code throws, from `after` its arrival on'),
  slower: z.number().positive().default(1).describe('the new code takes this many times as long'),
});

/** Other settings with the same code. */
const Configure = z.strictObject({
  function: z.string(),
  ...By,
  environment: z.record(z.string(), z.string().nullable()).default({}).describe('null removes a variable'),
  timeoutSeconds: z.number().positive().max(900).optional(),
  memoryMb: z.number().int().positive().max(10_240).optional(),
  handler: z.string().optional(),
  throws: LoggedError.optional().describe('what it throws from then on, if that does not follow by itself'),
});

const KINDS = {
  deploy: Deploy,
  configure: Configure,
  /** Reserved concurrency; null removes it. */
  concurrency: z.strictObject({ function: z.string(), reserved: z.number().int().min(0).nullable(), ...By }),
  /** A table's capacity. */
  capacity: z.strictObject({
    table: z.string(),
    write: z.number().positive().optional(),
    read: z.number().positive().optional(),
    ...By,
  }),
  /** A role loses actions. */
  permission: z.strictObject({
    role: z.string(),
    removes: z.array(z.string()).min(1),
    policy: z.string(),
    call: z.enum(['DeleteRolePolicy', 'PutRolePolicy', 'DetachRolePolicy']).default('DeleteRolePolicy'),
    ...By,
  }),
  /** An event source mapping is switched off or on. */
  mapping: z.strictObject({ source: z.string(), enabled: z.boolean(), ...By }),
  /** More or less traffic into a function, queue, stream or API. */
  traffic: z.strictObject({
    to: z.string(),
    times: z.number().min(0).max(1e6).describe('0 is none at all'),
    ...ForAWhile,
  }),
  /** A dependency, or a table, answers slowly. */
  slow: z.strictObject({
    dependency: z.string(),
    ms: z.number().positive(),
    share: Share.default(1),
    ...ForAWhile,
  }),
  /** A dependency answers with an error. */
  unavailable: z.strictObject({
    dependency: z.string(),
    status: z.number().int().default(503),
    share: Share.default(1),
    ...ForAWhile,
  }),
  /** Inputs that need more memory. */
  payload: z.strictObject({
    function: z.string(),
    memoryMb: z.number().positive(),
    share: Share.default(1),
    ...ForAWhile,
  }),
  /** One record of a stream, or message of a queue, that its consumer can't process. */
  poison: z.strictObject({ source: z.string(), error: LoggedError.omit({ share: true }) }),
  /** A function throws for a reason of its own; without `type`, its first error happens more often. */
  burst: z.strictObject({
    function: z.string(),
    share: Share,
    type: z.string().optional().describe('if absent, the first of the function’s errors happens more often'),
    message: z.string().default(''),
    stack: z.array(z.string()).default([]),
    ...ForAWhile,
  }),
} as const;

export const HAPPENING_KINDS = Object.keys(KINDS);

/** One entry: when, and exactly one of the kinds. */
export const Happening = z
  .strictObject({
    at: Offset,
    fault: Fault,
    deploy: KINDS.deploy.optional().describe('new code'),
    configure: KINDS.configure.optional().describe('other settings, the same code'),
    concurrency: KINDS.concurrency.optional().describe('reserved concurrency; null removes it'),
    capacity: KINDS.capacity.optional().describe('a table’s capacity'),
    permission: KINDS.permission.optional().describe('a role loses actions'),
    mapping: KINDS.mapping.optional().describe('an event source mapping is switched off or on'),
    traffic: KINDS.traffic.optional().describe('more or less traffic into a function, queue, stream or API'),
    slow: KINDS.slow.optional().describe('a dependency answers slowly'),
    unavailable: KINDS.unavailable.optional().describe('a dependency answers with an error'),
    payload: KINDS.payload.optional().describe('inputs that need more memory'),
    poison: KINDS.poison.optional().describe('one record or message that its consumer can’t process'),
    burst: KINDS.burst.optional().describe('a function throws for a reason of its own'),
  })
  .superRefine(exactlyOne(...Object.keys(KINDS)));
export type Happening = z.infer<typeof Happening>;
export type DeployHappening = z.infer<typeof Deploy>;
export type ConfigureHappening = z.infer<typeof Configure>;
