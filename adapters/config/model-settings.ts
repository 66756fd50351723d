import * as z from 'zod';

const Tokens = {
  /** Tokens that the model may answer with. */
  maxTokens: z.number().int().min(100).max(4_000).default(900),
  /** The report waits no longer for it. */
  timeoutSeconds: z.number().int().min(1).max(24).default(8),
  /** Where it is, if not in the region of the alarms. */
  region: z.string().optional(),
};
const Guardrail = z.strictObject({ id: z.string(), version: z.string() });

/** Who words the verdict. The verdict itself is computed, with or without a model. */
export const Model = z.discriminatedUnion('use', [
  z.strictObject({ use: z.literal('none') }),
  z.strictObject({
    use: z.literal('converse'),
    /** A model, or an inference profile. */
    id: z.string().min(1),
    /** Some models refuse one. */
    temperature: z.number().min(0).max(1).optional(),
    guardrail: Guardrail.optional(),
    ...Tokens,
  }),
  z.strictObject({
    use: z.literal('inline-agent'),
    id: z.string().min(1),
    guardrail: Guardrail.optional(),
    ...Tokens,
  }),
  z.strictObject({ use: z.literal('agent'), agentId: z.string(), aliasId: z.string(), ...Tokens }),
]);
export type Model = z.infer<typeof Model>;
