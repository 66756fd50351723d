import {
  InvokeInlineAgentCommand,
  type InvokeAgentCommandOutput,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { ConverseCommand, type ConverseCommandInput } from '@aws-sdk/client-bedrock-runtime';
import * as z from 'zod';
import type { ModelFault } from '../../simulator/bedrock/model-faults.ts';
import { type BedrockEndpoint, withBedrock } from './bedrock-endpoint.ts';

export const MODEL = 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0';

export const STATEMENTS = [
  { id: 'F4', text: '61 of 240 invocations of checkout-api failed since 03:11:00.' },
  { id: 'F7', text: 'The code of checkout-api was changed at 03:10:02 by Deploy/pipeline.' },
  { id: 'F8', text: 'Versions before that did not fail.' },
  { id: 'F10', text: '"café → closed" is logged since 03:11:04.' },
  { id: 'F12', text: 'Write capacity of orders-by-customer went from 20 to 5 units a second.' },
];
export const CLAIM = {
  text: 'The deployment of checkout-api at 03:10:02 is the cause.',
  findings: ['F7', 'F8'],
};
const PROMPT = { statements: STATEMENTS, claim: CLAIM };

const SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['sentences'],
  properties: {
    sentences: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['text', 'findings'],
        properties: { text: { type: 'string' }, findings: { type: 'array', items: { type: 'string' } } },
      },
    },
  },
};

export function textFormat(schema: unknown): ConverseCommandInput['outputConfig'] {
  const jsonSchema = { name: 'summary', schema: JSON.stringify(schema) };
  return { textFormat: { type: 'json_schema', structure: { jsonSchema } } };
}

/** As the adapter asks, more or less. */
export function question(
  more: Partial<ConverseCommandInput> = {},
  prompt: unknown = PROMPT,
): ConverseCommand {
  return new ConverseCommand({
    modelId: MODEL,
    system: [{ text: 'You word reports.' }],
    messages: [
      { role: 'user', content: [{ text: `Word these {once}:\n${JSON.stringify(prompt)}\nCite {ids}.` }] },
    ],
    inferenceConfig: { maxTokens: 900 },
    outputConfig: textFormat(SCHEMA),
    ...more,
  });
}

export async function converse(
  fault?: ModelFault,
  more: Partial<ConverseCommandInput> = {},
  prompt: unknown = PROMPT,
): Promise<{ text: string; stopReason: string | undefined }> {
  return await withBedrock(fault === undefined ? {} : { Converse: fault }, async ({ runtime }) => {
    const { output, stopReason } = await runtime.send(question(more, prompt));
    return { text: output?.message?.content?.map(({ text }) => text).join('') ?? '', stopReason };
  });
}

const Summary = z.strictObject({
  sentences: z.array(z.strictObject({ text: z.string(), findings: z.array(z.string()) })),
});

export function sentencesIn(text: string): z.infer<typeof Summary>['sentences'] {
  return Summary.parse(JSON.parse(text)).sentences;
}

export const TURN = {
  sessionId: 'case-1',
  inputText: `Word these: ${JSON.stringify(PROMPT)}`,
  enableTrace: true,
};

export function inlineTurn(
  more: { enableTrace?: boolean; guarded?: boolean } = {},
): InvokeInlineAgentCommand {
  const { enableTrace = true, guarded = false } = more;
  return new InvokeInlineAgentCommand({
    foundationModel: MODEL,
    instruction: 'You word reports, and answer with JSON as it is described in the input.',
    ...TURN,
    enableTrace,
    ...(guarded && { guardrailConfiguration: { guardrailIdentifier: 'g1', guardrailVersion: '1' } }),
  });
}

export interface Completion {
  /** Names of the members, in order. */
  events: string[];
  chunks: Uint8Array[];
  text: string;
  trace: unknown;
  /** What the stream ended with, if not with its end. */
  error: string | undefined;
}

/** Reads a stream of an agent to its end. */
export async function completionOf({
  completion,
}: Pick<InvokeAgentCommandOutput, 'completion'>): Promise<Completion> {
  const read: Completion = { events: [], chunks: [], text: '', trace: undefined, error: undefined };
  const decoder = new TextDecoder();
  try {
    for await (const event of completion ?? []) {
      read.events.push(...Object.keys(event));
      read.trace ??= event.trace?.trace;
      if (event.chunk?.bytes === undefined) continue;
      read.chunks.push(event.chunk.bytes);
      read.text += decoder.decode(event.chunk.bytes, { stream: true });
    }
  } catch (error) {
    read.error = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
  return read;
}

/** How a call is refused: name, status, message. */
export async function refusal(
  call: (endpoint: BedrockEndpoint) => Promise<unknown>,
  faults = {},
): Promise<string> {
  return await withBedrock(faults, (endpoint) =>
    call(endpoint).then(
      () => 'answered',
      (error: unknown) => {
        const { name, message, $metadata } = Refusal.parse(error);
        return `${name} ${$metadata.httpStatusCode ?? 'in the stream'}: ${message}`;
      },
    ),
  );
}

const Refusal = z.looseObject({
  name: z.string(),
  message: z.string(),
  $metadata: z.looseObject({ httpStatusCode: z.number().optional() }),
});
