import { BedrockAgentRuntimeClient, RetrieveCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import type { AwsOptions } from '../../server-kit/aws-options.ts';
import type { Retrieve } from './passage.ts';

/** Asks a Bedrock knowledge base. Retrieval only: no model writes an answer. */
export function knowledgeBaseDocuments(knowledgeBaseId: string, aws: AwsOptions): Retrieve {
  const client = new BedrockAgentRuntimeClient(aws);
  return async (query, limit, abortSignal) => {
    const command = new RetrieveCommand({
      knowledgeBaseId,
      // Longer queries are refused.
      retrievalQuery: { text: query.slice(0, 1_000) },
      retrievalConfiguration: { vectorSearchConfiguration: { numberOfResults: limit } },
    });
    const { retrievalResults = [] } = await client.send(command, { abortSignal });
    return retrievalResults.flatMap(({ content, location }) => {
      const text = content?.text?.trim() ?? '';
      const source = location?.s3Location?.uri ?? location?.webLocation?.url ?? 'knowledge base';
      const title = source.slice(source.lastIndexOf('/') + 1);
      return text === '' ? [] : [{ title: title === '' ? source : title, source, text }];
    });
  };
}
