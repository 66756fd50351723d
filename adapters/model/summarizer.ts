import type { Summarizer } from '../../core/ports.ts';
import type { AwsOptions } from '../../mcp/server-kit/aws-options.ts';
import type { Model } from '../config/model-settings.ts';
import { templateSummarizer } from './template-summarizer.ts';

/** Whoever the configuration says words verdicts. Each SDK is loaded only where it is used. */
export async function summarizerFor(model: Model, aws: AwsOptions): Promise<Summarizer> {
  if (model.use === 'none') return templateSummarizer;
  // One more try at most: the report does not wait for a model.
  const options = { ...aws, ...(model.region !== undefined && { region: model.region }), maxAttempts: 2 };
  if (model.use === 'converse') {
    const { BedrockRuntimeClient } = await import('@aws-sdk/client-bedrock-runtime');
    const { converse } = await import('./converse.ts');
    return converse(new BedrockRuntimeClient(options), model);
  }
  const { BedrockAgentRuntimeClient } = await import('@aws-sdk/client-bedrock-agent-runtime');
  const { agent, inlineAgent } = await import('./agents.ts');
  const client = new BedrockAgentRuntimeClient(options);
  return model.use === 'agent' ? agent(client, model) : inlineAgent(client, model);
}
