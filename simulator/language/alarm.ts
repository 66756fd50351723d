/** Alarms of every shape. What judges a series is evaluated; a state that can't be is given in `states`. */
import * as z from 'zod';
import { Offset, Shape, exactlyOne } from './values.ts';

/** What the simulator computes; CloudWatch's trimmed means and the like are not among them. */
const Stat = z
  .string()
  .regex(
    /^(?:Sum|Average|Minimum|Maximum|SampleCount|p(?:\d{1,2}(?:\.\d+)?|100))$/,
    'a statistic is Sum, Average, Minimum, Maximum, SampleCount or a percentile like p99 or p99.9',
  );

export const MetricRef = z.strictObject({
  namespace: z.string().meta({ examples: ['AWS/Lambda'] }),
  name: z.string().meta({ examples: ['Errors'] }),
  dimensions: z.record(z.string(), z.string()).default({}),
  stat: Stat.default('Sum').describe(
    'Sum, Average, Minimum, Maximum, SampleCount or a percentile: p99, p99.9',
  ),
  period: z.number().int().min(60).max(86_400).multipleOf(60).default(60).describe('seconds'),
});
export type MetricRef = z.infer<typeof MetricRef>;

/** What CloudWatch evaluates at most. */
const WEEK_SECONDS = 604_800;

const Comparison = z.enum([
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
]);
export type Comparison = z.infer<typeof Comparison>;

export const Alarm = z
  .strictObject({
    name: z.string().min(1),
    description: z.string().default(''),
    tags: z.record(z.string(), z.string()).default({}),
    stack: z.string().optional().describe('the stack that made the alarm'),
    created: Offset.prefault('-90d'),
    updated: Offset.prefault('-30d').describe('when its definition was last changed'),

    metric: MetricRef.optional(),
    math: z
      .strictObject({
        expression: z
          .string()
          .max(2_048)
          .meta({ examples: ['100 * errors / requests'] }),
        metrics: z
          .record(z.string().regex(/^[a-z]\w*$/, 'an id begins with a small letter'), MetricRef)
          .describe('by the id that the expression uses'),
      })
      .optional(),
    anomaly: z
      .strictObject({
        metric: MetricRef,
        expected: Shape.describe('what the trained model expects'),
        width: z.number().positive().describe('half of the width of the band'),
      })
      .optional(),
    composite: z
      .strictObject({ rule: z.string().max(10_240).describe('ALARM("a") AND NOT ALARM("b")') })
      .optional(),
    insights: z
      .strictObject({
        query: z.string().describe('Metrics Insights, with GROUP BY'),
        metric: MetricRef,
        groupBy: z.string().describe('one series for each value of this dimension'),
      })
      .optional(),
    promql: z.strictObject({ query: z.string() }).optional(),
    log: z.strictObject({ query: z.string(), logGroups: z.array(z.string()).min(1) }).optional(),

    threshold: z
      .number()
      .optional()
      .meta({ examples: [5] }),
    comparison: Comparison.default('GreaterThanOrEqualToThreshold'),
    evaluationPeriods: z.number().int().min(1).default(2),
    datapointsToAlarm: z.number().int().min(1).optional().describe('evaluationPeriods if absent'),
    missingData: z.enum(['missing', 'ignore', 'breaching', 'notBreaching']).default('missing'),
    states: z
      .array(z.strictObject({ at: Offset, state: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']) }))
      .default([])
      .describe("state changes of an alarm that can't be evaluated here: promql and log"),
  })
  .superRefine(exactlyOne('metric', 'math', 'anomaly', 'composite', 'insights', 'promql', 'log'))
  .refine(
    ({ threshold, metric, math, insights }) =>
      threshold !== undefined || (metric ?? math ?? insights) === undefined,
    { message: 'a metric, math or insights alarm needs a threshold', path: ['threshold'] },
  )
  .refine(
    ({ evaluationPeriods, metric, math, anomaly, insights }) => {
      const metrics = [metric, anomaly?.metric, insights?.metric, ...Object.values(math?.metrics ?? {})];
      return metrics.every((one) => evaluationPeriods * (one?.period ?? 60) <= WEEK_SECONDS);
    },
    { message: 'all periods together are seven days at most', path: ['evaluationPeriods'] },
  );
export type AlarmDefinition = z.infer<typeof Alarm>;
