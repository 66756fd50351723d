import { randomUUID } from 'node:crypto';
import {
  type BedrockAgentRuntimeClient,
  InvokeAgentCommand,
  InvokeInlineAgentCommand,
} from '@aws-sdk/client-bedrock-agent-runtime';
import type { Summarizer } from '../../core/ports.ts';
import type { Model } from '../config/model-settings.ts';
import { INSTRUCTION, explainModelError, modelFailed, promptOf, sentencesIn } from './model-prompt.ts';
import { writerName } from './writer-name.ts';

/**
 * For accounts that have Bedrock agents: the service takes no new customers since 2026-07-30, so this is not the
 * default. Agents have no structured output; the answer's JSON is looked for in their text.
 */
export function inlineAgent(
  client: BedrockAgentRuntimeClient,
  settings: Extract<Model, { use: 'inline-agent' }>,
): Summarizer {
  const { id, guardrail, timeoutSeconds } = settings;
  return {
    name: writerName(settings),
    async summarize(verdict) {
      const prompt = promptOf(verdict);
      const command = new InvokeInlineAgentCommand({
        foundationModel: id,
        instruction: INSTRUCTION,
        sessionId: newSession(),
        inputText: prompt,
        endSession: false,
        ...(guardrail && {
          guardrailConfiguration: { guardrailIdentifier: guardrail.id, guardrailVersion: guardrail.version },
        }),
      });
      return asked(
        timeoutSeconds,
        async (abortSignal) => (await client.send(command, { abortSignal })).completion,
      );
    },
  };
}

/** The agent has an instruction of its own; ours goes before the statements. */
export function agent(
  client: BedrockAgentRuntimeClient,
  settings: Extract<Model, { use: 'agent' }>,
): Summarizer {
  const { agentId, aliasId, timeoutSeconds } = settings;
  return {
    name: writerName(settings),
    async summarize(verdict) {
      const prompt = promptOf(verdict);
      const command = new InvokeAgentCommand({
        agentId,
        agentAliasId: aliasId,
        sessionId: newSession(),
        inputText: `${INSTRUCTION}\n${prompt}`,
      });
      return asked(
        timeoutSeconds,
        async (abortSignal) => (await client.send(command, { abortSignal })).completion,
      );
    },
  };
}

/** A session of its own each time: nothing is carried from one incident, or replay, to another. */
function newSession(): string {
  return `casefile-${randomUUID()}`;
}

async function asked(
  timeoutSeconds: number,
  send: (signal: AbortSignal) => Promise<AgentStream | undefined>,
) {
  const signal = AbortSignal.timeout(timeoutSeconds * 1_000);
  // A stream that says nothing any more is not ended by the signal; waiting for it is.
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  try {
    const stream = await Promise.race([send(signal), late]);
    if (stream === undefined) throw modelFailed('answered nothing');
    return sentencesIn(await Promise.race([textOf(stream), late]));
  } catch (error) {
    throw explainModelError(error);
  }
}

/** The members that both streams have; all others are events of no interest, or exceptions. */
interface AgentEvent {
  chunk?: { bytes?: Uint8Array | undefined } | undefined;
}
type AgentStream = AsyncIterable<AgentEvent>;

/** Reads a stream to its end. An exception comes as a member of its own: not looking would end in an empty text. */
async function textOf(stream: AgentStream): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const event of stream) {
    const failure = Object.entries(event).find(([member]) => member.endsWith('Exception'));
    if (failure !== undefined) throw Object.assign(new Error(failure[0]), { name: capitalised(failure[0]) });
    text += decoder.decode(event.chunk?.bytes, { stream: true });
  }
  return text + decoder.decode();
}

/** `throttlingException` is the member of a ThrottlingException. */
function capitalised(member: string): string {
  return `${member.slice(0, 1).toUpperCase()}${member.slice(1)}`;
}
