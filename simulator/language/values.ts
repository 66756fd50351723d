import * as z from 'zod';

const UNITS: Record<string, number> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };

/** Ten years. */
const MAX_OFFSET = 3_650 * 86_400_000;

/** An offset from the scenario's start, or a length of time: `95m`, `1h30m`, `-60d`. Parsed to milliseconds. */
export const Offset = z
  .string()
  .regex(/^-?(?=\d)(\d+d)?(\d+h)?(\d+m)?(\d+s)?$/, 'a time looks like 95m, 30s, 1h30m or -60d')
  .transform((text, context) => {
    const sum = [...text.matchAll(/(\d+)([dhms])/g)].reduce(
      (total, [, count, unit]) => total + Number(count) * (UNITS[unit ?? ''] ?? 0),
      0,
    );
    if (sum > MAX_OFFSET) {
      context.addIssue({ code: 'custom', message: `it must be at most 3650d, got ${text}` });
      return z.NEVER;
    }
    return text.startsWith('-') ? -sum : sum;
  })
  .meta({
    id: 'Offset',
    description: 'Offset from the start, or a length: 95m, 30s, 1h30m, -60d',
    examples: ['95m'],
  });

/** Marks what is wrong. */
export const Fault = z
  .boolean()
  .default(false)
  .describe('part of what is wrong: a run without the fault leaves it out');

/** No count, size or money that anybody measures is more. */
const Amount = z.number().min(-1e15).max(1e15);

const Step = z.strictObject({
  at: Offset,
  for: Offset.optional().describe('until the end if absent'),
  value: Amount.optional().describe('the level is this'),
  add: Amount.optional().describe('the level is this much higher'),
  times: Amount.optional().describe('the level is multiplied by this'),
  rampTo: Amount.optional().describe('the level moves evenly to this within `for`'),
  fault: Fault,
});

const Recurring = z.strictObject({
  at: Offset.describe('the first time; it also came before, `every` so often'),
  every: Offset.describe('so often it comes again'),
  for: Offset.describe('so long it lasts'),
  times: Amount.describe('the level is multiplied by this'),
});

/** A level over time: a number, or a base with what changes it. */
export const Shape = z
  .union([
    Amount,
    z.strictObject({
      base: Amount.describe('the level when nothing changes it'),
      steps: z.array(Step).default([]),
      recurring: z.array(Recurring).default([]),
      daily: z
        .strictObject({
          swing: z.number().min(0).max(1).describe('share of the base by which the day swings, up and down'),
          peakHour: z.number().min(0).max(24).describe('hour of the day (UTC) of the highest level'),
        })
        .optional(),
    }),
  ])
  .meta({ id: 'Shape', description: 'a level over time: a number, or a base with steps', examples: [60] });
export type Shape = z.infer<typeof Shape>;

/** The level at `t`, epoch ms; `start` is the scenario's. */
export function levelAt(shape: Shape, start: number, t: number): number {
  if (typeof shape === 'number') return shape;
  let level = shape.base;
  if (shape.daily !== undefined) {
    const hours = (t / 3_600_000) % 24;
    level *= 1 + shape.daily.swing * Math.cos(((hours - shape.daily.peakHour) / 24) * 2 * Math.PI);
  }
  for (const { at, every, for: length, times } of shape.recurring) {
    const since = (((t - start - at) % every) + every) % every;
    if (since < length) level *= times;
  }
  for (const step of shape.steps) {
    const from = start + step.at;
    const length = step.for ?? Infinity;
    if (t < from || t >= from + length) continue;
    if (step.value !== undefined) level = step.value;
    if (step.add !== undefined) level += step.add;
    if (step.times !== undefined) level *= step.times;
    if (step.rampTo !== undefined) {
      const done = length === Infinity ? 1 : (t - from) / length;
      level += (step.rampTo - level) * done;
    }
  }
  return Math.max(0, level);
}

/** Who called an API, as CloudTrail shows it: `Role/session`, a user, a service, or the account's root. */
export const Identity = z
  .union([
    z
      .string()
      .regex(
        /^[\w+=,.@-]+\/[\w+=,.@-]+$/,
        'an assumed role looks like Role/session, a user like { user: alice }',
      ),
    z.strictObject({ user: z.string() }),
    z.strictObject({ service: z.string() }),
    z.strictObject({ root: z.literal(true) }),
  ])
  .meta({
    id: 'Identity',
    description: 'who calls: Role/session, a user, a service, or root',
    examples: ['Admin/alice'],
  });
export type Identity = z.infer<typeof Identity>;

/** A share of events, 0 to 1. */
export const Share = z
  .number()
  .min(0)
  .max(1)
  .meta({ description: 'a share, 0 to 1', examples: [0.3] });

export const LoggedError = z.strictObject({
  share: Share.default(1).describe('share of invocations that fail with it'),
  type: z.string().meta({ description: 'name of the error', examples: ['TypeError'] }),
  message: z.string().describe('`{n}` stands for a number that differs from line to line'),
  stack: z.array(z.string()).default([]).describe('lines of the stack trace'),
});
export type LoggedError = z.infer<typeof LoggedError>;

/** A refinement of an object: exactly one of these keys is given. */
export function exactlyOne(...names: readonly string[]) {
  return (value: object, context: z.RefinementCtx<object>): void => {
    const given = names.filter((name) =>
      Object.entries(value).some(([key, one]) => key === name && one !== undefined),
    );
    if (given.length === 1) return;
    const list = (words: readonly string[]) => `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
    const message = given.length === 0 ? `give one of ${list(names)}` : `give only one of ${list(given)}`;
    context.addIssue({ code: 'custom', message });
  };
}
