import * as z from 'zod';
import { TRUE_CAUSE_KINDS } from '../../core/cause-kinds.ts';
import { Offset } from './values.ts';

const Kind = z.enum(TRUE_CAUSE_KINDS);

/** What was really wrong. Only read after a case is closed. */
export const Truth = z
  .union([
    z.strictObject({
      cause: z
        .strictObject({
          kind: Kind,
          resource: z
            .string()
            .describe(
              'physical id of the resource in which the cause lies; where several types have one of that id, with its type before: AWS::RDS::DBInstance bookings',
            ),
          trigger: z.string().optional().describe('what set it off, for people'),
          mechanism: z.string().optional().describe('how it works; needed with kind other'),
        })
        .refine(({ kind, mechanism }) => kind !== 'other' || mechanism !== undefined, {
          message: 'a cause of kind other needs a mechanism: say how it works',
          path: ['mechanism'],
        }),
      onset: Offset.describe('the first effect, not the change that made it nor the alarm'),
      accept: z
        .array(z.strictObject({ kind: Kind, resource: z.string() }))
        .default([])
        .describe('other answers that are as right'),
    }),
    z.strictObject({ nothingWrong: z.literal(true) }),
    z.strictObject({ cannotBeKnown: z.string().describe('why no evidence can tell') }),
  ])
  .meta({
    description: 'what was really wrong; never shown to the simulator',
    examples: [{ nothingWrong: true }],
  });
export type Truth = z.infer<typeof Truth>;
