import * as z from 'zod';
import { type Operation, parse } from '../answer.ts';
import { checkModelId } from './model-ids.ts';
import { modelAnswer, tokensOf } from './model.ts';
import { checkOutputSchema } from './output-schema.ts';

const Block = z.looseObject({
  text: z.string().optional(),
  guardContent: z.looseObject({ text: z.looseObject({ text: z.string() }).optional() }).optional(),
});
type Block = z.infer<typeof Block>;

const Input = z.looseObject({
  modelId: z.string(),
  system: z.array(Block).default([]),
  messages: z
    .array(z.looseObject({ role: z.enum(['user', 'assistant']), content: z.array(Block).min(1) }))
    .min(1),
  inferenceConfig: z.looseObject({ maxTokens: z.number().int().min(1).optional() }).optional(),
  guardrailConfig: z.looseObject({}).optional(),
  outputConfig: z
    .looseObject({
      textFormat: z
        .looseObject({
          type: z.literal('json_schema'),
          structure: z.looseObject({ jsonSchema: z.looseObject({ schema: z.string() }) }),
        })
        .optional(),
    })
    .optional(),
});

export const converse: Operation = (_account, { input, region, fault }) => {
  const { modelId, system, messages, inferenceConfig, guardrailConfig, outputConfig } = parse(Input, input);
  checkModelId(modelId, region);
  const schema = outputConfig?.textFormat?.structure.jsonSchema.schema;
  if (schema !== undefined) checkOutputSchema(schema);
  const asked = textOf(messages.filter(({ role }) => role === 'user').flatMap(({ content }) => content));
  const { text, stopReason } = modelAnswer({
    text: asked,
    fault,
    maxTokens: inferenceConfig?.maxTokens,
    guarded: guardrailConfig !== undefined,
  });
  const inputTokens = tokensOf(asked) + tokensOf(textOf(system));
  const outputTokens = tokensOf(text);
  return {
    output: { message: { role: 'assistant', content: text === '' ? [] : [{ text }] } },
    stopReason,
    usage: { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens },
    // Not measured: a start and some time for each token, as models take it.
    metrics: { latencyMs: 250 + 12 * outputTokens },
  };
};

function textOf(blocks: readonly Block[]): string {
  return blocks.map(({ text, guardContent }) => text ?? guardContent?.text?.text ?? '').join('\n');
}
