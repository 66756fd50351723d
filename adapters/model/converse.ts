import { type BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import type { Summarizer } from '../../core/ports.ts';
import type { ModelFailure } from '../../core/report/wording/wording-notes.ts';
import type { Model } from '../config/model-settings.ts';
import {
  ANSWER_SCHEMA,
  INSTRUCTION,
  explainModelError,
  modelFailed,
  promptOf,
  sentencesIn,
} from './model-prompt.ts';
import { writerName } from './writer-name.ts';

type Settings = Extract<Model, { use: 'converse' }>;

/** Why a model stopped that did not finish, in words. */
const STOPPED: Record<string, ModelFailure> = {
  max_tokens: 'was cut off',
  model_context_window_exceeded: 'was cut off',
  guardrail_intervened: 'was stopped by a guardrail',
  content_filtered: 'refused to answer',
};

/** What an answer has to look like. */
export const OUTPUT = {
  textFormat: {
    type: 'json_schema',
    structure: { jsonSchema: { name: 'summary', schema: JSON.stringify(ANSWER_SCHEMA) } },
  },
} as const;

/** Not every model has structured output. */
export function isAboutOutput(error: unknown): boolean {
  return (
    error instanceof Error &&
    error.name === 'ValidationException' &&
    /output ?config|text ?format|json_schema|structured output/i.test(error.message)
  );
}

/**
 * Words verdicts by one Converse call: no tools, no session, structured output, bounded in tokens and time. What it
 * says is checked by whoever asks; what goes wrong is an error with its reason.
 */
export function converse(client: BedrockRuntimeClient, settings: Settings): Summarizer {
  const { id, temperature, maxTokens, timeoutSeconds, guardrail } = settings;
  return {
    name: writerName(settings),
    async summarize(verdict) {
      const call = (structured: boolean) =>
        new ConverseCommand({
          modelId: id,
          system: [{ text: INSTRUCTION }],
          messages: [{ role: 'user', content: [{ text: promptOf(verdict) }] }],
          inferenceConfig: { maxTokens, ...(temperature !== undefined && { temperature }) },
          ...(structured && { outputConfig: OUTPUT }),
          ...(guardrail && {
            guardrailConfig: { guardrailIdentifier: guardrail.id, guardrailVersion: guardrail.version },
          }),
        });
      try {
        const abortSignal = AbortSignal.timeout(timeoutSeconds * 1_000);
        const send = (structured: boolean) => client.send(call(structured), { abortSignal });
        const { output, stopReason = '' } = await send(true).catch((error: unknown) => {
          // The instruction asks for the same.
          if (isAboutOutput(error)) return send(false);
          throw error;
        });
        const stopped = STOPPED[stopReason];
        if (stopped !== undefined) throw modelFailed(stopped);
        const text = output?.message?.content?.map((part) => part.text ?? '').join('') ?? '';
        return sentencesIn(text);
      } catch (error) {
        throw explainModelError(error);
      }
    },
  };
}
