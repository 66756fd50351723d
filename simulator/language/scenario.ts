import * as z from 'zod';
import { Alarm } from './alarm.ts';
import { Api, Dependency, LambdaFunction, Queue, Stream, Table } from './macros.ts';
import {
  AnyResource,
  ApiBehaviour,
  HealthEvent,
  Lag,
  Limits,
  LogGroup,
  MetricFilter,
  Series,
  Stack,
  TrailCall,
} from './primitives.ts';
import { Happening } from './timeline.ts';
import { Truth } from './truth.ts';

const Name = z.string().regex(/^[\w.-]{1,128}$/, 'a name has letters, digits, _ . and - only');

/** An incident as a data file: docs/scenarios.md explains it, scenarios/scenario.schema.json is made from it. */
export const ScenarioFile = z
  .strictObject({
    v: z.literal(1),
    id: z
      .string()
      .regex(/^[a-z0-9-]+$/, 'an id has small letters, digits and - only')
      .meta({ description: 'also the name of the file', examples: ['cache-failover'] }),
    title: z
      .string()
      .min(1)
      .meta({ examples: ['A cache fails over'] }),
    account: z
      .string()
      .regex(/^\d{12}$/, 'an account has twelve digits')
      .default('111122223333')
      .describe('stands in ARNs'),
    region: z.string().default('eu-west-1').describe('stands in ARNs'),
    start: z.iso
      .datetime('a time looks like 2026-03-10T01:30:00Z (UTC)')
      .regex(/^20/, 'it must be of this century')
      .meta({ examples: ['2026-03-10T01:30:00Z'] }),
    minutes: z
      .number()
      .int()
      .min(90)
      .max(1_440)
      .meta({ description: 'how long it is played; the alarm fires after 75 minutes', examples: [140] }),
    seed: z.number().int().default(1).describe('of all randomness'),
    lag: Lag.prefault({}),

    functions: z.record(Name, LambdaFunction).default({}),
    tables: z.record(Name, Table).default({}),
    queues: z.record(Name, Queue).default({}),
    streams: z.record(Name, Stream).default({}),
    apis: z.record(Name, Api).default({}),
    dependencies: z.record(Name, Dependency).default({}),
    timeline: z.array(Happening).default([]),

    series: z.array(Series).default([]),
    logGroups: z.record(z.string(), LogGroup).default({}),
    metricFilters: z.array(MetricFilter).default([]),
    trail: z.array(TrailCall).default([]),
    resources: z.record(z.string(), AnyResource).default({}),
    stacks: z.record(Name, Stack).default({}),
    health: z
      .strictObject({ supportPlan: z.boolean().default(false), events: z.array(HealthEvent).default([]) })
      .prefault({}),
    limits: Limits.prefault({}),
    aws: z.array(ApiBehaviour).default([]).describe('how AWS operations answer worse than usual'),

    alarms: z.array(Alarm).min(1),
    alarm: z.string().optional().describe('the one that starts the investigation; the first if absent'),
    truth: Truth,
  })
  .meta({ title: 'Casefile scenario', description: 'docs/scenarios.md describes the language' });

/** An incident without its truth: what the simulator may know. */
export type Scenario = Omit<z.infer<typeof ScenarioFile>, 'truth'>;
